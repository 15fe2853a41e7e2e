// What a field's rows look like: order, ranges, water, gas, hours, roles, failures.
#include <cmath>
#include <map>
#include <set>

#include "simulator/field_test.h"

namespace flodata::simulator {
namespace {

TEST(Shape, RowsAreInOrderAndEveryValueIsANumberWithinItsBounds) {
  for_each_field([](const TestField& field) {
    for (const auto& well : field.compartment.wells) {
      ASSERT_FALSE(well.rows.empty());
      for (std::size_t i = 1; i < well.rows.size(); ++i) ASSERT_LT(well.rows[i - 1].day, well.rows[i].day);
      for (const auto& row : well.rows) {
        for (TagIndex tag = 0; tag < kTagCount; ++tag) {
          if (!row.values[tag]) continue;
          ASSERT_TRUE(std::isfinite(*row.values[tag])) << kTags[tag].name;
          ASSERT_GE(*row.values[tag], kTags[tag].lower) << kTags[tag].name;
          if (kTags[tag].kind == TagKind::intensive) ASSERT_LE(*row.values[tag], kTags[tag].upper);
        }
        const double hours = value(row, "on_stream_hrs");
        ASSERT_LE(hours, field.calendar[day_of(row)].hour_count);
        if (hours <= 0)
          ASSERT_EQ(value(row, "oil_rate") + value(row, "water_rate") + value(row, "water_inj_rate"), 0);
        else
          ASSERT_GT(value(row, "oil_rate") + value(row, "water_inj_rate"), 0);
      }
    }
  });
}

TEST(Shape, VolumesHaveTwoDecimalsAsPublished) {
  const auto field = simulate(3, kWellsPerCompartment, 400);
  for (const auto& well : field.compartment.wells)
    for (const auto& row : well.rows)
      for (const auto* tag : {"oil_rate", "gas_rate", "water_rate", "water_inj_rate"})
        ASSERT_EQ(value(row, tag), std::round(value(row, tag) * 100) / 100);
}

TEST(Shape, WaterCutRisesOverAMonthsMean) {
  constexpr std::size_t kWindow = 30;
  constexpr double kLargestFall = 0.02;
  for_each_field([](const TestField& field) {
    for (const auto& well : field.compartment.wells) {
      std::vector<std::pair<double, double>> water_and_liquid;
      for (const auto& row : well.rows) {
        if (value(row, "oil_rate") <= 0) continue;
        const double water = value(row, "water_rate");
        water_and_liquid.emplace_back(water, water + value(row, "oil_rate"));
        ASSERT_LT(water / water_and_liquid.back().second, 0.98);
      }
      double highest = 0;
      for (std::size_t i = kWindow; i < water_and_liquid.size(); i += kWindow) {
        double water = 0;
        double liquid = 0;
        for (std::size_t j = i - kWindow; j < i; ++j) {
          water += water_and_liquid[j].first;
          liquid += water_and_liquid[j].second;
        }
        ASSERT_GT(water / liquid, highest - kLargestFall) << well.design.index << " row " << i;
        highest = std::max(highest, water / liquid);
      }
    }
  });
}

TEST(Shape, WellsOfTheDefaultFieldBeginDryAndBreakThroughOneAfterTheOther) {
  const auto field = default_field();
  std::set<int> breakthrough_days;
  for (const auto& well : field.compartment.wells) {
    if (well.design.begins_as_injector) continue;
    EXPECT_EQ(value(well.rows.front(), "water_rate"), 0);
    for (const auto& row : well.rows) {
      if (value(row, "water_rate") < 0.05 * value(row, "oil_rate") || value(row, "oil_rate") <= 0) continue;
      breakthrough_days.insert(day_of(row));
      break;
    }
  }
  EXPECT_EQ(breakthrough_days.size(), 5U);
}

TEST(Shape, GasOilRatioStaysNearTheSolutionRatioWhileInjectionHoldsThePressure) {
  for_each_field([](const TestField& field) {
    if (field.compartment.wells.size() < kWellsPerCompartment) return;
    const double solution_gor = field.compartment.design.fluid.solution_gor;
    for (const auto& well : field.compartment.wells)
      for (const auto& row : well.rows)
        if (value(row, "oil_rate") > 5)  // below, the rounding of volumes shows
          ASSERT_NEAR(value(row, "gas_rate") / value(row, "oil_rate") / solution_gor, 1, 0.16);
  });
}

TEST(Shape, OctoberHas25HoursAndMarch23) {
  const auto field = default_field();
  std::map<int, int> full_days;  // by hours
  for (const auto& row : field.compartment.wells.front().rows) {
    const auto month = std::chrono::year_month_day(row.day).month();
    const double hours = value(row, "on_stream_hrs");
    if (hours > 24) {
      EXPECT_EQ(hours, 25);
      EXPECT_EQ(month, std::chrono::October);
      ++full_days[25];
    }
    if (field.calendar[day_of(row)].hour_count == 23) {
      EXPECT_LE(hours, 23);
      EXPECT_EQ(month, std::chrono::March);
      full_days[23] += hours == 23;
    }
  }
  EXPECT_GE(full_days[25], 4);
  EXPECT_GE(full_days[23], 4);
}

TEST(Shape, WellsOfTheDefaultFieldStartOneAfterTheOther) {
  const auto field = default_field();
  std::set<LocalDay> starts;
  for (const auto& well : field.compartment.wells) {
    EXPECT_EQ(day_of(well.rows.front()), well.design.times.start_day);
    starts.insert(well.rows.front().day);
  }
  EXPECT_EQ(starts.size(), 7U);
  EXPECT_EQ(*starts.begin(), kFirstSimulatedDay);
  EXPECT_GT(*starts.rbegin(), kFirstSimulatedDay + std::chrono::days(3288 / 2));
}

TEST(Shape, OneProducerOfTheDefaultFieldBecomesAnInjectorForGood) {
  const auto field = default_field();
  int converted = 0;
  for (const auto& well : field.compartment.wells) {
    bool injects = well.rows.front().well_type == "WI";
    double injected_sm3 = 0;
    double produced_sm3 = 0;
    for (const auto& row : well.rows) {
      ASSERT_EQ(row.well_type == "WI", row.flow_kind == "injection");
      if (!injects && row.well_type == "WI") {
        EXPECT_GT(produced_sm3, 0);
        ++converted;
        injects = true;
      }
      ASSERT_EQ(row.well_type, injects ? "WI" : "OP");
      if (injects) ASSERT_EQ(value(row, "oil_rate"), 0);
      produced_sm3 += value(row, "oil_rate");
      injected_sm3 += value(row, "water_inj_rate");
    }
    if (injects) EXPECT_GT(injected_sm3, 1e6);
  }
  EXPECT_EQ(converted, 1);
}

TEST(Shape, GaugesFailInEveryField) {
  for_each_field([](const TestField& field) {
    int dead_on_stream = 0;
    int without_annulus = 0;
    for (const auto& well : field.compartment.wells) {
      for (const auto& row : well.rows) {
        without_annulus += !row.values[find_tag("avg_annulus_press").value()];
        if (row.well_type == "OP" && value(row, "on_stream_hrs") > 0)
          dead_on_stream += row.values[kDownholePressureTag] == 0.0;
      }
    }
    ASSERT_GT(dead_on_stream, 300);
    ASSERT_GT(without_annulus, 100);
  });
}

TEST(Shape, AFrozenGaugeOfTheDefaultFieldRepeatsItsLastValueOnStream) {
  const auto field = default_field();
  int longest = 0;
  for (const auto& well : field.compartment.wells) {
    int run = 0;
    double before = -1;
    for (const auto& row : well.rows) {
      if (row.well_type != "OP" || value(row, "on_stream_hrs") <= 0) continue;
      const double bottomhole_bar = value(row, "avg_downhole_pressure");
      run = bottomhole_bar == before && bottomhole_bar > 0 ? run + 1 : 1;
      before = bottomhole_bar;
      longest = std::max(longest, run);
    }
  }
  EXPECT_GE(longest, 14);
  EXPECT_LE(longest, 45);
}

TEST(Shape, ChokesAreOpenedInStepsAfterStartAndMovedLater) {
  const auto field = default_field();
  for (const auto& well : field.compartment.wells) {
    if (well.design.begins_as_injector) continue;
    std::set<double> openings;
    double first_full = 0;
    for (const auto& row : well.rows) {
      if (row.well_type != "OP" || value(row, "on_stream_hrs") < field.calendar[day_of(row)].hour_count)
        continue;
      openings.insert(value(row, "avg_choke_size_p"));
      if (first_full == 0) first_full = value(row, "avg_choke_size_p");
    }
    EXPECT_GE(*openings.begin(), 4);
    EXPECT_LE(*openings.rbegin(), 100);
    EXPECT_LT(first_full, 0.4 * *openings.rbegin());
    EXPECT_GT(openings.size(), 20U);
  }
}

TEST(Shape, AnyNumberOfDaysAndWellsGivesEveryWellARow) {
  for (const int days : {1, 2, 30, 200, 700}) {
    for (int wells = 1; wells <= kWellsPerCompartment; ++wells) {
      const auto field = simulate(4, wells, days);
      ASSERT_EQ(field.compartment.wells.size(), static_cast<std::size_t>(wells));
      for (const auto& well : field.compartment.wells) EXPECT_FALSE(well.rows.empty());
    }
  }
}

}  // namespace
}  // namespace flodata::simulator
