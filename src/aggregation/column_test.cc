#include "aggregation/column.h"

#include <array>

#include <gtest/gtest.h>

namespace flodata::aggregation {
namespace {

Quantity quantity(std::string_view name) { return find_quantity(name).value(); }

std::vector<std::string> names(const std::vector<Column>& columns) {
  std::vector<std::string> result;
  for (const auto& column : columns) result.push_back(column.name);
  return result;
}

TEST(Quantity, IsFoundByNameShortNameAndDerivedName) {
  EXPECT_EQ(find_quantity("avg_whp_p"), find_quantity("thp"));
  EXPECT_EQ(find_quantity("oil_rate"), Quantity(kOilRateTag));
  EXPECT_EQ(find_quantity("gor"), Quantity(Derived::gor));
  EXPECT_FALSE(find_quantity("oil"));
  EXPECT_FALSE(find_quantity(""));
}

TEST(Quantity, AllAreTheTagsThenTheDerivedAndAreFoundByTheirNames) {
  const auto all = all_quantities();
  ASSERT_EQ(all.size(), kTagCount + 3);
  EXPECT_EQ(name_of(all.front()), "on_stream_hrs");
  EXPECT_EQ(name_of(all[kTagCount]), "gor");
  EXPECT_EQ(name_of(all.back()), "liquid_rate");
  for (const auto& each : all) EXPECT_EQ(find_quantity(name_of(each)), each) << name_of(each);
}

TEST(Quantity, RatioIsNothingWithoutInputsOrWithNothingBelow) {
  TagValues values;
  EXPECT_FALSE(value_of(Derived::gor, values));
  values[kOilRateTag] = 0;
  values[kGasRateTag] = 5;
  values[kWaterRateTag] = 0;
  EXPECT_FALSE(value_of(Derived::gor, values));
  EXPECT_FALSE(value_of(Derived::watercut, values));
  EXPECT_EQ(value_of(Derived::liquid_rate, values), 0);
  values[kOilRateTag] = 50;
  values[kGasRateTag] = 7500;
  values[kWaterRateTag] = 150;
  EXPECT_EQ(value_of(Derived::gor, values), 150);
  EXPECT_EQ(value_of(Derived::watercut, values), 0.75);
  EXPECT_EQ(value_of(Derived::liquid_rate, values), 200);
  EXPECT_EQ(value_of(kGasRateTag, values), 7500);
  values[kOilRateTag].reset();
  EXPECT_FALSE(value_of(Derived::liquid_rate, values));
}

TEST(Columns, OneStatisticLeavesTheNamesOfTheQuantities) {
  const std::array quantities = {quantity("oil_rate"), quantity("thp")};
  const std::array statistics = {Statistic::max};
  EXPECT_EQ(names(make_columns(quantities, statistics, Chosen::by_name).value()),
            (std::vector<std::string>{"oil_rate", "avg_whp_p"}));
}

TEST(Columns, SeveralStatisticsFollowTheNameAndTimeOnStreamIsOneColumnAtTheEnd) {
  const std::array quantities = {quantity("oil_rate"), quantity("gor")};
  const std::array statistics = {Statistic::time_on_stream, Statistic::mean, Statistic::count};
  EXPECT_EQ(names(make_columns(quantities, statistics, Chosen::by_name).value()),
            (std::vector<std::string>{"oil_rate_mean", "oil_rate_count", "gor_mean", "gor_count",
                                      "time_on_stream"}));
}

TEST(Columns, NamedTwiceComeOnce) {
  const std::array quantities = {quantity("thp"), quantity("avg_whp_p")};
  const std::array statistics = {Statistic::mean, Statistic::mean};
  EXPECT_EQ(names(make_columns(quantities, statistics, Chosen::by_name).value()),
            (std::vector<std::string>{"avg_whp_p"}));
}

TEST(Columns, TimeOnStreamAloneIsOneColumn) {
  const std::array statistics = {Statistic::time_on_stream};
  const auto columns = make_columns(all_quantities(), statistics, Chosen::all_there_are).value();
  ASSERT_EQ(names(columns), (std::vector<std::string>{"time_on_stream"}));
  EXPECT_EQ(columns[0].unit, UnitFamily::hours);
}

TEST(Columns, SumOfAPressureIsAnErrorWhenNamedAndLeftOutOtherwise) {
  const std::array statistics = {Statistic::sum};
  for (const auto* name : {"thp", "avg_wht_p", "choke_size", "gor", "watercut"}) {
    const std::array quantities = {quantity(name)};
    const auto columns = make_columns(quantities, statistics, Chosen::by_name);
    ASSERT_FALSE(columns) << name;
    EXPECT_EQ(columns.error().code, Code::invalid_argument);
    EXPECT_NE(columns.error().message.find(name_of(quantities[0])), std::string::npos);
    EXPECT_NE(columns.error().message.find("sum"), std::string::npos);
  }
  const auto columns = make_columns(all_quantities(), statistics, Chosen::all_there_are).value();
  EXPECT_EQ(names(columns), (std::vector<std::string>{"on_stream_hrs", "oil_rate", "gas_rate", "water_rate",
                                                      "water_inj_rate", "liquid_rate"}));
  EXPECT_EQ(columns[0].unit, UnitFamily::hours);
  EXPECT_EQ(columns[1].unit, UnitFamily::liquid_volume);
  EXPECT_EQ(columns[2].unit, UnitFamily::gas_volume);
  EXPECT_EQ(columns[5].unit, UnitFamily::liquid_volume);
}

TEST(Columns, StandardDeviationOfTemperaturesHasNoOffset) {
  const std::array quantities = {quantity("wht")};
  const std::array statistics = {Statistic::mean, Statistic::stddev};
  const auto columns = make_columns(quantities, statistics, Chosen::by_name).value();
  EXPECT_DOUBLE_EQ(from_metric(100, columns[0], UnitSystem::field), 212);
  EXPECT_DOUBLE_EQ(from_metric(100, columns[1], UnitSystem::field), 180);
  EXPECT_EQ(from_metric(100, columns[1], UnitSystem::metric), 100);
}

TEST(Columns, StatisticsAreFoundByName) {
  for (std::size_t i = 0; i < kStatisticNames.size(); ++i)
    EXPECT_EQ(find_statistic(kStatisticNames[i]), static_cast<Statistic>(i));
  EXPECT_FALSE(find_statistic("avg"));
}

}  // namespace
}  // namespace flodata::aggregation
