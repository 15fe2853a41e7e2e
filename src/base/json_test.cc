#include "base/json.h"

#include <cmath>
#include <limits>
#include <random>

#include <fmt/format.h>
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

TEST(JsonString, ByteThatIsNotUtf8BecomesTheReplacementCharacter) {
  EXPECT_EQ(string_json("\xCF\xCFx\xC3"), "\"\uFFFD\uFFFDx\uFFFD\"");
  EXPECT_EQ(string_json("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");  // half of a surrogate pair
}

TEST(JsonNumber, IsWrittenAsAPersonWould) {
  EXPECT_EQ(number_json(0.1), "0.1");
  EXPECT_EQ(number_json(0.1 + 0.2), "0.3");
  EXPECT_EQ(number_json(4972.849999999999), "4972.85");
  EXPECT_EQ(number_json(-4972.850000000001), "-4972.85");
  EXPECT_EQ(number_json(45), "45");
  EXPECT_EQ(number_json(205), "205");
  EXPECT_EQ(number_json(100'000), "100000");
  EXPECT_EQ(number_json(1.0 / 3), "0.333333333333");
  EXPECT_EQ(number_json(2.0 / 3), "0.666666666667");
  EXPECT_EQ(number_json(0.00123456789012345), "0.00123456789012");
  EXPECT_EQ(number_json(999'999.9999999999), "1000000");
  EXPECT_EQ(number_json(0.99999999999999), "1");
  EXPECT_EQ(number_json(1e-6), "0.000001");
}

TEST(JsonNumber, AVolumeOfBillionsKeepsItsThreeDecimals) {
  EXPECT_EQ(number_json(1'475'371'979.123), "1475371979.123");
  EXPECT_EQ(number_json(123'456'789'012.345), "123456789012.345");
  EXPECT_EQ(number_json(9'234'567'890'123.45), "9234567890123.45");
  double sum = 0;
  for (int i = 0; i < 1000; ++i) sum += 1234.567;
  EXPECT_EQ(number_json(sum), "1234567");
}

TEST(JsonNumber, NothingIsZeroAndExponentsAreForWhatIsBeyondReading) {
  EXPECT_EQ(number_json(0), "0");
  EXPECT_EQ(number_json(-0.0), "0");
  EXPECT_EQ(number_json(1e300), "1e300");
  EXPECT_EQ(number_json(-2.5e-7), "-2.5e-7");
  EXPECT_EQ(number_json(1e15), "1e15");
  EXPECT_EQ(number_json(999'999'999'999'999), "999999999999999");
}

// A value written with the promised digits or fewer is read back exactly; any other within half a unit of the
// twelfth digit; and writing it again gives the same text.
TEST(JsonNumber, ValuesSurviveToThePrecisionPromised) {
  std::mt19937_64 random(20141118);
  for (int i = 0; i < 300'000; ++i) {
    const auto digits = std::uniform_int_distribution<std::int64_t>(1, 999'999'999'999)(random);
    const int decimals = std::uniform_int_distribution<int>(0, 12)(random);
    const double given = static_cast<double>(digits) / std::pow(10, decimals);
    std::string wanted = fmt::format("{:.{}f}", given, decimals);
    if (decimals > 0) wanted.erase(wanted.find_last_not_of('0') + 1);
    if (wanted.ends_with('.')) wanted.pop_back();
    if (given >= 1e-6) {
      ASSERT_EQ(number_json(given), wanted);
    }

    const double any = std::ldexp(1 + std::ldexp(static_cast<double>(random() >> 11), -53),
                                  std::uniform_int_distribution<int>(-60, 60)(random));
    const auto text = number_json(any);
    const double read = std::stod(text);
    ASSERT_LE(std::abs(read - any), 5.1e-12 * any) << text;
    ASSERT_EQ(number_json(read), text);
  }
}

TEST(JsonNumber, NotANumberAndInfinityAreNull) {
  EXPECT_EQ(number_json(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(number_json(-std::numeric_limits<double>::infinity()), "null");
}

}  // namespace
}  // namespace flodata
