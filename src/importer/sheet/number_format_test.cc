#include "importer/sheet/number_format.h"

#include <gtest/gtest.h>

namespace flodata::importer {
namespace {

Meaning meaning_of(const std::string& code, double value = 1) {
  const NumberFormat format(code);
  const auto* section = format.section_for(value);
  return section == nullptr ? Meaning::unknown : section->meaning;
}

TEST(NumberFormat, NumbersThatAreGroupedRoundedOrCountedAreSeenAsTheyAre) {
  for (const char* code :
       {"General", "0", "0.00", "#,##0", "#,##0.000", "0.00E+00", "##0.0E+0", "# ?/?", "# ?\?/16",
        "#,##0_);(#,##0)", "#,##0.00_);[Red](#,##0.00)", "0.0;[Red]0.0", "0.0;-0.0;\"-\"", "@",
        "_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"_);_(@_)", "[Blue]0.0", "# ##0,0", "0.0 "}) {
    if (std::string_view(code) == "0.0;-0.0;\"-\"" || code[0] == '_')
      continue;  // a dash for zero: see seen_cell_test
    EXPECT_TRUE(NumberFormat(code).is_plain()) << code;
  }
}

TEST(NumberFormat, EveryKindOfMeaningIsToldFromTheOthers) {
  const struct {
    const char* code;
    Meaning meaning;
  } codes[] = {
      {"0%", Meaning::percent},
      {"0.00 %", Meaning::percent},
      {"[h]:mm", Meaning::elapsed_hours},
      {"[hh]:mm:ss", Meaning::elapsed_hours},
      {"[h]\"h \"mm\"m\"", Meaning::elapsed_hours},
      {"h:mm", Meaning::clock_hours},
      {"hh:mm:ss.000", Meaning::clock_hours},
      {"[$-F400]h:mm:ss", Meaning::clock_hours},
      {"h:mm AM/PM", Meaning::other_time},
      {"h:mm a/p", Meaning::other_time},
      {"[mm]:ss", Meaning::other_time},
      {"mm:ss.0", Meaning::other_time},
      {"[ss]", Meaning::other_time},
      {"yyyy-mm-dd", Meaning::date},
      {"dd\\-mmm\\-yy", Meaning::date},
      {"mmm", Meaning::date},
      {"[$-409]d/m/yy h:mm AM/PM;@", Meaning::date},
      {"[$-411]ggge\"年\"m\"月\"d\"日\"", Meaning::date},
      {"#,##0,", Meaning::scaled},
      {"0.0,,", Meaning::scaled},
      {"#,##0,\"k\"", Meaning::scaled},
      {"0,.00", Meaning::scaled},
      {"#,##0,_)", Meaning::scaled},
      {"\"shut in\"", Meaning::text},
      {";;;", Meaning::hidden},
      {"[Foo]0", Meaning::unknown},
      {"0%%", Meaning::unknown},
      {"0;0;0;0;0", Meaning::unknown},
      {"\"h:mm\"0", Meaning::number},
      {"0\\d", Meaning::number},
  };
  for (const auto& [code, meaning] : codes) {
    EXPECT_EQ(meaning_of(code), meaning) << code;
    EXPECT_FALSE(NumberFormat(code).is_plain()) << code;
  }
}

TEST(NumberFormat, WordsBesideTheNumberAreItsUnit) {
  const auto unit_of = [](const std::string& code) { return NumberFormat(code).section_for(1)->unit; };
  EXPECT_EQ(unit_of("0.0\" bar\""), "bar");
  EXPECT_EQ(unit_of("0.0\\ \\m\\3"), "m3");
  EXPECT_EQ(unit_of("[$€-407] #,##0.00"), "€");
  EXPECT_EQ(unit_of("[$-409]0.0"), "");
  EXPECT_EQ(unit_of("\"$\"#,##0"), "$");
  EXPECT_EQ(unit_of("0.0\xc2\xa0\"k\""), "k");
}

TEST(NumberFormat, SectionIsChosenBySignOrCondition) {
  EXPECT_EQ(meaning_of("0;0%;\"-\"", 1), Meaning::number);
  EXPECT_EQ(meaning_of("0;0%;\"-\"", -1), Meaning::percent);
  EXPECT_EQ(meaning_of("0;0%;\"-\"", 0), Meaning::text);
  EXPECT_EQ(meaning_of("0;0%", 0), Meaning::number);
  EXPECT_EQ(meaning_of("[>=1000]#,##0,\"k\";0", 1000), Meaning::scaled);
  EXPECT_EQ(meaning_of("[>=1000]#,##0,\"k\";0", 999), Meaning::number);
  EXPECT_EQ(NumberFormat("[>1]0;[<-1]0").section_for(0), nullptr);
  EXPECT_FALSE(NumberFormat("[>=1000]#,##0,;0").is_plain());
}

TEST(NumberFormat, SignThatIsNotShownOrInventedIsKnown) {
  EXPECT_TRUE(NumberFormat("0").shows_sign_of(-1));
  EXPECT_FALSE(NumberFormat("0;0").shows_sign_of(-1));
  EXPECT_TRUE(NumberFormat("0;(0)").shows_sign_of(-1));
  EXPECT_TRUE(NumberFormat("0;[Red]0").shows_sign_of(-1));
  EXPECT_FALSE(NumberFormat("\\-0").shows_sign_of(1));
  EXPECT_FALSE(NumberFormat("0;0").is_plain());
}

TEST(NumberFormat, BuiltInFormatsMeanWhatTheStandardSays) {
  EXPECT_EQ(meaning_of(std::string(built_in_format(9))), Meaning::percent);
  EXPECT_EQ(meaning_of(std::string(built_in_format(14))), Meaning::date);
  EXPECT_EQ(meaning_of(std::string(built_in_format(18))), Meaning::other_time);
  EXPECT_EQ(meaning_of(std::string(built_in_format(20))), Meaning::clock_hours);
  EXPECT_EQ(meaning_of(std::string(built_in_format(22))), Meaning::date);
  EXPECT_EQ(meaning_of(std::string(built_in_format(46))), Meaning::elapsed_hours);
  EXPECT_EQ(meaning_of(std::string(built_in_format(47))), Meaning::other_time);
  EXPECT_EQ(meaning_of(std::string(built_in_format(57))), Meaning::date);
  for (const auto id : {0U, 1U, 2U, 3U, 4U, 11U, 12U, 37U, 39U, 48U, 49U, 99U})
    EXPECT_TRUE(NumberFormat(std::string(built_in_format(id))).is_plain()) << id;
}

}  // namespace
}  // namespace flodata::importer
