#include "http/host_names.h"

#include <map>

#include <gtest/gtest.h>

namespace flodata::http {
namespace {

HostNames names(std::string_view bind, std::string_view listed = "") {
  return HostNames::parse(bind, listed).value();
}

TEST(HostNames, HostIsTakenOutOfAnAuthority) {
  const std::map<std::string_view, std::string_view> hosts = {
      {"localhost", "localhost"},
      {"LocalHost:8000", "localhost"},
      {"RIG.Example.ORG", "rig.example.org"},
      {"localhost:", "localhost"},
      {"localhost:0", "localhost"},
      {"localhost:65535", "localhost"},
      {"localhost:00080", "localhost"},
      {"localhost.", "localhost"},
      {"localhost.:8000", "localhost"},
      {"flodata_api:8000", "flodata_api"},
      {"127.0.0.1:8000", "127.0.0.1"},
      {"[::1]", "::1"},
      {"[::1]:8000", "::1"},
      {"[::1]:", "::1"},
      {"[FD00:0:0::7]", "fd00::7"},
      {"[::ffff:127.0.0.1]", "::ffff:127.0.0.1"},
  };
  for (const auto& [authority, host] : hosts) EXPECT_EQ(host_of_authority(authority), host) << authority;
}

TEST(HostNames, WhatIsNoAuthorityNamesNoHost) {
  for (const auto* wrong :
       {"", ":", ":8000", ".", "..", "localhost..", ".localhost", "a..localhost",
        // userinfo
        "user@localhost", "user:pw@localhost", "@localhost", "localhost@evil.example",
        "localhost:80@evil.example",
        // schemes, paths, queries, fragments
        "evil.com://localhost", "http://localhost", "//localhost", "localhost/", "localhost/evil",
        "localhost?x", "localhost#x", "localhost\\evil",
        // ports
        "host:port", "localhost:65536", "localhost:99999999999999999999", "localhost:-1", "localhost:+1",
        "localhost:80:80", "localhost: 80", "localhost:0x50",
        // brackets and zones
        "[::1", "::1", "::1]", "[]", "[::1]x", "[::1]:x", "[[::1]]", "[::1]]", "[::1].", "[localhost]",
        "[127.0.0.1]", "[::1%25lo]", "[fe80::1%lo]", "[fe80::1%251]", "[v1.x]", "x[::1]",
        // characters
        "a b", " localhost", "localhost ", "localhost\t", "local%68ost", "%6cocalhost", "localhost%00",
        "localhost%2eevil.example", "localhost,evil.example", "localhost;x", "l\u00f6calhost",
        "\uff4cocalhost", "*", "~", "!"})
    EXPECT_EQ(host_of_authority(wrong), "") << wrong;
  EXPECT_EQ(host_of_authority(std::string_view("localhost\0.evil.example", 23)), "");
}

TEST(HostNames, HostIsTakenOutOfAnOrigin) {
  EXPECT_EQ(host_of_origin("https://rig.example.org:443"), "rig.example.org");
  EXPECT_EQ(host_of_origin("http://[::1]:8000"), "::1");
  for (const auto* wrong : {"", "null", "localhost", "//localhost", "http://", "http:/localhost",
                            "http://user@localhost", "http://localhost/", "evil.com://localhost", "file://",
                            "chrome-extension://localhost", "xhttp://localhost", "http://http://localhost"})
    EXPECT_EQ(host_of_origin(wrong), "") << wrong;
}

TEST(HostNames, LoopbackServiceAnswersToLoopbackNamesOnly) {
  const auto local = names("127.0.0.1");
  for (const auto* name : {"localhost", "localhost:8000", "LOCALHOST:1", "flodata.localhost",
                           "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "[::ffff:127.0.0.1]", ""})
    EXPECT_TRUE(local.accept_host(name)) << name;
  for (const auto* name :
       {"evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example",
        "notlocalhost", "192.168.1.2", "evil.com://localhost", "user@localhost", "local%68ost", "127.1",
        "127.0.0.1@evil.example", "localhost evil", "[::2]", "0.0.0.0:8000", "[::ffff:10.0.0.1]",
        "[::ffff:128.0.0.1]", "[::127.0.0.1]"})
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

TEST(HostNames, AddressIsComparedByValueAndNotByItsText) {
  const auto bound = names("fd00:0:0:0:0:0:0:7", "FD00::8");
  EXPECT_TRUE(bound.accept_host("[fd00::7]:8000"));
  EXPECT_TRUE(bound.accept_host("[fd00:0::8]"));
  EXPECT_FALSE(bound.accept_host("[fd00::9]"));
}

TEST(HostNames, PageOfAForeignOriginMayNotOpenAWebSocket) {
  const auto local = names("localhost");
  for (const auto* origin : {"", "http://localhost:3000", "https://127.0.0.1", "http://[::1]:8000"})
    EXPECT_TRUE(local.accept_origin(origin)) << origin;
  for (const auto* origin : {"null", "http://evil.example", "localhost", "http://localhost.evil.example",
                             "http://localhost/@evil.example", "file://", "evil.com://localhost"})
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
}  // namespace flodata::http
