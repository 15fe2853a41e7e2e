// A natural field: its wells keep flowing, interruptions are shared, allocation adds up, instruments err as
// much as they should, and the truth beside it is true.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "simulator/field_test.h"
#include "simulator/instruments.h"
#include "simulator/interruptions.h"
#include "simulator/truth_table.h"

namespace flodata::simulator {
namespace {

constexpr int kYears = 1644;

TestField natural(std::uint64_t seed, int wells = kWellsPerCompartment, int days = kYears) {
  return simulate(seed, wells, days, FieldKind::natural);
}

int days_on_stream(const SimulatedWell& well) {
  return static_cast<int>(
      std::ranges::count_if(well.rows, [](const DailyRow& row) { return value(row, "on_stream_hrs") > 0; }));
}

// The choke of seeds 6 and 94 was so far closed that the well gave less than it takes to carry the liquid up,
// and nobody opened it for years.
TEST(NaturalField, WellThatDoesNotFlowAtItsFirstOpeningIsOpenedFurther) {
  for (const std::uint64_t seed : {6U, 94U}) {
    const auto field = simulate(seed, kWellsPerCompartment, SimulatedField{}.days);
    for (const auto& well : field.compartment.wells)
      EXPECT_GT(days_on_stream(well), static_cast<int>(well.rows.size()) * 4 / 5)
          << "seed " << seed << " well " << well.design.index;
  }
}

TEST(NaturalField, NewWellsFlowInTheirFirstYearWhateverTheSeed) {
  constexpr int kDays = 150;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    const auto field = natural(seed, 5, kDays);
    for (const auto& well : field.compartment.wells) {
      const int days = kDays - well.design.times.start_day;
      if (days > 40)
        EXPECT_GT(days_on_stream(well), days / 3) << "seed " << seed << " well " << well.design.index;
    }
  }
}

TEST(NaturalField, PartialDaysOfWellsComeTogetherAndOutagesPassMidnight) {
  const auto field = natural(3);
  std::map<LocalDay, std::pair<int, int>> by_day;  // wells on stream, wells with a partial day
  int pairs = 0;
  for (const auto& well : field.compartment.wells) {
    bool partial_before = false;
    for (const auto& row : well.rows) {
      const double hours = value(row, "on_stream_hrs");
      const bool partial = hours > 0 && hours < field.calendar[day_of(row)].hour_count;
      by_day[row.day].first += hours > 0;
      by_day[row.day].second += partial;
      pairs += partial && partial_before;
      partial_before = partial;
    }
  }
  const auto together = std::ranges::count_if(by_day, [](const auto& day) { return day.second.second >= 3; });
  EXPECT_GT(together, 40);
  EXPECT_GT(pairs, 60);
}

TEST(NaturalField, OnStreamHoursAreThoseOfThePlannedStates) {
  const auto calendar = natural(1, 1, 400).calendar;
  const RandomSource source(9, 3);
  const auto design = design_compartment(0, 5, 9, calendar, FieldKind::natural).wells[1];
  const auto stops = plan_plant_stops(calendar, RandomSource(9, kFieldOwner));
  const auto days =
      plan_natural_days(design, calendar, plan_interruptions(design, calendar, stops, source), source);
  ASSERT_EQ(days.size(), static_cast<std::size_t>(400 - design.times.start_day));
  for (std::size_t i = 0; i < days.size(); ++i) {
    double hours = 0;
    double on_hours = 0;
    for (const auto& state : days[i].states) {
      hours += state.hours;
      on_hours += state.on ? state.hours : 0;
    }
    EXPECT_NEAR(hours, calendar[design.times.start_day + static_cast<int>(i)].hour_count, 1e-9);
    EXPECT_NEAR(on_hours, days[i].on_hours, 1e-9);
  }
}

TEST(NaturalField, AllocationGivesTheWellsTogetherWhatTheyTrulyGave) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const auto field = natural(seed);
    double published = 0;
    double truth = 0;
    double differing = 0;
    int rows = 0;
    for (const auto& well : field.compartment.wells) {
      for (const auto& row : well.rows) {
        if (row.well_type != "OP") continue;
        const auto& volumes = truth_of(well, row).volumes;
        published += value(row, "oil_rate");
        truth += volumes.oil_sm3;
        if (volumes.oil_sm3 <= 0) continue;
        differing += std::abs(value(row, "oil_rate") / volumes.oil_sm3 - 1);
        ++rows;
      }
    }
    EXPECT_NEAR(published / truth, 1, 0.003) << "seed " << seed;
    EXPECT_GT(differing / rows, 0.005);
    EXPECT_LT(differing / rows, 0.06);
  }
}

TEST(NaturalField, DownholeGaugeErrsByTenthsOfABarOnSteadyDays) {
  const auto field = natural(2);
  double largest = 0;
  double sum = 0;
  int days = 0;
  for (const auto& well : field.compartment.wells)
    for (const auto& row : well.rows) {
      if (row.well_type != "OP") continue;
      const auto& truth = truth_of(well, row);
      if (truth.gauge != GaugeState::good || !truth.flowing ||
          value(row, "on_stream_hrs") < field.calendar[day_of(row)].hour_count)
        continue;
      const double error = std::abs(value(row, "avg_downhole_pressure") - truth.flowing->bottomhole_bar);
      largest = std::max(largest, error);
      sum += error;
      ++days;
    }
  EXPECT_GT(sum / days, 0.05);
  EXPECT_LT(sum / days, 1);
  EXPECT_LT(largest, 5);
}

