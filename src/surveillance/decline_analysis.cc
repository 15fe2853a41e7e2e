#include "surveillance/decline_analysis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "model/units.h"
#include "surveillance/arps_fit.h"

namespace flodata::surveillance {
namespace {

constexpr double kPercent = 100;

double on_stream_part(const DailyRate& day) { return std::min(1.0, day.on_stream_hours / day.covered_hours); }

bool is_measured(const DailyRate& day) {
  return std::isfinite(day.elapsed_days) && std::isfinite(day.rate_sm3_per_day) && day.covered_hours > 0 &&
         std::isfinite(day.covered_hours);
}

bool is_valid(const DailyRate& day) {
  return is_measured(day) && day.rate_sm3_per_day > 0 && day.on_stream_hours > 0 &&
         std::isfinite(day.rate_sm3_per_day / on_stream_part(day));
}

/// The valid days in the order of time; times since the first of them.
std::vector<RatePoint> rates_on_stream(std::span<const DailyRate> days) {
  std::vector<RatePoint> points;
  for (const auto& day : days)
    if (is_valid(day))
      points.push_back({day.elapsed_days, day.rate_sm3_per_day / on_stream_part(day), on_stream_part(day)});
  std::ranges::sort(points, {}, &RatePoint::days);
  double weights = 0;
  for (const auto& point : points) weights += point.weight;
  const double mean_weight = weights / static_cast<double>(points.size());
  for (auto& point : points) point.weight /= mean_weight;
  return points;
}

struct Candidate {
  DeclineModel model;
  ArpsFit fit;
  int parameters;
  Bound b_bound = Bound::none;
};

/// b is not known better than that.
constexpr double kNearExponent = 1e-3;

Bound bound_of(double b) {
  if (b < kNearExponent) return Bound::lower;
  return b > kLargestExponent - kNearExponent ? Bound::upper : Bound::none;
}

/// The number of independent days among the points: residuals of neighbouring days are alike, so that n of
/// them with a correlation r tell as much as n (1 - r)/(1 + r) (Bayley & Hammersley, J. R. Stat. Soc. Suppl.
/// 8, 1946).
double independent_days(std::span<const RatePoint> points, const ArpsCurve& curve, double least) {
  double squares = 0;
  double products = 0;
  double before = 0;
  for (const auto& point : points) {
    const double residual = point.rate_sm3_per_day - curve.rate(point.days - points.front().days);
    squares += residual * residual;
    products += residual * before;
    before = residual;
  }
  const double correlation = squares > 0 ? std::clamp(products / squares, 0.0, 1.0) : 0.0;
  return std::max(least, static_cast<double>(points.size()) * (1 - correlation) / (1 + correlation));
}

/// AICc without the terms that all candidates have alike. The variance of the noise is one parameter more.
/// Rates are not known to more than nine digits: below that all fits are alike.
double information(const Candidate& candidate, std::span<const RatePoint> points, double independent) {
  constexpr double kExactness = 1e-9;
  double rate_squares = 0;
  for (const auto& point : points) rate_squares += std::pow(point.rate_sm3_per_day * kExactness, 2);
  const double k = candidate.parameters + 1;
  return independent * std::log(std::max(candidate.fit.squares, rate_squares)) + 2 * k +
         2 * k * (k + 1) / (independent - k - 1);
}

/// An exponent that stands at its upper bound is given, not fitted: it counts as no parameter. Otherwise
/// rates with an exponent above the bound would be taken for harmonic ones.
Candidate best_of_three(std::span<const RatePoint> points) {
  const auto free = fit_hyperbolic(points);
  const auto bound = bound_of(free.curve.b);
  const std::array candidates = {
      Candidate{DeclineModel::exponential, fit_with_exponent(points, Trend::falling, 0), 2,
                bound == Bound::lower ? bound : Bound::none},
      Candidate{DeclineModel::hyperbolic, free, bound == Bound::upper ? 2 : 3, bound},
      Candidate{DeclineModel::harmonic, fit_with_exponent(points, Trend::falling, 1), 2}};
  const double independent = independent_days(points, candidates[1].fit.curve, kLeastValidDays);
  const auto score = [&](const Candidate& candidate) { return information(candidate, points, independent); };
  constexpr double kNoSupportWithin = 2;
  const auto& best = std::ranges::min(candidates, {}, score);
  if (score(candidates[0]) <= score(best) + kNoSupportWithin) return candidates[0];
  // One curve has one name.
  if (best.fit.curve.b < kNearExponent) return candidates[0];
  return std::abs(best.fit.curve.b - 1) < kNearExponent ? candidates[2] : best;
}

ArpsFit constant_rate(std::span<const RatePoint> points) {
  double mean = 0;
  for (const auto& point : points)
    mean += point.weight * point.rate_sm3_per_day / static_cast<double>(points.size());
  double squares = 0;
  for (const auto& point : points) squares += point.weight * std::pow(point.rate_sm3_per_day - mean, 2);
  return {{mean, 0, 0}, squares};
}

Candidate choose(std::span<const RatePoint> points) {
  const auto trend = trend_of(points);
  switch (trend) {
    case Trend::falling:
      return best_of_three(points);
    case Trend::constant:
      return {DeclineModel::not_declining, constant_rate(points), 1};
    case Trend::rising:
      return {DeclineModel::not_declining, fit_with_exponent(points, trend, 0), 2};
  }
  return {};
}

DeclineParameters parameters_of(const Candidate& chosen) {
  const auto& curve = chosen.fit.curve;
  DeclineParameters parameters{.qi_sm3_per_day = curve.qi_sm3_per_day,
                               .di_daily = curve.di_per_day,
                               .di_annual = curve.di_per_day * kDaysPerYear,
                               .b_factor = curve.b,
                               .b_bound = chosen.b_bound,
                               .model = chosen.model};
  if (curve.di_per_day >= 0) parameters.di_annual_percent = curve.effective_annual_decline() * kPercent;
  return parameters;
}

ProductionSummary summary_of(std::span<const DailyRate> days, std::span<const RatePoint> points) {
  const double initial = points.front().rate_sm3_per_day;
  const double current = points.back().rate_sm3_per_day;
  ProductionSummary summary{initial, current, (current / initial - 1) * kPercent, 0};
  for (const auto& day : days)
    if (is_measured(day))
      summary.cumulative_sm3 += day.rate_sm3_per_day * day.covered_hours / kHoursPerRateDay;
  return summary;
}

/// The slope of the straight line through the rates, and what their residuals about the curve leave open of
/// it: neighbouring ones are alike, so that there are fewer of them than days.
DeclineEvidence evidence_of(const Candidate& chosen, std::span<const RatePoint> points) {
  constexpr double kLeastIndependent = 3;
  const auto count = static_cast<double>(points.size());
  const double first = points.front().days;
  double middle = 0;
  double mean = 0;
  for (const auto& point : points) {
    middle += point.weight * point.days / count;
    mean += point.weight * point.rate_sm3_per_day / count;
  }
  double times = 0;
  double slope = 0;
  double squares = 0;
  for (const auto& point : points) {
    times += point.weight * std::pow(point.days - middle, 2);
    slope += point.weight * (point.days - middle) * (point.rate_sm3_per_day - mean);
    squares += point.weight * std::pow(point.rate_sm3_per_day - chosen.fit.curve.rate(point.days - first), 2);
  }
  // Rates that hardly scatter were computed; a metered rate is not known better.
  constexpr double kRateErrorFrac = 0.01;
  const double variance = std::max(squares / (count - 2), std::pow(kRateErrorFrac * mean, 2));
  const double independent = independent_days(points, chosen.fit.curve, kLeastIndependent);
  return {.window_days = points.back().days - first,
          .scatter_frac = std::sqrt(variance) / mean,
          .std_dev_per_day = std::sqrt(variance / times * count / independent) / mean,
          .decline_per_day = -slope / times / mean};
}

NoForecast reason_of(const Candidate& chosen, const DeclineEvidence& evidence) {
  if (chosen.model == DeclineModel::not_declining)
    return chosen.fit.curve.di_per_day < 0 ? NoForecast::rising : NoForecast::constant;
  return is_declining(evidence) ? NoForecast::none : NoForecast::not_distinguishable;
}

Forecast forecast_of(std::span<const DailyRate> days, const Candidate& chosen,
                     std::span<const RatePoint> points, const ForecastLimits& limits) {
  double on_stream = 0;
  double covered = 0;
  double last_days = points.front().days;
  for (const auto& day : days) {
    if (!is_measured(day)) continue;
    covered += day.covered_hours;
    if (day.on_stream_hours > 0) on_stream += std::min(day.on_stream_hours, day.covered_hours);
    last_days = std::max(last_days, day.elapsed_days);
  }
  const auto evidence = evidence_of(chosen, points);
  Forecast forecast{{}, {}, reason_of(chosen, evidence), limits, {}, {}, on_stream / covered};
  if (forecast.reason != NoForecast::none) return forecast;
  const auto curve = chosen.fit.curve.from(last_days - points.front().days);
  const ModifiedHyperbolic rest(curve, limits.terminal_decline_per_day);
  const double length = std::min(rest.days_until(limits.economic_limit_sm3_per_day), limits.horizon_days);
  forecast.days = length;
  if (rest.switch_days() < length) forecast.days_to_terminal_decline = rest.switch_days();
  forecast.eur_remaining_sm3 = forecast.uptime_frac * rest.volume(length);
  const auto range = forecast_range(curve, evidence,
                                    {limits.economic_limit_sm3_per_day, limits.terminal_decline_per_day,
                                     limits.horizon_days, limits.usual_decline_per_year});
  forecast.eur_range_sm3 = {forecast.uptime_frac * range.p90, forecast.uptime_frac * range.p50,
                            forecast.uptime_frac * range.p10};
  return forecast;
}

GoodnessOfFit goodness_of(const Candidate& chosen, std::span<const RatePoint> points) {
  const auto constant = constant_rate(points);
  constexpr double kLeastVariation = 1e-9;
  const double least = std::pow(constant.curve.qi_sm3_per_day * kLeastVariation, 2);
  if (constant.squares <= least * static_cast<double>(points.size())) return {{}, FitQuality::undefined};
  const double r_squared = 1 - chosen.fit.squares / constant.squares;
  constexpr double kExcellent = 0.95;
  constexpr double kGood = 0.85;
  constexpr double kFair = 0.7;
  return {r_squared, r_squared >= kExcellent ? FitQuality::excellent
                     : r_squared >= kGood    ? FitQuality::good
                     : r_squared >= kFair    ? FitQuality::fair
                                             : FitQuality::poor};
}

}  // namespace

double default_economic_limit(RateType type) {
  switch (type) {
    case RateType::oil:
      return 10;
    case RateType::gas:
      return 1500;
    case RateType::liquid:
      return 100;
  }
  return 0;
}

double usual_decline(RateType type) {
  return type == RateType::liquid ? kUsualLiquidDeclinePerYear : kUsualDeclinePerYear;
}

std::string_view to_string(DeclineModel model) {
  switch (model) {
    case DeclineModel::exponential:
      return "exponential";
    case DeclineModel::hyperbolic:
      return "hyperbolic";
    case DeclineModel::harmonic:
      return "harmonic";
    case DeclineModel::not_declining:
      return "not declining";
  }
  return "";
}

std::string_view to_string(NoForecast reason) {
  switch (reason) {
    case NoForecast::none:
      return "";
    case NoForecast::rising:
      return "the rate rises in this period: ask for a longer or later one";
    case NoForecast::constant:
      return "the rate does not change in this period: ask for a longer or later one";
    case NoForecast::not_distinguishable:
      return "the decline cannot be told from none: rates vary by more than it makes in this period, so ask "
             "for "
             "a longer or later one";
  }
  return "";
}

std::string_view to_string(Bound bound) {
  switch (bound) {
    case Bound::none:
      return "none";
    case Bound::lower:
      return "lower";
    case Bound::upper:
      return "upper";
  }
  return "";
}

std::string_view to_string(FitQuality quality) {
  switch (quality) {
    case FitQuality::excellent:
      return "excellent";
    case FitQuality::good:
      return "good";
    case FitQuality::fair:
      return "fair";
    case FitQuality::poor:
      return "poor";
    case FitQuality::undefined:
      return "undefined";
  }
  return "";
}

Expected<DeclineAnalysis> analyse_decline(std::span<const DailyRate> days, const ForecastLimits& limits) {
  const auto is_limit = [](double value) { return value >= 0 && std::isfinite(value); };
  if (!is_limit(limits.economic_limit_sm3_per_day))
    return unexpected(Code::invalid_argument, "the economic limit must be a rate of 0 or more");
  if (!is_limit(limits.terminal_decline_per_day))
    return unexpected(Code::invalid_argument, "the terminal decline must be 0 or more");
  if (!(limits.horizon_days > 0) || !std::isfinite(limits.horizon_days))
    return unexpected(Code::invalid_argument, "the horizon must be above 0");
  const auto points = rates_on_stream(days);
  if (points.size() < kLeastValidDays)
    return unexpected(
        Code::invalid_argument,
        fmt::format(
            "a decline needs at least {} days on stream with a rate above 0, and {} of {} days are so: {}",
            kLeastValidDays, points.size(), days.size(),
            days.empty() ? "this well has no such rate in the period (an injector never has)"
                         : "a longer period may have more"));
  if (!(points.back().days > points.front().days))
    return unexpected(Code::invalid_argument, "a decline needs days at different times");
  const auto chosen = choose(points);
  return DeclineAnalysis{.data_points = days.size(),
                         .valid_points = points.size(),
                         .parameters = parameters_of(chosen),
                         .summary = summary_of(days, points),
                         .forecast = forecast_of(days, chosen, points, limits),
                         .fit = goodness_of(chosen, points)};
}

namespace {

/// Combines all volumes of two forecasts, where both have them; returns whether that changed `forecast`.
template <typename Combine>
bool combine(Forecast& forecast, const Forecast& other, const Combine& with) {
  if (!forecast.eur_remaining_sm3 || !other.eur_remaining_sm3) return false;
  bool changed = false;
  const auto each = [&](double& volume, double other_volume) {
    const double combined = with(volume, other_volume);
    changed = changed || combined != volume;
    volume = combined;
  };
  each(*forecast.eur_remaining_sm3, *other.eur_remaining_sm3);
  each(forecast.eur_range_sm3->p90, other.eur_range_sm3->p90);
  each(forecast.eur_range_sm3->p50, other.eur_range_sm3->p50);
  each(forecast.eur_range_sm3->p10, other.eur_range_sm3->p10);
  return changed;
}

}  // namespace

bool limit_to_liquid(Forecast& oil, const Forecast& liquid) {
  return combine(oil, liquid, [](double volume, double most) { return std::min(volume, most); });
}

bool raise_to_oil(Forecast& liquid, const Forecast& oil) {
  return combine(liquid, oil, [](double volume, double least) { return std::max(volume, least); });
}

}  // namespace flodata::surveillance
