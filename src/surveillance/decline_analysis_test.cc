#include "surveillance/decline_analysis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "model/units.h"

namespace flodata::surveillance {
namespace {

constexpr double kDay = 24;

std::vector<DailyRate> days_of(const ArpsCurve& curve, int count) {
  std::vector<DailyRate> days;
  for (int i = 0; i < count; ++i) days.push_back({1.0 * i, curve.rate(i), kDay, kDay});
  return days;
}

DeclineAnalysis analysed(std::span<const DailyRate> days, double limit = 10, double terminal_decline = 0) {
  auto analysis = analyse_decline(days, {limit, terminal_decline});
  EXPECT_TRUE(analysis) << analysis.error().message;
  return analysis.value();
}

TEST(DeclineAnalysis, NamesTheModelThatMadeTheRates) {
  const auto model_of = [](double b) { return analysed(days_of({800, 0.01, b}, 180)).parameters.model; };
  EXPECT_EQ(model_of(0), DeclineModel::exponential);
  EXPECT_EQ(model_of(0.4), DeclineModel::hyperbolic);
  EXPECT_EQ(model_of(1), DeclineModel::harmonic);
}

// As close to 0 or 1 as no rates can tell, b is that number and the model has its name.
TEST(DeclineAnalysis, AnExponentHasOneName) {
  const auto parameters = [](double b) { return analysed(days_of({800, 0.01, b}, 365)).parameters; };
  for (const double b : {0.0, 0.0004, 0.0009}) {
    EXPECT_EQ(parameters(b).model, DeclineModel::exponential) << b;
    EXPECT_EQ(parameters(b).b_factor, 0) << b;
  }
  for (const double b : {0.9992, 1.0, 1.0008}) {
    EXPECT_EQ(parameters(b).model, DeclineModel::harmonic) << b;
    EXPECT_EQ(parameters(b).b_factor, 1) << b;
  }
  for (const double b : {0.002, 0.5, 0.998, 1.002, 1.5, 2.0}) {
    EXPECT_EQ(parameters(b).model, DeclineModel::hyperbolic) << b;
    EXPECT_NEAR(parameters(b).b_factor, b, 1e-4) << b;
  }
}

TEST(DeclineAnalysis, FindsExponentsAboveOneAndSaysWhenBStandsAtItsBound) {
  const auto parameters = [](double b) { return analysed(days_of({1000, 0.01, b}, 365)).parameters; };
  for (const double b : {1.2, 1.4, 1.9}) {
    EXPECT_EQ(parameters(b).model, DeclineModel::hyperbolic) << b;
    EXPECT_NEAR(parameters(b).b_factor, b, 1e-4) << b;
    EXPECT_EQ(parameters(b).b_bound, Bound::none) << b;
  }
  EXPECT_NEAR(parameters(2).b_factor, 2, 1e-4);
  EXPECT_EQ(parameters(2).b_bound, Bound::upper);
  EXPECT_NEAR(parameters(2.7).b_factor, 2, 1e-9);
  EXPECT_EQ(parameters(2.7).b_bound, Bound::upper);
  EXPECT_EQ(parameters(0).b_bound, Bound::lower);
  EXPECT_EQ(parameters(0.5).b_bound, Bound::none);
  EXPECT_EQ(parameters(1).b_bound, Bound::none);
  EXPECT_EQ(to_string(Bound::upper), "upper");
}

TEST(DeclineAnalysis, ATerminalDeclineBoundsTheForecastOfALargeExponent) {
  const ArpsCurve made{1000, 0.01, 1.4};
  const auto days = days_of(made, 365);
  const auto remaining = [&](double terminal) {
    return analysed(days, 10, terminal).forecast.eur_remaining_sm3.value();
  };
  EXPECT_NEAR(remaining(0) / 807'779, 1, 1e-5);
  EXPECT_NEAR(remaining(0.0002) / 601'233, 1, 1e-5);
  EXPECT_NEAR(remaining(kDefaultTerminalDecline) / 806'931, 1, 1e-5);
  const auto forecast = analysed(days, 10, 0.0002).forecast;
  EXPECT_EQ(forecast.limits.terminal_decline_per_day, 0.0002);
  EXPECT_NEAR(forecast.days_to_terminal_decline.value(), 3136, 1);
  EXPECT_GT(forecast.days.value(), *forecast.days_to_terminal_decline);
  EXPECT_EQ(analysed(days, 10, 0).forecast.days_to_terminal_decline, std::nullopt);
  EXPECT_NEAR(analysed(days, 10, 0).forecast.days.value(), kForecastHorizonDays, 1e-9);
  // Exponential decline has no end to come down to.
  EXPECT_EQ(analysed(days_of({1000, 0.01, 0}, 60), 10, 0.0002).forecast.days_to_terminal_decline,
            std::nullopt);
}

// Defect 7: the earlier system took the index in the list for the time.
TEST(DeclineAnalysis, MissingShutAndPartialDaysDoNotBendTheTime) {
  const ArpsCurve made{1500, 0.008, 0.45};
  auto days = days_of(made, 300);
  for (const int shut : {20, 21, 22, 100, 299}) {
    auto& day = days[static_cast<std::size_t>(shut)];
    day.rate_sm3_per_day = 0;
    day.on_stream_hours = 0;
  }
  days[50].on_stream_hours = 6;
  days[50].rate_sm3_per_day *= 6 / kDay;
  days[60].covered_hours = 25;
  days[60].on_stream_hours = 25;
  days.erase(days.begin() + 130, days.begin() + 175);
  const auto found = analysed(days);
  EXPECT_EQ(found.data_points, 255U);
  EXPECT_EQ(found.valid_points, 250U);
  EXPECT_EQ(found.parameters.model, DeclineModel::hyperbolic);
  EXPECT_NEAR(found.parameters.b_factor, 0.45, 1e-6);
  EXPECT_NEAR(found.parameters.di_daily, 0.008, 1e-8);
  EXPECT_NEAR(found.parameters.qi_sm3_per_day, 1500, 1e-3);
  EXPECT_NEAR(found.fit.r_squared.value(), 1, 1e-12);
  EXPECT_EQ(found.fit.quality, FitQuality::excellent);
  EXPECT_NEAR(found.summary.current_rate_sm3_per_day, made.rate(298), 1e-9);
}

TEST(DeclineAnalysis, QiIsThatOfTheFirstValidDay) {
  auto days = days_of({1500, 0.01, 0}, 30);
  for (std::size_t i = 0; i < 5; ++i) days[i].rate_sm3_per_day = days[i].on_stream_hours = 0;
  const auto found = analysed(days);
  EXPECT_NEAR(found.parameters.qi_sm3_per_day, 1500 * std::exp(-0.05), 1e-6);
  // The forecast goes on from the last day all the same: (q - 10)/D, 25 of 30 days on stream.
  EXPECT_NEAR(found.forecast.eur_remaining_sm3.value(), 25.0 / 30 * (1500 * std::exp(-0.29) - 10) / 0.01,
              1e-3);
}

TEST(DeclineAnalysis, AnnualDeclineIsNominalAndThePercentEffective) {
  const auto found = analysed(days_of({1000, 1 / kDaysPerYear, 1}, 365)).parameters;
  EXPECT_NEAR(found.di_annual, 1, 1e-6);
  EXPECT_NEAR(found.di_annual_percent.value(), 50, 1e-5);
  EXPECT_NEAR(found.di_annual / found.di_daily, 365.25, 1e-9);
}

TEST(DeclineAnalysis, SummaryCountsAllVolumesAndComparesRatesOnStream) {
  auto days = days_of({240, 0, 0}, 10);
  days[9] = {9, 90, 12, kDay};  // half a day at 180
  days[4] = {4, 0, 0, kDay};    // shut
  days[5] = {5, 48, 0, kDay};   // volume without hours: produced, but no rate to fit
  days[6] = {6, 240, 23, 23};   // beginning of summer time: 23 h at 240 per day
  days[0] = {0, 240, 6, 6};     // the window begins in the evening
  const auto found = analysed(days);
  EXPECT_EQ(found.valid_points, 8U);
  EXPECT_NEAR(found.summary.cumulative_sm3, 5 * 240 + 230 + 60 + 48 + 90, 1e-9);
  EXPECT_EQ(found.summary.initial_rate_sm3_per_day, 240);
  EXPECT_EQ(found.summary.current_rate_sm3_per_day, 180);
  EXPECT_NEAR(found.summary.rate_change_percent, -25, 1e-12);
  EXPECT_NEAR(found.forecast.uptime_frac, (5 * 24 + 23 + 6 + 12.0) / (8 * 24 + 23 + 6), 1e-12);
}

TEST(DeclineAnalysis, ForecastsOfTheThreeModelsByTheirTextbookIntegrals) {
  const double last = 99;
  const double limit = 20;
  const auto eur = [&](double b) {
    return analysed(days_of({600, 0.01, b}, 100), limit).forecast.eur_remaining_sm3.value();
  };
  EXPECT_NEAR(eur(0), (600 * std::exp(-0.01 * last) - limit) / 0.01, 0.01);
  const double harmonic = 600 / (1 + 0.01 * last);
  EXPECT_NEAR(eur(1), 600 / 0.01 * std::log(harmonic / limit), 0.1);
  const double hyperbolic = 600 / std::pow(1 + 0.005 * last, 2);
  const double decline = 0.01 / (1 + 0.005 * last);
  EXPECT_NEAR(eur(0.5), std::sqrt(hyperbolic) / decline / 0.5 * (std::sqrt(hyperbolic) - std::sqrt(limit)),
              0.1);
}

TEST(DeclineAnalysis, ForecastEndsAfterFiftyYearsAndIsNothingBelowTheLimit) {
  const ArpsCurve slow{500, 0.001, 1};
  const auto days = days_of(slow, 300);
  const double horizon = slow.volume(299 + kForecastHorizonDays) - slow.volume(299);
  EXPECT_NEAR(analysed(days, 1e-3).forecast.eur_remaining_sm3.value() / horizon, 1, 1e-6);
  EXPECT_NEAR(analysed(days, 0).forecast.eur_remaining_sm3.value() / horizon, 1, 1e-6);
  EXPECT_LT(analysed(days, 100).forecast.eur_remaining_sm3.value(), horizon);
  EXPECT_EQ(analysed(days, 450).forecast.eur_remaining_sm3, 0.0);
  EXPECT_EQ(analysed(days, 450).forecast.limits.economic_limit_sm3_per_day, 450);
}

TEST(DeclineAnalysis, ConstantRateDoesNotDecline) {
  const auto found = analysed(days_of({0.1, 0, 0}, 20));
  EXPECT_EQ(found.parameters.model, DeclineModel::not_declining);
  EXPECT_EQ(found.parameters.di_daily, 0);
  EXPECT_EQ(found.parameters.di_annual_percent, 0.0);
  EXPECT_NEAR(found.parameters.qi_sm3_per_day, 0.1, 1e-15);
  EXPECT_EQ(found.forecast.eur_remaining_sm3, std::nullopt);
  EXPECT_EQ(found.fit.r_squared, std::nullopt);
  EXPECT_EQ(found.fit.quality, FitQuality::undefined);
}

TEST(DeclineAnalysis, RisingRateDoesNotDecline) {
  const auto found = analysed(days_of({200, -0.05, 0}, 30));
  EXPECT_EQ(found.parameters.model, DeclineModel::not_declining);
  EXPECT_NEAR(found.parameters.di_daily, -0.05, 1e-9);
  EXPECT_EQ(found.parameters.di_annual_percent, std::nullopt);
  EXPECT_EQ(found.forecast.eur_remaining_sm3, std::nullopt);
  EXPECT_GT(found.summary.rate_change_percent, 0);
  EXPECT_NEAR(found.fit.r_squared.value(), 1, 1e-9);
}

TEST(DeclineAnalysis, SevenValidDaysAreEnoughAndSixAreNot) {
  auto days = days_of({700, 0.02, 0}, 7);
  EXPECT_NEAR(analysed(days).parameters.di_daily, 0.02, 1e-8);
  EXPECT_EQ(analysed(days).parameters.model, DeclineModel::exponential);
  days[3].on_stream_hours = 0;
  const auto few = analyse_decline(days, {10});
  ASSERT_FALSE(few);
  EXPECT_EQ(few.error().code, Code::invalid_argument);
  EXPECT_NE(few.error().message.find("6 of 7 days"), std::string::npos) << few.error().message;
}

TEST(DeclineAnalysis, RefusesWhatCannotBeFitted) {
  EXPECT_FALSE(analyse_decline({}, {10}));
  EXPECT_FALSE(analyse_decline(days_of({0, 0.01, 0}, 30), {10}));
  EXPECT_FALSE(analyse_decline(days_of({500, 0.01, 0}, 30), {-1}));
  EXPECT_FALSE(analyse_decline(days_of({500, 0.01, 0}, 30), {std::numeric_limits<double>::quiet_NaN()}));
  EXPECT_FALSE(analyse_decline(days_of({500, 0.01, 0}, 30), {10, -1e-9}));
  EXPECT_FALSE(analyse_decline(std::vector<DailyRate>(9, {3, 100, kDay, kDay}), {10}));
}

TEST(DeclineAnalysis, ValuesThatAreNotFiniteAreNoDays) {
  auto days = days_of({500, 0.01, 0}, 30);
  days[3].rate_sm3_per_day = std::numeric_limits<double>::quiet_NaN();
  days[4].rate_sm3_per_day = std::numeric_limits<double>::infinity();
  days[5].covered_hours = 0;
  days[6].on_stream_hours = std::numeric_limits<double>::quiet_NaN();
  const auto found = analysed(days);
  EXPECT_EQ(found.valid_points, 26U);
  EXPECT_NEAR(found.parameters.di_daily, 0.01, 1e-9);
  EXPECT_TRUE(std::isfinite(found.summary.cumulative_sm3));
  EXPECT_TRUE(std::isfinite(found.forecast.eur_remaining_sm3.value()));
}

TEST(DeclineAnalysis, HugeAndTinyRatesAndTheirOrderMakeNoDifference) {
  for (const double scale : {1e-9, 1e12}) {
    auto days = days_of({scale, 0.01, 0.5}, 200);
    std::ranges::reverse(days);
    const auto found = analysed(days, scale / 100);
    EXPECT_EQ(found.parameters.model, DeclineModel::hyperbolic);
    EXPECT_NEAR(found.parameters.b_factor, 0.5, 1e-6);
    EXPECT_NEAR(found.parameters.qi_sm3_per_day / scale, 1, 1e-6);
    // b = 0.5: 2 qi/D (1 - sqrt(limit/qi)) from the first day on, less what went before the last.
    const double all = 2 / 0.01 * (1 - 0.1);
    const double before = 2 / 0.01 * (1 - 1 / (1 + 0.005 * 199));
    EXPECT_NEAR(found.forecast.eur_remaining_sm3.value() / scale, all - before, 1e-3);
  }
}

/// Of wells that decline exponentially by `di` a day with a tenth of noise, whose days remember the day
/// before by `memory`: how many are taken for what they are, and for how many the decline is wrong by more
/// than `tolerance`.
struct Share {
  int exponential = 0;
  int wrong = 0;
};
constexpr int kWells = 100;

Share share_of(double di, int count, double memory, double tolerance) {
  std::mt19937_64 random(20141118);
  Share share;
  for (int well = 0; well < kWells; ++well) {
    auto days = days_of({1000, di, 0}, count);
    double noise = 0;
    for (auto& day : days) {
      double normal = -6;  // twelve uniform numbers: mean 6, variance 1
      for (int i = 0; i < 12; ++i) normal += std::ldexp(static_cast<double>(random() >> 11), -53);
      noise = memory * noise + std::sqrt(1 - memory * memory) * normal;
      day.rate_sm3_per_day *= 1 + 0.1 * noise;
    }
    const auto found = analysed(days).parameters;
    if (found.model != DeclineModel::exponential) continue;
    ++share.exponential;
    if (std::abs(found.di_daily - di) > tolerance) ++share.wrong;
  }
  return share;
}

// The standard error of the decline is 0.1/sqrt(n)/(span/sqrt(12)) = 2.6e-4 a day where all rates count
// alike; those at the end, an e-th and less of the first, count less.
TEST(DeclineAnalysis, NoiseIsNotTakenForCurvature) {
  const auto share = share_of(0.01, 120, 0, 4 * 2.6e-4);
  EXPECT_GE(share.exponential, 90);
  EXPECT_EQ(share.wrong, 0);
}

// Rates wander: counted as independent days, these find 14 wells of 100 that are not exponential.
TEST(DeclineAnalysis, NoiseWithAMemoryIsNotTakenForCurvature) {
  EXPECT_GE(share_of(0.01, 120, 0.8, 1).exponential, 95);
}

TEST(DeclineAnalysis, NoiseOfAFewDaysIsNotTakenForCurvature) {
  EXPECT_GE(share_of(0.05, 8, 0, 1).exponential, 90);
}

TEST(DeclineAnalysis, SevenNoisyDaysDoNotGiveAnExponent) {
  std::mt19937_64 random(3);
  int hyperbolic = 0;
  for (int well = 0; well < kWells; ++well) {
    auto days = days_of({1000, 0.4, 0.4}, 7);
    for (auto& day : days)
      day.rate_sm3_per_day *= 0.9 + 0.2 * std::ldexp(static_cast<double>(random() >> 11), -53);
    if (analysed(days).parameters.model == DeclineModel::hyperbolic) ++hyperbolic;
  }
  EXPECT_LE(hyperbolic, 20);
}

TEST(DeclineAnalysis, CurvatureIsFoundInNoise) {
  auto days = days_of({1000, 0.03, 0.6}, 360);
  std::mt19937_64 random(7);
  for (auto& day : days)
    day.rate_sm3_per_day *= 0.95 + 0.1 * std::ldexp(static_cast<double>(random() >> 11), -53);
  const auto found = analysed(days);
  EXPECT_EQ(found.parameters.model, DeclineModel::hyperbolic);
  EXPECT_NEAR(found.parameters.b_factor, 0.6, 0.05);
}

TEST(DeclineAnalysis, GoodnessIsOfRatesNotOfLogarithms) {
  auto days = days_of({1000, 0.02, 0}, 60);
  for (std::size_t i = 0; i < days.size(); ++i) days[i].rate_sm3_per_day += i % 2 == 0 ? 100 : -100;
  const auto found = analysed(days);
  const auto& curve = found.parameters;
  double mean = 0;
  for (const auto& day : days) mean += day.rate_sm3_per_day / 60;
  double residuals = 0;
  double total = 0;
  for (const auto& day : days) {
    const ArpsCurve fitted{curve.qi_sm3_per_day, curve.di_daily, curve.b_factor};
    residuals += std::pow(day.rate_sm3_per_day - fitted.rate(day.elapsed_days), 2);
    total += std::pow(day.rate_sm3_per_day - mean, 2);
  }
  EXPECT_NEAR(found.fit.r_squared.value(), 1 - residuals / total, 1e-9);
  EXPECT_EQ(found.fit.quality, FitQuality::fair) << *found.fit.r_squared;
}

TEST(DeclineAnalysis, LimitsNobodyHasSaidAreOneWells) {
  EXPECT_EQ(default_economic_limit(RateType::oil), 10);
  EXPECT_NEAR(default_economic_limit(RateType::liquid), 10 / (1 - 0.9), 1e-9);
  EXPECT_EQ(default_economic_limit(RateType::gas), 10 * 150);
}

/// Rates of a well whose choke is moved: about 1,500 Sm3/d, and as high at the end as at the beginning.
std::vector<DailyRate> moved_about(int count, double fall) {
  std::vector<DailyRate> days;
  for (int i = 0; i < count; ++i)
    days.push_back(
        {1.0 * i, 1500 + 300 * std::sin(i / 20.0) + 40 * std::sin(7.0 * i) - fall * i, kDay, kDay});
  return days;
}

// A well at a choke that moves has a line that falls by a little: its forecast would be twice the field.
TEST(DeclineAnalysis, ADeclineThatTheScatterCouldMakeHasNoForecastAndAReason) {
  const auto found = analysed(moved_about(365, 0.2));
  EXPECT_NE(found.parameters.model, DeclineModel::not_declining);
  EXPECT_EQ(found.forecast.eur_remaining_sm3, std::nullopt);
  EXPECT_FALSE(found.forecast.eur_range_sm3);
  EXPECT_EQ(found.forecast.days, std::nullopt);
  EXPECT_EQ(found.forecast.reason, NoForecast::not_distinguishable);
  EXPECT_NE(to_string(found.forecast.reason).find("cannot be told from none"), std::string_view::npos);
  const auto falling = analysed(moved_about(365, 3));
  EXPECT_EQ(falling.forecast.reason, NoForecast::none);
  EXPECT_TRUE(falling.forecast.eur_remaining_sm3);
  EXPECT_EQ(to_string(falling.forecast.reason), "");
}

TEST(DeclineAnalysis, TheRangeHoldsTheForecastAndIsInOrder) {
  const auto forecast = analysed(moved_about(365, 3)).forecast;
  EXPECT_LT(forecast.eur_range_sm3->p90, forecast.eur_range_sm3->p50);
  EXPECT_LT(forecast.eur_range_sm3->p50, forecast.eur_range_sm3->p10);
  EXPECT_LE(forecast.eur_range_sm3->p90, *forecast.eur_remaining_sm3);
  EXPECT_GE(forecast.eur_range_sm3->p10, *forecast.eur_remaining_sm3);
}

// Rates that do not scatter were computed: a decline of a millionth a day in them is none.
TEST(DeclineAnalysis, DeclineBelowTheErrorOfRatesIsNone) {
  const auto forecast =
      analyse_decline(days_of({960, 1e-7, 0}, 365), {10, 0.00005, 18262.5}).value().forecast;
  EXPECT_FALSE(forecast.eur_remaining_sm3);
}

// 1,000 Sm3/d that fall by 0.001 a day: (1 - e^-0.365)/0.001 in a year after the first.
TEST(DeclineAnalysis, TheHorizonEndsTheForecast) {
  const auto days = days_of({1000, 0.001, 0}, 366);
  const auto found = analyse_decline(days, {10, 0, 365}).value();
  EXPECT_EQ(found.forecast.days, 365);
  EXPECT_EQ(found.forecast.limits.horizon_days, 365);
  const double year = 1000 * std::exp(-0.365) * (1 - std::exp(-0.365)) / 0.001;
  EXPECT_NEAR(found.forecast.eur_remaining_sm3.value() / year, 1, 1e-6);
  EXPECT_NEAR(found.forecast.eur_range_sm3->p90 / year, 1, 0.05);
  EXPECT_LT(found.forecast.eur_range_sm3->p90 / year, 0.99) << "no rate is known better than to 1 %";
  EXPECT_FALSE(analyse_decline(days, {10, 0, 0}));
  EXPECT_FALSE(analyse_decline(days, {10, 0, std::numeric_limits<double>::infinity()}));
}

// Liquid falls faster than its oil here, so that the oil's own curve would give more of it than of the
// liquid.
TEST(DeclineAnalysis, OilIsNeverMoreThanTheLiquid) {
  const auto oil_days = days_of({400, 0.001, 0}, 365);
  const auto liquid_days = days_of({900, 0.003, 0}, 365);
  const auto alone = analysed(oil_days).forecast;
  auto oil = alone;
  auto liquid = analysed(liquid_days).forecast;
  ASSERT_GT(*oil.eur_remaining_sm3, *liquid.eur_remaining_sm3);
  EXPECT_TRUE(limit_to_liquid(oil, liquid));
  EXPECT_EQ(oil.eur_remaining_sm3, liquid.eur_remaining_sm3);
  EXPECT_EQ(oil.eur_range_sm3->p10, liquid.eur_range_sm3->p10);
  EXPECT_FALSE(limit_to_liquid(oil, liquid));
  // To its own, higher limit the liquid has less.
  liquid = analysed(liquid_days, default_economic_limit(RateType::liquid)).forecast;
  ASSERT_LT(*liquid.eur_remaining_sm3, *oil.eur_remaining_sm3);
  EXPECT_TRUE(raise_to_oil(liquid, oil));
  EXPECT_EQ(liquid.eur_remaining_sm3, oil.eur_remaining_sm3);
  auto none = analysed(moved_about(365, 0.2)).forecast;
  EXPECT_FALSE(limit_to_liquid(none, liquid));
  EXPECT_FALSE(limit_to_liquid(liquid, none));
}

}  // namespace
}  // namespace flodata::surveillance
