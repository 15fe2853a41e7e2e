// A simulated oil field, day by day, by seed. Not a model of Volve or of any real field, and free of its
// licence (CC0): it has the same columns, like ranges and like troubles. What is modelled:
// docs/formats/simulated_field.md.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/time_zone.h"
#include "duck/database.h"
#include "model/daily_history.h"
#include "simulator/wells/field_kind.h"

namespace flodata {

inline constexpr int kMostSimulatedWells = 10000;
inline constexpr int kMostSimulatedDays = 36525;  // a century

struct SimulatedField {
  int wells = 7;    // 1 to kMostSimulatedWells
  int days = 3288;  // 1 to kMostSimulatedDays; nine years
  std::uint64_t seed = 1;
  FieldKind kind = FieldKind::natural;
  PartialDayMeans partial_days = PartialDayMeans::on_stream;  // of a natural field
};

/// First day of every simulated field.
inline constexpr LocalDay kFirstSimulatedDay{std::chrono::local_days{std::chrono::year{2007} / 9 / 1}};

/// Returns the identity of the field's well `index`, from 0: "99/1-A-1" is the first.
WellIdentity invented_well_identity(int index);

/// Writes `prod_daily_data`, the truth beside it (truth_table.h) and the manifest: compartment by
/// compartment, so that memory does not grow with the number of wells, and in it well by well, in several
/// transactions: `database` is a file that is put in its place when it is whole. `on_well` hears how many
/// wells are done. Errors: Failure; Failure(interrupted) when stopped.
void write_simulated_field(duck::Database& database, const SimulatedField& field, const std::stop_token& stop,
                           const std::function<void(int)>& on_well);

}  // namespace flodata
