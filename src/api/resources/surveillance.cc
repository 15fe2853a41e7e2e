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
#include "api/resources/daily_rates.h"
#include "api/resources/surveillance_responses.h"
#include "api/rows/newest_rows.h"
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

/// Returns 400 with the message of the earlier system.
http::Response wrong_rate_type(std::string_view instance) {
  return http::problem(kInvalidRateType,
                       fmt::format("Invalid rate_type. Must be one of: {}", fmt::join(kRateTypes, ", ")),
                       instance);
}

http::Response too_little(const Error& error, std::string_view instance) {
  return http::problem(kTooLittleData, error.message, instance);
}

/// Without hours on stream it is not known what the pressure is one of.
surveillance::HourlyFlow flow_of(const store::ProductionRow& row) {
  const auto& on_stream = row.values[kOnStreamTag];
  surveillance::HourlyFlow flow{.elapsed_hours = 0,
                                .on_stream_frac = on_stream.value_or(0),
                                .oil_rate_sm3_per_day = row.values[kOilRateTag],
                                .water_rate_sm3_per_day = row.values[kWaterRateTag],
                                .injection_rate_sm3_per_day = row.values[kWaterInjectionRateTag],
                                .downhole_pressure_bar = {}};
  if (!on_stream) return flow;
  flow.downhole_pressure_bar = row.values[kDownholePressureTag];
  flow.wellhead_pressure_bar = row.values[kWellheadPressureTag];
  return flow;
}

/// Most rows in memory for an index.
constexpr std::int64_t kMostFlows = 100'000;

/// How far back shut-ins are searched for.
constexpr std::chrono::days kSearchBack(365);

/// The well's rows of a window, and those before it from which its reservoir's pressure is estimated.
struct Flows {
  std::vector<surveillance::HourlyFlow> points;
  std::size_t before = 0;  // how many of them are before the window
  [[nodiscard]] std::span<surveillance::HourlyFlow> window() { return std::span(points).subspan(before); }
};

/// Reads the well's rows after `from` (or after the window's begin, if that is earlier) up to its end.
awaitable<Flows> read_flows(HandlerContext context, RecentWindow window, Instant from) {
  auto selection = window.selection();
  selection.request.after = std::min(from, window.after);
  auto& columns = selection.request.columns;
  columns = {.tags = {}, .texts = false};
  for (const auto tag : {kOnStreamTag, kOilRateTag, kWaterRateTag, kWaterInjectionRateTag,
                         kDownholePressureTag, kWellheadPressureTag})
    columns.tags.set(tag);
  selection.quality = QualityFilter::uncertain;
  SourceTime source_time(window.version.source_step);
  const auto zone = window.version.production_zone();
  aggregation::BucketGrid days(aggregation::Interval::production_day, zone, zone);
  std::optional<Instant> day;
  std::int64_t day_number = 0;
  Flows flows;
  co_await for_each_row(context, std::move(selection), [&](const store::ProductionRow& row, std::size_t) {
    const auto begin = days.bucket_of(row.time, row.original_time).from;
    if (begin != day) ++day_number;
    day = begin;
    auto flow = flow_of(row);
    flow.elapsed_hours = count_in<std::chrono::hours::period>(source_time.elapsed_at(row.original_time));
    flow.day = day_number;
    flows.points.push_back(flow);
    if (row.time <= window.after) ++flows.before;
  });
  co_return flows;
}

/// Returns the pressure that the request gives [bar]. It is in psi unless the request itself says
/// units=metric; the default does not count: clients of the earlier system send psi and know no units.
std::optional<double> given_pressure_bar(const Arguments& arguments, std::string_view name) {
  if (!arguments.has(name)) return std::nullopt;
  const auto given = arguments.number(name);
  const bool metric = arguments.is_given(kUnitsParameter.name) && units_of(arguments) == UnitSystem::metric;
  return metric ? given : given / kPsiPerBar;
}

/// Returns the limits of the forecast from the request, in the units of the response.
surveillance::ForecastLimits limits_of(const Arguments& arguments, const RateUnits& rate) {
  surveillance::ForecastLimits limits{surveillance::default_economic_limit(rate.type),
                                      arguments.number(kTerminalDecline)};
  limits.horizon_days = arguments.number(kHorizon);
  limits.usual_decline_per_year = surveillance::usual_decline(rate.type);
  if (arguments.has(kEconomicLimit))
    limits.economic_limit_sm3_per_day =
        arguments.number(kEconomicLimit) / from_metric(1, rate.rate, units_of(arguments));
  return limits;
}

