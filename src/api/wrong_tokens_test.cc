#include "api/wrong_tokens.h"

#include <gtest/gtest.h>

namespace flodata::api {
namespace {

using namespace std::chrono_literals;

constexpr WrongTokens::Time kBegin{1000s};

TEST(WrongTokens, AnswersAreHeldBackEverLongerUpToFourSeconds) {
  WrongTokens tokens;
  for (const auto expected : {0ms, 0ms, 0ms, 250ms, 500ms, 1000ms, 2000ms, 4000ms, 4000ms}) {
    EXPECT_EQ(tokens.note("a", kBegin)->delay, expected);
    tokens.release("a");
  }
}

TEST(WrongTokens, OneClientDoesNotSlowAnother) {
  WrongTokens tokens;
  for (int i = 0; i < 100; ++i) (void)tokens.note("a", kBegin);
  const auto other = tokens.note("b", kBegin);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->delay, 0ms);
}

TEST(WrongTokens, SoManyOfOneClientAreHeldBackAndNoMore) {
  WrongTokens tokens;
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(tokens.note("a", kBegin)) << i;
  EXPECT_FALSE(tokens.note("a", kBegin));
  tokens.release("a");
  EXPECT_TRUE(tokens.note("a", kBegin));
}

TEST(WrongTokens, AMinuteOfPeaceIsForgiven) {
  WrongTokens tokens;
  for (int i = 0; i < 8; ++i) {
    (void)tokens.note("a", kBegin);
    tokens.release("a");
  }
  EXPECT_EQ(tokens.note("a", kBegin + 61s)->count, 1);
}

TEST(WrongTokens, ManyClientsAreForgottenBeforeTheyAreRemembered) {
  WrongTokens tokens;
  for (int i = 0; i < 100'000; ++i) {
    const auto attempt = tokens.note(std::to_string(i), kBegin);
    ASSERT_TRUE(attempt);
    EXPECT_EQ(attempt->count, 1);
  }
}

TEST(WrongTokens, LogIsToldOfEachDoubling) {
  int told = 0;
  for (int count = 1; count <= 1000; ++count) told += WrongTokens::is_told(count) ? 1 : 0;
  EXPECT_EQ(told, 10);
}

}  // namespace
}  // namespace flodata::api
