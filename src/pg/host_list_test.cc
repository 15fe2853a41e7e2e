#include "pg/host_list.h"

#include <gtest/gtest.h>

namespace flodata::pg {
namespace {

ConnectionOptions options_of(const char* hosts, const char* ports) {
  ConnectionOptions options;
  options.host = hosts;
  options.port = 5432;
  options.ports = ports;
  return options;
}

TEST(HostList, SingleHostIsItself) {
  const auto each = each_host(options_of("db", ""));
  ASSERT_EQ(each.size(), 1U);
  EXPECT_EQ(each[0].host, "db");
  EXPECT_EQ(each[0].port, 5432);
}

TEST(HostList, HostsHaveOnePortOrOneEach) {
  const auto one = each_host(options_of("a,/run/b", ""));
  ASSERT_EQ(one.size(), 2U);
  EXPECT_EQ(one[0].port, 5432);
  EXPECT_EQ(one[1].host, "/run/b");
  EXPECT_EQ(one[1].port, 5432);
  const auto own = each_host(options_of("a,b", "6000,6001"));
  ASSERT_EQ(own.size(), 2U);
  EXPECT_EQ(own[0].port, 6000);
  EXPECT_EQ(own[1].port, 6001);
}

}  // namespace
}  // namespace flodata::pg