/// Rates of the same days that an analysis is compared with: of liquid for oil, of oil for liquid.
std::optional<RateUnits> counterpart_of(surveillance::RateType type) {
  switch (type) {
    case surveillance::RateType::oil:
      return rate_units("liquid");
    case surveillance::RateType::liquid:
      return rate_units("oil");
    case surveillance::RateType::gas:
      return std::nullopt;
  }
  return std::nullopt;
}

/// Oil is never more than the liquid. Returns a note where that changed the forecast.
std::optional<std::string> reconcile(surveillance::DeclineAnalysis& analysis, surveillance::RateType type,
                                     std::span<const surveillance::DailyRate> days,
                                     std::span<const surveillance::DailyRate> other_days,
                                     bool limit_is_given) {
  using surveillance::RateType;
  const bool of_oil = type == RateType::oil;
  auto limits = analysis.forecast.limits;
  if (!limit_is_given)
    limits.economic_limit_sm3_per_day = surveillance::default_economic_limit(RateType::oil);
  limits.usual_decline_per_year = surveillance::usual_decline(RateType::oil);
  auto oil = surveillance::analyse_decline(of_oil ? days : other_days, limits);
  limits.usual_decline_per_year = surveillance::usual_decline(RateType::liquid);
  const auto liquid = surveillance::analyse_decline(of_oil ? other_days : days, limits);
  if (!oil || !liquid) return std::nullopt;
  const bool limited = surveillance::limit_to_liquid(oil->forecast, liquid->forecast);
  if (of_oil) {
    if (!limited) return std::nullopt;
    analysis.forecast = oil->forecast;
    return "the forecast of oil is limited to that of the liquid";
  }
  if (!surveillance::raise_to_oil(analysis.forecast, oil->forecast)) return std::nullopt;
  return "the forecast of liquid is raised to that of its oil, which ends at a lower rate";
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
  const auto rates_of = [&](const RateUnits& which) {
    return DailyRates(which.quantity, window->version.source_step, seam, window->version.production_zone());
  };
  auto rates = rates_of(rate);
  auto other_rates = counterpart_of(rate.type).transform(rates_of);
  co_await for_each_row(context, window->selection(), [&](const store::ProductionRow& row, std::size_t) {
    rates.add(row);
    if (other_rates) other_rates->add(row);
  });
  const auto days = rates.finish();
  const auto& left_out = rates.left_out();
  auto analysis = surveillance::analyse_decline(days, limits_of(arguments, rate));
  if (!analysis) {
    auto error = analysis.error();
    if (left_out) error.message += fmt::format(". {}", describe_left_out(*left_out, zone));
    co_return too_little(error, context.instance);
  }
  std::optional<std::string> reconciled;
  if (other_rates)
    reconciled = reconcile(*analysis, rate.type, days, other_rates->finish(), arguments.has(kEconomicLimit));
  auto response = decline_response(*analysis, rate, units_of(arguments));
  response.well_name = window->well_name;
  response.analysis_period_hours = hours;
  response.rate_type = name;
  response.left_out = left_out;
  response.notes = notes_of(*analysis, left_out, zone);
  if (reconciled) response.notes.push_back(*reconciled);
  response.units = units_by_name(response);
  co_return http::Response{.content_type = std::string(http::kJson), .body = json_of(response, zone)};
}

/// An injector without a downhole gauge has the pressure of its wellhead and of the water above the
/// reservoir. Makes that the points' downhole pressure.
PressureBasis basis_of(std::span<surveillance::HourlyFlow> points, surveillance::WellRole role,
                       const Arguments& arguments) {
  using surveillance::PressureGauge;
  PressureBasis basis{.gauge = PressureGauge::downhole,
                      .water_density_kg_per_m3 = arguments.number(kWaterDensity),
                      .column_height_m = {},
                      .bubble_point_bar = given_pressure_bar(arguments, kBubblePoint)};
  const bool has_gauge = std::ranges::any_of(
      points, [](const auto& point) { return point.downhole_pressure_bar.value_or(0) > 0; });
  if (role == surveillance::WellRole::producer || has_gauge) return basis;
  basis.gauge = PressureGauge::wellhead;
  if (arguments.has(kColumnHeight)) basis.column_height_m = arguments.number(kColumnHeight);
  constexpr double kStandardGravity = 9.80665;  // m/s²
  constexpr double kPascalPerBar = 1e5;
  const double column_bar =
      basis.water_density_kg_per_m3 * kStandardGravity * basis.column_height_m.value_or(0) / kPascalPerBar;
  for (auto& point : points)
    if (point.wellhead_pressure_bar > 0.0)
      point.downhole_pressure_bar = *point.wellhead_pressure_bar + column_bar;
  return basis;
}

