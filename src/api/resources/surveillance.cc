// /surveillance/…: decline and productivity of a well, from the rows of its last hours.
#include "api/resources/surveillance.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "aggregation/interval.h"
#include "aggregation/quantity.h"
#include "api/compat/series_rows.h"
#include "api/contract/json_text.h"
#include "api/contract/problem_types.h"
#include "api/contract/responses.h"
#include "api/rows/newest_rows.h"
#include "api/rows/quality_gate.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "base/iso8601.h"
#include "store/production_row.h"
#include "store/production_store.h"
#include "surveillance/decline_analysis.h"
#include "surveillance/productivity_index.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

/// Source time since the first row: it runs on when the source restarts or jumps back.
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

constexpr std::string_view kLoop = "loop";

responses::LeftOut left_out_before(const store::Seam& seam) {
  return {.before = seam.label, .reason = seam.kind == store::SeamKind::loop ? kLoop : "seek"};
}

/// Rates per production day, of the rows after the newest seam.
class DailyRates {
 public:
  DailyRates(aggregation::Quantity rate, Microseconds step, std::optional<store::Seam> seam,
             const TimeZone& day_zone)
      : rate_(rate),
        step_(step),
        step_hours_(count_in<std::chrono::hours::period>(step)),
        seam_(seam),
        source_time_(step),
        grid_(aggregation::Interval::production_day, day_zone, day_zone) {}

  void add(const store::ProductionRow& row) {
    if (seam_ && row.time >= seam_->label) {
      begin_again(*seam_);
      seam_.reset();
    } else if (last_original_time_ && row.original_time <= *last_original_time_) {
      begin_again({row.time, store::SeamKind::jump});  // only in a table whose segments are not known
    }
    last_original_time_ = row.original_time;
    const auto elapsed = source_time_.elapsed_at(row.original_time);
    const auto day = grid_.bucket_of(row.time, row.original_time).from;
    if (day != day_) {
      close();
      day_ = day;
    }
    const auto value = aggregation::value_of(rate_, row.values);
    if (!value) return;
    sum_ += *value;
    elapsed_sum_ += elapsed;
    ++hours_;
    on_stream_hours_ += row.values[kOnStreamTag].value_or(*value > 0 ? 1 : 0) * step_hours_;
  }

  std::vector<surveillance::DailyRate> finish() {
    close();
    return std::move(days_);
  }

  [[nodiscard]] const std::optional<responses::LeftOut>& left_out() const { return left_out_; }

 private:
  void begin_again(const store::Seam& seam) {
    close();
    const auto days = days_.size() + (left_out_ ? *left_out_->days : 0);
    if (days > 0) left_out_ = left_out_before(seam);
    if (days > 0) left_out_->days = days;
    days_.clear();
    day_.reset();
    source_time_ = SourceTime(step_);
  }

  void close() {
    if (hours_ > 0)
      days_.push_back({.elapsed_days = count_in<std::chrono::days::period>(elapsed_sum_) / hours_,
                       .rate_sm3_per_day = sum_ / hours_,
                       .on_stream_hours = on_stream_hours_,
                       .covered_hours = hours_ * step_hours_});
    sum_ = on_stream_hours_ = 0;
    elapsed_sum_ = Microseconds(0);
    hours_ = 0;
  }

  aggregation::Quantity rate_;
  Microseconds step_;
  double step_hours_;
  std::optional<store::Seam> seam_;  // not reached yet
  std::optional<Instant> last_original_time_;
  std::optional<responses::LeftOut> left_out_;
  SourceTime source_time_;
  aggregation::BucketGrid grid_;
  std::optional<Instant> day_;
  double sum_ = 0;
  Microseconds elapsed_sum_{0};  // places a day's rate at the middle of its hours, which the window may cut
  double on_stream_hours_ = 0;
  int hours_ = 0;
  std::vector<surveillance::DailyRate> days_;
};

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

std::string describe(const responses::LeftOut& left_out, const TimeZone& zone) {
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
  if (left_out) notes.push_back(describe(*left_out, zone));
  return notes;
}

