#include "base/service_notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace flodata {
namespace {

TEST(ServiceNotify, ManagerHearsTheState) {
  const auto name = fmt::format("flodata_notify_{}", getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(&address.sun_path[1], name.size());  // abstract: the first byte stays 0
  const int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  ASSERT_EQ(bind(manager, reinterpret_cast<const sockaddr*>(&address), length), 0);
  EXPECT_TRUE(ServiceNotify("@" + name).tell("READY=1"));
  std::array<char, 64> heard{};
  const auto size = recv(manager, heard.data(), heard.size(), 0);
  close(manager);
  EXPECT_EQ(std::string(heard.data(), static_cast<std::size_t>(size)), "READY=1");
}

TEST(ServiceNotify, NobodyThereIsNoFailure) {
  EXPECT_FALSE(ServiceNotify("").tell("READY=1"));
  EXPECT_FALSE(ServiceNotify("/nowhere/notify").tell("READY=1"));
}

}  // namespace
}  // namespace flodata
