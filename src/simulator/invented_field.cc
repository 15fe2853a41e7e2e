#include "simulator/invented_field.h"

#include <fmt/format.h>

#include "base/check.h"
#include "duck/daily_table.h"
#include "duck/manifest.h"
#include "duck/transaction.h"
#include "model/production_day.h"
#include "simulator/invented_well.h"

namespace flodata {
namespace {

constexpr int kPatternWells = 7;  // five producers, then two injectors
constexpr int kPatternProducers = 5;
constexpr std::int64_t kFirstWellBoreCode = 990'000;
constexpr std::int64_t kFieldCode = 9'900'001;
constexpr std::int64_t kFacilityCode = 990'001;

/// Part of the field's life after which a well of the pattern starts.
constexpr std::array<double, kPatternWells> kStartOfLife = {0.0, 0.012, 0.05, 0.16, 0.35, 0.006, 0.1};

WellIdentity identity_of(int index) {
  const auto name = fmt::format("99/1-A-{}", index + 1);
  return {fmt::format("NO {} H", name),
          name,
          kFirstWellBoreCode + index,
          kFieldCode,
          "OPENFLO",
          kFacilityCode,
          "OPENFLO ALPHA"};
}

}  // namespace

WellHistory simulate_well(const InventedField& field, int index, const TimeZone& day_zone) {
  FLODATA_CHECK(index >= 0 && index < field.wells);
  const auto place = static_cast<std::size_t>(index % kPatternWells);
  const auto start = static_cast<int>(kStartOfLife[place] * field.days);
  const InventedWell well(field.seed, static_cast<std::uint64_t>(index), place >= kPatternProducers);
  WellHistory history{identity_of(index), {}};
  history.days.reserve(static_cast<std::size_t>(field.days - start));
  for (int day = start; day < field.days; ++day) {
    const auto date = kFirstSimulatedDay + std::chrono::days(day);
    if (auto row = well.row(date, day - start, day, ProductionDay::of(date, day_zone).hour_count()))
      history.days.push_back(*std::move(row));
  }
  return history;
}

void write_invented_field(duck::Database& database, const InventedField& field, const std::stop_token& stop,
                          const std::function<void(int)>& on_well) {
  const auto day_zone = value_or_throw(TimeZone::find(kProductionDayZone));
  duck::Transaction transaction(database);
  duck::create_daily_table(database);
  auto appender = database.append_to(duck::kDailyTable);
  for (int index = 0; index < field.wells; ++index) {
    if (stop.stop_requested()) throw Failure(Code::interrupted, "simulation stopped");
    const auto history = simulate_well(field, index, day_zone);
    for (const auto& row : history.days) duck::append_daily_row(appender, history.well, row);
    on_well(index + 1);
  }
  appender.close();
  duck::set_manifest(database, "source", "invented field of flodata dataset simulate; CC0, not Volve");
  duck::set_manifest(database, "simulate.seed", std::to_string(field.seed));
  duck::set_manifest(database, "simulate.wells", std::to_string(field.wells));
  duck::set_manifest(database, "simulate.days", std::to_string(field.days));
  duck::set_manifest(database, "production_day_zone", std::string(kProductionDayZone));
  transaction.commit();
}

}  // namespace flodata