responses::DeclineAnalysis decline_response(const surveillance::DeclineAnalysis& analysis,
                                            const RateUnits& rate, UnitSystem units) {
  const auto in_rate = [&](double value) { return from_metric(value, rate.rate, units); };
  const auto in_volume = [&](double value) { return from_metric(value, rate.volume, units); };
  const auto& parameters = analysis.parameters;
  const auto& summary = analysis.summary;
  const auto& forecast = analysis.forecast;
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
          .forecast = {.eur_remaining = forecast.eur_remaining_sm3.transform(in_volume),
                       .eur_unit = unit_symbol(rate.volume, units),
                       .economic_limit = in_rate(forecast.limits.economic_limit_sm3_per_day),
                       .terminal_decline = forecast.limits.terminal_decline_per_day,
                       .days_to_terminal_decline = forecast.days_to_terminal_decline,
                       .forecast_days = forecast.days},
          .goodness_of_fit = {.r_squared = analysis.fit.r_squared,
                              .fit_quality = to_string(analysis.fit.quality)}};
}

/// Returns 400 with the message of the earlier system.
http::Response wrong_rate_type(std::string_view instance) {
  return http::problem(kInvalidRateType,
                       fmt::format("Invalid rate_type. Must be one of: {}", fmt::join(kRateTypes, ", ")),
                       instance);
}

http::Response too_little(const Error& error, std::string_view instance) {
  return http::problem(kTooLittleData, error.message, instance);
}

constexpr double kPercent = 100;

struct IndexUnit {
  double factor;
  std::string_view symbol;
};

IndexUnit index_unit(UnitSystem units) {
  if (units == UnitSystem::field) return {kStockTankBarrelsPerSm3 / kPsiPerBar, "stb/d/psi"};
  return {1, "Sm3/d/bar"};
}

responses::ProductivityIndex index_response(const surveillance::ProductivityIndex& index, UnitSystem units) {
  const auto unit = index_unit(units);
  const auto in_unit = [&](double value) { return value * unit.factor; };
  const auto in_liquid_rate = [&](double value) {
    return from_metric(value, UnitFamily::liquid_rate, units);
  };
  const auto& pressures = index.pressures;
  const auto& indices = index.indices;
  return {.data_points = index.data_points,
          .valid_points = index.valid_points,
          .pressure_data = {.reservoir_pressure_psi = pressures.reservoir_pressure_bar * kPsiPerBar,
                            .reservoir_pressure_source = to_string(pressures.source),
                            .avg_flowing_bhp_psi = pressures.mean_flowing_bar * kPsiPerBar,
                            .min_flowing_bhp_psi = pressures.lowest_flowing_bar * kPsiPerBar,
                            .max_flowing_bhp_psi = pressures.highest_flowing_bar * kPsiPerBar,
                            .avg_drawdown_psi = pressures.mean_drawdown_bar * kPsiPerBar},
          .productivity_index = {.pi_oil = indices.oil.transform(in_unit),
                                 .pi_liquid = indices.liquid.transform(in_unit),
                                 .injectivity_index = indices.injectivity.transform(in_unit),
                                 .pi_unit = unit.symbol,
                                 .pi_std_dev = in_unit(indices.std_dev),
                                 .pi_coefficient_of_variation = indices.coefficient_of_variation * kPercent},
          .deliverability = {.aof_rate = index.deliverability.aof_sm3_per_day.transform(in_liquid_rate),
                             .aof_unit = unit_symbol(UnitFamily::liquid_rate, units),
                             .aof_description = describe(index.deliverability.method)},
          .interpretation = {.pi_quality = to_string(index.quality),
                             .consistency = to_string(index.consistency)}};
}

surveillance::HourlyFlow flow_of(const store::ProductionRow& row, Microseconds elapsed) {
  return {.elapsed_hours = count_in<std::chrono::hours::period>(elapsed),
          .on_stream_frac = row.values[kOnStreamTag].value_or(0),
          .oil_rate_sm3_per_day = row.values[kOilRateTag],
          .water_rate_sm3_per_day = row.values[kWaterRateTag],
          .injection_rate_sm3_per_day = row.values[kWaterInjectionRateTag],
          .downhole_pressure_bar = row.values[kDownholePressureTag]};
}

/// Most rows in memory for an index.
constexpr std::int64_t kMostFlows = 100'000;

/// How far back to search for a shut-in when the window has none.
constexpr std::chrono::days kSearchBack(365);

/// Reads the well's rows of (after, last].
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

