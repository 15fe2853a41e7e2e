#include "simulator/simulated_field.h"

#include <algorithm>
#include <optional>

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

void write_manifest(duck::Database& database, const SimulatedField& field) {
  duck::set_manifest(database, "source", "invented field of flodata dataset simulate; CC0, not Volve");
  duck::set_manifest(database, "licence", "CC0-1.0");
  duck::set_manifest(database, "simulate.model", kModel);
  duck::set_manifest(database, "simulate.seed", std::to_string(field.seed));
  duck::set_manifest(database, "simulate.wells", std::to_string(field.wells));
  duck::set_manifest(database, "simulate.days", std::to_string(field.days));
  duck::set_manifest(database, duck::kDayZoneKey, std::string(kProductionDayZone));
  duck::set_manifest(database, duck::kWellNamesKey, std::string(to_string(WellNaming::npd)));
}

/// Writes the daily table. A commit cannot be interrupted and takes some 0.2 s for a million rows, so
/// there is one for each million.
class DailyWriter {
 public:
  explicit DailyWriter(duck::Database& database) : database_(database) {
    transaction_.emplace(database_);
    duck::create_daily_table(database_);
    appender_.emplace(database_.append_to(duck::kDailyTable));
  }

  void append(const WellIdentity& well, const DailyRow& row) {
    constexpr int kRowsPerCommit = 1'000'000;
    if (rows_ == kRowsPerCommit) {
      finish();
      transaction_.emplace(database_);
      appender_.emplace(database_.append_to(duck::kDailyTable));
      rows_ = 0;
    }
    duck::append_daily_row(*appender_, well, row);
    ++rows_;
  }

  void finish() {
    appender_->close();
    appender_.reset();
    transaction_->commit();
    transaction_.reset();
  }

 private:
  duck::Database& database_;
  std::optional<duck::Transaction> transaction_;
  std::optional<duck::Appender> appender_;  // ends before the transaction
  int rows_ = 0;                            // of the transaction
};

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

void write_simulated_field(duck::Database& database, const SimulatedField& field, const std::stop_token& stop,
                           const std::function<void(int)>& on_well) {
  FLODATA_CHECK(field.wells >= 1 && field.wells <= kMostSimulatedWells);
  FLODATA_CHECK(field.days >= 1 && field.days <= kMostSimulatedDays);
  const auto day_zone = value_or_throw(TimeZone::find(kProductionDayZone));
  const auto calendar = simulator::FieldCalendar::make(
      kFirstSimulatedDay, field.days, simulator::RandomSource(field.seed, simulator::kFieldOwner), day_zone);
  DailyWriter writer(database);
  for (int first = 0; first < field.wells; first += simulator::kWellsPerCompartment) {
    const int count = std::min(simulator::kWellsPerCompartment, field.wells - first);
    const auto compartment = simulator::simulate_compartment(first, count, field.seed, calendar, stop);
    for (const auto& well : compartment.wells) {
      const auto identity = invented_well_identity(well.design.index);
      for (const auto& row : well.rows) {
        if (stop.stop_requested()) throw Failure(Code::interrupted, "simulation stopped");
        writer.append(identity, row);
      }
      on_well(well.design.index + 1);
    }
  }
  writer.finish();
  duck::Transaction transaction(database);
  write_manifest(database, field);
  transaction.commit();
}

}  // namespace flodata
