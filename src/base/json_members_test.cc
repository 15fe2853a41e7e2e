#include "base/json_members.h"

#include <limits>

#include <gtest/gtest.h>

namespace flodata {
namespace {

FLODATA_JSON_STRUCT(Rate,
  (std::optional<double>, mean, "mean", "rate_unit"),
  (std::string_view, rate_unit, "unit of rates"))

FLODATA_JSON_STRUCT(Report,
  (TextConstant<"done">, status),
  (std::string, well, "its name"),
  (std::int64_t, hours, "length", "h"),
  (bool, flowing, "whether it flows"),
  (Instant, time, "when"),
  (std::optional<LocalDay>, day, "of the source"),
  (Rate, rate),
  (std::vector<Rate>, rates),
  (Omittable<int>, left_out, "days"),
  (WrittenJson, rows),
  (NumberByName, values),
  (std::optional<WrittenObject>, quality),
  (TextByName, units, "of every number"))

TimeZone oslo() { return TimeZone::find("Europe/Oslo").value(); }

Report example() {
  constexpr std::chrono::sys_days kLeapDay{std::chrono::year(2008) / 2 / 29};
  return {.well = "F-\"12\"",
          .hours = 24,
          .flowing = true,
          .time = kLeapDay,
          .day = LocalDay(kLeapDay.time_since_epoch()),
          .rate = {.mean = 4972.849999999999, .rate_unit = "Sm3/d"},
          .rates = {{.mean = std::numeric_limits<double>::quiet_NaN()}, {}},
          .rows = {R"([{"oil_rate":1}])"},
          .values = {{"oil_rate", 4972.85}, {"gor", std::nullopt}},
          .quality = WrittenObject{{R"({"gor":"Bad"})"}},
          .units = {{"mean", "Sm3/d"}, {"hours", "h"}}};
}

TEST(JsonMembers, TextHasEveryMemberInItsOrderAndForm) {
  EXPECT_EQ(
      json_of(example(), oslo()),
      R"({"status":"done","well":"F-\"12\"","hours":24,"flowing":true,"time":"2008-02-29T01:00:00+01:00",)"
      R"("day":"2008-02-29","rate":{"mean":4972.85,"rate_unit":"Sm3/d"},)"
      R"("rates":[{"mean":null,"rate_unit":""},{"mean":null,"rate_unit":""}],)"
      R"("rows":[{"oil_rate":1}],"values":{"oil_rate":4972.85,"gor":null},"quality":{"gor":"Bad"},"units":{"mean":"Sm3/d","hours":"h"}})");
}

TEST(JsonMembers, OnlyAnOmittableMemberIsLeftOutWithoutAValue) {
  Report report{.left_out = 3, .rows = {"[]"}};
  EXPECT_NE(json_of(report, oslo()).find(R"("day":null)"), std::string::npos);
  EXPECT_NE(json_of(report, oslo())
                .find(R"("rates":[],"left_out":3,"rows":[],"values":{},"quality":null,"units":{}})"),
            std::string::npos);
}

TEST(JsonMembers, UnitsComeOfPartsFirstAndAMembersNameStandsForItsText) {
  EXPECT_EQ(units_by_name(example()), (TextByName{{"mean", "Sm3/d"}, {"hours", "h"}}));
}

}  // namespace
}  // namespace flodata
