// /surveillance/…: decline and productivity of a well, from the rows of its last hours.
#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <boost/json/object.hpp>

#include "aggregation/interval.h"
#include "aggregation/quantity.h"
#include "api/handlers/handlers.h"
#include "api/json_text.h"
#include "api/quality_gate.h"
#include "api/recent_rows.h"
#include "api/row_query.h"
#include "surveillance/decline_analysis.h"
#include "surveillance/productivity_index.h"

namespace flodata::api {

using boost::asio::awaitable;
namespace json = boost::json;

namespace {

/// Time in the data since the first row: it goes on where the source begins anew or jumps back.
class SourceTime {
 public:
  explicit SourceTime(Microseconds step) : step_(step) {}
  Microseconds elapsed_at(Instant original_time) {
    if (last_) elapsed_ += original_time > *last_ ? original_time - *last_ : step_;
    last_ = original_time;
    return elapsed_;
  }

 private:
  Microseconds step_;
  std::optional<Instant> last_;
  Microseconds elapsed_{0};
};

template <typename Period>
double count_in(Microseconds duration) {
  return std::chrono::duration<double, Period>(duration).count();
}

/// Rates of production days out of rows.
class DailyRates {
 public:
  DailyRates(aggregation::Quantity rate, Microseconds step)
      : rate_(rate), step_hours_(count_in<std::chrono::hours::period>(step)), source_time_(step) {}

  void add(const store::ProductionRow& row) {
    const auto elapsed = source_time_.elapsed_at(row.original_time);
    const auto day = grid_.bucket_of(row.time, row.original_time).from;
    if (day != day_) {
      close();
      day_ = day;
      begin_days_ = count_in<std::chrono::days::period>(elapsed);
    }
    const auto value = aggregation::value_of(rate_, row.values);
    if (!value) return;
    sum_ += *value;
    ++hours_;
    on_stream_hours_ += row.values[kOnStreamTag].value_or(*value > 0 ? 1 : 0) * step_hours_;
  }

  std::vector<surveillance::DailyRate> finish() {
    close();
    return std::move(days_);
  }

 private:
  void close() {
    if (hours_ > 0)
      days_.push_back({.elapsed_days = begin_days_,
                       .rate_sm3_per_day = sum_ / hours_,
                       .on_stream_hours = on_stream_hours_,
                       .covered_hours = hours_ * step_hours_});
    sum_ = on_stream_hours_ = 0;
    hours_ = 0;
  }

