#include "base/json.h"

#include <limits>

#include <gtest/gtest.h>

namespace flodata {
namespace {

std::string string_json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string number_json(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

TEST(JsonString, QuotesBackslashesAndControlCharactersAreEscaped) {
  EXPECT_EQ(string_json("a\"b\\c\nd\re\tf"), R"("a\"b\\c\nd\re\tf")");
  EXPECT_EQ(string_json(std::string("\x01\x1f\0", 3)), "\"\\u0001\\u001f\\u0000\"");
}

TEST(JsonString, EscapesAtBothEndsAndNothingAtAll) {
  EXPECT_EQ(string_json("\"\""), R"("\"\"")");
  EXPECT_EQ(string_json(""), R"("")");
}

TEST(JsonString, Utf8PassesThrough) { EXPECT_EQ(string_json("MÆRSK INSPIRER"), "\"MÆRSK INSPIRER\""); }

TEST(JsonNumber, ShortestFormThatReadsBackTheSame) {
  EXPECT_EQ(number_json(0.1), "0.1");
  EXPECT_EQ(number_json(45), "45");
  EXPECT_EQ(std::stod(number_json(1.0 / 3)), 1.0 / 3);
}

TEST(JsonNumber, NotANumberAndInfinityAreNull) {
  EXPECT_EQ(number_json(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(number_json(-std::numeric_limits<double>::infinity()), "null");
}

}  // namespace
}  // namespace flodata
