#include "http/wrong_tokens.h"

#include <gtest/gtest.h>

namespace flodata::http {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using Token = WrongTokens::Token;

constexpr WrongTokens::Time kBegin{1000s};

/// Sends `count` wrong tokens of `client`, one after another.
void send_wrong(WrongTokens& tokens, const std::string& client, int count, WrongTokens::Time now = kBegin) {
  for (int i = 0; i < count; ++i)
    if (tokens.admit(client, Token::wrong, now).value_or(0ms) > 0ms) tokens.release(client);
}

TEST(WrongTokens, AnswersAreHeldBackEverLongerUpToFourSeconds) {
  WrongTokens tokens;
  for (const auto expected : {0ms, 0ms, 0ms, 250ms, 500ms, 1000ms, 2000ms, 4000ms, 4000ms}) {
    EXPECT_EQ(tokens.admit("a", Token::wrong, kBegin), expected);
    if (expected > 0ms) tokens.release("a");
  }
}

TEST(WrongTokens, RightTokenIsAnsweredAsAWrongOneWouldBe) {
  for (int before = 0; before < 12; ++before) {
    WrongTokens with_right;
    WrongTokens with_wrong;
    send_wrong(with_right, "a", before);
    send_wrong(with_wrong, "a", before);
    EXPECT_EQ(with_right.admit("a", Token::right, kBegin), with_wrong.admit("a", Token::wrong, kBegin))
        << before;
  }
}

TEST(WrongTokens, WhileAsManyWaitAsMayEveryTokenIsTurnedAway) {
  for (const auto token : {Token::right, Token::wrong}) {
    WrongTokens tokens;
    send_wrong(tokens, "a", 3);
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(tokens.admit("a", Token::wrong, kBegin)) << i;
    EXPECT_FALSE(tokens.admit("a", token, kBegin));
    tokens.release("a");
    EXPECT_TRUE(tokens.admit("a", token, kBegin));
    EXPECT_FALSE(tokens.admit("a", token, kBegin));
  }
}

TEST(WrongTokens, RightTokenMakesNoLaterOneWaitLonger) {
  WrongTokens tokens;
  send_wrong(tokens, "a", 3);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(tokens.admit("a", Token::right, kBegin + 30s), 250ms);
    tokens.release("a");
  }
  EXPECT_EQ(tokens.admit("a", Token::wrong, kBegin + 61s), 0ms);
}

TEST(WrongTokens, RightTokensAreNeverSlowedBeforeAWrongOne) {
  WrongTokens tokens;
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(tokens.admit("a", Token::right, kBegin), 0ms);
  EXPECT_EQ(tokens.report(kBegin), Lines());
}

TEST(WrongTokens, OneClientDoesNotSlowAnother) {
  WrongTokens tokens;
  for (int i = 0; i < 100; ++i) (void)tokens.admit("a", Token::wrong, kBegin);
  EXPECT_EQ(tokens.admit("b", Token::right, kBegin), 0ms);
  EXPECT_EQ(tokens.admit("b", Token::wrong, kBegin), 0ms);
}

TEST(WrongTokens, AMinuteOfPeaceIsForgiven) {
  WrongTokens tokens;
  send_wrong(tokens, "a", 8);
  EXPECT_EQ(tokens.admit("a", Token::wrong, kBegin + 61s), 0ms);
}

TEST(WrongTokens, ThoseThatAreTurnedAwayOrStillWaitAreNoPeace) {
  WrongTokens tokens;
  send_wrong(tokens, "a", 3);
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(tokens.admit("a", Token::wrong, kBegin));
  EXPECT_FALSE(tokens.admit("a", Token::right, kBegin + 61s));
  for (int i = 0; i < 8; ++i) tokens.release("a");
  EXPECT_EQ(tokens.admit("a", Token::wrong, kBegin + 121s), 4000ms);
}

TEST(WrongTokens, ManyClientsAreForgottenBeforeTheyAreRemembered) {
  WrongTokens tokens;
  for (int i = 0; i < 100'000; ++i) EXPECT_EQ(tokens.admit(std::to_string(i), Token::wrong, kBegin), 0ms);
  EXPECT_EQ(tokens.report(kBegin).size(), 9U);
}

TEST(WrongTokens, OfASlowedClientNothingIsLeftOnce1024AreRemembered) {
  for (const auto& [others, expected] : {std::pair(1022, 4000ms), std::pair(1023, 0ms)}) {
    WrongTokens tokens;
    send_wrong(tokens, "a", 8);  // the first client by name is forgotten first
    for (int i = 0; i < others; ++i) send_wrong(tokens, "b" + std::to_string(i), 1);
    EXPECT_EQ(tokens.admit("a", Token::wrong, kBegin), expected) << others;
  }
}

TEST(WrongTokens, LogHearsOfTheFirstAtOnceAndOfTheOthersOnceAMinute) {
  WrongTokens tokens;
  send_wrong(tokens, "a", 1);
  EXPECT_EQ(tokens.report(kBegin),
            Lines({"wrong REPLAY_TOKEN from a (attempts: 1; turned away because too many waited: 0)"}));
  for (int i = 0; i < 100; ++i) {
    (void)tokens.admit("a", Token::wrong, kBegin + 1s);
    EXPECT_EQ(tokens.report(kBegin + 1s), Lines());
  }
  EXPECT_EQ(tokens.report(kBegin + 59s), Lines());
  EXPECT_EQ(tokens.report(kBegin + 60s),
            Lines({"wrong REPLAY_TOKEN from a (attempts: 10; turned away because too many waited: 90)"}));
  EXPECT_EQ(tokens.report(kBegin + 300s), Lines());
}

TEST(WrongTokens, LogNamesTheBusiestAddressesAndCountsTheOthers) {
  WrongTokens tokens;
  send_wrong(tokens, "a", 1);
  (void)tokens.report(kBegin);
  for (int i = 1; i <= 10; ++i) send_wrong(tokens, "c" + std::to_string(i), i);
  const auto lines = tokens.report(kBegin + 60s);
  ASSERT_EQ(lines.size(), 9U);
  EXPECT_EQ(lines.front(),
            "wrong REPLAY_TOKEN from c10 (attempts: 10; turned away because too many waited: 0)");
  EXPECT_EQ(
      lines.back(),
      "wrong REPLAY_TOKEN from 2 further addresses (attempts: 3; turned away because too many waited: 0)");
}

TEST(WrongTokens, LogHearsOfForgottenClientsToo) {
  WrongTokens tokens;
  send_wrong(tokens, "a", 1);
  (void)tokens.report(kBegin);
  send_wrong(tokens, "a", 2);
  (void)tokens.admit("b", Token::wrong, kBegin + 90s);
  EXPECT_EQ(tokens.report(kBegin + 90s),
            Lines({"wrong REPLAY_TOKEN from b (attempts: 1; turned away because too many waited: 0)",
                   "wrong REPLAY_TOKEN from 1 further addresses (attempts: 2; turned away because too many "
                   "waited: 0)"}));
}

}  // namespace
}  // namespace flodata::http
