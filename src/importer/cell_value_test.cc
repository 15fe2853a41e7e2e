#include "importer/cell_value.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/unicode.h"
#include "support/any_name.h"

namespace flodata::importer {
namespace {

using std::chrono::local_days;
using namespace std::chrono_literals;

Cell number(std::string text) { return {0, CellKind::number, std::move(text)}; }
Cell text(std::string text) { return {0, CellKind::text, std::move(text)}; }

std::string reason_of(const auto& value) { return value ? "no reason: it was taken" : value.error().message; }

TEST(NumberCell, DecimalTextBecomesTheNearestDouble) {
  EXPECT_EQ(number_of(number("1.0030591666666666")).value(), 1.0030591666666666);
  EXPECT_EQ(number_of(number("7.4969999999999995E-2")).value(), 0.07497);
  EXPECT_EQ(number_of(number("0.1")).value(), 0.1);
  EXPECT_EQ(number_of(number("-457.84")).value(), -457.84);
  EXPECT_EQ(number_of(text(" +12.5 ")).value(), 12.5) << "a number kept as text is one";
}

TEST(NumberCell, ZeroIsAValueAndBlankIsNone) {
  EXPECT_EQ(number_of(number("0")).value(), 0.0);
  EXPECT_FALSE(number_of(text("")).value());
  EXPECT_FALSE(number_of(text("  ")).value());
  EXPECT_FALSE(number_of(text("NULL")).value());
}

TEST(NumberCell, WhatIsNoFiniteDecimalNumberIsRejectedWithAReason) {
  for (const char* bad : {"abc", "12abc", "1.2.3", "nan", "inf", "-", "+-5", "0x10", "1 000", "null"})
    EXPECT_FALSE(number_of(text(bad))) << bad;
  EXPECT_NE(reason_of(number_of(text("1e999"))).find("too large"), std::string::npos);
  EXPECT_NE(reason_of(number_of(text("11142,47"))).find("comma"), std::string::npos);
  EXPECT_NE(reason_of(number_of(text("-11142,47"))).find("a point as its decimal mark"), std::string::npos);
  EXPECT_NE(reason_of(number_of(text("11,142.47"))).find("thousands"), std::string::npos);
  EXPECT_FALSE(number_of({0, CellKind::boolean, "TRUE"}));
  EXPECT_NE(reason_of(number_of({0, CellKind::error, "#N/A"})).find("error"), std::string::npos);
  EXPECT_NE(reason_of(number_of({0, CellKind::formula_without_value, ""})).find("calculated"),
            std::string::npos);
}

TEST(WholeNumberCell, FractionIsRejectedAndPointZeroIsNot) {
  EXPECT_EQ(whole_number_of(text("7405")).value(), 7405);
  EXPECT_EQ(whole_number_of(number("7405.0")).value(), 7405);
  EXPECT_FALSE(whole_number_of(number("7405.5")));
  EXPECT_FALSE(whole_number_of(number("1e300")));
  EXPECT_FALSE(whole_number_of(text("")).value());
}

TEST(TextCell, OnlyTheBlanksAroundItAreLeftOut) {
  EXPECT_EQ(text_of(text("MÆRSK INSPIRER")).value(), "MÆRSK INSPIRER");
  EXPECT_EQ(text_of(text(" padded  twice\t")).value(), "padded  twice");
  EXPECT_EQ(text_of(text("\u00a015/9-F-12\u2003")).value(), "15/9-F-12");
  EXPECT_FALSE(text_of(text("NO\u00a015/9-F-12 H"))) << "an invisible blank within it";
  EXPECT_FALSE(text_of(text(" NULL ")).value());
  EXPECT_FALSE(text_of(text(" ")).value());
  EXPECT_FALSE(text_of({0, CellKind::error, "#REF!"}));
}

TEST(DayCell, SerialNumbersOfBothDateSystems) {
  EXPECT_EQ(day_of(number("41736"), DateSystem::from_1900).value(), local_days(2014y / 4 / 7));
  EXPECT_EQ(day_of(number("40274"), DateSystem::from_1904).value(), local_days(2014y / 4 / 7));
  EXPECT_EQ(day_of(number("1"), DateSystem::from_1900).value(), local_days(1900y / 1 / 1));
  EXPECT_EQ(day_of(number("59"), DateSystem::from_1900).value(), local_days(1900y / 2 / 28));
  EXPECT_EQ(day_of(number("61"), DateSystem::from_1900).value(), local_days(1900y / 3 / 1));
  EXPECT_FALSE(day_of(number("60"), DateSystem::from_1900)) << "29 February 1900 never was";
  EXPECT_EQ(day_of(number("60"), DateSystem::from_1904).value(), local_days(1904y / 3 / 1));
}

TEST(DayCell, TextsOfThreeForms) {
  for (const char* form :
       {"2014-04-07", "2014-04-07 00:00:00", "2014-04-07T00:00:00", "2014-04-07T00:00:00.000Z", "07-Apr-14",
        "7-apr-14", "07-APR-2014", " 2014-04-07 "})
    EXPECT_EQ(day_of(text(form), DateSystem::from_1900).value(), local_days(2014y / 4 / 7)) << form;
  EXPECT_EQ(day_of(text("07-Apr-68"), DateSystem::from_1900).value(), local_days(2068y / 4 / 7));
  EXPECT_EQ(day_of(text("07-Apr-69"), DateSystem::from_1900).value(), local_days(1969y / 4 / 7));
  EXPECT_EQ(day_of(text("29-Feb-2016"), DateSystem::from_1900).value(), local_days(2016y / 2 / 29));
}

TEST(DayCell, SaysWhenItAddsTheCentury) {
  EXPECT_TRUE(has_two_digit_year(text(" 7-Apr-14 ")));
  for (const char* other : {"07-Apr-2014", "2014-04-07", "07-Xyz-14", "14", "", "NULL"})
    EXPECT_FALSE(has_two_digit_year(text(other))) << other;
  EXPECT_FALSE(has_two_digit_year(number("41736")));
}

TEST(DayCell, NoDateAmbiguousDateAndTimeOfDayAreRejected) {
  for (const char* bad :
       {"07/04/2014", "7.4.2014", "2014-02-30", "29-Feb-2015", "31-Apr-14", "2014-04-07 06:00:00", "41736",
        "07-Xyz-14", "07-Apr-014", "9999-01-01", "1899-12-31", "soon"})
    EXPECT_FALSE(day_of(text(bad), DateSystem::from_1900)) << bad;
  for (const char* bad : {"41736.5", "0", "-3", "1e9", "abc"})
    EXPECT_FALSE(day_of(number(bad), DateSystem::from_1900)) << bad;
  EXPECT_FALSE(day_of(text(""), DateSystem::from_1900).value());
}

RC_GTEST_PROP(TextCell, TextOfAnyScriptIsTakenAsWrittenOrRejectedWithAPrintableReason, ()) {
  const auto expected = std::string(trimmed(test::any_name()));
  RC_PRE(!expected.empty());
  const auto taken = text_of(text(expected));
  if (taken) {
    RC_ASSERT(**taken == expected);
    RC_ASSERT(printable(expected) == expected);
  } else {
    RC_ASSERT(printable(taken.error().message) == taken.error().message);
  }
}

}  // namespace
}  // namespace flodata::importer
