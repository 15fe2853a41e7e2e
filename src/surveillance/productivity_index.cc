#include "surveillance/productivity_index.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "model/units.h"
#include "surveillance/inflow_curve.h"

namespace flodata::surveillance {
namespace {

constexpr double kSm3PerDayBarPerField = kPsiPerBar / kStockTankBarrelsPerSm3;  // of 1 stb/d/psi

/// A point on stream that flows: rates per time on stream [Sm3/d].
struct FlowingPoint {
  double pressure_bar;
  double main_rate;  // oil, or injected water
  std::optional<double> liquid_rate;
};

std::optional<FlowingPoint> flowing_point(const HourlyFlow& point, WellRole role) {
  if (!(point.downhole_pressure_bar > 0.0)) return std::nullopt;
  const double on_stream = std::min(point.on_stream_frac, 1.0);
  const double pressure = *point.downhole_pressure_bar;
  if (role == WellRole::injector) {
    if (!(point.injection_rate_sm3_per_day > 0.0)) return std::nullopt;
    return FlowingPoint{pressure, *point.injection_rate_sm3_per_day / on_stream, {}};
  }
  if (!(point.oil_rate_sm3_per_day >= 0.0)) return std::nullopt;
  const double oil = *point.oil_rate_sm3_per_day / on_stream;
  if (!(oil + point.water_rate_sm3_per_day.value_or(0) / on_stream > 0)) return std::nullopt;
  if (!point.water_rate_sm3_per_day) return FlowingPoint{pressure, oil, {}};
  return FlowingPoint{pressure, oil, oil + *point.water_rate_sm3_per_day / on_stream};
}

std::optional<Error> rejected_pressure(double bar, std::string_view name) {
  if (bar > 0 && std::isfinite(bar)) return std::nullopt;
  return Error{Code::invalid_argument, fmt::format("{} must be a pressure above 0", name)};
}

struct ReservoirPressure {
  double bar;
  double std_dev_bar;
  PressureSource source;
};

Expected<ReservoirPressure> reservoir_pressure(std::span<const HourlyFlow> points,
                                               const ReservoirState& reservoir) {
  if (const auto& given = reservoir.pressure_bar) {
    if (const auto rejected = rejected_pressure(*given, "reservoir_pressure"))
      return std::unexpected(*rejected);
    return ReservoirPressure{*given, 0, PressureSource::given};
  }
  if (const auto& estimate = reservoir.estimate) {
    const bool in_window = estimate->shut_in_end_hours > points.front().elapsed_hours;
    const auto source = estimate->build_up
                            ? (in_window ? PressureSource::build_up : PressureSource::earlier_build_up)
                            : (in_window ? PressureSource::shut_in : PressureSource::earlier_shut_in);
    return ReservoirPressure{estimate->bar, estimate->std_dev_bar, source};
  }
  return unexpected(
      Code::invalid_argument,
      "give reservoir_pressure: the well has no whole day without flow and with a good pressure "
      "all day, from which it could be estimated, neither in the window nor in the year before it");
}

/// Indices of the points that have a rate.
struct Spread {
  double ratio_of_sums = 0;
  double std_dev = 0;
  double coefficient_of_variation = 0;
};

class IndexSeries {
 public:
  void add(double rate, double drawdown_bar) {
    rates_ += rate;
    drawdowns_ += drawdown_bar;
    indices_.push_back(rate / drawdown_bar);
  }

  [[nodiscard]] std::optional<Spread> spread() const {
    if (indices_.size() < kLeastFlowingPoints) return std::nullopt;
    const auto count = static_cast<double>(indices_.size());
    double mean = 0;
    for (const double index : indices_) mean += index / count;
    double squares = 0;
    for (const double index : indices_) squares += (index - mean) * (index - mean);
    const double std_dev = std::sqrt(squares / (count - 1));
    return Spread{rates_ / drawdowns_, std_dev, mean > 0 ? std_dev / mean : 0.0};
  }

