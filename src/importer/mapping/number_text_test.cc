#include "importer/mapping/number_text.h"

#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace flodata::importer {
namespace {

using testing::HasSubstr;

constexpr NumberStyle kPlain{};
constexpr NumberStyle kAmerican{'.', ','};
constexpr NumberStyle kGerman{',', '.'};
constexpr NumberStyle kFrench{',', ' '};
constexpr NumberStyle kSwiss{'.', '\''};

/// The number, or NaN where there is a reason.
double read(std::string_view text, const NumberStyle& format) {
  return parse_number(text, format).value_or(std::nan(""));
}

std::string reason(std::string_view text, const NumberStyle& format) {
  const auto number = parse_number(text, format);
  return number ? fmt::format("taken as {}", *number) : number.error().message;
}

TEST(NumberText, SeparatorsOfManyCountries) {
  EXPECT_EQ(read("1,234.5", kAmerican), 1234.5);
  EXPECT_EQ(read("1.234.567,25", kGerman), 1234567.25);
  EXPECT_EQ(read("1 234,5", kFrench), 1234.5);
  EXPECT_EQ(read("1\u00a0234,5", kFrench), 1234.5);
  EXPECT_EQ(read("1\u202f234\u2009567,5", kFrench), 1234567.5);
  EXPECT_EQ(read("1'234.5", kSwiss), 1234.5);
  EXPECT_EQ(read("1\u2019234.5", kSwiss), 1234.5);
  EXPECT_EQ(read("1234.5", kAmerican), 1234.5) << "separators may be left out";
  EXPECT_EQ(read("-12,345", kAmerican), -12345);
}

TEST(NumberText, GroupsOfOtherThanThreeDigitsAreRejected) {
  for (const char* bad : {"12,5", "1,2,3,4", "1,2345", "1234,567", ",123", "1,,234", "1,234,", "12,34,567",
                          "1,234.5,6", "0,123", "00,123", "1,234e3"})
    EXPECT_FALSE(parse_number(bad, kAmerican)) << bad;
  EXPECT_THAT(reason("12,5", kAmerican), HasSubstr("before groups of exactly three digits"));
  EXPECT_THAT(reason("0,123", kAmerican), HasSubstr("does not begin with 0"));
  EXPECT_THAT(reason("1.234,567.8", kGerman), HasSubstr("after the decimal mark"));
}

TEST(NumberText, SeparatorThatTheFormatDoesNotHaveIsNamed) {
  EXPECT_THAT(reason("1,5", kPlain),
              HasSubstr("a comma in a number that has a point as its decimal mark and no"));
  EXPECT_THAT(reason("1.5", {',', std::nullopt}), HasSubstr("a point in a number that has a comma"));
  EXPECT_THAT(reason("1\u00a0234", kPlain), HasSubstr("a blank (U+00A0)"));
  EXPECT_THAT(reason("1\u202f234.5", kAmerican), HasSubstr("a blank (U+202F)"));
  EXPECT_THAT(reason("1.2.3", kPlain), HasSubstr("a point twice"));
}

TEST(NumberText, SignsAndExponents) {
  EXPECT_EQ(read("+1.5", kPlain), 1.5);
  EXPECT_EQ(read("\u22121.5", kPlain), -1.5) << "the minus sign of typesetting";
  EXPECT_EQ(read("1.5E+03", kPlain), 1500);
  EXPECT_EQ(read("1,5e3", kGerman), 1500);
  EXPECT_EQ(read(".5", kPlain), 0.5);
  EXPECT_EQ(read("5.", kPlain), 5);
  EXPECT_EQ(read("007", kPlain), 7);
  for (const char* bad : {"", "+", "-", "--1", "+-1", "- 1", ".", "e3", "1e", "1e+", "1e1.5", "1e3 "})
    EXPECT_FALSE(parse_number(bad, kPlain)) << bad;
  EXPECT_THAT(reason("(12.5)", kPlain), HasSubstr("a minus before"));
  EXPECT_THAT(reason("12.5-", kPlain), HasSubstr("a minus before"));
  EXPECT_THAT(reason("1e999", kPlain), HasSubstr("too large"));
}

TEST(NumberText, WhatOtherParsersTakeForNumbersIsText) {
  for (const char* bad :
       {"nan", "NaN", "inf", "-Infinity", "0x10", "1_000", "12abc", "12 bbl", "95%", "TRUE", "1/2"})
    EXPECT_THAT(reason(bad, kPlain), HasSubstr("text where a number is expected")) << bad;
  EXPECT_THAT(reason("\uff11\uff12", kPlain), HasSubstr("U+FF11")) << "full width";
  EXPECT_THAT(reason("\u0661", kPlain), HasSubstr("U+0661")) << "Arabic-Indic";
  EXPECT_THAT(reason("1\u200b2", kPlain), HasSubstr("U+200B"));
}

/// Writes a number as people of some country do.
struct Written {
  NumberStyle format;
  double value;
  std::string text;
};

std::string grouped(const std::string& digits, const std::string& separator) {
  constexpr std::size_t kGroup = 3;
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % kGroup == 0) text += separator;
    text += digits[i];
  }
  return text;
}

