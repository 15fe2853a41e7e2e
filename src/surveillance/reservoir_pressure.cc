#include "surveillance/reservoir_pressure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "model/units.h"
#include "surveillance/inflow_curve.h"

namespace flodata::surveillance {
namespace {

// Spreads of one standard deviation. They suit a field as the simulator makes it (seeds 21 to 32; how well,
// on other seeds: docs/surveillance.md), and are of the size that instruments and reservoirs have.
constexpr double kGaugeBar = 0.4;
constexpr double kUnfinishedFrac = 0.1;  // of what is left of a build-up: its course is no exact exponential
constexpr double kLevelBarPerRootDay = 0.45;
constexpr double kIndexPerRootDay = 0.005;  // of ln J
constexpr double kIndexAfterShutIn = 0.08;  // of ln J: treatments are done while a well is shut
constexpr double kRateNoise = 0.03;         // of ln q: metering, allocation
constexpr double kFlowingBar = 0.5;
constexpr double kFirstBar = 20;
constexpr double kRegionMean = 0.2;  // depletion of the region over drawdown
constexpr double kRegionSd = 0.2;

/// Part of a filter's log-likelihood that counts: its errors are alike from day to day.
constexpr double kShutDaysCount = 0.2;
constexpr double kFlowingDaysCount = 0.05;

/// The filters allow for more than happens; measured on the same seeds.
constexpr double kStdDevFactor = 0.95;

constexpr double kOutlierSigmas = 3.5;
constexpr double kOutlierIndex = 0.03;  // of ln J: where days keep being off, the well has changed
constexpr double kOutlierBar = 0.5;

constexpr double kRoundingHours = 1e-6;

constexpr std::array kMemoryDays = {10.0, 25.0, 60.0};
constexpr std::array kLeftFracs = {0.12, 0.25, 0.5};
constexpr std::array kBuildUpHours = {30.0, 70.0, 160.0};

using Vector = std::array<double, 3>;
enum State : std::size_t { level, region, index };

/// One filter of the bank.
class Filter {
 public:
  Filter(double memory_days, double left_frac, double build_up_hours, double sign,
         const std::optional<double>& bubble_point_bar)
      : memory_days_(memory_days),
        left_frac_(left_frac),
        build_up_hours_(build_up_hours),
        sign_(sign),
        bubble_point_bar_(bubble_point_bar) {}

  /// `in_test`: the day lies in a build-up test, which says more than its mean.
  void step(const WellDay& day, bool in_test) {
    advance(day);
    if (day.is_whole_shut_day())
      shut_day(day, in_test);
    else if (day.is_flowing_day())
      flowing_day(day);
    if (day.on_stream_hours > 0) shut_run_ = 0;
    const double rate = day.volume_sm3 * kHoursPerRateDay / day.covered_hours;
    const double kept = std::exp(-step_days_ / memory_days_);
    mean_rate_ = has_rate_ ? kept * mean_rate_ + (1 - kept) * rate : rate;
    has_rate_ = has_rate_ || rate > 0;
  }

  void build_up(const BuildUp& test) {
    if (!started_) start(test.region_bar);
    update({1, -sign_ * mean_rate_, 0}, test.region_bar - pressure(), test.std_dev_bar * test.std_dev_bar,
           kShutDaysCount);
  }

  [[nodiscard]] double pressure() const { return x_[level] - sign_ * x_[region] * mean_rate_; }
  [[nodiscard]] double variance() const {
    const Vector h = {1, -sign_ * mean_rate_, 0};
    return quadratic(h);
  }
  [[nodiscard]] double log_likelihood() const { return log_likelihood_; }

 private:
  void advance(const WellDay& day) {
    step_days_ =
        last_hours_ ? std::clamp((day.middle_hours - *last_hours_) / kHoursPerRateDay, 0.1, 60.0) : 1;
    last_hours_ = day.middle_hours;
    p_[level][level] += kLevelBarPerRootDay * kLevelBarPerRootDay * step_days_;
    p_[index][index] += kIndexPerRootDay * kIndexPerRootDay * step_days_;
  }