http::Response no_column(std::string_view instance) {
  return http::problem(
      kTooLittleData,
      "the well has no downhole gauge: give column_height [m], so that reservoir_pressure can be "
      "compared with the wellhead's, or leave out reservoir_pressure",
      instance);
}

/// Begin of the rows that an index is made of: those of the window, and without a given pressure of the year
/// before its end.
Instant begin_of_evidence(const RecentWindow& window, Instant not_before, bool pressure_is_given) {
  if (pressure_is_given) return window.after;
  return std::max(not_before,
                  window.last - std::min<Microseconds>(kSearchBack, window.version.live_step * kMostFlows));
}

std::optional<surveillance::ReservoirPressureEstimate> estimate_pressure(
    std::span<const surveillance::HourlyFlow> points, surveillance::WellRole role,
    const surveillance::ReservoirState& reservoir, const ResponseVersion& version) {
  const double step_hours = count_in<std::chrono::hours::period>(version.source_step);
  const auto days = surveillance::well_days(points, step_hours, role);
  std::vector<surveillance::BuildUp> build_ups;  // the course within a day that was computed is no evidence
  if (version.measured_hours) build_ups = surveillance::find_build_ups(points, step_hours, role);
  return surveillance::estimate_reservoir_pressure(days, role, reservoir.bubble_point_bar, build_ups);
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
  surveillance::ReservoirState reservoir{.pressure_bar = given_pressure_bar(arguments, kReservoirPressure)};
  auto flows = co_await read_flows(
      context, *window, begin_of_evidence(*window, not_before, reservoir.pressure_bar.has_value()));
  const auto role = window->well_type == "WI" ? WellRole::injector : WellRole::producer;
  const auto basis = basis_of(flows.points, role, arguments);
  reservoir.bubble_point_bar = basis.bubble_point_bar;
  if (reservoir.pressure_bar && basis.gauge == surveillance::PressureGauge::wellhead &&
      !basis.column_height_m)
    co_return no_column(context.instance);
  if (!reservoir.pressure_bar)
    reservoir.estimate = estimate_pressure(flows.points, role, reservoir, window->version);
  const auto index = surveillance::productivity_index(flows.window(), role, reservoir);
  if (!index) co_return too_little(index.error(), context.instance);
  auto response = index_response(*index, basis, units_of(arguments));
  response.well_name = window->well_name;
  response.well_type = window->well_type;
  response.analysis_period_hours = hours;
  if (cut) response.left_out = left_out_before(*seam);
  response.units = units_by_name(response);
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(response, *context.services.zone)};
}

constexpr double kHighestPressure = 20000;  // psi, above any reservoir's
constexpr double kLeastWaterDensity = 900;  // kg/m3
constexpr double kMostWaterDensity = 1300;  // brine
constexpr double kHighestColumn = 12000;    // m
constexpr double kHighestLimit = 1e9;
constexpr double kLongestHorizon = 36525;       // d
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
          {.name = kHorizon,
           .type = ParameterType::number,
           .default_value = "18262.5",  // surveillance::kForecastHorizonDays
           .least = 1,
           .most = kLongestHorizon,
           .description = "When the forecast ends at the latest [d].",
           .example = "365"},
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
          .parameters =
              {kQueryWellNameParameter,
               window_hours(kHours, "168", 1, 720),
               {.name = kReservoirPressure,
                .type = ParameterType::number,
                .least = 1,
                .most = kHighestPressure,
                .description =
                    "Reservoir pressure [psi; bar with units=metric]. Without it one is estimated from "
                    "the whole shut days of the last year.",
                .example = "4300"},
               {.name = kBubblePoint,
                .type = ParameterType::number,
                .least = 1,
                .most = kHighestPressure,
                .description =
                    "Bubble point of the oil [psi; bar with units=metric]. Without it aof_rate takes the "
                    "oil to be at its bubble point.",
                .example = "3600"},
               {.name = kWaterDensity,
                .type = ParameterType::number,
                .default_value = "1025",
                .least = kLeastWaterDensity,
                .most = kMostWaterDensity,
                .description = "Density of the water in an injector without downhole gauge [kg/m3].",
                .example = "1025"},
               {.name = kColumnHeight,
                .type = ParameterType::number,
                .least = 0,
                .most = kHighestColumn,
                .description = "True vertical height of that water [m]. Without it the pressures of such "
                               "an injector are those of its wellhead.",
                .example = "2800"},
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
