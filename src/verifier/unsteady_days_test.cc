// Days that jump, as those of real fields do, and their hours as the upsampler makes them: what the days ask
// for is no violation, and a fault of the hours is one all the same.
#include <cmath>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "duck/daily_table.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"
#include "upsampler/upsample.h"
#include "verifier/verify.h"

namespace flodata::verifier {
namespace {

/// Standard deviations of a day from the well's level.
struct Scatter {
  double rate_frac;
  double gas_oil_ratio_frac;
  double pressure_bar;
  double hours_of_partial_days = 9.5;
  int partial_days_every = 17;  // days
};
constexpr Scatter kSteady{0.004, 0.02, 0.5};
constexpr Scatter kUnsteady{0.3, 0.5, 15};
constexpr Scatter kNoisyGauges{0.02, 1, 20};
constexpr Scatter kShortOutages{0.3, 0.5, 25, 22.25, 3};

/// A year of one well that is shut or partly on stream now and then. Its pressure goes against its rate, but
/// for the scatter.
WellHistory history_of(const Scatter& scatter) {
  std::mt19937 random(4711);
  const auto normal = [&] {
    double sum = 0;  // of twelve uniform numbers: the same on every machine
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(random()) / 4294967296.0;
    return sum - 6;
  };
  constexpr double kDay = 24;
  const auto choke = find_tag("avg_choke_size_p").value();
  WellHistory history{{"NO 99/1-A-1 H", "99/1-A-1", {}, {}, {}, {}, {}}, {}};
  for (int i = 0; i < 365; ++i) {
    DailyRow row{LocalDay(std::chrono::days(16'000 + i)), {}, "%", "production", "OP"};
    const double hours = i % 40 == 20 ? 0
                         : i % scatter.partial_days_every == scatter.partial_days_every / 2
                             ? scatter.hours_of_partial_days
                             : kDay;
    const double flow = std::max(0.1, 1 + scatter.rate_frac * normal());
    const double oil = std::round(800 * flow * hours / kDay * 1000) / 1000;
    const double ratio = 150 * std::exp(scatter.gas_oil_ratio_frac * normal());
    row.values[kOnStreamTag] = hours;
    row.values[kOilRateTag] = oil;
    row.values[kGasRateTag] = std::round(oil * ratio * 1000) / 1000;
    row.values[kDownholePressureTag] = 280 - 40 * flow * hours / kDay + scatter.pressure_bar * normal();
    row.values[choke] = 40 * flow * hours / kDay;
    history.days.push_back(row);
  }
  return history;
}

duck::Database field_of(const Scatter& scatter) {
  const auto history = history_of(scatter);
  auto database = duck::Database::open({}, duck::OpenMode::read_write).value();
  duck::create_daily_table(database);
  auto days = database.append_to(duck::kDailyTable);
  for (const auto& row : history.days) duck::append_daily_row(days, history.well, row);
  days.close();
  const auto well =
      upsampler::upsample_well(history, TimeZone::find("Europe/Oslo").value(), {7, upsampler::Method::ups1})
          .value();
  duck::HourlyTableWriter hours(database);
  hours.append(well.hours);
  hours.finish();
  duck::set_manifest(database, "upsample.texture_sigma.NO 99/1-A-1 H", fmt::format("{}", well.texture_sigma));
  // For faults: the local day of each hour.
  database.execute(
      "CREATE TABLE local AS SELECT DATEPRD AS hour, timezone('Europe/Oslo', timezone('UTC', DATEPRD))::DATE "
      "AS "
      "day FROM prod_hourly_data");
  return database;
}

std::set<std::string> violated(duck::Database& database) {
  const auto report = verify_dataset(database, {});
  std::set<std::string> ids;
  for (const auto& result : report.results)
    if (result.verdict == Verdict::violated) ids.emplace(result.id);
  return ids;
}

InvariantResult result_of(duck::Database& database, std::string_view id) {
  for (auto& result : verify_dataset(database, {}).results)
    if (result.id == id) return result;
  return {};
}

TEST(UnsteadyDays, AreNoFaultOfTheirHours) {
  for (const auto& scatter : {kUnsteady, kNoisyGauges, kShortOutages}) {
    auto database = field_of(scatter);
    const auto report = verify_dataset(database, {});
    EXPECT_TRUE(report.holds()) << to_text(report);
    for (const auto& result : report.results)
      if (result.id == "I6" || result.id == "I8")
        EXPECT_EQ(result.verdict, Verdict::holds) << to_text(report);
  }
  auto database = field_of(kUnsteady);
  EXPECT_EQ(result_of(database, "I7").verdict, Verdict::not_measured) << "the days hide the deviation";
}

TEST(UnsteadyDays, SteadyOnesAreMeasuredThroughout) {
  auto database = field_of(kSteady);
  const auto report = verify_dataset(database, {});
  for (const auto& result : report.results)
    if (result.id == "I6" || result.id == "I7" || result.id == "I8")
      EXPECT_EQ(result.verdict, Verdict::holds) << to_text(report);
}

/// A fault of the hours that leaves the days as they are, and the invariant that must notice it.
struct Fault {
  const char* name;
  Scatter scatter;
  const char* sql;
  const char* expected;
};

class UnsteadyDaysSpoiled : public testing::TestWithParam<Fault> {};

TEST_P(UnsteadyDaysSpoiled, AreNoticed) {
  auto database = field_of(GetParam().scatter);
  database.execute(GetParam().sql);
  EXPECT_TRUE(violated(database).contains(GetParam().expected))
      << result_of(database, GetParam().expected).measured;
}

constexpr const char* kFlatDays =
    "UPDATE prod_hourly_data SET BORE_OIL_VOL = mean FROM (SELECT day, avg(BORE_OIL_VOL) AS mean FROM "
    "prod_hourly_data JOIN local ON hour = DATEPRD GROUP BY day HAVING min(ON_STREAM_HRS) = 1) AS d, local "
    "WHERE "
    "local.day = d.day AND local.hour = DATEPRD";
constexpr const char* kKinkedDays =
    "UPDATE prod_hourly_data SET BORE_OIL_VOL = BORE_OIL_VOL + 20 * (hour(timezone('Europe/Oslo', "
    "timezone('UTC', "
    "DATEPRD))) < 12)::INTEGER - 10 WHERE ON_STREAM_HRS = 1";
constexpr const char* kMirroredPressure =
    "UPDATE prod_hourly_data SET AVG_DOWNHOLE_PRESSURE = 2 * mean - AVG_DOWNHOLE_PRESSURE FROM (SELECT day, "
    "avg(AVG_DOWNHOLE_PRESSURE) AS mean FROM prod_hourly_data JOIN local ON hour = DATEPRD GROUP BY day) AS "
    "d, local "
    "WHERE local.day = d.day AND local.hour = DATEPRD";
constexpr const char* kMirroredPressureOfPartialDays =
    "UPDATE prod_hourly_data SET AVG_DOWNHOLE_PRESSURE = 2 * mean - AVG_DOWNHOLE_PRESSURE FROM (SELECT day, "
    "avg(AVG_DOWNHOLE_PRESSURE) AS mean FROM prod_hourly_data JOIN local ON hour = DATEPRD GROUP BY day "
    "HAVING "
    "min(ON_STREAM_HRS) < 1) AS d, local WHERE local.day = d.day AND local.hour = DATEPRD";
constexpr const char* kMirroredChoke =
    "UPDATE prod_hourly_data SET AVG_CHOKE_SIZE_P = 2 * mean - AVG_CHOKE_SIZE_P FROM (SELECT day, "
    "avg(AVG_CHOKE_SIZE_P) AS mean FROM prod_hourly_data JOIN local ON hour = DATEPRD GROUP BY day) AS d, "
    "local "
    "WHERE local.day = d.day AND local.hour = DATEPRD";
constexpr const char* kPressureWithoutRate =
    "UPDATE prod_hourly_data SET AVG_DOWNHOLE_PRESSURE = mean + hash(DATEPRD) % 1000 / 1000.0 FROM (SELECT "
    "day, "
    "avg(AVG_DOWNHOLE_PRESSURE) AS mean FROM prod_hourly_data JOIN local ON hour = DATEPRD GROUP BY day) AS "
    "d, local "
    "WHERE local.day = d.day AND local.hour = DATEPRD";
constexpr const char* kGasOfItsOwn =
    "UPDATE prod_hourly_data SET BORE_GAS_VOL = BORE_GAS_VOL * (1 + 0.15 * ((epoch(DATEPRD) / 3600)::BIGINT "
    "% 2 * 2 "
    "- 1))";
constexpr const char* kWhiteTexture =
    "UPDATE prod_hourly_data SET BORE_OIL_VOL = mean * (1 + 0.004 / sqrt(10) * 2 * sqrt(3) * (hash(DATEPRD) "
    "% 1000 / "
    "1000.0 - 0.5)) FROM (SELECT day, avg(BORE_OIL_VOL) AS mean FROM prod_hourly_data JOIN local ON hour = "
    "DATEPRD "
    "GROUP BY day HAVING min(ON_STREAM_HRS) = 1) AS d, local WHERE local.day = d.day AND local.hour = "
    "DATEPRD";
constexpr const char* kLargerTexture =
    "UPDATE prod_hourly_data SET BORE_OIL_VOL = mean + 3 * (BORE_OIL_VOL - mean) FROM (SELECT day, "
    "avg(BORE_OIL_VOL) "
    "AS mean FROM prod_hourly_data JOIN local ON hour = DATEPRD GROUP BY day HAVING min(ON_STREAM_HRS) = 1) "
    "AS d, "
    "local WHERE local.day = d.day AND local.hour = DATEPRD";

INSTANTIATE_TEST_SUITE_P(
    Each, UnsteadyDaysSpoiled,
    testing::Values(Fault{"FlatDays", kUnsteady, kFlatDays, "I6"},
                    Fault{"KinkAtMidnight", kUnsteady, kKinkedDays, "I6"},
                    Fault{"KinkAtMidnightOfSteadyDays", kSteady, kKinkedDays, "I6"},
                    Fault{"WhiteTexture", kSteady, kWhiteTexture, "I7"},
                    Fault{"LargerTexture", kSteady, kLargerTexture, "I7"},
                    Fault{"MirroredPressure", kUnsteady, kMirroredPressure, "I8"},
                    Fault{"MirroredPressureOfPartialDays", kUnsteady, kMirroredPressureOfPartialDays, "I8"},
                    Fault{"MirroredPressureOfPartialDaysBesideSteadyOnes", kSteady,
                          kMirroredPressureOfPartialDays, "I8"},
                    Fault{"MirroredPressureOfNoisyGauges", kNoisyGauges, kMirroredPressure, "I8"},
                    Fault{"PressureWithoutRate", kUnsteady, kPressureWithoutRate, "I8"},
                    Fault{"MirroredChoke", kUnsteady, kMirroredChoke, "I8"},
                    Fault{"GasOfItsOwn", kSteady, kGasOfItsOwn, "I8"}),
    [](const auto& fault) { return fault.param.name; });

}  // namespace
}  // namespace flodata::verifier
