#include "http/client_accounts.h"

#include <vector>

#include <gtest/gtest.h>

#include "http/client_name.h"

namespace flodata::http {
namespace {

TEST(ClientAccounts, ConnectionsOfAClientHaveABudgetAndThoseOfAnotherAreNotCounted) {
  ClientAccounts accounts({.connections = 2});
  std::vector<ClientAccounts::Connection> held;
  for (const bool expected : {true, true, false}) {
    held.emplace_back(accounts, "a");
    EXPECT_EQ(held.back().within_budget(), expected);
  }
  EXPECT_TRUE(ClientAccounts::Connection(accounts, "b").within_budget());
  EXPECT_EQ(accounts.figures().connections, 3);
  EXPECT_EQ(accounts.figures().clients, 1);
  held.clear();
  EXPECT_EQ(accounts.figures().clients, 0);
  EXPECT_TRUE(ClientAccounts::Connection(accounts, "a").within_budget());
}

TEST(ClientAccounts, StreamIsCountedOnceAndGivenBack) {
  ClientAccounts accounts({.streams = 2});
  ClientAccounts::Connection connection(accounts, "a");
  {
    const auto one = connection.open_stream();
    const auto two = connection.open_stream();
    ASSERT_TRUE(one && two);
    EXPECT_EQ(accounts.figures().streams, 2);
    EXPECT_FALSE(connection.open_stream());
    EXPECT_EQ(accounts.figures().rejected[static_cast<std::size_t>(Budget::streams)], 1);
  }
  EXPECT_EQ(accounts.figures().streams, 0);
  EXPECT_TRUE(connection.open_stream());
}

TEST(ClientAccounts, BytesOfAllConnectionsOfAClientCount) {
  ClientAccounts accounts({.bytes_in_flight = 100});
  ClientAccounts::Connection one(accounts, "a");
  const ClientAccounts::Connection two(accounts, "a");
  const ClientAccounts::Connection other(accounts, "b");
  {
    const auto held = one.hold_bytes(100);
    EXPECT_FALSE(two.has_room_for_bytes());
    EXPECT_TRUE(other.has_room_for_bytes());
    EXPECT_EQ(accounts.figures().bytes_in_flight, 100);
  }
  EXPECT_TRUE(two.has_room_for_bytes());
  EXPECT_EQ(accounts.figures().bytes_in_flight, 0);
}

TEST(ClientName, IsTheAddressButWhereAClientHasManyOfThem) {
  const auto name = [](const char* address) { return client_name(boost::asio::ip::make_address(address)); };
  for (const auto* loopback : {"127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1"})
    EXPECT_EQ(name(loopback), kThisMachine) << loopback;
  EXPECT_EQ(name("10.0.0.7"), "10.0.0.7");
  EXPECT_EQ(name("::ffff:10.0.0.7"), "10.0.0.7");
  EXPECT_EQ(name("2001:db8:1:2:3::4"), name("2001:db8:1:2:ffff::9"));
  EXPECT_NE(name("2001:db8:1:2::4"), name("2001:db8:1:3::4"));
}

}  // namespace
}  // namespace flodata::http