  void start(double bar) {
    const double drawdown = flowing_bar_ ? std::max(5.0, std::abs(bar - *flowing_bar_)) : 40;
    const double by_rate = drawdown / std::max(1.0, mean_rate_);
    x_ = {bar + sign_ * kRegionMean * by_rate * mean_rate_, kRegionMean * by_rate, 0};
    p_ = {};
    p_[level][level] = kFirstBar * kFirstBar;
    p_[region][region] = std::pow(kRegionSd * by_rate, 2);
    started_ = true;
  }

  void shut_day(const WellDay& day, bool in_test) {
    ++shut_run_;
    if (shut_run_ == 2) p_[index][index] += kIndexAfterShutIn * kIndexAfterShutIn;
    if (!day.pressure_bar || in_test) return;
    if (!started_) start(*day.pressure_bar);
    const double left = flowing_bar_ && day.closed_hours > 0
                            ? left_frac_ * std::exp(-day.closed_hours / build_up_hours_)
                            : 0.0;
    const double flowing = flowing_bar_.value_or(*day.pressure_bar);
    const Vector h = {1 - left, -(1 - left) * sign_ * mean_rate_, 0};
    const double expected = (1 - left) * pressure() + left * flowing;
    const double unfinished = kUnfinishedFrac * left / (1 - left) * (*day.pressure_bar - flowing);
    update(h, *day.pressure_bar - expected, kGaugeBar * kGaugeBar + unfinished * unfinished, kShutDaysCount);
  }

  void flowing_day(const WellDay& day) {
    if (!day.pressure_bar) return;
    flowing_bar_ = day.pressure_bar;
    if (!started_) return;
    const double rate = day.volume_sm3 * kHoursPerRateDay / day.on_stream_hours;
    constexpr double kStep = 0.5;
    const double here = drawdown(pressure(), day);
    const double by_pressure = (drawdown(pressure() + sign_ * kStep, day) - here) / kStep * sign_;
    if (here < 1) return;
    if (!has_index_) {
      x_[index] = std::log(rate / here);
      const double slope = by_pressure / here;
      // ln J = ln q - ln x: its error is that of the pressure, and the rate's.
      for (const auto i : {level, region}) p_[index][i] = p_[i][index] = -slope * covariance_with_pressure(i);
      p_[index][index] = slope * slope * variance() + kRateNoise * kRateNoise;
      has_index_ = true;
      return;
    }
    const double slope = by_pressure / here;
    const Vector h = {slope, -slope * sign_ * mean_rate_, 1};
    const double noise = kFlowingBar * slope;
    update(h, std::log(rate / here) - x_[index], kRateNoise * kRateNoise + noise * noise, kFlowingDaysCount);
  }

  [[nodiscard]] double drawdown(double reservoir_bar, const WellDay& day) const {
    if (sign_ < 0 || !bubble_point_bar_) return sign_ * (reservoir_bar - *day.pressure_bar);
    return InflowCurve(reservoir_bar, bubble_point_bar_, day.water_frac).liquid_bar(*day.pressure_bar);
  }

  [[nodiscard]] double covariance_with_pressure(std::size_t i) const {
    return p_[i][level] - sign_ * mean_rate_ * p_[i][region];
  }

  [[nodiscard]] double quadratic(const Vector& h) const {
    double sum = 0;
    for (std::size_t i = 0; i < h.size(); ++i)
      for (std::size_t j = 0; j < h.size(); ++j) sum += h[i] * p_[i][j] * h[j];
    return sum;
  }