  aggregation::Quantity rate_;
  double step_hours_;
  SourceTime source_time_;
  aggregation::BucketGrid grid_{aggregation::Interval::production_day, TimeZone::find("UTC").value()};
  std::optional<Instant> day_;
  double begin_days_ = 0;
  double sum_ = 0;
  double on_stream_hours_ = 0;
  int hours_ = 0;
  std::vector<surveillance::DailyRate> days_;
};

json::value number_or_null(std::optional<double> value) {
  return value && std::isfinite(*value) ? json::value(*value) : json::value(nullptr);
}

struct RateUnits {
  surveillance::RateType type;
  aggregation::Quantity quantity;
  UnitFamily rate;
  UnitFamily volume;
};

RateUnits rate_units(std::string_view name) {
  if (name == "gas")
    return {surveillance::RateType::gas, kGasRateTag, UnitFamily::gas_rate, UnitFamily::gas_volume};
  if (name == "liquid")
    return {surveillance::RateType::liquid, aggregation::Derived::liquid_rate, UnitFamily::liquid_rate,
            UnitFamily::liquid_volume};
  return {surveillance::RateType::oil, kOilRateTag, UnitFamily::liquid_rate, UnitFamily::liquid_volume};
}

json::object decline_json(const surveillance::DeclineAnalysis& analysis, const RateUnits& rate,
                          UnitSystem units) {
  const auto in_rate = [&](double value) { return number_or_null(from_metric(value, rate.rate, units)); };
  const auto in_volume = [&](std::optional<double> value) {
    return value ? number_or_null(from_metric(*value, rate.volume, units)) : json::value(nullptr);
  };
  const auto& parameters = analysis.parameters;
  const auto& summary = analysis.summary;
  return {
      {"data_points", analysis.data_points},
      {"valid_points", analysis.valid_points},
      {"decline_parameters", json::object{{"qi", in_rate(parameters.qi_sm3_per_day)},
                                          {"qi_unit", unit_symbol(rate.rate, units)},
                                          {"Di_daily", number_or_null(parameters.di_daily)},
                                          {"Di_annual", number_or_null(parameters.di_annual)},
                                          {"Di_annual_percent", number_or_null(parameters.di_annual_percent)},
                                          {"b_factor", number_or_null(parameters.b_factor)},
                                          {"model_type", to_string(parameters.model)}}},
      {"production_summary",
       json::object{{"initial_rate", in_rate(summary.initial_rate_sm3_per_day)},
                    {"current_rate", in_rate(summary.current_rate_sm3_per_day)},
                    {"rate_change_percent", number_or_null(summary.rate_change_percent)},
                    {"cumulative_in_period", in_volume(summary.cumulative_sm3)}}},
      {"forecast", json::object{{"eur_remaining", in_volume(analysis.forecast.eur_remaining_sm3)},
                                {"eur_unit", unit_symbol(rate.volume, units)}}},
      {"goodness_of_fit", json::object{{"r_squared", number_or_null(analysis.fit.r_squared)},
                                       {"fit_quality", to_string(analysis.fit.quality)}}}};
}

Response json_answer(json::object head, json::object body, json::object units) {
  for (auto& member : body) head[member.key()] = std::move(member.value());
  head["units"] = std::move(units);
  return {.content_type = std::string(kJson), .body = json_text(head)};
}

json::object decline_units(const RateUnits& rate, UnitSystem units) {
  const auto of_rate = unit_symbol(rate.rate, units);
  const auto of_volume = unit_symbol(rate.volume, units);
  return {{"qi", of_rate},
          {"Di_daily", "1/d"},
          {"Di_annual", "1/a"},
          {"Di_annual_percent", "%"},
          {"initial_rate", of_rate},
          {"current_rate", of_rate},
          {"rate_change_percent", "%"},
          {"cumulative_in_period", of_volume},
          {"eur_remaining", of_volume},
          {"analysis_period_hours", "h"}};
}

Response too_little(const Error& error, std::string_view instance) {
  return problem(ProblemKind::too_little_data, error.message, instance);
}

struct IndexUnit {
  double factor;
  std::string_view symbol;
};

IndexUnit index_unit(UnitSystem units) {
  if (units == UnitSystem::field) return {kStockTankBarrelsPerSm3 / kPsiPerBar, "stb/d/psi"};
  return {1, "Sm3/d/bar"};
}

json::value in_psi(double bar) { return number_or_null(bar * kPsiPerBar); }

json::object pressures_json(const surveillance::PressureData& pressures) {
  return {{"reservoir_pressure_psi", in_psi(pressures.reservoir_pressure_bar)},
          {"reservoir_pressure_source", to_string(pressures.source)},
          {"avg_flowing_bhp_psi", in_psi(pressures.mean_flowing_bar)},
          {"min_flowing_bhp_psi", in_psi(pressures.lowest_flowing_bar)},
          {"max_flowing_bhp_psi", in_psi(pressures.highest_flowing_bar)},
          {"avg_drawdown_psi", in_psi(pressures.mean_drawdown_bar)}};
}

json::object index_json(const surveillance::ProductivityIndex& index, UnitSystem units) {
  const auto unit = index_unit(units);
  const auto in_unit = [&](std::optional<double> value) {
    return value ? number_or_null(*value * unit.factor) : json::value(nullptr);
  };
  const auto& aof = index.deliverability.aof_sm3_per_day;
  return {{"data_points", index.data_points},
          {"valid_points", index.valid_points},
          {"pressure_data", pressures_json(index.pressures)},
          {"productivity_index", json::object{{"pi_oil", in_unit(index.indices.oil)},
                                              {"pi_liquid", in_unit(index.indices.liquid)},
                                              {"injectivity_index", in_unit(index.indices.injectivity)},
                                              {"pi_unit", unit.symbol},
                                              {"pi_std_dev", in_unit(index.indices.std_dev)},
                                              {"pi_coefficient_of_variation",
                                               number_or_null(index.indices.coefficient_of_variation)}}},
          {"deliverability",
           json::object{{"aof_rate", aof ? number_or_null(from_metric(*aof, UnitFamily::liquid_rate, units))
                                         : json::value(nullptr)},
                        {"aof_unit", unit_symbol(UnitFamily::liquid_rate, units)},
                        {"aof_description", describe(index.deliverability.method)}}},
          {"interpretation", json::object{{"pi_quality", to_string(index.quality)},
                                          {"consistency", to_string(index.consistency)}}}};
}

json::object index_units(UnitSystem units) {
  const auto index = index_unit(units).symbol;
  return {{"reservoir_pressure_psi", "psi"},
          {"avg_flowing_bhp_psi", "psi"},
          {"min_flowing_bhp_psi", "psi"},
          {"max_flowing_bhp_psi", "psi"},
          {"avg_drawdown_psi", "psi"},
          {"pi_oil", index},
          {"pi_liquid", index},
          {"injectivity_index", index},
          {"pi_std_dev", index},
          {"pi_coefficient_of_variation", "fraction"},
          {"aof_rate", unit_symbol(UnitFamily::liquid_rate, units)},
          {"analysis_period_hours", "h"}};
}

surveillance::HourlyFlow flow_of(const store::ProductionRow& row, Microseconds elapsed) {
  return {.elapsed_hours = count_in<std::chrono::hours::period>(elapsed),
          .on_stream_frac = row.values[kOnStreamTag].value_or(0),
          .oil_rate_sm3_per_day = row.values[kOilRateTag],
          .water_rate_sm3_per_day = row.values[kWaterRateTag],
          .injection_rate_sm3_per_day = row.values[kWaterInjectionRateTag],
          .downhole_pressure_bar = row.values[kDownholePressureTag]};
}

/// Most rows held at once for an index.
constexpr std::int64_t kMostFlows = 100'000;

/// How far back a shut-in is looked for when the window has none.
constexpr std::chrono::days kSearchBack(365);

/// The well's rows of (after, last].
awaitable<std::vector<surveillance::HourlyFlow>> read_flows(HandlerContext context, RowSelection selection,
                                                            Microseconds source_step) {
  auto& columns = selection.request.columns;
  columns = {.tags = {}, .texts = false};
  for (const auto tag :
       {kOnStreamTag, kOilRateTag, kWaterRateTag, kWaterInjectionRateTag, kDownholePressureTag})
    columns.tags.set(tag);
  selection.quality = QualityFilter::uncertain;
  SourceTime source_time(source_step);
  std::vector<surveillance::HourlyFlow> flows;
  co_await for_each_row(context, std::move(selection), [&](const store::ProductionRow& row, std::size_t) {
    flows.push_back(flow_of(row, source_time.elapsed_at(row.original_time)));
  });
  co_return flows;
}

/// The pressure at the end of the last shut-in before the window [bar].
awaitable<std::optional<double>> earlier_shut_in(HandlerContext context, RecentWindow window) {
  auto selection = window.selection();
  selection.request.last = window.after;
  selection.request.after =
      window.after - std::min<Microseconds>(kSearchBack, window.version.live_step * kMostFlows);
  const auto flows = co_await read_flows(context, std::move(selection), window.version.source_step);
  co_return surveillance::last_shut_in_pressure(flows);
}

/// The pressure that the request states [bar].
std::optional<double> given_pressure_bar(const Arguments& arguments, UnitSystem units) {
  if (!arguments.has(kReservoirPressure)) return std::nullopt;
  const auto given = arguments.number(kReservoirPressure);
  return units == UnitSystem::field ? given / kPsiPerBar : given;
}

}  // namespace

awaitable<Response> get_decline_analysis(HandlerContext context, Arguments arguments) {
  const auto hours = arguments.whole_number(kHours);
  auto window = co_await find_recent_window(context, arguments.text(kWellName), std::chrono::hours(hours));
  if (!window) co_return std::move(window.error());
  const auto& name = arguments.text(kRateType);
  const auto rate = rate_units(name);
  DailyRates rates(rate.quantity, window->version.source_step);
  co_await for_each_row(context, window->selection(),
                        [&](const store::ProductionRow& row, std::size_t) { rates.add(row); });
  const auto days = rates.finish();
  const auto analysis = surveillance::analyse_decline(days, surveillance::default_economic_limit(rate.type));
  if (!analysis) co_return too_little(analysis.error(), context.instance);
  const auto units = units_of(arguments);
  co_return json_answer(
      {{"well_name", window->well_name}, {"analysis_period_hours", hours}, {"rate_type", name}},
      decline_json(*analysis, rate, units), decline_units(rate, units));
}

awaitable<Response> get_productivity_index(HandlerContext context, Arguments arguments) {
  using surveillance::WellRole;
  const auto hours = arguments.whole_number(kHours);
  auto window = co_await find_recent_window(context, arguments.text(kWellName), std::chrono::hours(hours));
  if (!window) co_return std::move(window.error());
  if (std::chrono::hours(hours) / window->version.live_step > kMostFlows)
    co_return problem(ProblemKind::window_too_large,
                      fmt::format("The window holds more than {} rows of {}; ask for fewer hours", kMostFlows,
                                  window->well_name),
                      context.instance);
  const auto points = co_await read_flows(context, window->selection(), window->version.source_step);
  const auto units = units_of(arguments);
  const auto role = window->well_type == "WI" ? WellRole::injector : WellRole::producer;
  surveillance::ReservoirState reservoir{.pressure_bar = given_pressure_bar(arguments, units)};
  if (!reservoir.pressure_bar && !surveillance::stabilised_shut_in_pressure(points, role))
    reservoir.earlier_shut_in_bar = co_await earlier_shut_in(context, *window);
  const auto index = surveillance::productivity_index(points, role, reservoir);
  if (!index) co_return too_little(index.error(), context.instance);
  co_return json_answer(
      {{"well_name", window->well_name}, {"well_type", window->well_type}, {"analysis_period_hours", hours}},
      index_json(*index, units), index_units(units));
}

}  // namespace flodata::api
