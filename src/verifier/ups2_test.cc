// A field whose hours are made by UPS-2: I14 to I17 hold for it, and each notices its fault.
#include <cmath>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "duck/daily_table.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"
#include "upsampler/scada/scada_layer.h"
#include "upsampler/upsample.h"
#include "verifier/verify.h"

namespace flodata::verifier {
namespace {

/// Six years of one well, on stream for 17 h on a day in six and shut for two days in fifty. Pressures and
/// temperatures of partial days are means over the hours on stream.
WellHistory history() {
  std::mt19937 random(4711);
  const auto normal = [&] {
    double sum = 0;  // of twelve uniform numbers: the same on every machine
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(random()) / 4294967296.0;
    return sum - 6;
  };
  WellHistory history{{"NO 99/1-A-1 H", "99/1-A-1", {}, {}, {}, {}, {}}, {}};
  constexpr int kDays = 2200;
  double flow = 1;
  for (int i = 0; i < kDays; ++i) {
    DailyRow row{LocalDay(std::chrono::days(16'000 + i)), {}, "%", "production", "OP"};
    flow += 0.3 * (1 - flow) + 0.02 * normal();
    const double hours = i % 50 >= 48 ? 0 : random() % 6 == 0 ? 17 + 0.5 * normal() : 24;
    const bool shut = hours == 0;
    row.values[kOnStreamTag] = std::min(hours, 24.0);
    row.values[kOilRateTag] = std::round(800 * flow * hours / 24 * 1000) / 1000;
    row.values[kDownholePressureTag] =
        shut ? 290 + 0.2 * normal() + i % 50 : 240 - 40 * (flow - 1) + normal();
    row.values[kWellheadPressureTag] = shut ? 80 : 30 - 10 * (flow - 1) + 0.3 * normal();
    row.values[kWellheadTemperatureTag] = shut ? 20 : 80 + 0.3 * normal();
    history.days.push_back(row);
  }
  return history;
}

duck::Database field() {
  const auto days_of_well = history();
  auto database = duck::Database::open({}, duck::OpenMode::read_write).value();
  duck::create_daily_table(database);
  auto days = database.append_to(duck::kDailyTable);
  for (const auto& row : days_of_well.days) duck::append_daily_row(days, days_of_well.well, row);
  days.close();
  const auto well = upsampler::upsample_well(days_of_well, TimeZone::find("Europe/Oslo").value(),
                                             {7, upsampler::Method::ups2})
                        .value();
  duck::HourlyTableWriter hours(database);
  hours.append(well.hours);
  hours.finish();
  duck::set_manifest(database, duck::kAlgorithmKey, "UPS-2");
  return database;
}

std::set<std::string> violated(duck::Database& database) {
  std::set<std::string> ids;
  for (const auto& result : verify_dataset(database, {}).results)
    if (result.verdict == Verdict::violated) ids.emplace(result.id);
  return ids;
}

TEST(Ups2Field, HoldsAllInvariantsAndMeasuresThem) {
  auto database = field();
  const auto report = verify_dataset(database, {});
  EXPECT_TRUE(report.holds()) << to_text(report);
  std::set<std::string_view> measured;
  for (const auto& result : report.results)
    if (result.verdict == Verdict::holds) measured.insert(result.id);
  for (const auto* id : {"I2", "I8", "I9", "I14", "I15", "I16", "I17"})
    EXPECT_TRUE(measured.contains(id)) << id;
}

// A well that slugs all day, as one may after its conversion, or whose gauge has stalled.
TEST(Ups2Field, LowestDayCountsForTheRangeThoughAllItsReadingsAreLabelled) {
  auto database = field();
  duck::set_manifest(database, duck::kLayerKey, std::string(upsampler::kScadaLayerName));
  database.execute(
      "SET VARIABLE low_day = (SELECT DATEPRD FROM prod_daily_data WHERE ON_STREAM_HRS = 24 ORDER BY DATEPRD "
      "LIMIT 1 OFFSET 60)");
  database.execute("UPDATE prod_daily_data SET AVG_WHP_P = 20 WHERE DATEPRD = getvariable('low_day')");
  database.execute(
      "UPDATE prod_hourly_data SET AVG_WHP_P = 20, QUALITY = "
      "'{\"avg_whp_p\":{\"status\":\"Uncertain\",\"rule\":\"R14\"}}' WHERE "
      "timezone('Europe/Oslo', timezone('UTC', DATEPRD))::DATE = getvariable('low_day')");
  database.execute(
      "UPDATE prod_hourly_data SET AVG_WHP_P = 20 WHERE DATEPRD = (SELECT min(DATEPRD) FROM prod_hourly_data "
      "WHERE ON_STREAM_HRS = 1 AND DATEPRD > getvariable('low_day') + INTERVAL 36 HOURS)");
  EXPECT_FALSE(violated(database).contains("I16"));
}

struct Fault {
  const char* name;
  const char* sql;
  const char* expected;
};

class Ups2FieldSpoiled : public testing::TestWithParam<Fault> {};

TEST_P(Ups2FieldSpoiled, IsNoticed) {
  auto database = field();
  database.execute(GetParam().sql);
  EXPECT_TRUE(violated(database).contains(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Each, Ups2FieldSpoiled,
    testing::Values(
        Fault{"MeanOverHoursOnStreamIsOff",
              "UPDATE prod_hourly_data SET AVG_WHT_P = AVG_WHT_P + 0.01 WHERE ON_STREAM_HRS = 1 AND "
              "DATEPRD::DATE = (SELECT min(DATEPRD)::DATE FROM prod_hourly_data WHERE QUALITY LIKE '%R10%')",
              "I2"},
        Fault{"ComputedHoursAreGood", "UPDATE prod_hourly_data SET QUALITY = NULL WHERE hour(DATEPRD) = 12",
              "I12"},
        Fault{"KinkAtNoon",
              "UPDATE prod_hourly_data SET AVG_WHP_P = AVG_WHP_P + 2 * abs(hour(DATEPRD) - 11) / 11.0",
              "I14"},
        Fault{
            "OutagesBeginAtMidnight",
            "UPDATE prod_hourly_data AS p SET ON_STREAM_HRS = s.u FROM (SELECT DATEPRD, row_number() OVER "
            "(PARTITION BY DATEPRD::DATE ORDER BY ON_STREAM_HRS) AS place, hour(DATEPRD) AS h FROM "
            "prod_hourly_data) AS r JOIN (SELECT DATEPRD::DATE AS day, ON_STREAM_HRS AS u, row_number() OVER "
            "(PARTITION BY DATEPRD::DATE ORDER BY ON_STREAM_HRS) - 1 AS h FROM prod_hourly_data) AS s ON "
            "s.day "
            "= r.DATEPRD::DATE AND s.h = r.h WHERE p.DATEPRD = r.DATEPRD",
            "I15"},
        Fault{"WarmerThanAnyDay",
              "UPDATE prod_hourly_data SET AVG_WHT_P = 125 WHERE DATEPRD = (SELECT min(DATEPRD) FROM "
              "prod_hourly_data WHERE ON_STREAM_HRS = 0)",
              "I16"},
        Fault{"PressureTurnsWhileShut",
              "UPDATE prod_hourly_data SET AVG_DOWNHOLE_PRESSURE = AVG_DOWNHOLE_PRESSURE - 3 * "
              "(hour(DATEPRD) % "
              "2) WHERE QUALITY LIKE '%R10%'",
              "I17"}),
    [](const auto& fault) { return fault.param.name; });

}  // namespace
}  // namespace flodata::verifier
