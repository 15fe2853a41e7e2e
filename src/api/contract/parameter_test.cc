#include "api/contract/parameter.h"

#include <array>

#include <gtest/gtest.h>

#include "base/iso8601.h"

namespace flodata::api {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;
using Checked = std::expected<Arguments, std::vector<http::ParameterError>>;

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year(2008) / 3 / 1} + std::chrono::seconds(30)};

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

Checked check(const Query& query) {
  std::vector<GivenValue> given = {{ParameterPlace::path, "well_name", "F-12"}};
  for (const auto& [name, value] : query) given.push_back({ParameterPlace::query, name, value});
  return check_parameters(declared(), given, oslo(), {kNow, {}}, UnknownParameters::rejected);
}

/// Checks a query that is valid except for `name`=`value`; returns the error's type, or "" when it was
/// accepted.
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

TEST(Parameters, WholeNumberOutsideItsRangeIsRejected) {
  EXPECT_EQ(error_type("hours", "0"), "greater_than_equal");
  EXPECT_EQ(error_type("hours", "-99999999999999999999"), "greater_than_equal");
  EXPECT_EQ(error_type("hours", "8761"), "less_than_equal");
  EXPECT_EQ(error_type("hours", "99999999999999999999"), "less_than_equal");
  EXPECT_EQ(error_type("hours", "1"), "");
}

TEST(Parameters, WhatIsNoWholeNumberIsRejected) {
  for (const auto* value : {"", "x", "1.5", "1h", " 1", "0x10", "99999999999999999999x"})
    EXPECT_EQ(error_type("hours", value), "int_parsing") << value;
}

TEST(Parameters, WhatIsNoTimeIsRejected) {
  for (const auto* value : {"", "yesterday", "2008-02-30", "2008-02-29T25:00:00", "2008-02-29T00:00:00 "})
    EXPECT_EQ(error_type("start_time", value), "datetime_parsing") << value;
}

TEST(Parameters, ChoiceOutsideTheListIsRejectedWithTheList) {
  EXPECT_EQ(error_type("units", "Metric"), "enum");
  const auto arguments = check({{"start_time", "2008-02-29"}, {"units", "imperial"}});
  EXPECT_EQ(arguments.error().front().message,
            "units: 'imperial' was given; one of metric, field is allowed");
}

