// Test fields: the same compartment with its calendar for many seeds, and access to rows by tag.
#pragma once

#include <gtest/gtest.h>

#include "model/production_day.h"
#include "simulator/compartment.h"
#include "simulator/simulated_field.h"

namespace flodata::simulator {

inline constexpr std::uint64_t kTestSeeds = 20;

struct TestField {
  FieldCalendar calendar;
  SimulatedCompartment compartment;
};

inline TestField simulate(std::uint64_t seed, int wells, int days, FieldKind kind = FieldKind::clean) {
  auto calendar = FieldCalendar::make(kFirstSimulatedDay, days, RandomSource(seed, kFieldOwner),
                                      value_or_throw(TimeZone::find(kProductionDayZone)));
  auto compartment = simulate_compartment({0, wells, seed, kind}, calendar);
  return {std::move(calendar), std::move(compartment)};
}

/// Calls `check` with fields of kTestSeeds seeds: four and a half years with all wells, and fields without
/// injectors among them.
template <typename Check>
void for_each_field(Check&& check) {
  constexpr int kDays = 1644;
  for (std::uint64_t seed = 1; seed <= kTestSeeds; ++seed) {
    const int wells = seed % 5 == 0 ? 3 : kWellsPerCompartment;
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << wells << " wells");
    check(simulate(seed, wells, kDays));
    if (testing::Test::HasFailure()) return;  // one seed's failures tell enough
  }
}

/// The field that `flodata dataset simulate --clean` makes when nothing else is said.
inline TestField default_field() {
  return simulate(SimulatedField{}.seed, SimulatedField{}.wells, SimulatedField{}.days);
}

inline double value(const DailyRow& row, std::string_view tag) {
  return row.values[find_tag(tag).value()].value_or(0);
}

inline int day_of(const DailyRow& row) { return static_cast<int>((row.day - kFirstSimulatedDay).count()); }

/// What a producer truly did on the day of a row.
inline const ProducerTruth& truth_of(const SimulatedWell& well, const DailyRow& row) {
  return well.truth[static_cast<std::size_t>(day_of(row) - well.design.times.start_day)];
}

}  // namespace flodata::simulator