/// Returns the pressure at the end of the last shut-in before the window and after `not_before` [bar].
awaitable<std::optional<double>> earlier_shut_in(HandlerContext context, RecentWindow window,
                                                 Instant not_before) {
  auto selection = window.selection();
  selection.request.last = window.after;
  selection.request.after = std::max(
      not_before, window.after - std::min<Microseconds>(kSearchBack, window.version.live_step * kMostFlows));
  const auto flows = co_await read_flows(context, std::move(selection), window.version.source_step);
  co_return surveillance::last_shut_in_pressure(flows);
}

/// Returns the pressure that the request gives [bar]. It is in psi unless the request itself says
/// units=metric; the default does not count: clients of the earlier system send psi and know no units.
std::optional<double> given_pressure_bar(const Arguments& arguments) {
  if (!arguments.has(kReservoirPressure)) return std::nullopt;
  const auto given = arguments.number(kReservoirPressure);
  const bool metric = arguments.is_given(kUnitsParameter.name) && units_of(arguments) == UnitSystem::metric;
  return metric ? given : given / kPsiPerBar;
}

/// Returns the limits of the forecast from the request, in the units of the response.
surveillance::ForecastLimits limits_of(const Arguments& arguments, const RateUnits& rate) {
  surveillance::ForecastLimits limits{surveillance::default_economic_limit(rate.type),
                                      arguments.number(kTerminalDecline)};
  if (arguments.has(kEconomicLimit))
    limits.economic_limit_sm3_per_day =
        arguments.number(kEconomicLimit) / from_metric(1, rate.rate, units_of(arguments));
  return limits;
}

awaitable<http::Response> get_decline_analysis(HandlerContext context, Arguments arguments) {
  const auto hours = arguments.whole_number(kHours);
  const auto& name = arguments.text(kRateType);
  if (std::ranges::find(kRateTypes, name) == kRateTypes.end()) co_return wrong_rate_type(context.instance);
  auto window = co_await find_recent_window(context, arguments.text(kWellName), std::chrono::hours(hours));
  if (!window) co_return std::move(window.error());
  const auto rate = rate_units(name);
  const auto& zone = *context.services.zone;
  const auto seam = co_await context.services.store->versions().newest_seam(window->last, context.deadline);
  DailyRates rates(rate.quantity, window->version.source_step, seam, window->version.production_zone());
  co_await for_each_row(context, window->selection(),
                        [&](const store::ProductionRow& row, std::size_t) { rates.add(row); });
  const auto days = rates.finish();
  const auto& left_out = rates.left_out();
  const auto analysis = surveillance::analyse_decline(days, limits_of(arguments, rate));
  if (!analysis) {
    auto error = analysis.error();
    if (left_out) error.message += fmt::format(". {}", describe(*left_out, zone));
    co_return too_little(error, context.instance);
  }
  auto response = decline_response(*analysis, rate, units_of(arguments));
  response.well_name = window->well_name;
  response.analysis_period_hours = hours;
  response.rate_type = name;
  response.left_out = left_out;
  response.notes = notes_of(*analysis, left_out, zone);
  response.units = units_by_name(response);
  co_return http::Response{.content_type = std::string(http::kJson), .body = json_of(response, zone)};
}

awaitable<http::Response> get_productivity_index(HandlerContext context, Arguments arguments) {
  using surveillance::WellRole;
  const auto hours = arguments.whole_number(kHours);
  auto window = co_await find_recent_window(context, arguments.text(kWellName), std::chrono::hours(hours));
  if (!window) co_return std::move(window.error());
  if (std::chrono::hours(hours) / window->version.live_step > kMostFlows)
    co_return http::problem(kWindowTooLarge,
                            fmt::format("The window holds more than {} rows of {}; ask for fewer hours",
                                        kMostFlows, window->well_name),
                            context.instance);
  // Before a seam the reservoir was in another state.
  const auto seam = co_await context.services.store->versions().newest_seam(window->last, context.deadline);
  const auto not_before = seam ? seam->label - Microseconds(1) : kBeginOfTime;
  const bool cut = not_before > window->after;
  window->after = std::max(window->after, not_before);
  const auto points = co_await read_flows(context, window->selection(), window->version.source_step);
  const auto role = window->well_type == "WI" ? WellRole::injector : WellRole::producer;
  surveillance::ReservoirState reservoir{.pressure_bar = given_pressure_bar(arguments)};
  if (!reservoir.pressure_bar && !surveillance::stabilised_shut_in_pressure(points, role))
    reservoir.earlier_shut_in_bar = co_await earlier_shut_in(context, *window, not_before);
  const auto index = surveillance::productivity_index(points, role, reservoir);
  if (!index) co_return too_little(index.error(), context.instance);
  auto response = index_response(*index, units_of(arguments));
  response.well_name = window->well_name;
  response.well_type = window->well_type;
  response.analysis_period_hours = hours;
  if (cut) response.left_out = left_out_before(*seam);
  response.units = units_by_name(response);
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(response, *context.services.zone)};
}