TEST(Parameters, UnknownOneIsRejectedWithTheNearest) {
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

TEST(Parameters, RepeatedOneIsRejected) {
  const auto arguments = check({{"start_time", "2008-02-29"}, {"hours", "1"}, {"hours", "1"}});
  ASSERT_FALSE(arguments);
  EXPECT_EQ(arguments.error().front().type, "repeated");
}

/// Checks a speed from 0.1 to 100,000 given in a body or a query; returns the error's type and place, or ""
/// when it was accepted.
std::string speed_error(const std::string& query, const std::string& body) {
  const std::vector<Parameter> speed = {{.name = "value",
                                         .place = ParameterPlace::body,
                                         .type = ParameterType::number,
                                         .presence = Presence::required,
                                         .least = 0.1,
                                         .most = 100000,
                                         .example = "3600"}};
  auto given = parse_body(body).value();
  if (!query.empty()) given.push_back({ParameterPlace::query, "value", query});
  const auto checked = check_parameters(speed, given, oslo(), {kNow, {}}, UnknownParameters::rejected);
  return checked ? "" : checked.error().front().type + " in " + checked.error().front().place;
}

TEST(Parameters, ValueMayStandInTheBodyOrTheQuery) {
  for (const auto* body : {"{\"value\": 0.1}", "{\"value\": 100000}", "{\"value\": 1e5}"})
    EXPECT_EQ(speed_error("", body), "") << body;
  for (const auto* query : {"0.1", "100000", "3600.5"}) EXPECT_EQ(speed_error(query, ""), "") << query;
  EXPECT_EQ(speed_error("1", "{\"value\": 1}"), "repeated in body");
}

TEST(Parameters, NumberOutsideItsRangeIsRejectedWhereItStands) {
  for (const auto* body :
       {"{\"value\": 0.09}", "{\"value\": 100000.5}", "{\"value\": -1}", "{\"value\": 1e999}"})
    EXPECT_EQ(speed_error("", body), "out_of_range in body") << body;
  for (const auto* query : {"0.09", "nan", "inf", "1e999"})
    EXPECT_EQ(speed_error(query, ""), "out_of_range in query") << query;
  for (const auto* query : {"fast", "1x", " 1", "0x10"})
    EXPECT_EQ(speed_error(query, ""), "float_parsing in query") << query;
}

TEST(Parameters, JsonOfAnotherTypeIsRejected) {
  for (const auto* body : {"{\"value\": \"2\"}", "{\"value\": true}", "{\"value\": null}", "{\"value\": [2]}",
                           "{\"value\": {}}"})
    EXPECT_EQ(speed_error("", body), "number_type in body") << body;
}

TEST(Parameters, MissingMemberIsAskedForWithAnExample) {
  const std::vector<Parameter> place = {{.name = "value",
                                         .place = ParameterPlace::body,
                                         .type = ParameterType::time,
                                         .presence = Presence::required,
                                         .example = "2008-02-29"}};
  EXPECT_EQ(
      check_parameters(place, {}, oslo(), {kNow, {}}, UnknownParameters::rejected).error().front().message,
      "value: is required, for example the body {\"value\": \"2008-02-29\"}");
}

TEST(Parameters, UnknownMemberOfTheBodyIsRejected) {
  EXPECT_EQ(speed_error("2", "{\"speed\": 2}"), "extra_forbidden in body");
}

TEST(Parameters, EmptyBodyIsAnEmptyObjectAndNothingElseIs) {
  EXPECT_TRUE(parse_body("").value().empty());
  EXPECT_TRUE(parse_body("{}").value().empty());
  for (const auto* body : {" ", "[]", "null", "{", "value=1"}) EXPECT_FALSE(parse_body(body)) << body;
}

TEST(Parameters, EveryFaultIsReported) {
  const auto arguments = check({{"hours", "0"}, {"units", "x"}, {"y", "z"}});
  ASSERT_FALSE(arguments);
  std::vector<std::string> types;
  for (const auto& error : arguments.error()) types.push_back(error.type);
  EXPECT_EQ(types, (std::vector<std::string>{"greater_than_equal", "missing", "enum", "extra_forbidden"}));
}

std::vector<Parameter> query_parameters() {
  static constexpr std::array<std::string_view, 3> kColours = {"red", "green", "blue"};
  return {{.name = "start_time",
           .other_name = "start",
           .type = ParameterType::time_expression,
           .default_value = "-24h"},
          {.name = "end_time",
           .other_name = "end",
           .type = ParameterType::time_expression,
           .default_value = "now"},
          {.name = "colours", .type = ParameterType::list, .choices = kColours},
          {.name = "names", .type = ParameterType::list},
          {.name = "asOf", .type = ParameterType::version},
          {.name = "whole", .type = ParameterType::flag, .default_value = "true"},
          {.name = "timezone", .type = ParameterType::time_zone}};
}

Checked check_query(const Query& query) {
  std::vector<GivenValue> given;
  for (const auto& [name, value] : query) given.push_back({ParameterPlace::query, name, value});
  return check_parameters(query_parameters(), given, oslo(), {kNow, {}}, UnknownParameters::rejected);
}

std::string query_error(const std::string& name, const std::string& value) {
  const auto checked = check_query({{name, value}});
  return checked ? "" : checked.error().front().type;
}

TEST(Parameters, VersionHasNoMoreDigitsThanItsPatternSays) {
  EXPECT_EQ(query_error("asOf", "740732178501516987"), "");
  EXPECT_EQ(query_error("asOf", "7407321785015169870"), "datetime_parsing");
  EXPECT_EQ(query_error("asOf", "-0"), "datetime_parsing");
}

TEST(Parameters, OtherSpellingMeansTheSame) {
  const auto arguments = check_query({{"start", "2008-02-01"}});
  ASSERT_TRUE(arguments);
  EXPECT_EQ(arguments->time("start_time"), check_query({{"start_time", "2008-02-01"}})->time("start_time"));
  EXPECT_EQ(arguments->given(), (Query{{"start_time", "2008-02-01"}}));
  EXPECT_EQ(check_query({{"start", "2008-02-01"}, {"start_time", "2008-02-01"}}).error().front().type,
            "repeated");
}

TEST(Parameters, ListIsTakenApartAndCheckedTextByText) {
  EXPECT_EQ(check_query({{"colours", "blue,red"}})->list("colours"),
            (std::vector<std::string>{"blue", "red"}));
  EXPECT_EQ(query_error("colours", "blue,black"), "enum");
  EXPECT_EQ(query_error("colours", "blue,,red"), "missing");
  EXPECT_EQ(query_error("colours", ""), "missing");
  EXPECT_EQ(query_error("colours", "red,red"), "repeated");
  EXPECT_EQ(query_error("names", "NO-15/9-F-12,F-14"), "");
  EXPECT_FALSE(check_query({})->has("names"));
}

TEST(Parameters, AListMayComeInSeveralValues) {
  const std::vector<std::string> both = {"blue", "red"};
  const auto repeated = check_query({{"colours", "blue"}, {"names", "x"}, {"colours", "red"}});
  ASSERT_TRUE(repeated);
  EXPECT_EQ(repeated->list("colours"), both);
  // The same request, however it is written: cursors and cached responses depend on it.
  EXPECT_EQ(repeated->given(), check_query({{"colours", "blue,red"}, {"names", "x"}})->given());
  EXPECT_EQ(check_query({{"names", "a,b"}, {"names", "c"}})->list("names"),
            (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(check_query({{"colours", "red"}, {"colours", "red"}}).error().front().type, "repeated");
  EXPECT_EQ(check_query({{"colours", "red"}, {"colours", ""}}).error().front().type, "missing");
  EXPECT_EQ(check_query({{"colours", "red"}, {"colours", "black"}}).error().front().type, "enum");
  EXPECT_EQ(check_query({{"asOf", "1"}, {"asOf", "2"}}).error().front().type, "repeated");
}

TEST(Parameters, UnixTimeIsATimeEverywhere) {
  const Instant moment = std::chrono::sys_days{std::chrono::year(2008) / 2 / 29} + std::chrono::hours(23);
  EXPECT_EQ(check({{"start_time", "1204326000"}})->time("start_time"), moment);
  EXPECT_EQ(check_query({{"start", "1204326000"}})->time("start_time"), moment);
  EXPECT_EQ(check_query({{"end", "1204326000250"}})->time("end_time"),
            moment + std::chrono::milliseconds(250));
  EXPECT_FALSE(check_query({{"asOf", "1204326000"}})->is_number("asOf"));
  EXPECT_EQ(check_query({{"asOf", "1204326000"}})->time("asOf"), moment);
  for (const auto* text :
       {"120432600", "12043260000", "120432600000", "1204326000.5", "-1204326000", "12043260 0"})
    EXPECT_EQ(query_error("start_time", text), "datetime_parsing") << text;
}

TEST(Parameters, VersionIsANumberOrATime) {
  EXPECT_TRUE(check_query({{"asOf", "12"}})->is_number("asOf"));
  EXPECT_FALSE(check_query({{"asOf", "2008-02-01"}})->is_number("asOf"));
  EXPECT_EQ(query_error("asOf", "-1"), "datetime_parsing");
  EXPECT_EQ(query_error("asOf", "99999999999999999999"), "datetime_parsing");
}

TEST(Parameters, FlagAndTimeZoneAreChecked) {
  EXPECT_TRUE(check_query({})->flag("whole"));
  EXPECT_FALSE(check_query({{"whole", "false"}})->flag("whole"));
  EXPECT_FALSE(check_query({{"whole", "False"}})->flag("whole"));
  EXPECT_TRUE(check_query({{"whole", "True"}})->flag("whole"));
  EXPECT_EQ(query_error("whole", "maybe"), "bool_parsing");
  EXPECT_EQ(query_error("timezone", "Europe/Bergen"), "time_zone");
  EXPECT_EQ(query_error("timezone", "Europe/Oslo"), "");
}

TEST(Parameters, WhenARelativeTimeMeansAnotherOneIsKnown) {
  using std::chrono::ceil;
  constexpr Microseconds kNext(1);
  EXPECT_EQ(check_query({})->meaning_ends(), ceil<std::chrono::minutes>(kNow) + kNext);
  EXPECT_EQ(check_query({{"start", "-30m"}, {"end", "-1h"}})->meaning_ends(),
            ceil<std::chrono::seconds>(kNow) + kNext);
  EXPECT_EQ(check_query({{"start", "2008-02-01"}, {"end", "now"}})->meaning_ends(), std::nullopt);
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
