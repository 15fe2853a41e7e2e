#include "http/message/target.h"

#include <gtest/gtest.h>

namespace flodata::http {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

TEST(RequestTarget, EncodedAndPlainSlashesAreTheSamePath) {
  EXPECT_EQ(parse_request_target("/api/production/NO-15%2F9-F-12/latest")->path,
            parse_request_target("/api/production/NO-15/9-F-12/latest")->path);
}

TEST(RequestTarget, QueryIsDecodedInOrder) {
  const auto target = parse_request_target("/x?b=1%202&a=&c&b=%C3%86");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->query, (Query{{"b", "1 2"}, {"a", ""}, {"c", ""}, {"b", "Æ"}}));
}

TEST(RequestTarget, PlusIsABlankInTheQueryAndItselfInThePath) {
  const auto target = parse_request_target("/a+b?t=a+b%2B");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a+b");
  EXPECT_EQ(target->query, (Query{{"t", "a b+"}}));
}

TEST(RequestTarget, AbsoluteFormLosesSchemeAndHost) {
  EXPECT_EQ(parse_request_target("http://localhost:8000/health?x=1")->path, "/health");
  EXPECT_EQ(parse_request_target("http://localhost:8000")->path, "/");
}

class RejectedTarget : public ::testing::TestWithParam<const char*> {};

TEST_P(RejectedTarget, IsInvalid) {
  const auto target = parse_request_target(GetParam());
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().code, Code::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(BrokenEncodings, RejectedTarget,
                         ::testing::Values("/%", "/%2", "/%G0", "/x?a=%", "/x?%zz=1", "/%00", "/x?a=%0A",
                                           "/%7F",
                                           "/%FF",           // never a UTF-8 byte
                                           "/%C3",           // cut short
                                           "/%C0%AF",        // overlong slash
                                           "/%E0%80%AF",     // overlong slash
                                           "/%ED%A0%80",     // surrogate
                                           "/%F4%90%80%80",  // above U+10FFFF
                                           "/%-1"));

TEST(ShownPath, IsPrintableAsciiWithoutQueryAndShort) {
  EXPECT_EQ(shown_path("/a%2Fb?q=1"), "/a%2Fb");
  EXPECT_EQ(shown_path("/\xff\"x"), "/%FF\"x");
  EXPECT_EQ(shown_path(std::string(1000, 'a')).size(), 200U);
}

}  // namespace
}  // namespace flodata::http