constexpr double kHighestPressure = 20000;  // psi, above any reservoir's
constexpr double kHighestLimit = 1e9;
constexpr double kSteepestTerminalDecline = 1;  // 1/d

std::vector<Parameter> decline_parameters() {
  return {kQueryWellNameParameter,
          window_hours(kHours, "720", 24, 8760),
          {.name = kRateType,
           .type = ParameterType::open_choice,
           .default_value = "oil",
           .choices = kRateTypes,
           .description = "Rate that is analysed.",
           .example = "oil"},
          {.name = kTerminalDecline,
           .type = ParameterType::number,
           .default_value = "0.00005",  // surveillance::kDefaultTerminalDecline
           .least = 0,
           .most = kSteepestTerminalDecline,
           .description =
               "Least nominal decline of the forecast [1/d]: from where the curve has come down to it, "
               "decline is exponential. 0: none.",
           .example = "0.0002"},
          {.name = kEconomicLimit,
           .type = ParameterType::number,
           .least = 0,
           .most = kHighestLimit,
           .description =
               "Rate at which the forecast ends, in the unit of the answer's rates. Without it 10 Sm3/d "
               "of oil, 1,500 Sm3/d of gas or 100 Sm3/d of liquid.",
           .example = "10"},
          kUnitsParameter};
}

Route decline_route() {
  return {
      .path = "/surveillance/decline-analysis",
      .operation = "get_decline_analysis",
      .group = "surveillance",
      .summary = "Decline of a well's rate",
      .description =
          "Exponential, hyperbolic or harmonic decline (Arps), fitted to the rates of production "
          "days while on stream, with b from 0 to 2; what remains is counted to an economic limit, with a "
          "terminal decline. Days before the data began again, or before a seek, are left out.",
      .parameters = decline_parameters(),
      .answers = {{http::Status::ok, "The analysis", Schema::decline_analysis}},
      .problems = {{http::Status::bad_request, "Fewer than 7 days with a rate, or no such rate_type"},
                   no_well(),
                   database_away()},
      .handler = get_decline_analysis,
      .caching = Caching::by_version};
}

/// `units` where a default in the document would change the meaning of `reservoir_pressure`: generated
/// clients send every default.
Parameter units_without_default() {
  auto units = kUnitsParameter;
  units.default_value = {};
  units.example = "field";
  units.description =
      "Units of the answer, metric where none is given. With metric the given pressure is in bar.";
  return units;
}

Route index_route() {
  return {.path = "/surveillance/productivity-index",
          .operation = "get_productivity_index",
          .group = "surveillance",
          .summary = "Productivity or injectivity of a well",
          .description =
              "Rate over the difference between reservoir and flowing pressure, of the hours in which the "
              "well flows.",
          .parameters = {kQueryWellNameParameter,
                         window_hours(kHours, "168", 1, 720),
                         {.name = kReservoirPressure,
                          .type = ParameterType::number,
                          .least = 1,
                          .most = kHighestPressure,
                          .description =
                              "Reservoir pressure [psi; bar with units=metric]. Without it that of the "
                              "window's shut-in hours, or of the last shut-in in the year before.",
                          .example = "4300"},
                         units_without_default()},
          .answers = {{http::Status::ok, "The index", Schema::productivity_index}},
          .problems = {{http::Status::bad_request,
                        "Fewer than 3 flowing hours, no reservoir pressure to be had, or more than 100,000 "
                        "rows"},
                       no_well(),
                       database_away()},
          .handler = get_productivity_index,
          .caching = Caching::by_version};
}

}  // namespace

std::vector<Route> make_surveillance_routes() {
  std::vector<Route> routes = {decline_route(), index_route()};
  for (auto& route : routes) route.unknown_parameters = UnknownParameters::ignored;
  return routes;
}

}  // namespace flodata::api