TEST(NaturalField, PartialDaysShowFlowingPressuresUnlessWholeDaysAreAskedFor) {
  const auto calendar = natural(1, 1, 900).calendar;
  const auto rise = [&](PartialDayMeans means) {
    const auto compartment = simulate_compartment({0, 2, 1, FieldKind::natural, means}, calendar);
    std::vector<double> rises;  // above flowing, as part of the drawdown
    for (const auto& well : compartment.wells)
      for (const auto& row : well.rows) {
        const auto& truth = truth_of(well, row);
        const double hours = value(row, "on_stream_hrs");
        if (truth.gauge != GaugeState::good || !truth.flowing || hours > 12) continue;
        rises.push_back((value(row, "avg_downhole_pressure") - truth.flowing->bottomhole_bar) /
                        (truth.inflow.reservoir_bar - truth.flowing->bottomhole_bar));
      }
    EXPECT_GT(rises.size(), 10U);
    std::ranges::nth_element(rises, rises.begin() + static_cast<std::ptrdiff_t>(rises.size() / 2));
    return rises[rises.size() / 2];
  };
  EXPECT_LT(rise(PartialDayMeans::on_stream), 0.1);
  EXPECT_GT(rise(PartialDayMeans::whole_day), 0.35);
}

TEST(NaturalField, NineYearsHaveEveryKindOfEvent) {
  const auto field = natural(SimulatedField{}.seed, kWellsPerCompartment, SimulatedField{}.days);
  std::set<EventKind> kinds;
  for (const auto& event : field.compartment.events) {
    EXPECT_LE(event.from_hours, event.to_hours);
    kinds.insert(event.kind);
  }
  for (const auto kind :
       {EventKind::plant_trip, EventKind::turnaround, EventKind::well_trip, EventKind::failed_restart,
        EventKind::vessel_wait, EventKind::conversion, EventKind::scale_squeeze, EventKind::stimulation,
        EventKind::sidetrack, EventKind::choke_back, EventKind::plant_limit, EventKind::water_step,
        EventKind::separator_pressure, EventKind::injection_pump_loss, EventKind::well_test,
        EventKind::allocation_correction, EventKind::downhole_gauge_dead, EventKind::downhole_gauge_frozen,
        EventKind::gauge_stuck})
    EXPECT_TRUE(kinds.contains(kind)) << to_string(kind);
}

TEST(NaturalField, TreatmentsLowerTheSkinThatTheTruthShows) {
  const auto field = natural(SimulatedField{}.seed, kWellsPerCompartment, SimulatedField{}.days);
  int treatments = 0;
  for (const auto& event : field.compartment.events) {
    if (event.kind != EventKind::stimulation) continue;
    const auto& well = field.compartment.wells[static_cast<std::size_t>(event.well)];
    const auto skin_on = [&](double hours) {
      const auto day =
          static_cast<std::size_t>(day_of_hour(field.calendar, hours) - well.design.times.start_day);
      return day < well.truth.size() ? std::optional(skin_of(well.truth[day].inflow, well.design))
                                     : std::nullopt;
    };
    constexpr double kSettledHours = 60 * 24;
    const auto after = skin_on(event.to_hours + kSettledHours);
    if (!after) continue;
    EXPECT_LT(*after, *skin_on(event.from_hours - 24) - 0.5);
    ++treatments;
  }
  EXPECT_GT(treatments, 0);
}

TEST(NaturalField, GroupsOfALargeFieldStartOneAfterTheOtherInSeveralReservoirs) {
  const auto calendar = natural(1, 1, 1000).calendar;
  std::set<int> starts;
  std::set<double> depths;
  for (int group = 0; group < 20; ++group) {
    const auto design = design_compartment(group * kWellsPerCompartment, 1, 1, calendar, FieldKind::natural);
    starts.insert(design.wells.front().times.start_day);
    depths.insert(std::round(design.fluid.reservoir_temp_degc / 10));
    EXPECT_LT(design.wells.front().times.start_day, 500);
  }
  EXPECT_GT(starts.size(), 15U);
  EXPECT_EQ(*starts.begin(), 0);
  EXPECT_GT(depths.size(), 2U);
}

TEST(NaturalField, WellsDoNotShareTheirNoise) {
  const auto field = natural(4, 2, 700);
  std::map<LocalDay, std::pair<double, double>> changes;  // of the wellhead's temperature
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& rows = field.compartment.wells[i].rows;
    for (std::size_t n = 1; n < rows.size(); ++n)
      if (value(rows[n], "on_stream_hrs") >= 23 && value(rows[n - 1], "on_stream_hrs") >= 23)
        (i == 0 ? changes[rows[n].day].first : changes[rows[n].day].second) =
            value(rows[n], "avg_wht_p") - value(rows[n - 1], "avg_wht_p");
  }
  double same_sign = 0;
  double both = 0;
  for (const auto& [day, change] : changes)
    if (change.first != 0 && change.second != 0) {
      ++both;
      same_sign += change.first * change.second > 0;
    }
  ASSERT_GT(both, 200);
  EXPECT_NEAR(same_sign / both, 0.5, 0.12);
}

}  // namespace
}  // namespace flodata::simulator
