#include "api/cache/response_cache.h"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "api/cache/cached_response.h"

namespace flodata::api {
namespace {

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year(2026) / 11 / 25}};
constexpr std::chrono::minutes kMinute(1);

store::DataVersion version(std::int64_t sequence) { return {.lineage = 7, .sequence = sequence}; }

std::shared_ptr<const http::CachedResponse> answer(std::string body, Instant good_until = Instant::max()) {
  return std::make_shared<const http::CachedResponse>(
      http::CachedResponse{"head", std::move(body), "\"tag\"", good_until});
}

class AnswerCacheTest : public testing::Test {
 protected:
  boost::asio::io_context io_;
  ResponseCache cache_{io_.get_executor(), 100'000};
};

TEST_F(AnswerCacheTest, WhatWasKeptIsFoundUnderItsKeyAndVersionOnly) {
  cache_.keep("a", version(1), answer("A"));
  EXPECT_EQ(cache_.find("a", version(1), kNow)->body, "A");
  EXPECT_EQ(cache_.find("b", version(1), kNow), nullptr);
  EXPECT_EQ(cache_.find("a", version(2), kNow), nullptr);
  EXPECT_EQ(cache_.find("a", version(1), kNow), nullptr) << "an answer of an older version came back";
}

TEST_F(AnswerCacheTest, WhatCameTooLateDropsNothing) {
  cache_.keep("a", version(2), answer("A"));
  cache_.keep("b", version(1), answer("B"));
  EXPECT_EQ(cache_.find("b", version(1), kNow), nullptr);
  EXPECT_EQ(cache_.find("b", version(2), kNow), nullptr) << "an old answer under a new version";
  EXPECT_EQ(cache_.find("a", version(2), kNow)->body, "A");
}

TEST_F(AnswerCacheTest, AnotherLineageIsAnotherVersion) {
  cache_.keep("a", version(1), answer("A"));
  EXPECT_EQ(cache_.find("a", {.lineage = 8, .sequence = 1}, kNow), nullptr);
}

TEST_F(AnswerCacheTest, AnotherSpeedIsAnotherVersion) {
  cache_.keep("a", version(1), answer("A"));
  EXPECT_EQ(cache_.find("a", {.lineage = 7, .sequence = 1, .speed = 60}, kNow), nullptr);
}

TEST(TaggedText, ChangesWithTheSpeed) {
  const auto zone = TimeZone::find("UTC").value();
  const auto text = [&](double speed) {
    return tagged_text({.target = "/x"}, http::MediaType::json, http::Encoding::identity, zone,
                       {.lineage = 7, .sequence = 1, .speed = speed}, Instant::max());
  };
  EXPECT_EQ(text(1), text(1));
  EXPECT_NE(text(1), text(60));
}

TEST_F(AnswerCacheTest, AnAnswerToARelativeTimeEndsWithItsMinute) {
  cache_.keep("a", version(1), answer("A", kNow + kMinute));
  EXPECT_NE(cache_.find("a", version(1), kNow), nullptr);
  EXPECT_EQ(cache_.find("a", version(1), kNow + kMinute), nullptr);
  EXPECT_EQ(cache_.size_bytes(), 0U);
}

TEST_F(AnswerCacheTest, TheLeastRecentlyUsedGoesAndTheSizeStaysBounded) {
  const std::string body(20'000, 'x');
  for (const auto* key : {"a", "b", "c", "d"}) cache_.keep(key, version(1), answer(body));
  EXPECT_NE(cache_.find("a", version(1), kNow), nullptr);  // so b is the oldest
  cache_.keep("e", version(1), answer(body));
  EXPECT_EQ(cache_.find("b", version(1), kNow), nullptr);
  for (const auto* key : {"a", "c", "d", "e"}) EXPECT_NE(cache_.find(key, version(1), kNow), nullptr) << key;
  EXPECT_LE(cache_.size_bytes(), 100'000U);
  cache_.keep("huge", version(1), answer(std::string(30'000, 'x')));
  EXPECT_EQ(cache_.find("huge", version(1), kNow), nullptr) << "one answer took more than a quarter";
}

TEST_F(AnswerCacheTest, KeptAgainItReplacesItself) {
  cache_.keep("a", version(1), answer("A"));
  const auto size = cache_.size_bytes();
  cache_.keep("a", version(1), answer("B"));
  EXPECT_EQ(cache_.size_bytes(), size);
  EXPECT_EQ(cache_.find("a", version(1), kNow)->body, "B");
}

TEST_F(AnswerCacheTest, OthersWaitWhileOneMakesAnAnswer) {
  auto making = cache_.make("a");
  ASSERT_TRUE(making);
  EXPECT_FALSE(cache_.make("a"));
  EXPECT_TRUE(cache_.make("b"));
  int released = 0;
  const auto wait = [](ResponseCache* cache, int* count) -> boost::asio::awaitable<void> {
    co_await cache->wait_for_other("a", std::chrono::steady_clock::now() + std::chrono::minutes(10));
    ++*count;
  };
  for (int i = 0; i < 3; ++i) boost::asio::co_spawn(io_, wait(&cache_, &released), boost::asio::detached);
  io_.poll();
  EXPECT_EQ(released, 0);
  making.reset();
  io_.restart();
  io_.poll();
  EXPECT_EQ(released, 3);
  EXPECT_TRUE(cache_.make("a"));
}

TEST_F(AnswerCacheTest, AWaitEndsAtItsDeadlineAndTheMakerMayEndLater) {
  auto making = cache_.make("a");
  bool released = false;
  const auto wait = [](ResponseCache* cache, bool* done) -> boost::asio::awaitable<void> {
    co_await cache->wait_for_other("a", std::chrono::steady_clock::now());
    *done = true;
  };
  boost::asio::co_spawn(io_, wait(&cache_, &released), boost::asio::detached);
  io_.run();
  EXPECT_TRUE(released);
  making.reset();
}

}  // namespace
}  // namespace flodata::api
