#include "api/rows/cursor.h"

#include <gtest/gtest.h>

namespace flodata::api {
namespace {

Cursor example() {
  const Instant begin{std::chrono::sys_days{std::chrono::year(2008) / 3 / 1}};
  return {.lineage = 7,
          .sequence = 1207,
          .bound = begin + std::chrono::hours(100),
          .first = begin,
          .last = begin + std::chrono::hours(99),
          .read_from = begin + std::chrono::hours(3),
          .after = {begin + std::chrono::hours(5), "NO-15/9-F-12"},
          .request = 0xffffffffffffffffULL};
}

TEST(Cursors, ComeBackAsTheyWere) {
  auto cursor = example();
  EXPECT_EQ(decode_cursor(encode(cursor)), cursor);
  for (const auto* name : {"", "a", "ab", "abc", "Ærfugl 7", "a|b", "%7C", "50 % |"}) {
    cursor.after.name = name;
    EXPECT_EQ(decode_cursor(encode(cursor)), cursor) << name;
  }
}

TEST(Cursors, AreUrlSafe) {
  EXPECT_EQ(
      encode(example()).find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
}

TEST(Cursors, NoChangedCharacterIsTaken) {
  const auto text = encode(example());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = text[i] == 'B' ? 'C' : 'B';
    EXPECT_FALSE(decode_cursor(changed)) << i;
  }
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(decode_cursor(text.substr(0, size))) << size;
  EXPECT_FALSE(decode_cursor(text + "A"));
  EXPECT_FALSE(decode_cursor(std::string(5000, 'A')));
}

TEST(Cursors, RequestIsToldByAllButCursorAndLimit) {
  using Given = std::vector<std::pair<std::string, std::string>>;
  const Given given = {{"tags", "oil_rate"}, {"limit", "5"}};
  const auto print = request_fingerprint("/api/production", given);
  EXPECT_EQ(print, request_fingerprint("/api/production", Given{{"tags", "oil_rate"}, {"cursor", "x"}}));
  EXPECT_NE(print, request_fingerprint("/api/production", Given{{"tags", "gas_rate"}}));
  EXPECT_NE(print, request_fingerprint("/api/other", given));
}

}  // namespace
}  // namespace flodata::api
