#include "api/parameter.h"

#include <array>

#include <gtest/gtest.h>

#include "base/iso8601.h"

namespace flodata::api {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

TimeZone oslo() { return TimeZone::find("Europe/Oslo").value(); }

std::vector<Parameter> declared() {
  return {{.name = "well_name",
           .place = ParameterPlace::path,
           .type = ParameterType::text,
           .presence = Presence::required},
          {.name = "hours",
           .type = ParameterType::whole_number,
           .default_value = "24",
           .lower = 1,
           .upper = 8760},
          {.name = "start_time",
           .type = ParameterType::time,
           .presence = Presence::required,
           .example = "2008-02-29T00:00:00"},
          kUnitsParameter};
}

std::expected<Arguments, std::vector<ParameterError>> check(Query query) {
  return check_parameters(declared(), "F-12", query, oslo());
}

/// Checks a query that is right but for `name`=`value`; returns the error's type, or "" when it was accepted.
std::string error_type(const std::string& name, const std::string& value) {
  Query query = {{name, value}};
  if (name != "start_time") query.emplace_back("start_time", "2008-02-29");
  const auto arguments = check(query);
  if (arguments) return "";
  EXPECT_EQ(arguments.error().size(), 1U);
  EXPECT_EQ(arguments.error().front().place, "query");
  EXPECT_EQ(arguments.error().front().name, name);
  return arguments.error().front().type;
}

TEST(Parameters, DefaultsStandInForWhatIsNotGiven) {
  const auto arguments = check({{"start_time", "2008-02-29"}});
  ASSERT_TRUE(arguments);
  EXPECT_EQ(arguments->whole_number("hours"), 24);
  EXPECT_EQ(arguments->text("well_name"), "F-12");
  EXPECT_EQ(units_of(*arguments), UnitSystem::metric);
}

TEST(Parameters, GivenValuesAreTyped) {
  const auto arguments =
      check({{"units", "field"}, {"hours", "8760"}, {"start_time", "2008-02-29T23:00:00Z"}});
  ASSERT_TRUE(arguments);
  EXPECT_EQ(arguments->whole_number("hours"), 8760);
  EXPECT_EQ(units_of(*arguments), UnitSystem::field);
  EXPECT_EQ(format_iso8601(arguments->time("start_time"), TimeZone::find("UTC").value()),
            "2008-02-29T23:00:00+00:00");
}

TEST(Parameters, TimeWithoutOffsetIsLocalTimeOfTheZone) {
  EXPECT_EQ(check({{"start_time", "2008-07-01T12:00:00"}})->time("start_time"),
            check({{"start_time", "2008-07-01T10:00:00Z"}})->time("start_time"));
}

TEST(Parameters, PlusOfAnOffsetMayArriveAsABlank) {
  EXPECT_EQ(check({{"start_time", "2008-07-01T12:00:00 01:00"}})->time("start_time"),
            check({{"start_time", "2008-07-01T11:00:00Z"}})->time("start_time"));
  EXPECT_EQ(check({{"start_time", "2008-07-01 12:00:00 01:00"}})->time("start_time"),
            check({{"start_time", "2008-07-01T11:00:00Z"}})->time("start_time"));
  EXPECT_EQ(check({{"start_time", "2008-07-01 12:00:00"}})->time("start_time"),
            check({{"start_time", "2008-07-01T12:00:00"}})->time("start_time"));
}

TEST(Parameters, WholeNumberOutsideItsRangeIsRefused) {
  EXPECT_EQ(error_type("hours", "0"), "greater_than_equal");
  EXPECT_EQ(error_type("hours", "-99999999999999999999"), "greater_than_equal");
  EXPECT_EQ(error_type("hours", "8761"), "less_than_equal");
  EXPECT_EQ(error_type("hours", "99999999999999999999"), "less_than_equal");
  EXPECT_EQ(error_type("hours", "1"), "");
}

TEST(Parameters, WhatIsNoWholeNumberIsRefused) {
  for (const auto* value : {"", "x", "1.5", "1h", " 1", "0x10", "99999999999999999999x"})
    EXPECT_EQ(error_type("hours", value), "int_parsing") << value;
}

TEST(Parameters, WhatIsNoTimeIsRefused) {
  for (const auto* value : {"", "yesterday", "2008-02-30", "2008-02-29T25:00:00", "2008-02-29T00:00:00 "})
    EXPECT_EQ(error_type("start_time", value), "datetime_parsing") << value;
}

TEST(Parameters, ChoiceOutsideTheListIsRefusedWithTheList) {
  EXPECT_EQ(error_type("units", "Metric"), "enum");
  const auto arguments = check({{"start_time", "2008-02-29"}, {"units", "imperial"}});
  EXPECT_EQ(arguments.error().front().message,
            "units: 'imperial' was given; one of metric, field is allowed");
}

TEST(Parameters, UnknownOneIsRefusedWithTheNearest) {
  const auto unlike = check({{"start_time", "2008-02-29"}, {"foo", "3"}});
  ASSERT_FALSE(unlike);
  EXPECT_EQ(unlike.error().front().message.find("did you mean"), std::string::npos);
  const auto arguments = check({{"start_time", "2008-02-29"}, {"hour", "3"}});
  ASSERT_FALSE(arguments);
  EXPECT_EQ(arguments.error().front().type, "extra_forbidden");
  EXPECT_NE(arguments.error().front().message.find("did you mean hours?"), std::string::npos);
}

TEST(Parameters, PathParameterCannotBeGivenInTheQuery) {
  EXPECT_EQ(error_type("well_name", "F-12"), "extra_forbidden");
}

TEST(Parameters, RepeatedOneIsRefused) {
  const auto arguments = check({{"start_time", "2008-02-29"}, {"hours", "1"}, {"hours", "1"}});
  ASSERT_FALSE(arguments);
  EXPECT_EQ(arguments.error().front().type, "repeated");
}

TEST(Parameters, EveryFaultIsReported) {
  const auto arguments = check({{"hours", "0"}, {"units", "x"}, {"y", "z"}});
  ASSERT_FALSE(arguments);
  std::vector<std::string> types;
  for (const auto& error : arguments.error()) types.push_back(error.type);
  EXPECT_EQ(types, (std::vector<std::string>{"greater_than_equal", "missing", "enum", "extra_forbidden"}));
}

TEST(Parameters, LongValueIsShortenedBetweenCharacters) {
  std::string value;
  for (int i = 0; i < 1000; ++i) value += "Æ";
  const auto arguments = check({{"start_time", "2008-02-29"}, {"units", "x" + value}});
  EXPECT_LT(arguments.error().front().message.size(), 150U);
  EXPECT_NE(arguments.error().front().message.find("Æ…'"), std::string::npos);
}

}  // namespace
}  // namespace flodata::api