Written any_number() {
  const std::vector<NumberStyle> formats = {kPlain, kAmerican,           kGerman,    kFrench,
                                            kSwiss, {',', std::nullopt}, {'.', ' '}, {',', '\''}};
  Written written{*rc::gen::elementOf(formats), 0, {}};
  const auto& [decimal, thousands] = written.format;
  const auto whole = std::to_string(*rc::gen::inRange<std::int64_t>(0, 10'000'000'000));
  const auto part = *rc::gen::inRange(0, 1'000'000);
  const auto decimals = *rc::gen::inRange<std::size_t>(0, 7);
  std::string separator;
  if (thousands && *rc::gen::arbitrary<bool>()) {
    const std::vector<std::string> blanks = {" ", "\u00a0", "\u2009", "\u202f"};
    separator = *thousands == ' ' ? *rc::gen::elementOf(blanks) : std::string(1, *thousands);
  }
  const auto sign = *rc::gen::element<std::string>("", "-");
  const auto fraction = decimals > 0 ? fmt::format("{:06}", part).substr(0, decimals) : "";
  written.text = sign + grouped(whole, separator) + (decimals > 0 ? decimal + fraction : "");
  written.value = std::stod(sign + whole + (decimals > 0 ? "." + fraction : ""));
  return written;
}

RC_GTEST_PROP(NumberTextProperty, NumberWrittenInAnyLocaleIsReadBack, ()) {
  const auto written = any_number();
  const auto number = parse_number(written.text, written.format);
  RC_ASSERT(number.has_value());
  RC_ASSERT(*number == written.value);
}

/// A character that is put in, taken out or duplicated gives the same number, another number written properly
/// in this format, or a reason: never a number of which a digit or separator was skipped.
RC_GTEST_PROP(NumberTextProperty, DamagedNumberIsRejectedOrWhatItSays, ()) {
  auto [format, value, text] = any_number();
  const auto damage =
      *rc::gen::element<std::string>(",", ".", "'", " ", "\u00a0", "-", "x", "e", "\u200b", "%");
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  if (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
    RC_DISCARD("inside a character");
  text.insert(at, damage);
  const auto number = parse_number(text, format);
  if (!number) return;
  // By hand: separators of thousands out, the decimal mark a point.
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (text[i] == format.decimal)
      plain += '.';
    else if ((byte >= '0' && byte <= '9') || text[i] == '-' || text[i] == 'e')
      plain += text[i];
    else
      RC_ASSERT(format.thousands.has_value());
  }
  RC_ASSERT(*number == std::stod(plain));
  // Where the separators are out of place there is a reason: written again it is the text, or has none.
  const auto dot = plain.find_first_of(".e");
  const auto whole = plain.substr(0, dot).substr(plain.starts_with('-') ? 1 : 0);
  std::size_t separators = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    separators += format.thousands && text[i] != format.decimal && text[i] != '-' && text[i] != 'e' &&
                  (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U && (text[i] < '0' || text[i] > '9');
  RC_ASSERT(separators == 0 || separators == (whole.size() - 1) / 3);
}

}  // namespace
}  // namespace flodata::importer
