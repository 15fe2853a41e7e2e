#include "api/resources/surveillance_responses.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/resources/daily_rates.h"
#include "base/iso8601.h"

namespace flodata::api {
namespace {

constexpr double kPercent = 100;

struct IndexUnit {
  double factor;
  std::string_view symbol;
};

IndexUnit index_unit(UnitSystem units) {
  if (units == UnitSystem::field) return {kStockTankBarrelsPerSm3 / kPsiPerBar, "stb/d/psi"};
  return {1, "Sm3/d/bar"};
}

std::optional<double> low_of(const std::optional<surveillance::Range>& range) {
  return range.transform([](const surveillance::Range& interval) { return interval.low; });
}

std::optional<double> high_of(const std::optional<surveillance::Range>& range) {
  return range.transform([](const surveillance::Range& interval) { return interval.high; });
}

responses::PressureData pressure_response(const surveillance::PressureData& pressures,
                                          const PressureBasis& basis) {
  const auto psi = [](double bar) { return bar * kPsiPerBar; };
  const bool column = basis.gauge == surveillance::PressureGauge::wellhead;
  responses::PressureData data{
      .reservoir_pressure_psi = psi(pressures.reservoir_pressure_bar),
      .reservoir_pressure_low_psi = psi(std::max(0.0, pressures.reservoir_pressure_range.low)),
      .reservoir_pressure_high_psi = psi(pressures.reservoir_pressure_range.high),
      .reservoir_pressure_source = to_string(pressures.source),
      .shut_in_pressure_psi = pressures.shut_in_bar.transform(psi),
      .shut_in_age_hours = pressures.shut_in_age_hours,
      .build_up_hours = {},
      .build_up_pressure_psi = {},
      .build_up_slope_psi = {},
      .bubble_point_psi = basis.bubble_point_bar.transform(psi),
      .pressure_basis = !column                 ? "downhole gauge"
                        : basis.column_height_m ? "wellhead gauge and water column"
                                                : "wellhead gauge; the water column cancels",
      .water_density = {},
      .column_height = {},
      .avg_flowing_bhp_psi = psi(pressures.mean_flowing_bar),
      .min_flowing_bhp_psi = psi(pressures.lowest_flowing_bar),
      .max_flowing_bhp_psi = psi(pressures.highest_flowing_bar),
      .avg_drawdown_psi = psi(pressures.mean_drawdown_bar)};
  if (const auto& test = pressures.build_up) {
    data.build_up_hours = test->end_hours - test->begin_hours;
    data.build_up_pressure_psi = psi(test->line_end_bar);
    data.build_up_slope_psi = psi(test->slope_bar_per_cycle);
  }
  if (column) data.water_density = basis.water_density_kg_per_m3;
  if (column) data.column_height = basis.column_height_m;
  return data;
}

std::vector<std::string> notes_of(const surveillance::ProductivityIndex& index, const PressureBasis& basis) {
  std::vector<std::string> notes;
  const auto& pressures = index.pressures;
  if (pressures.source == surveillance::PressureSource::given)
    notes.emplace_back(
        "the given reservoir_pressure is taken as exact: the intervals hold the errors of the "
        "rates only");
  const double margin_bar = pressures.reservoir_pressure_range.high - pressures.reservoir_pressure_bar;
  constexpr double kWideFrac = 0.25;
  if (margin_bar > kWideFrac * pressures.mean_drawdown_bar)
    notes.emplace_back(
        "the reservoir pressure is uncertain by more than a quarter of the drawdown: do not trust "
        "the index without a newer shut-in, or give reservoir_pressure");
  if (basis.gauge == surveillance::PressureGauge::wellhead)
    notes.emplace_back(
        "the well has no downhole gauge: flowing and reservoir pressure are those of the wellhead "
        "plus the same water column; friction in the tubing is part of the index, which is therefore too "
        "low, "
        "and has no interval");
  if (!basis.bubble_point_bar && index.deliverability.aof_sm3_per_day)
    notes.emplace_back(
        "aof_rate takes the oil to be at its bubble point, which is cautious: give bubble_point");
  return notes;
}

responses::ProductivityIndices indices_response(const surveillance::ProductivityIndices& indices,
                                                UnitSystem units) {
  const auto unit = index_unit(units);
  const auto in_unit = [&](double value) { return value * unit.factor; };
  return {.pi_oil = indices.oil.transform(in_unit),
          .pi_oil_low = low_of(indices.oil_range).transform(in_unit),
          .pi_oil_high = high_of(indices.oil_range).transform(in_unit),
          .pi_liquid = indices.liquid.transform(in_unit),
          .pi_liquid_low = low_of(indices.liquid_range).transform(in_unit),
          .pi_liquid_high = high_of(indices.liquid_range).transform(in_unit),
          .pi_above_bubble_point = indices.straight.transform(in_unit),
          .pi_above_bubble_point_low = low_of(indices.straight_range).transform(in_unit),
          .pi_above_bubble_point_high = high_of(indices.straight_range).transform(in_unit),
          .injectivity_index = indices.injectivity.transform(in_unit),
          .injectivity_low = low_of(indices.injectivity_range).transform(in_unit),
          .injectivity_high = high_of(indices.injectivity_range).transform(in_unit),
          .pi_unit = unit.symbol,
          .pi_std_dev = in_unit(indices.std_dev),
          .pi_coefficient_of_variation = indices.coefficient_of_variation * kPercent};
}

}  // namespace

RateUnits rate_units(std::string_view name) {
  if (name == "gas")
    return {surveillance::RateType::gas, kGasRateTag, UnitFamily::gas_rate, UnitFamily::gas_volume};
  if (name == "liquid")
    return {surveillance::RateType::liquid, aggregation::Derived::liquid_rate, UnitFamily::liquid_rate,
            UnitFamily::liquid_volume};
  return {surveillance::RateType::oil, kOilRateTag, UnitFamily::liquid_rate, UnitFamily::liquid_volume};
}

std::string describe_left_out(const responses::LeftOut& left_out, const TimeZone& zone) {
  const auto days = left_out.days.value();
  return fmt::format("{} before {} {} left out: {} there, and a fit never crosses that",
                     days == 1 ? "1 day" : fmt::format("{} days", days),
                     format_iso8601(left_out.before, zone), days == 1 ? "was" : "were",
                     left_out.reason == kLoop ? "the data began again"
                                              : "the stream was moved to another place in the data");
}

std::vector<std::string> notes_of(const surveillance::DeclineAnalysis& analysis,
                                  const std::optional<responses::LeftOut>& left_out, const TimeZone& zone) {
  using surveillance::Bound;
  std::vector<std::string> notes;
  if (analysis.parameters.b_bound == Bound::upper)
    notes.push_back(fmt::format(
        "b_factor stands at its upper bound of {}: the rates bend more than any curve within it, or flow has "
        "not felt a boundary yet. Do not trust the forecast; ask for a later or longer period",
        surveillance::kLargestExponent));
  if (analysis.parameters.b_bound == Bound::lower)
    notes.emplace_back("b_factor stands at its lower bound of 0: exponential decline, or a steeper one");
  if (left_out) notes.push_back(describe_left_out(*left_out, zone));
  return notes;
}

namespace {

responses::Forecast forecast_response(const surveillance::Forecast& forecast, const RateUnits& rate,
                                      UnitSystem units) {
  const auto in_volume = [&](double value) { return from_metric(value, rate.volume, units); };
  responses::Forecast response{
      .eur_remaining = forecast.eur_remaining_sm3.transform(in_volume),
      .eur_p90 = {},
      .eur_p50 = {},
      .eur_p10 = {},
      .no_forecast_reason = {},
      .eur_unit = unit_symbol(rate.volume, units),
      .economic_limit = from_metric(forecast.limits.economic_limit_sm3_per_day, rate.rate, units),
      .horizon_days = forecast.limits.horizon_days,
      .terminal_decline = forecast.limits.terminal_decline_per_day,
      .days_to_terminal_decline = forecast.days_to_terminal_decline,
      .forecast_days = forecast.days};
  if (!forecast.eur_remaining_sm3) response.no_forecast_reason = to_string(forecast.reason);
  if (const auto& range = forecast.eur_range_sm3) {
    response.eur_p90 = in_volume(range->p90);
    response.eur_p50 = in_volume(range->p50);
    response.eur_p10 = in_volume(range->p10);
  }
  return response;
}

}  // namespace

responses::DeclineAnalysis decline_response(const surveillance::DeclineAnalysis& analysis,
                                            const RateUnits& rate, UnitSystem units) {
  const auto in_rate = [&](double value) { return from_metric(value, rate.rate, units); };
  const auto in_volume = [&](double value) { return from_metric(value, rate.volume, units); };
  const auto& parameters = analysis.parameters;
  const auto& summary = analysis.summary;
  return {.data_points = analysis.data_points,
          .valid_points = analysis.valid_points,
          .decline_parameters = {.qi = in_rate(parameters.qi_sm3_per_day),
                                 .qi_unit = unit_symbol(rate.rate, units),
                                 .Di_daily = parameters.di_daily,
                                 .Di_annual = parameters.di_annual,
                                 .Di_annual_percent = parameters.di_annual_percent,
                                 .b_factor = parameters.b_factor,
                                 .b_bound = to_string(parameters.b_bound),
                                 .model_type = to_string(parameters.model)},
          .production_summary = {.initial_rate = in_rate(summary.initial_rate_sm3_per_day),
                                 .current_rate = in_rate(summary.current_rate_sm3_per_day),
                                 .rate_change_percent = summary.rate_change_percent,
                                 .cumulative_in_period = in_volume(summary.cumulative_sm3)},
          .forecast = forecast_response(analysis.forecast, rate, units),
          .goodness_of_fit = {.r_squared = analysis.fit.r_squared,
                              .fit_quality = to_string(analysis.fit.quality)}};
}

responses::ProductivityIndex index_response(const surveillance::ProductivityIndex& index,
                                            const PressureBasis& basis, UnitSystem units) {
  const auto in_liquid_rate = [&](double value) {
    return from_metric(value, UnitFamily::liquid_rate, units);
  };
  const auto& deliverability = index.deliverability;
  auto indices = indices_response(index.indices, units);
  // Friction in the tubing is part of an index from the wellhead, and nobody knows how much of it.
  if (basis.gauge == surveillance::PressureGauge::wellhead)
    indices.injectivity_low = indices.injectivity_high = std::nullopt;
  return {
      .data_points = index.data_points,
      .valid_points = index.valid_points,
      .pressure_data = pressure_response(index.pressures, basis),
      .productivity_index = indices,
      .deliverability = {.aof_rate = deliverability.aof_sm3_per_day.transform(in_liquid_rate),
                         .aof_low = low_of(deliverability.aof_range).transform(in_liquid_rate),
                         .aof_high = high_of(deliverability.aof_range).transform(in_liquid_rate),
                         .aof_unit = unit_symbol(UnitFamily::liquid_rate, units),
                         .aof_description = describe(deliverability.method)},
      .interpretation = {.pi_quality = to_string(index.quality), .consistency = to_string(index.consistency)},
      .confidence_level = surveillance::kConfidenceLevel * kPercent,
      .notes = notes_of(index, basis)};
}

}  // namespace flodata::api