  /// An observation that is far off counts as little as it is: a day's value may be wrong.
  void update(const Vector& h, double innovation, double noise, double counts) {
    double variance = quadratic(h) + noise;
    const double sigmas = std::abs(innovation) / std::sqrt(variance);
    log_likelihood_ -=
        counts * (std::min(sigmas * sigmas, kOutlierSigmas * kOutlierSigmas) + std::log(variance)) / 2;
    if (sigmas > kOutlierSigmas) {
      noise += variance * (std::pow(sigmas / kOutlierSigmas, 2) - 1);
      p_[index][index] += kOutlierIndex * kOutlierIndex;
      p_[level][level] += kOutlierBar * kOutlierBar;
      variance = quadratic(h) + noise;
    }
    Vector gain{};
    for (std::size_t i = 0; i < h.size(); ++i) {
      for (std::size_t j = 0; j < h.size(); ++j) gain[i] += p_[i][j] * h[j];
      gain[i] /= variance;
    }
    for (std::size_t i = 0; i < h.size(); ++i) x_[i] += gain[i] * innovation;
    x_[region] = std::max(0.0, x_[region]);
    for (std::size_t i = 0; i < h.size(); ++i)
      for (std::size_t j = 0; j < h.size(); ++j) p_[i][j] -= gain[i] * gain[j] * variance;
  }

  double memory_days_;
  double left_frac_;
  double build_up_hours_;
  double sign_;  // 1: producer, -1: injector
  std::optional<double> bubble_point_bar_;
  Vector x_{};
  std::array<Vector, 3> p_{};
  bool started_ = false;
  bool has_index_ = false;
  bool has_rate_ = false;
  double mean_rate_ = 0;  // over the region's memory [Sm3/d]
  double step_days_ = 1;
  int shut_run_ = 0;
  std::optional<double> last_hours_;
  std::optional<double> flowing_bar_;  // of the last flowing day
  double log_likelihood_ = 0;
};

}  // namespace

std::optional<ReservoirPressureEstimate> estimate_reservoir_pressure(
    std::span<const WellDay> days, WellRole role, const std::optional<double>& bubble_point_bar,
    std::span<const BuildUp> build_ups) {
  const double sign = role == WellRole::producer ? 1 : -1;
  std::vector<Filter> bank;
  for (const double memory : kMemoryDays)
    for (const double left : kLeftFracs)
      for (const double hours : kBuildUpHours) bank.emplace_back(memory, left, hours, sign, bubble_point_bar);
  ReservoirPressureEstimate estimate{};
  bool has_evidence = false;
  for (const auto& day : days) {
    const bool in_test = !build_ups.empty() && build_ups.front().begin_hours < day.middle_hours &&
                         day.middle_hours < build_ups.front().end_hours;
    for (auto& filter : bank) filter.step(day, in_test);
    if (day.is_whole_shut_day() && day.pressure_bar && !in_test) {
      ++estimate.shut_days;
      estimate.shut_in_bar = *day.pressure_bar;
      estimate.shut_in_end_hours = day.end_hours;
      estimate.build_up.reset();
      has_evidence = true;
    }
    for (; !build_ups.empty() && build_ups.front().end_hours <= day.end_hours + kRoundingHours;
         build_ups = build_ups.subspan(1)) {
      const auto& test = build_ups.front();
      for (auto& filter : bank) filter.build_up(test);
      estimate.shut_in_bar = test.last_bar;
      estimate.shut_in_end_hours = test.end_hours;
      estimate.build_up = test;
      has_evidence = true;
    }
  }
  if (!has_evidence) return std::nullopt;
  const double best = std::ranges::max(bank, {}, &Filter::log_likelihood).log_likelihood();
  double weights = 0;
  double squares = 0;
  for (const auto& filter : bank) {
    const double weight = std::exp((filter.log_likelihood() - best));
    weights += weight;
    estimate.bar += weight * filter.pressure();
    squares += weight * (filter.variance() + filter.pressure() * filter.pressure());
  }
  estimate.bar /= weights;
  estimate.std_dev_bar =
      kStdDevFactor * std::sqrt(std::max(0.0, squares / weights - estimate.bar * estimate.bar));
  return estimate;
}

}  // namespace flodata::surveillance
