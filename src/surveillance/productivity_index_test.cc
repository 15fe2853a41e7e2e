#include "surveillance/productivity_index.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "model/units.h"

namespace flodata::surveillance {
namespace {

std::vector<HourlyFlow> producer(std::initializer_list<std::array<double, 3>> oil_water_bar) {
  std::vector<HourlyFlow> points;
  for (const auto& [oil, water, bar] : oil_water_bar)
    points.push_back({static_cast<double>(points.size()), 1, oil, water, {}, bar});
  return points;
}

std::vector<HourlyFlow> steady_producer(int hours, double oil, double bar) {
  return std::vector<HourlyFlow>(static_cast<std::size_t>(hours), {0, 1, oil, 0, {}, bar});
}

std::string refusal(const std::vector<HourlyFlow>& points, const ReservoirState& reservoir,
                    WellRole role = WellRole::producer) {
  const auto found = productivity_index(points, role, reservoir);
  if (found) return "";
  EXPECT_EQ(found.error().code, Code::invalid_argument);
  return found.error().message;
}

// Drawdowns 40, 50 and 60 bar: oil 400 + 600 + 500 = 1500 over 150; liquid 2400 over 150, points 16,
// 20, 12.5.
TEST(ProductivityIndex, RatioOfSumsAndSpreadByHand) {
  const auto found = productivity_index(producer({{400, 240, 260}, {600, 400, 250}, {500, 250, 240}}),
                                        WellRole::producer, {300, {}})
                         .value();
  EXPECT_EQ(found.data_points, 3U);
  EXPECT_EQ(found.valid_points, 3U);
  EXPECT_NEAR(found.indices.oil.value(), 10, 1e-12);
  EXPECT_NEAR(found.indices.liquid.value(), 2390.0 / 150, 1e-12);
  EXPECT_EQ(found.indices.injectivity, std::nullopt);
  EXPECT_NEAR(found.indices.std_dev, 3.7527767497325675, 1e-12);
  EXPECT_NEAR(found.indices.coefficient_of_variation, 3.7527767497325675 / (48.5 / 3), 1e-12);
  EXPECT_EQ(found.consistency, Consistency::moderate);
  EXPECT_EQ(found.quality, PiQuality::excellent);
  EXPECT_EQ(found.pressures.reservoir_pressure_bar, 300);
  EXPECT_EQ(found.pressures.source, PressureSource::given);
  EXPECT_NEAR(found.pressures.mean_flowing_bar, 250, 1e-12);
  EXPECT_EQ(found.pressures.lowest_flowing_bar, 240);
  EXPECT_EQ(found.pressures.highest_flowing_bar, 260);
  EXPECT_NEAR(found.pressures.mean_drawdown_bar, 50, 1e-12);
}

// The index is one of bar and Sm3: 1 stb/d/psi is 2.3059 of it. 500 stb/d at a drawdown of 250 psi are 2
// stb/d/psi.
TEST(ProductivityIndex, FieldUnitsAgreeWithTheSameWellInFieldUnits) {
  const double oil = 500 / kStockTankBarrelsPerSm3;
  const auto found = productivity_index(steady_producer(3, oil, 2750 / kPsiPerBar), WellRole::producer,
                                        {3000 / kPsiPerBar, {}})
                         .value();
  EXPECT_NEAR(found.indices.oil.value() * kStockTankBarrelsPerSm3 / kPsiPerBar, 2, 1e-12);
  EXPECT_NEAR(found.indices.oil.value(), 2 * 2.3059, 1e-3);
}

TEST(ProductivityIndex, WordsFollowTheThresholds) {
  const auto rated = [](double field_index) {
    const double oil = field_index * 100 * kPsiPerBar / kStockTankBarrelsPerSm3;
    return productivity_index(steady_producer(5, oil, 200), WellRole::producer, {300, {}}).value();
  };
  EXPECT_EQ(rated(0.49).quality, PiQuality::low);
  EXPECT_EQ(rated(0.51).quality, PiQuality::medium);
  EXPECT_EQ(rated(1.01).quality, PiQuality::high);
  EXPECT_EQ(rated(2.01).quality, PiQuality::excellent);
  EXPECT_EQ(rated(1).consistency, Consistency::consistent);
  EXPECT_NEAR(rated(1).indices.std_dev, 0, 1e-12);
  const auto erratic = productivity_index(producer({{100, 0, 200}, {200, 0, 200}, {300, 0, 200}}),
                                          WellRole::producer, {300, {}})
                           .value();
  EXPECT_EQ(erratic.consistency, Consistency::erratic);
  EXPECT_NEAR(erratic.indices.coefficient_of_variation, 0.5, 1e-12);
}

TEST(ProductivityIndex, HoursWithoutSettledFlowOrGaugeAreLeftOut) {
  std::vector<HourlyFlow> points;
  const auto add = [&](double on_stream, std::optional<double> oil, std::optional<double> bar) {
    points.push_back({static_cast<double>(points.size()), on_stream, oil, 0, {}, bar});
  };
  for (int i = 0; i < 3; ++i) add(1, 500, 250);
  add(0.95, 475, 250);  // 500 while on stream
  add(1, 500, std::nullopt);
  add(1, 500, 0);
  add(1, 0, 250);
  add(1, std::nullopt, 250);
  add(1, 500, 299.5);
  add(0.5, 250, 270);
  add(0, 0, 290);
  for (int i = 0; i < 6; ++i) add(1, 500, 280 - i);  // not settled yet
  for (int i = 0; i < 4; ++i) add(1, 500, 250);
  const auto found = productivity_index(points, WellRole::producer, {300, {}}).value();
  EXPECT_EQ(found.data_points, 21U);
  EXPECT_EQ(found.valid_points, 8U);
  EXPECT_NEAR(found.indices.oil.value(), 10, 1e-12);
  EXPECT_NEAR(found.indices.std_dev, 0, 1e-12);
}

TEST(ProductivityIndex, AReservoirPressureThatManyPointsContradictIsRefused) {
  auto points = steady_producer(20, 500, 250);
  points[0].downhole_pressure_bar = points[1].downhole_pressure_bar = 305;
  EXPECT_EQ(productivity_index(points, WellRole::producer, {300, {}})->valid_points, 18U);
  points[2].downhole_pressure_bar = 305;
  EXPECT_NE(refusal(points, {300, {}})
                .find("300.0 bar (provided) is not above the flowing pressures, 250.0 to 305.0"),
            std::string::npos);
}

TEST(ProductivityIndex, WithoutWaterRatesThereIsNoLiquidIndex) {
  auto points = steady_producer(5, 500, 250);
  for (auto& point : points) point.water_rate_sm3_per_day.reset();
  points[1].oil_rate_sm3_per_day = 400;
  const auto found = productivity_index(points, WellRole::producer, {300, {}}).value();
  EXPECT_EQ(found.indices.liquid, std::nullopt);
  EXPECT_NEAR(found.indices.oil.value(), 9.6, 1e-12);
  EXPECT_NEAR(found.indices.std_dev, 2 / std::sqrt(5.0), 1e-12);
}

TEST(ProductivityIndex, InjectorsPushAgainstTheReservoir) {
  std::vector<HourlyFlow> points(4, {0, 1, {}, {}, 6000, 350});
  points[3].downhole_pressure_bar = 340;
  const auto found = productivity_index(points, WellRole::injector, {300, {}}).value();
  EXPECT_NEAR(found.indices.injectivity.value(), 24'000.0 / 190, 1e-12);
  EXPECT_EQ(found.indices.oil, std::nullopt);
  EXPECT_EQ(found.indices.liquid, std::nullopt);
  EXPECT_NEAR(found.pressures.mean_drawdown_bar, 47.5, 1e-12);
  EXPECT_EQ(found.deliverability.aof_sm3_per_day, std::nullopt);
  EXPECT_EQ(found.deliverability.method, AofMethod::none);
  EXPECT_NE(refusal(points, {400, {}}, WellRole::injector).find("not below"), std::string::npos);
  EXPECT_NE(refusal(points, {300, {}}, WellRole::producer).find("0 of 4"), std::string::npos);
}

// Ahmed (2010), Reservoir Engineering Handbook, example 7-4: 350 stb/d at 2000 psi, reservoir at 2500: 1067.1
// stb/d.
TEST(ProductivityIndex, OpenFlowOfATextbookBelowTheBubblePoint) {
  for (const std::optional<double> bubble :
       {std::optional<double>(), std::optional(2500.0), std::optional(2900.0)}) {
    const auto found =
        productivity_index(steady_producer(3, 350, 2000), WellRole::producer, {2500, bubble}).value();
    EXPECT_NEAR(found.deliverability.aof_sm3_per_day.value(), 1067.1, 0.05);
    EXPECT_EQ(found.deliverability.method, AofMethod::vogel);
  }
}

// The same, examples 7-5 and 7-6: reservoir 3000, bubble point 2130 psi; 250 stb/d at 2500 psi (J = 0.5) or
// 630.7 stb/d at 1700 psi: 435 stb/d at the bubble point and 591.7 more to nothing.
TEST(ProductivityIndex, OpenFlowOfATextbookAboveTheBubblePoint) {
  for (const auto& [rate, pressure] : {std::pair{250.0, 2500.0}, std::pair{630.7, 1700.0}}) {
    const auto found =
        productivity_index(steady_producer(3, rate, pressure), WellRole::producer, {3000, 2130}).value();
    EXPECT_NEAR(found.deliverability.aof_sm3_per_day.value(), 1026.7, 0.2);
    EXPECT_EQ(found.deliverability.method, AofMethod::composite);
  }
  EXPECT_NE(describe(AofMethod::vogel), describe(AofMethod::composite));
}

ReservoirState estimated(double bar, double std_dev_bar, double end_hours = -100) {
  return {.pressure_bar = {},
          .bubble_point_bar = {},
          .estimate = ReservoirPressureEstimate{bar, std_dev_bar, bar - 2, end_hours, 1}};
}

TEST(ProductivityIndex, ReservoirPressureIsEstimatedOrAskedFor) {
  std::vector<HourlyFlow> points;
  for (int i = 0; i < 10; ++i) points.push_back({1.0 * i, 1, 500, 0, {}, 250});
  EXPECT_NE(refusal(points, {}).find("give reservoir_pressure"), std::string::npos);
  const auto found = productivity_index(points, WellRole::producer, estimated(290, 2)).value();
  EXPECT_EQ(to_string(found.pressures.source), "shut-in before the period");
  EXPECT_EQ(found.pressures.reservoir_pressure_bar, 290);
  EXPECT_NEAR(found.pressures.reservoir_pressure_range.low, 290 - 1.6449 * 2, 1e-9);
  EXPECT_EQ(found.pressures.shut_in_bar, 288);
  EXPECT_NEAR(found.pressures.shut_in_age_hours.value(), 109, 1e-9);
  EXPECT_NEAR(found.indices.oil.value(), 500.0 / 40, 1e-12);
  EXPECT_EQ(to_string(productivity_index(points, WellRole::producer, estimated(290, 2, 5))->pressures.source),
            "shut-in");
  const auto given = productivity_index(points, WellRole::producer, {300, {}}).value();
  EXPECT_EQ(given.pressures.source, PressureSource::given);
  EXPECT_EQ(given.pressures.shut_in_age_hours, std::nullopt);
}

TEST(ProductivityIndex, IntervalsHoldTheirValueAndGrowWithWhatIsNotKnown) {
  auto points = steady_producer(10, 500, 250);
  for (auto& point : points) point.water_rate_sm3_per_day = 300;
  double width = 0;
  for (const double std_dev_bar : {0.0, 1.0, 5.0, 20.0, 200.0}) {
    auto state = estimated(300, std_dev_bar);
    state.bubble_point_bar = 260;
    const auto found = productivity_index(points, WellRole::producer, state).value();
    const auto& indices = found.indices;
    for (const auto& [value, range] :
         {std::pair{indices.oil, indices.oil_range}, std::pair{indices.liquid, indices.liquid_range},
          std::pair{indices.straight, indices.straight_range},
          std::pair{found.deliverability.aof_sm3_per_day, found.deliverability.aof_range}}) {
      EXPECT_LT(range->low, *value);
      EXPECT_GT(range->high, *value);
      EXPECT_GT(range->low, 0);
    }
    EXPECT_GT(indices.liquid_range->high - indices.liquid_range->low, width);
    width = indices.liquid_range->high - indices.liquid_range->low;
  }
}

// 1,000 Sm3/d at 80 bar below a reservoir of 280 bar at its bubble point, half of it water. Oil: 280/1.8 (1 -
// 0.2 200/280 - 0.8 (200/280)²) = 69.84 bar; liquid (69.84 + 80)/2 = 74.92. Open: (155.56 + 280)/2 = 217.78.
TEST(ProductivityIndex, WaterKeepsTheStraightLine) {
  auto points = steady_producer(5, 500, 200);
  for (auto& point : points) point.water_rate_sm3_per_day = 500;
  const auto found = productivity_index(points, WellRole::producer, {280, 280}).value();
  EXPECT_NEAR(found.indices.liquid.value(), 1000.0 / 80, 1e-9);
  EXPECT_NEAR(found.indices.straight.value(), 1000 / 74.9206, 1e-3);
  EXPECT_NEAR(found.deliverability.aof_sm3_per_day.value(), 500 * 217.7778 / 74.9206, 1e-2);
  EXPECT_EQ(productivity_index(points, WellRole::producer, {280, {}})->indices.straight, std::nullopt);
}

TEST(ProductivityIndex, RefusesWhatCannotBeComputed) {
  const auto points = steady_producer(3, 500, 250);
  EXPECT_NE(refusal({}, {300, {}}).find("0 of 0"), std::string::npos);
  EXPECT_NE(refusal(steady_producer(2, 500, 250), {300, {}}).find("2 of 2"), std::string::npos);
  EXPECT_NE(refusal(points, {250, {}}).find("not above"), std::string::npos);
  EXPECT_NE(refusal(points, {0, {}}).find("reservoir_pressure"), std::string::npos);
  EXPECT_NE(refusal(points, {std::numeric_limits<double>::quiet_NaN(), {}}).find("reservoir_pressure"),
            std::string::npos);
  EXPECT_NE(refusal(points, {300, -1}).find("bubble_point"), std::string::npos);
}

}  // namespace
}  // namespace flodata::surveillance
