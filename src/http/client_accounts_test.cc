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

TEST(ClientAccounts, OneClientHasThreeOfFourConnectionsAtTheMost) {
  const auto most_of_one = [](int setting, int all) {
    return beside_others({.connections = setting}, all).connections;
  };
  EXPECT_EQ(most_of_one(2999, 4000), 2999);
  EXPECT_EQ(most_of_one(3000, 4000), 3000);
  EXPECT_EQ(most_of_one(3001, 4000), 3000);
  EXPECT_EQ(most_of_one(1'000'000, 128), 96);
  EXPECT_EQ(most_of_one(1024, 4096), 1024) << "the default is below it";
}

TEST(ClientAccounts, LastSixteenthOfTheConnectionsIsForClientsThatHaveFew) {
  constexpr int kAll = 1600;
  EXPECT_TRUE(finds_room(9, 101, kAll));
  EXPECT_FALSE(finds_room(9, 100, kAll));
  EXPECT_TRUE(finds_room(8, 100, kAll));
  EXPECT_TRUE(finds_room(8, 1, kAll));
  EXPECT_FALSE(finds_room(8, 0, kAll));
  EXPECT_FALSE(finds_room(1, 0, kAll));
  EXPECT_FALSE(finds_room(1200, 100, kAll));
}

TEST(ClientAccounts, NumberOfAConnectionIsThatOfItsClient) {
  ClientAccounts accounts({});
  const ClientAccounts::Connection other(accounts, "b");
  const ClientAccounts::Connection first(accounts, "a");
  for (int i = 0; i < 2; ++i) {  // the previous one is gone
    const ClientAccounts::Connection second(accounts, "a");
    EXPECT_EQ(second.number(), 2);
  }
  EXPECT_EQ(first.number(), 1);
}

TEST(ClientAccounts, ConnectionBeyondTheBudgetCountsUntilAnotherGoesForIt) {
  ClientAccounts accounts({.connections = 1});
  const ClientAccounts::Connection within(accounts, "a");
  {
    ClientAccounts::Connection beyond(accounts, "a");
    EXPECT_EQ(accounts.beyond_budget(), 1);
    for (int i = 0; i < 2; ++i) beyond.replace_another();
    EXPECT_TRUE(beyond.within_budget());
    EXPECT_EQ(accounts.beyond_budget(), 0);
    const ClientAccounts::Connection again(accounts, "a");
    EXPECT_EQ(accounts.beyond_budget(), 1);
  }
  EXPECT_EQ(accounts.beyond_budget(), 0);
}

TEST(ClientAccounts, RoomForBytesEndsWithTheLastByteOfTheBudget) {
  ClientAccounts accounts({.bytes_in_flight = 100});
  ClientAccounts::Connection one(accounts, "a");
  const ClientAccounts::Connection two(accounts, "a");
  auto held = one.hold_bytes(99);
  EXPECT_TRUE(two.has_room_for_bytes());
  held.resize(100);
  EXPECT_FALSE(two.has_room_for_bytes());
  held.resize(99);
  EXPECT_TRUE(two.has_room_for_bytes());
  const auto beyond = one.hold_bytes(500);  // what is made counts, and the next response is rejected
  EXPECT_FALSE(two.has_room_for_bytes());
  EXPECT_EQ(accounts.figures().bytes_in_flight, 599);
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
