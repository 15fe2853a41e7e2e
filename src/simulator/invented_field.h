// An invented oil field, day by day, by seed: five producers and two injectors of every seven wells. Not a
// model of Volve or of any real field, and free of its licence (CC0): it has the same columns, ranges and
// troubles.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/time_zone.h"
#include "duck/database.h"
#include "model/daily_history.h"

namespace flodata {

inline constexpr int kMostSimulatedWells = 10000;
inline constexpr int kMostSimulatedDays = 36525;  // a century

struct InventedField {
  int wells = 7;    // 1 to kMostSimulatedWells
  int days = 3288;  // 1 to kMostSimulatedDays; nine years
  std::uint64_t seed = 1;
};

/// First day of every invented field.
inline constexpr LocalDay kFirstSimulatedDay{std::chrono::local_days{std::chrono::year{2007} / 9 / 1}};

/// Simulates one well of the field, `index` in [0, field.wells). The first well produces from the first day
/// on, the others start later. `day_zone` gives the hours of each production day.
WellHistory simulate_well(const InventedField& field, int index, const TimeZone& day_zone);

/// Writes `prod_daily_data` and the manifest, well by well, so that memory does not grow with their number.
/// `on_well` hears how many are done. Errors: Failure; Failure(interrupted) when stopped.
void write_invented_field(duck::Database& database, const InventedField& field, const std::stop_token& stop,
                          const std::function<void(int)>& on_well);

}  // namespace flodata
