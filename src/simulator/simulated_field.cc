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
#include "simulator/truth_table.h"

namespace flodata {
namespace {

constexpr std::int64_t kFirstWellBoreCode = 990'000;
constexpr std::int64_t kFieldCode = 9'900'001;
constexpr std::int64_t kFacilityCode = 990'001;

/// Names of the models as the manifest of a source file carries them; another model, another name.
constexpr const char* kNaturalModel = "SIM-3 (SIM-2 with events, allocation, instruments)";
constexpr const char* kCleanModel = "SIM-2 (tanks, water advance, inflow, tubing, chokes)";

std::string_view name_of(const SimulatedField& field) {
  const bool whole_day = field.kind == FieldKind::clean || field.partial_days == PartialDayMeans::whole_day;
  return whole_day ? "24h" : "on-stream";
}

void write_manifest(duck::Database& database, const SimulatedField& field) {
  duck::set_manifest(database, "source", "invented field of flodata dataset simulate; CC0, not Volve");
  duck::set_manifest(database, "licence", "CC0-1.0");
  const bool natural = field.kind == FieldKind::natural;
  duck::set_manifest(database, "simulate.model", natural ? kNaturalModel : kCleanModel);
  duck::set_manifest(database, "simulate.partial_days", std::string(name_of(field)));
  duck::set_manifest(database, "simulate.seed", std::to_string(field.seed));
  duck::set_manifest(database, "simulate.wells", std::to_string(field.wells));
  duck::set_manifest(database, "simulate.days", std::to_string(field.days));
  duck::set_manifest(database, duck::kDayZoneKey, std::string(kProductionDayZone));
  duck::set_manifest(database, duck::kWellNamesKey, std::string(to_string(WellNaming::npd)));
}

/// Writes the daily table and the truth. A commit cannot be interrupted and takes some 0.2 s for a million
/// rows, so there is one for each million.
class DailyWriter {
 public:
  explicit DailyWriter(duck::Database& database) : database_(database) {
    transaction_.emplace(database_);
    duck::create_daily_table(database_);
    simulator::create_truth_tables(database_);
    open();
  }

  void append(const WellIdentity& well, const DailyRow& row) {
    constexpr int kRowsPerCommit = 1'000'000;
    if (rows_ == kRowsPerCommit) {
      finish();
      transaction_.emplace(database_);
      open();
      rows_ = 0;
    }
    duck::append_daily_row(*appender_, well, row);
    ++rows_;
  }

  void append_truth(const simulator::SimulatedWell& well,
                    const simulator::SimulatedCompartment& compartment) {
    truth_->append(well, compartment);
  }

  void append_event(const simulator::FieldEvent& event, const simulator::FieldCalendar& calendar,
                    Instant begin) {
    truth_->append(event, calendar, begin);
  }

  void finish() {
    appender_->close();
    appender_.reset();
    truth_->close();
    truth_.reset();
    transaction_->commit();
    transaction_.reset();
  }

 private:
  void open() {
    appender_.emplace(database_.append_to(duck::kDailyTable));
    truth_.emplace(database_);
  }

  duck::Database& database_;
  std::optional<duck::Transaction> transaction_;
  std::optional<duck::Appender> appender_;  // ends before the transaction
  std::optional<simulator::TruthWriter> truth_;
  int rows_ = 0;  // of the transaction
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
  const auto begin = ProductionDay::of(kFirstSimulatedDay, day_zone).from;
  DailyWriter writer(database);
  for (int first = 0; first < field.wells; first += simulator::kWellsPerCompartment) {
    const int count = std::min(simulator::kWellsPerCompartment, field.wells - first);
    const auto compartment = simulator::simulate_compartment(
        {first, count, field.seed, field.kind, field.partial_days}, calendar, stop);
    for (const auto& well : compartment.wells) {
      const auto identity = invented_well_identity(well.design.index);
      for (const auto& row : well.rows) {
        if (stop.stop_requested()) throw Failure(Code::interrupted, "simulation stopped");
        writer.append(identity, row);
      }
      writer.append_truth(well, compartment);
      on_well(well.design.index + 1);
    }
    for (const auto& event : compartment.events) writer.append_event(event, calendar, begin);
  }
  writer.finish();
  duck::Transaction transaction(database);
  write_manifest(database, field);
  transaction.commit();
}

}  // namespace flodata
