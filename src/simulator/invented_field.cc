#include "simulator/invented_field.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "duck/daily_table.h"
#include "duck/manifest.h"
#include "duck/transaction.h"
#include "model/production_day.h"
#include "model/well_name.h"
#include "simulator/compartment.h"

namespace flodata {
namespace {

constexpr std::int64_t kFirstWellBoreCode = 990'000;
constexpr std::int64_t kFieldCode = 9'900'001;
constexpr std::int64_t kFacilityCode = 990'001;

/// Name of the model as the manifest of a source file carries it; another model, another name.
constexpr const char* kModel = "SIM-2 (tanks, water advance, inflow, tubing, chokes)";

void write_manifest(duck::Database& database, const InventedField& field) {
  duck::set_manifest(database, "source", "invented field of flodata dataset simulate; CC0, not Volve");
  duck::set_manifest(database, "licence", "CC0-1.0");
  duck::set_manifest(database, "simulate.model", kModel);
  duck::set_manifest(database, "simulate.seed", std::to_string(field.seed));
  duck::set_manifest(database, "simulate.wells", std::to_string(field.wells));
  duck::set_manifest(database, "simulate.days", std::to_string(field.days));
  duck::set_manifest(database, "production_day_zone", std::string(kProductionDayZone));
  duck::set_manifest(database, "well_names", std::string(to_string(WellNaming::npd)));
}

}  // namespace

WellIdentity invented_well_identity(int index) {
  const auto name = fmt::format("99/1-A-{}", index + 1);
  return {fmt::format("NO {} H", name),
          name,
          kFirstWellBoreCode + index,
          kFieldCode,
          "OPENFLO",
          kFacilityCode,
          "OPENFLO ALPHA"};
}

void write_invented_field(duck::Database& database, const InventedField& field, const std::stop_token& stop,
                          const std::function<void(int)>& on_well) {
  FLODATA_CHECK(field.wells >= 1 && field.wells <= kMostSimulatedWells);
  FLODATA_CHECK(field.days >= 1 && field.days <= kMostSimulatedDays);
  const auto day_zone = value_or_throw(TimeZone::find(kProductionDayZone));
  const auto calendar = simulator::FieldCalendar::make(
      kFirstSimulatedDay, field.days, simulator::RandomSource(field.seed, simulator::kFieldOwner), day_zone);
  duck::Transaction transaction(database);
  duck::create_daily_table(database);
  auto appender = database.append_to(duck::kDailyTable);
  for (int first = 0; first < field.wells; first += simulator::kWellsPerCompartment) {
    const int count = std::min(simulator::kWellsPerCompartment, field.wells - first);
    const auto compartment = simulator::simulate_compartment(first, count, field.seed, calendar);
    for (const auto& well : compartment.wells) {
      if (stop.stop_requested()) throw Failure(Code::interrupted, "simulation stopped");
      const auto identity = invented_well_identity(well.design.index);
      for (const auto& row : well.rows) duck::append_daily_row(appender, identity, row);
      on_well(well.design.index + 1);
    }
  }
  appender.close();
  write_manifest(database, field);
  transaction.commit();
}

}  // namespace flodata
