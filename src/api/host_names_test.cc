#include "api/host_names.h"

#include <gtest/gtest.h>

namespace flodata::api {
namespace {

HostNames names(std::string_view bind, std::string_view listed = "") {
  return HostNames::parse(bind, listed).value();
}

TEST(HostNames, HostIsTakenOutOfHeadersAndOrigins) {
  EXPECT_EQ(host_in("LocalHost:8000"), "localhost");
  EXPECT_EQ(host_in("localhost."), "localhost");
  EXPECT_EQ(host_in("[::1]:8000"), "::1");
  EXPECT_EQ(host_in("https://rig.example.org:443"), "rig.example.org");
  for (const auto* wrong : {"", "[::1", "a b", "host:port", "[::1]x", "localhost/evil", "user@localhost"})
    EXPECT_EQ(host_in(wrong), "") << wrong;
}

TEST(HostNames, LoopbackServiceAnswersToLoopbackNamesOnly) {
  const auto local = names("127.0.0.1");
  for (const auto* name : {"localhost", "localhost:8000", "LOCALHOST:1", "flodata.localhost",
                           "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "[::ffff:127.0.0.1]", ""})
    EXPECT_TRUE(local.accept_host(name)) << name;
  for (const auto* name :
       {"evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example",
        "notlocalhost", "192.168.1.2", "127.0.0.1@evil.example", "localhost evil", "[::2]", "0.0.0.0:8000"})
    EXPECT_FALSE(local.accept_host(name)) << name;
}

TEST(HostNames, ListedNamesAreAcceptedAndCheckedOnEveryAddress) {
  const auto listed = names("0.0.0.0", "rig.example.org, 10.0.0.7,fd00::7");
  for (const auto* name : {"RIG.example.org:8000", "10.0.0.7", "[fd00::7]:8000", "localhost"})
    EXPECT_TRUE(listed.accept_host(name)) << name;
  EXPECT_FALSE(listed.accept_host("evil.example"));
  EXPECT_FALSE(names("0.0.0.0").checked());
  EXPECT_TRUE(names("0.0.0.0").accept_host("anything"));
}

TEST(HostNames, BoundAddressIsAName) {
  EXPECT_TRUE(names("10.0.0.7", "rig").accept_host("10.0.0.7:8000"));
  EXPECT_FALSE(names("10.0.0.7", "rig").accept_host("10.0.0.8:8000"));
}

TEST(HostNames, PageOfAForeignOriginMayNotOpenAWebSocket) {
  const auto local = names("localhost");
  for (const auto* origin : {"", "http://localhost:3000", "https://127.0.0.1", "http://[::1]:8000"})
    EXPECT_TRUE(local.accept_origin(origin)) << origin;
  for (const auto* origin : {"null", "http://evil.example", "localhost", "http://localhost.evil.example",
                             "http://localhost/@evil.example", "file://"})
    EXPECT_FALSE(local.accept_origin(origin)) << origin;
}

TEST(HostNames, WhatIsNoNameIsRejectedWithTheSetting) {
  for (const auto* wrong : {"a b", "http://rig", "rig/x", "[::1"}) {
    const auto parsed = HostNames::parse("127.0.0.1", wrong);
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_TRUE(parsed.error().message.starts_with("setting API_HOSTS: '")) << parsed.error().message;
  }
}

}  // namespace
}  // namespace flodata::api
