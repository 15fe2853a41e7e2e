// Published pressures and rates belong together, well by well and day by day.
#include <cmath>

#include "model/units.h"
#include "simulator/field_test.h"

namespace flodata::simulator {
namespace {

/// Calls `check` with each producer's row on stream throughout the day whose downhole gauge is good.
template <typename Check>
void for_each_steady_row(const TestField& field, Check&& check) {
  for (const auto& well : field.compartment.wells) {
    for (const auto& row : well.rows) {
      if (row.well_type != "OP" || truth_of(well, row).gauge != GaugeState::good) continue;
      if (value(row, "on_stream_hrs") < field.calendar[day_of(row)].hour_count) continue;
      check(well, row);
      if (testing::Test::HasFailure()) return;
    }
  }
}

double liquid_sm3_per_day(const DailyRow& row) {
  return (value(row, "oil_rate") + value(row, "water_rate")) * 24 / value(row, "on_stream_hrs");
}

TEST(Pressure, InflowAtThePublishedPressureGivesThePublishedRate) {
  int rows = 0;
  for_each_field([&](const TestField& field) {
    for_each_steady_row(field, [&](const SimulatedWell& well, const DailyRow& row) {
      const auto& inflow = truth_of(well, row).inflow;
      ASSERT_EQ(inflow.reservoir_bar,
                field.compartment.tank[static_cast<std::size_t>(day_of(row))].begin_bar);
      // Half of the pressure's last digit, and of the two volumes'.
      const double tolerance = inflow.productivity_sm3_per_day_bar * 0.0006 + 0.011;
      ASSERT_NEAR(inflow.rate_sm3_per_day(value(row, "avg_downhole_pressure")), liquid_sm3_per_day(row),
                  tolerance)
          << well.design.index << " day " << day_of(row);
      ++rows;
    });
  });
  EXPECT_GT(rows, 10000);
}

WellStream published_stream(const Fluid& fluid, const DailyRow& row) {
  const double oil = value(row, "oil_rate");
  const double water = value(row, "water_rate");
  return {fluid, water / (oil + water), value(row, "gas_rate") / oil};
}

TEST(Pressure, TubingFromThePublishedPressureGivesThePublishedWellhead) {
  for_each_field([&](const TestField& field) {
    const Fluid fluid(field.compartment.design.fluid);
    for_each_steady_row(field, [&](const SimulatedWell& well, const DailyRow& row) {
      const auto stream = published_stream(fluid, row);
      const double wellhead_bar =
          Tubing(well.design.tubing)
              .wellhead_bar(stream, liquid_sm3_per_day(row), value(row, "avg_downhole_pressure"),
                            fluid.reservoir_temp_degc() + kZeroCelsiusK);
      ASSERT_NEAR(wellhead_bar, value(row, "avg_whp_p"), 0.02) << well.design.index << " day " << day_of(row);
    });
  });
}

TEST(Pressure, ChokeAtThePublishedOpeningLetsThePublishedRateThrough) {
  for_each_field([&](const TestField& field) {
    const Fluid fluid(field.compartment.design.fluid);
    for_each_steady_row(field, [&](const SimulatedWell& well, const DailyRow& row) {
      const auto stream = published_stream(fluid, row);
      const double wellhead_bar = value(row, "avg_whp_p");
      const double rate =
          Choke(well.design.producer.choke_kv_m3_per_h)
              .rate_sm3_per_day(stream, value(row, "avg_choke_size_p"), wellhead_bar, Tubing::kWellheadTempK,
                                wellhead_bar - value(row, "dp_choke_size"));
      // A wide open choke turns half of the last digits of two pressures into a per mille.
      ASSERT_NEAR(rate / liquid_sm3_per_day(row), 1, 0.003) << well.design.index << " day " << day_of(row);
    });
  });
}

TEST(Pressure, DownholeNeverPassesTheReservoirAndRisesThroughAShutIn) {
  int build_ups = 0;
  for_each_field([&](const TestField& field) {
    for (const auto& well : field.compartment.wells) {
      const DailyRow* before = nullptr;
      for (const auto& row : well.rows) {
        if (row.well_type != "OP" || truth_of(well, row).gauge != GaugeState::good) {
          before = nullptr;
          continue;
        }
        const double bottomhole_bar = value(row, "avg_downhole_pressure");
        const double reservoir_bar = truth_of(well, row).inflow.reservoir_bar;
        ASSERT_LE(bottomhole_bar, reservoir_bar + 0.0005);
        if (before && value(row, "on_stream_hrs") <= 0 && row.day - before->day == std::chrono::days(1)) {
          // The reservoir itself may sink while other wells go on.
          const double sunk_bar = std::min(0.0, reservoir_bar - truth_of(well, *before).inflow.reservoir_bar);
          ASSERT_GE(bottomhole_bar, value(*before, "avg_downhole_pressure") + sunk_bar - 0.001)
              << well.design.index << " day " << day_of(row);
          ++build_ups;
        }
        before = &row;
      }
    }
  });
  EXPECT_GT(build_ups, 500);
}

TEST(Pressure, ADayWithATripIsTheMeanOfFlowAndBuildUp) {
  int trips = 0;
  for_each_field([&](const TestField& field) {
    for (const auto& well : field.compartment.wells) {
      for (std::size_t i = 1; i + 1 < well.rows.size(); ++i) {
        const auto& row = well.rows[i];
        const double on_hours = value(row, "on_stream_hrs");
        const double hours = field.calendar[day_of(row)].hour_count;
        if (row.well_type != "OP" || on_hours <= 0 || on_hours >= hours) continue;
        if (value(well.rows[i - 1], "on_stream_hrs") <= 0 || value(well.rows[i + 1], "on_stream_hrs") <= 0)
          continue;
        const auto& truth = truth_of(well, row);
        if (truth.gauge != GaugeState::good) continue;
        const double drawdown_bar = truth.inflow.reservoir_bar - truth.flowing->bottomhole_bar;
        ShutInPressure shut_in;
        shut_in.flowing(drawdown_bar);
        const double shut_in_hours = hours - on_hours;
        const double mean_drawdown_bar =
            (on_hours * drawdown_bar + shut_in_hours * shut_in.closed(shut_in_hours)) / hours;
        ASSERT_NEAR(value(row, "avg_downhole_pressure"), truth.inflow.reservoir_bar - mean_drawdown_bar,
                    0.001);
        ++trips;
      }
    }
  });
  EXPECT_GT(trips, 500);
}

TEST(Pressure, ShutWellsStandTensOfBarsAboveFlowingOnes) {
  const auto field = default_field();
  for (const auto& well : field.compartment.wells) {
    double flowing_sum = 0;
    double shut_sum = 0;
    int flowing = 0;
    int shut = 0;
    for (const auto& row : well.rows) {
      if (row.well_type != "OP" || truth_of(well, row).gauge != GaugeState::good) continue;
      const double bottomhole_bar = value(row, "avg_downhole_pressure");
      if (value(row, "on_stream_hrs") <= 0) {
        shut_sum += bottomhole_bar;
        ++shut;
      } else if (value(row, "on_stream_hrs") >= field.calendar[day_of(row)].hour_count) {
        flowing_sum += bottomhole_bar;
        ++flowing;
      }
    }
    if (flowing == 0) continue;  // an injector
    EXPECT_GT(shut_sum / shut - flowing_sum / flowing, 20);
    EXPECT_LT(shut_sum / shut - flowing_sum / flowing, 90);
  }
}

TEST(Pressure, TubingDifferenceIsDownholeLessWellheadWhereTheGaugeIsGood) {
  for_each_field([&](const TestField& field) {
    for (const auto& well : field.compartment.wells) {
      for (const auto& row : well.rows) {
        if (row.well_type != "OP") continue;
        const double wellhead_bar = value(row, "avg_whp_p");
        const double bottomhole_bar = value(row, "avg_downhole_pressure");
        const bool dead = truth_of(well, row).gauge == GaugeState::dead;
        ASSERT_EQ(bottomhole_bar == 0, dead);
        ASSERT_NEAR(value(row, "avg_dp_tubing"), dead ? wellhead_bar : bottomhole_bar - wellhead_bar, 0.0006);
      }
    }
  });
}

}  // namespace
}  // namespace flodata::simulator
