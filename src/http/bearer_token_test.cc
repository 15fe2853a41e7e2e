#include "http/bearer_token.h"

#include <gtest/gtest.h>

namespace flodata::http {
namespace {

using Verdict = BearerToken::Verdict;

TEST(BearerToken, OnlyTheTokenItselfIsAccepted) {
  const BearerToken token("open sesame");
  EXPECT_EQ(token.check("Bearer open sesame"), Verdict::accepted);
  for (const auto* wrong : {"Bearer open sesam", "Bearer open sesame!", "Bearer Open sesame", "Bearer  "})
    EXPECT_EQ(token.check(wrong), Verdict::wrong) << wrong;
}

TEST(BearerToken, SchemeIsWrittenAnyWayButMustBeThere) {
  const BearerToken token("open sesame");
  EXPECT_EQ(token.check("bearer open sesame"), Verdict::accepted);
  EXPECT_EQ(token.check("BEARER open sesame"), Verdict::accepted);
  for (const auto* missing : {"", "Bearer", "Bearer ", "open sesame", "Basic open sesame"})
    EXPECT_EQ(token.check(missing), Verdict::missing) << missing;
}

TEST(BearerToken, EmptyTokenAcceptsNobody) {
  const BearerToken token("");
  for (const auto* any : {"", "Bearer ", "Bearer x"}) EXPECT_EQ(token.check(any), Verdict::disabled) << any;
}

}  // namespace
}  // namespace flodata::http
