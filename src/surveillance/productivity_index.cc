#include "surveillance/productivity_index.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "model/units.h"

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
  PressureSource source;
};

Expected<ReservoirPressure> reservoir_pressure(std::span<const HourlyFlow> points, WellRole role,
                                               const ReservoirState& reservoir) {
  if (const auto& given = reservoir.pressure_bar) {
    if (const auto rejected = rejected_pressure(*given, "reservoir_pressure"))
      return std::unexpected(*rejected);
    return ReservoirPressure{*given, PressureSource::given};
  }
  if (const auto bar = stabilised_shut_in_pressure(points, role))
    return ReservoirPressure{*bar, PressureSource::shut_in};
  if (const auto& bar = reservoir.earlier_shut_in_bar)
    return ReservoirPressure{*bar, PressureSource::earlier_shut_in};
  return unexpected(
      Code::invalid_argument,
      fmt::format("give reservoir_pressure: there is no shut-in of {} h or more at whose end the downhole "
                  "pressure stood still (within {} bar in {} h), from which it could be read, neither in the "
                  "window nor in the year before it",
                  kLeastShutInHours, kSteadyBar, kSteadyHours));
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

/// Inflow of a producer relative to that of a straight line of one Sm3/d/bar: straight down to the bubble
/// point, Vogel's curve below it, both with the same slope where they meet.
class InflowCurve {
 public:
  InflowCurve(double reservoir_bar, const std::optional<double>& bubble_point_bar)
      : reservoir_bar_(reservoir_bar),
        bubble_bar_(std::min(bubble_point_bar.value_or(reservoir_bar), reservoir_bar)) {}

  [[nodiscard]] double at(double flowing_bar) const {
    if (flowing_bar >= bubble_bar_) return reservoir_bar_ - flowing_bar;
    const double part = flowing_bar / bubble_bar_;
    return reservoir_bar_ - bubble_bar_ + bubble_bar_ / 1.8 * (1 - 0.2 * part - 0.8 * part * part);
  }

  [[nodiscard]] AofMethod method() const {
    return bubble_bar_ < reservoir_bar_ ? AofMethod::composite : AofMethod::vogel;
  }

 private:
  double reservoir_bar_;
  double bubble_bar_;
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

PressureData pressures_of(std::span<const FlowingPoint> flowing, const ReservoirPressure& reservoir) {
  const auto [lowest, highest] = std::ranges::minmax(flowing, {}, &FlowingPoint::pressure_bar);
  double mean = 0;
  for (const auto& point : flowing) mean += point.pressure_bar / static_cast<double>(flowing.size());
  return {reservoir.bar,       reservoir.source,     mean,
          lowest.pressure_bar, highest.pressure_bar, std::abs(reservoir.bar - mean)};
}

ProductivityIndices indices_of(std::span<const FlowingPoint> flowing, WellRole role, double reservoir_bar) {
  IndexSeries main;
  IndexSeries liquid;
  for (const auto& point : flowing) {
    const double drawdown_bar = drawdown(point, role, reservoir_bar);
    main.add(point.main_rate, drawdown_bar);
    if (point.liquid_rate) liquid.add(*point.liquid_rate, drawdown_bar);
  }
  const auto main_spread = main.spread().value();
  const auto liquid_spread = liquid.spread();
  const auto& shown = liquid_spread ? *liquid_spread : main_spread;
  ProductivityIndices indices{.std_dev = shown.std_dev,
                              .coefficient_of_variation = shown.coefficient_of_variation};
  if (role == WellRole::injector) {
    indices.injectivity = main_spread.ratio_of_sums;
    return indices;
  }
  indices.oil = main_spread.ratio_of_sums;
  if (liquid_spread) indices.liquid = liquid_spread->ratio_of_sums;
  return indices;
}

Deliverability deliverability_of(std::span<const FlowingPoint> flowing, WellRole role, double reservoir_bar,
                                 const std::optional<double>& bubble_point_bar) {
  if (role == WellRole::injector) return {{}, AofMethod::none};
  const InflowCurve inflow(reservoir_bar, bubble_point_bar);
  double rates = 0;
  double inflows = 0;
  for (const auto& point : flowing) {
    rates += point.main_rate;
    inflows += inflow.at(point.pressure_bar);
  }
  return {rates / inflows * inflow.at(0), inflow.method()};
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
             "Vogel's (1968) "
             "curve through the flowing points; the oil is taken to be at its bubble point";
    case AofMethod::composite:
      return "Absolute open flow: oil rate at a bottom-hole pressure of 0 and the present water cut; a "
             "straight line "
             "through the flowing points down to the bubble point, Vogel's (1968) curve below it";
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
  const auto pressure = reservoir_pressure(points, role, reservoir);
  if (!pressure) return std::unexpected(pressure.error());
  const auto flowing = with_drawdown(*std::move(all_flowing), role, *pressure);
  if (!flowing) return std::unexpected(flowing.error());
  const auto indices = indices_of(*flowing, role, pressure->bar);
  const double rated =
      role == WellRole::injector ? *indices.injectivity : indices.liquid.value_or(*indices.oil);
  return ProductivityIndex{
      .data_points = points.size(),
      .valid_points = flowing->size(),
      .pressures = pressures_of(*flowing, *pressure),
      .indices = indices,
      .deliverability = deliverability_of(*flowing, role, pressure->bar, reservoir.bubble_point_bar),
      .quality = quality_of(rated),
      .consistency = consistency_of(indices.coefficient_of_variation)};
}

}  // namespace flodata::surveillance