 private:
  double rates_ = 0;
  double drawdowns_ = 0;
  std::vector<double> indices_;
};

PiQuality quality_of(double index) {
  const double field = index / kSm3PerDayBarPerField;
  if (field > 2) return PiQuality::excellent;
  if (field > 1) return PiQuality::high;
  return field > 0.5 ? PiQuality::medium : PiQuality::low;
}

Consistency consistency_of(double coefficient_of_variation) {
  constexpr double kConsistentBelow = 0.1;
  constexpr double kModerateBelow = 0.25;
  if (coefficient_of_variation < kConsistentBelow) return Consistency::consistent;
  return coefficient_of_variation < kModerateBelow ? Consistency::moderate : Consistency::erratic;
}

Expected<std::vector<FlowingPoint>> flowing_points(std::span<const HourlyFlow> points, WellRole role) {
  std::vector<FlowingPoint> flowing;
  std::optional<double> last_shut_in_hours;
  for (const auto& point : points) {
    if (!(point.on_stream_frac >= kLeastFlowingFrac)) {
      last_shut_in_hours = point.elapsed_hours;
      continue;
    }
    if (last_shut_in_hours && point.elapsed_hours - *last_shut_in_hours <= kSettlingHours) continue;
    if (const auto found = flowing_point(point, role)) flowing.push_back(*found);
  }
  if (flowing.size() >= kLeastFlowingPoints) return flowing;
  const auto on_stream = std::ranges::count_if(
      points, [](double part) { return part >= kLeastFlowingFrac; }, &HourlyFlow::on_stream_frac);
  const auto with_pressure = std::ranges::count_if(
      points, [](const auto& point) { return point.downhole_pressure_bar.value_or(0) > 0; });
  return unexpected(
      Code::invalid_argument,
      fmt::format("a productivity index needs at least {} hours of settled flow with a rate and a good "
                  "downhole pressure, and {} of {} are so ({} are on stream, {} have such a pressure): {}",
                  kLeastFlowingPoints, flowing.size(), points.size(), on_stream, with_pressure,
                  with_pressure == 0 ? "the gauge of this well gives nothing to go by now"
                                     : "a longer period may have more"));
}

/// How far the reservoir's pressure is on the side from which the fluid flows.
double drawdown(const FlowingPoint& point, WellRole role, double reservoir_bar) {
  return role == WellRole::producer ? reservoir_bar - point.pressure_bar : point.pressure_bar - reservoir_bar;
}

/// Takes out the points without a drawdown.
Expected<std::vector<FlowingPoint>> with_drawdown(std::vector<FlowingPoint> flowing, WellRole role,
                                                  const ReservoirPressure& reservoir) {
  const auto [lowest, highest] = std::ranges::minmax(flowing, {}, &FlowingPoint::pressure_bar);
  const auto drawdown_of = [&](const FlowingPoint& point) { return drawdown(point, role, reservoir.bar); };
  const auto misfits = std::ranges::count_if(flowing, [](double bar) { return bar <= 0; }, drawdown_of);
  const bool fits = static_cast<double>(misfits) <= kMostMisfitFrac * static_cast<double>(flowing.size());
  std::erase_if(flowing, [&](const FlowingPoint& point) { return drawdown_of(point) < kLeastDrawdownBar; });
  if (fits && flowing.size() >= kLeastFlowingPoints) return flowing;
  return unexpected(
      Code::invalid_argument,
      fmt::format(
          "the reservoir pressure of {:.1f} bar ({}) is not {} the flowing pressures, {:.1f} to {:.1f} bar: "
          "give {}reservoir_pressure",
          reservoir.bar, to_string(reservoir.source), role == WellRole::producer ? "above" : "below",
          lowest.pressure_bar, highest.pressure_bar,
          reservoir.source == PressureSource::given ? "another " : ""));
}

/// Two-sided normal quantile of kConfidenceLevel.
constexpr double kSigmas = 1.6449;

/// A drawdown is not made smaller than that part of itself by what is not known of the pressure.
constexpr double kLeastDrawdownFrac = 0.1;

PressureData pressures_of(std::span<const FlowingPoint> flowing, const ReservoirPressure& pressure,
                          const ReservoirState& reservoir, double last_hours) {
  const auto [lowest, highest] = std::ranges::minmax(flowing, {}, &FlowingPoint::pressure_bar);
  double mean = 0;
  for (const auto& point : flowing) mean += point.pressure_bar / static_cast<double>(flowing.size());
  const double margin = kSigmas * pressure.std_dev_bar;
  PressureData data{.reservoir_pressure_bar = pressure.bar,
                    .reservoir_pressure_range = {pressure.bar - margin, pressure.bar + margin},
                    .source = pressure.source,
                    .shut_in_bar = {},
                    .shut_in_age_hours = {},
                    .build_up = {},
                    .mean_flowing_bar = mean,
                    .lowest_flowing_bar = lowest.pressure_bar,
                    .highest_flowing_bar = highest.pressure_bar,
                    .mean_drawdown_bar = std::abs(pressure.bar - mean)};
  if (pressure.source != PressureSource::given) {
    data.shut_in_bar = reservoir.estimate->shut_in_bar;
    data.shut_in_age_hours = std::max(0.0, last_hours - reservoir.estimate->shut_in_end_hours);
    data.build_up = reservoir.estimate->build_up;
  }
  return data;
}

/// Returns the interval of a value that follows from the reservoir's pressure and is proportional to the
/// rates: with its values at both ends of the pressure's interval.
Range range_of(double value, double at_one_end, double at_other_end) {
  const double rates = kSigmas * kRateStdDevFrac;
  const auto [low, high] = std::minmax({value, at_one_end, at_other_end});
  return {value * std::exp(-std::hypot(std::log(value / low), rates)),
          value * std::exp(std::hypot(std::log(high / value), rates))};
}

/// Calls `value_at(bar)` for the pressure and both ends of its interval.
template <typename ValueAt>
Range range_over(const ReservoirPressure& pressure, std::span<const FlowingPoint> flowing, WellRole role,
                 const ValueAt& value_at) {
  double drawdown_bar = 0;
  for (const auto& point : flowing)
    drawdown_bar += drawdown(point, role, pressure.bar) / static_cast<double>(flowing.size());
  const double margin = kSigmas * pressure.std_dev_bar;
  const double towards = role == WellRole::producer ? -1 : 1;  // the flowing pressure
  return range_of(
      value_at(pressure.bar), value_at(pressure.bar - towards * margin),
      value_at(pressure.bar + towards * std::min(margin, (1 - kLeastDrawdownFrac) * drawdown_bar)));
}

/// Ratio of sums, with the points' drawdown at another reservoir pressure.
double index_at(std::span<const FlowingPoint> flowing, WellRole role, double reservoir_bar, bool of_liquid) {
  double rates = 0;
  double drawdowns = 0;
  for (const auto& point : flowing) {
    if (of_liquid && !point.liquid_rate) continue;
    rates += of_liquid ? *point.liquid_rate : point.main_rate;
    drawdowns += drawdown(point, role, reservoir_bar);
  }
  return rates / drawdowns;
}

ProductivityIndices indices_of(std::span<const FlowingPoint> flowing, WellRole role,
                               const ReservoirPressure& pressure) {
  IndexSeries main;
  IndexSeries liquid;
  for (const auto& point : flowing) {
    const double drawdown_bar = drawdown(point, role, pressure.bar);
    main.add(point.main_rate, drawdown_bar);
    if (point.liquid_rate) liquid.add(*point.liquid_rate, drawdown_bar);
  }
  const auto main_spread = main.spread().value();
  const auto liquid_spread = liquid.spread();
  const auto& shown = liquid_spread ? *liquid_spread : main_spread;
  ProductivityIndices indices{.std_dev = shown.std_dev,
                              .coefficient_of_variation = shown.coefficient_of_variation};
  const auto range = [&](bool of_liquid) {
    return range_over(pressure, flowing, role,
                      [&](double bar) { return index_at(flowing, role, bar, of_liquid); });
  };
  if (role == WellRole::injector) {
    indices.injectivity = main_spread.ratio_of_sums;
    indices.injectivity_range = range(false);
    return indices;
  }
  indices.oil = main_spread.ratio_of_sums;
  if (*indices.oil > 0) indices.oil_range = range(false);
  if (!liquid_spread) return indices;
  indices.liquid = liquid_spread->ratio_of_sums;
  indices.liquid_range = range(true);
  return indices;
}

/// The inflow curve through the flowing points.
struct Inflow {
  double index;       // of liquid along the straight part [Sm3/d/bar]
  double water_frac;  // ratio of sums
  double open_flow;   // oil against no pressure [Sm3/d]
};

Inflow inflow_at(std::span<const FlowingPoint> flowing, double reservoir_bar,
                 const std::optional<double>& bubble_point_bar) {
  double oil = 0;
  double liquid = 0;
  double inflows = 0;
  for (const auto& point : flowing) {
    const double rate = point.liquid_rate.value_or(point.main_rate);
    oil += point.main_rate;
    liquid += rate;
    inflows += InflowCurve(reservoir_bar, bubble_point_bar, 1 - point.main_rate / rate)
                   .liquid_bar(point.pressure_bar);
  }
  const double water_frac = 1 - oil / liquid;
  const double index = liquid / inflows;
  return {index, water_frac,
          (1 - water_frac) * index * InflowCurve(reservoir_bar, bubble_point_bar, water_frac).liquid_bar(0)};
}

Deliverability deliverability_of(std::span<const FlowingPoint> flowing, WellRole role,
                                 const ReservoirPressure& pressure,
                                 const std::optional<double>& bubble_point_bar) {
  if (role == WellRole::injector) return {{}, {}, AofMethod::none};
  const auto open_flow = [&](double bar) { return inflow_at(flowing, bar, bubble_point_bar).open_flow; };
  Deliverability found{open_flow(pressure.bar), {}, AofMethod::vogel};
  if (bubble_point_bar && *bubble_point_bar < pressure.bar) found.method = AofMethod::composite;
  if (*found.aof_sm3_per_day > 0) found.aof_range = range_over(pressure, flowing, role, open_flow);
  return found;
}

}  // namespace

std::string_view to_string(PressureSource source) {
  switch (source) {
    case PressureSource::given:
      return "provided";
    case PressureSource::shut_in:
      return "shut-in";
    case PressureSource::earlier_shut_in:
      return "shut-in before the period";
    case PressureSource::build_up:
      return "build-up";
    case PressureSource::earlier_build_up:
      return "build-up before the period";
  }
  return "";
}

std::string_view to_string(PiQuality quality) {
  switch (quality) {
    case PiQuality::excellent:
      return "excellent";
    case PiQuality::high:
      return "high";
    case PiQuality::medium:
      return "medium";
    case PiQuality::low:
      return "low";
  }
  return "";
}

std::string_view to_string(Consistency consistency) {
  switch (consistency) {
    case Consistency::consistent:
      return "consistent";
    case Consistency::moderate:
      return "moderate";
    case Consistency::erratic:
      return "erratic";
  }
  return "";
}

std::string_view describe(AofMethod method) {
  switch (method) {
    case AofMethod::vogel:
      return "Absolute open flow: oil rate at a bottom-hole pressure of 0 and the present water cut, on "
             "Vogel's (1968) curve for the oil and a straight line for the water through the flowing points; "
             "the oil is taken to be at its bubble point";
    case AofMethod::composite:
      return "Absolute open flow: oil rate at a bottom-hole pressure of 0 and the present water cut; a "
             "straight line through the flowing points down to the bubble point, Vogel's (1968) curve below "
             "it "
             "for the oil";
    case AofMethod::none:
      return "Absolute open flow is not defined for an injector";
  }
  return "";
}

Expected<ProductivityIndex> productivity_index(std::span<const HourlyFlow> points, WellRole role,
                                               const ReservoirState& reservoir) {
  if (reservoir.bubble_point_bar)
    if (const auto rejected = rejected_pressure(*reservoir.bubble_point_bar, "bubble_point"))
      return std::unexpected(*rejected);
  auto all_flowing = flowing_points(points, role);
  if (!all_flowing) return std::unexpected(all_flowing.error());
  const auto pressure = reservoir_pressure(points, reservoir);
  if (!pressure) return std::unexpected(pressure.error());
  const auto flowing = with_drawdown(*std::move(all_flowing), role, *pressure);
  if (!flowing) return std::unexpected(flowing.error());
  auto indices = indices_of(*flowing, role, *pressure);
  const auto& bubble_point = reservoir.bubble_point_bar;
  if (role == WellRole::producer && bubble_point) {
    const auto index = [&](double bar) { return inflow_at(*flowing, bar, bubble_point).index; };
    indices.straight = index(pressure->bar);
    indices.straight_range = range_over(*pressure, *flowing, role, index);
  }
  const double rated =
      role == WellRole::injector ? *indices.injectivity : indices.liquid.value_or(*indices.oil);
  return ProductivityIndex{
      .data_points = points.size(),
      .valid_points = flowing->size(),
      .pressures = pressures_of(*flowing, *pressure, reservoir, points.back().elapsed_hours),
      .indices = indices,
      .deliverability = deliverability_of(*flowing, role, *pressure, bubble_point),
      .quality = quality_of(rated),
      .consistency = consistency_of(indices.coefficient_of_variation)};
}

}  // namespace flodata::surveillance
