#include "importer/mapping/day_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/iso8601.h"

namespace flodata::importer {
namespace {

using testing::HasSubstr;

/// "2021-03-01", with " +" where there is a time of day, or the reason.
std::string read(const std::string& format, const std::string& text) {
  const auto day = DayFormat::create(format).value().parse(text);
  if (!day) return day.error().message;
  return format_day(day->day) + (day->has_time_of_day ? " +" : "");
}

std::string error_of(const std::string& format) {
  const auto made = DayFormat::create(format);
  return made ? "" : made.error().message;
}

TEST(DayFormat, DaysAreReadAsTheyAreWritten) {
  EXPECT_EQ(read("%Y-%m-%d", "2021-03-01"), "2021-03-01");
  EXPECT_EQ(read("%m/%d/%Y", "3/1/2021"), "2021-03-01");
  EXPECT_EQ(read("%d.%m.%Y", "01.03.2021"), "2021-03-01");
  EXPECT_EQ(read("%d-%b-%y", "01-MAR-21"), "2021-03-01");
  EXPECT_EQ(read("%B %d, %Y", "March 1, 2021"), "2021-03-01");
  EXPECT_EQ(read("%Y%m%d", "20210301"), "2021-03-01");
  EXPECT_EQ(read("%F", "2021-03-01"), "2021-03-01");
}

TEST(DayFormat, TimeOfDayLeavesTheDayAndIsTold) {
  const std::string format = "%m/%d/%Y %H:%M";
  EXPECT_EQ(read(format, "03/01/2021 00:00"), "2021-03-01");
  for (const char* time : {"00:01", "06:00", "11:59", "12:00", "12:01", "23:59"})
    EXPECT_EQ(read(format, std::string("03/01/2021 ") + time), "2021-03-01 +") << time;
  EXPECT_EQ(read("%Y-%m-%dT%H:%M:%S", "2021-03-01T23:59:59.999"), "2021-03-01 +");
  EXPECT_EQ(read("%m/%d/%Y %I:%M:%S %p", "3/1/2021 11:30:00 PM"), "2021-03-01 +");
  EXPECT_EQ(read("%m/%d/%Y %I:%M:%S %p", "3/1/2021 12:00:00 AM"), "2021-03-01");
  EXPECT_EQ(read(format, "03/01/2021\u00a006:00"), "2021-03-01 +") << "a blank is a blank";
}

TEST(DayFormat, TwoDigitYearsAreThoseOfPosix) {
  EXPECT_EQ(read("%m/%d/%y", "3/1/21"), "2021-03-01");
  EXPECT_EQ(read("%m/%d/%y", "3/1/68"), "2068-03-01");
  EXPECT_EQ(read("%m/%d/%y", "3/1/69"), "1969-03-01");
  EXPECT_EQ(read("%m/%d/%y", "3/1/00"), "2000-03-01");
}

TEST(DayFormat, YearOfTheOtherLengthIsRejectedWithTheLetterToUse) {
  EXPECT_THAT(read("%m/%d/%Y", "3/1/21"), HasSubstr("%Y takes a year of four digits, %y one of two"));
  EXPECT_THAT(read("%m/%d/%y", "3/1/2021"), HasSubstr("%y takes a year of two digits, %Y one of four"));
  EXPECT_THAT(read("%m/%d/%Y", "3/1/021"), HasSubstr("no day"));
  EXPECT_THAT(read("%m/%d/%Y", "3/1/20211"), HasSubstr("no day"));
}

TEST(DayFormat, DaysThatAreNoneAreRejected) {
  for (const char* text : {"02/30/2021", "13/01/2021", "0/1/2021", "2021-03-01", "soon", "3/1", "-3/1/2021",
                           "03/01/-2021", "44256"})
    EXPECT_THAT(read("%m/%d/%Y", text), HasSubstr("no day as date_format %m/%d/%Y")) << text;
  EXPECT_THAT(read("%m/%d/%Y", "03/01/2021 06:00"), HasSubstr("it goes on with ' 06:00'"));
  EXPECT_THAT(read("%m/%d/%Y %H:%M", "03/01/2021 24:00"), HasSubstr("no day"));
}

TEST(DayFormat, NumbersSideBySideNeedTheirLeadingZeros) {
  for (const auto& [format, text] :
       {std::pair{"%Y%m%d", "2021111"}, {"%y%m%d", "21111"}, {"%d%m%Y", "1032021"}})
    EXPECT_THAT(read(format, text), HasSubstr("no day as date_format")) << text;
  EXPECT_THAT(read("%Y%m%d", "2021111"), HasSubstr("needs its leading zeros"));
  EXPECT_EQ(read("%Y%m%d%H%M%S", "20210301060000"), "2021-03-01 +");
  EXPECT_EQ(read("%d%b%Y", "1Mar2021"), "2021-03-01") << "a name of letters has its own ends";
}

TEST(DayFormat, DayOfTheYearIsNotTaken) {
  EXPECT_THAT(error_of("%Y-%j"), HasSubstr("'%j', which is none of"));
}

TEST(DayFormat, FormatThatLeavesTheDayOpenIsAMistake) {
  EXPECT_THAT(error_of("%m/%Y"), HasSubstr("has no %d"));
  EXPECT_THAT(error_of("%d.%Y"), HasSubstr("has no %m"));
  EXPECT_THAT(error_of("%d.%m."), HasSubstr("has no %Y and no %y"));
  EXPECT_THAT(error_of("%d.%m.%Q"), HasSubstr("has '%Q'"));
  EXPECT_THAT(error_of("%d.%m.%"), HasSubstr("has '%'"));
  EXPECT_EQ(error_of("%%%d.%m.%Y"), "");
}

}  // namespace
}  // namespace flodata::importer
