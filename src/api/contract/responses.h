// The JSON objects of responses, except rows and problem documents.
#pragma once

#include <cstdint>

#include "base/json_members.h"

namespace flodata::api::responses {

using Text = std::string_view;
using MaybeText = std::optional<std::string_view>;
using MaybeNumber = std::optional<double>;
using MaybeTime = std::optional<Instant>;
using Whole = std::int64_t;

inline constexpr JsonMember kUnits{"unit of every number"};
inline constexpr JsonMember kWellName{"canonical name"};
inline constexpr JsonMember kWindow{"length of the window", "h"};
inline constexpr JsonMember kInterval{"length of a bucket"};

FLODATA_JSON_STRUCT(ServiceIndex,
  (Text, service, "name"),
  (Text, version, "version of the program"),
  (Text, description, "what it is"),
  (TextByName, endpoints))

FLODATA_JSON_STRUCT(Health,
  (TextConstant<"healthy">, status),
  (Text, description, "what is served"),
  (TextConstant<"connected">, database),
  (Instant, timestamp, "now, in TARGET_TIMEZONE"))

FLODATA_JSON_STRUCT(Unhealthy,
  (TextConstant<"unhealthy">, status),
  (Text, description, "what is served"),
  (TextConstant<"disconnected">, database),
  (Text, error, "what is wrong, and how to find the cause"),
  (Instant, timestamp, "now, in TARGET_TIMEZONE"))

FLODATA_JSON_STRUCT(WellList, (std::vector<Text>, wells))

FLODATA_JSON_STRUCT(WellTag,
  (Text, name, "name"),
  (Text, short_name, "name in the compatibility endpoints"),
  (Text, description, "what it is"),
  (Text, unit, "unit of its values"),
  (Text, kind, "on_stream, additive (a rate), intensive (a state)"))

FLODATA_JSON_STRUCT(Well,
  (std::string, well_name, kWellName),
  (std::string, npd_well_bore_name, "name as the source writes it"),
  (std::string, well_bore_code, "wellbore code as the source writes it"),
  (std::vector<std::string>, aliases),
  (std::string, short_name, "name within the field"),
  (Instant, first_time, "live label of the first row"),
  (std::string, production_day_zone, "IANA zone whose local days are the source's production days"),
  (MaybeText, well_type, "type by the newest row"),
  (MaybeText, flow_kind, "production or injection, by the newest row"),
  (MaybeTime, last_time, "live label of the newest row"),
  (std::optional<LocalDay>, production_day, "production day of the newest row"),
  (MaybeText, status, "flowing, shut, or stale: no rows for a day of the data; null without rows"),
  (std::vector<WellTag>, tags),
  (TextByName, units, kUnits))

FLODATA_JSON_STRUCT(WellType, (Text, well_name, kWellName), (MaybeText, well_type, "type by the newest row"))

FLODATA_JSON_STRUCT(WellTypes, (std::size_t, count, "wells listed"), (std::vector<WellType>, wells))

FLODATA_JSON_STRUCT(WellHistory,
  (Text, well_name, kWellName),
  (Whole, hours, kWindow),
  (Text, interval, kInterval),
  (std::size_t, data_points, "buckets"),
  (WrittenJson, data),
  (WrittenTexts, units, kUnits))

FLODATA_JSON_STRUCT(CurrentProduction,
  (MaybeTime, timestamp, "newest row of those listed"),
  (std::size_t, well_count, "wells listed"),
  (WrittenJson, totals),
  (WrittenJson, wells),
  (WrittenTexts, units, kUnits))

FLODATA_JSON_STRUCT(ProductionSeries,
  (Whole, hours, kWindow),
  (Text, interval, kInterval),
  (Text, well_type, "wells that count"),
  (bool, aggregate, "totals of the field, or a row for each well"),
  (std::size_t, data_points, "rows"),
  (WrittenJson, data),
  (WrittenTexts, units, kUnits))

FLODATA_JSON_STRUCT(DatabaseStats,
  (Whole, total_records, "rows", "1"),
  (std::size_t, well_count, "wells", "1"),
  (MaybeTime, earliest_data, "label of the first row"),
  (MaybeTime, latest_data, "label of the newest row"),
  (MaybeTime, last_update, "when the newest rows came"))

FLODATA_JSON_STRUCT(StreamingStats,
  (Text, status, "active, paused or stopped"),
  (MaybeTime, simulated_time, "next hour to stream, in the data"))

FLODATA_JSON_STRUCT(Stats, (DatabaseStats, database), (StreamingStats, streaming), (TextByName, units, kUnits))

FLODATA_JSON_STRUCT(LeftOut,
  (Instant, before, "label at which the newest stretch begins: what was before it"),
  (Text, reason, "loop (the data began again) or seek"),
  (Omittable<std::size_t>, days, "days of the window that were not used, of a decline"))

inline constexpr JsonMember kLeftOut{"null: nothing was left out"};

FLODATA_JSON_STRUCT(DeclineParameters,
  (MaybeNumber, qi, "rate", "qi_unit"),
  (Text, qi_unit, "unit of rates"),
  (MaybeNumber, Di_daily, "nominal decline", "1/d"),
  (MaybeNumber, Di_annual, "nominal decline", "1/a"),
  (MaybeNumber, Di_annual_percent, "effective decline of the first year", "%"),
  (MaybeNumber, b_factor, "0 exponential, 1 harmonic; 0 to 2"),
  (Text, b_bound, "none, lower, upper: at which end of its range b stands"),
  (Text, model_type, "exponential (b is 0), harmonic (b is 1), hyperbolic (any other b), not declining"))

FLODATA_JSON_STRUCT(ProductionSummary,
  (MaybeNumber, initial_rate, "rate", "qi_unit"),
  (MaybeNumber, current_rate, "rate", "qi_unit"),
  (MaybeNumber, rate_change_percent, "change", "%"),
  (MaybeNumber, cumulative_in_period, "volume", "eur_unit"))

FLODATA_JSON_STRUCT(Forecast,
  (MaybeNumber, eur_remaining, "volume until the economic limit, by the curve; null: see no_forecast_reason", "eur_unit"),
  (MaybeNumber, eur_p90, "low estimate: exceeded with 90 % probability", "eur_unit"),
  (MaybeNumber, eur_p50, "best estimate: exceeded with 50 % probability", "eur_unit"),
  (MaybeNumber, eur_p10, "high estimate: exceeded with 10 % probability", "eur_unit"),
  (MaybeText, no_forecast_reason, "why eur_remaining is null; null where it is not"),
  (Text, eur_unit, "unit of volumes"),
  (MaybeNumber, economic_limit, "rate at which the forecast ends", "qi_unit"),
  (MaybeNumber, horizon_days, "when it ends at the latest", "d"),
  (MaybeNumber, terminal_decline, "least nominal decline of the forecast", "1/d"),
  (MaybeNumber, days_to_terminal_decline, "days until decline is exponential; null: not within the forecast", "d"),
  (MaybeNumber, forecast_days, "length of the forecast", "d"))

FLODATA_JSON_STRUCT(GoodnessOfFit,
  (MaybeNumber, r_squared, "of rates"),
  (Text, fit_quality, "excellent, good, fair, poor, undefined"))

FLODATA_JSON_STRUCT(DeclineAnalysis,
  (Text, well_name, kWellName),
  (Whole, analysis_period_hours, kWindow),
  (Text, rate_type, "oil, gas, liquid"),
  (std::size_t, data_points, "production days"),
  (std::size_t, valid_points, "days that the curve is fitted to"),
  (DeclineParameters, decline_parameters),
  (ProductionSummary, production_summary),
  (Forecast, forecast),
  (GoodnessOfFit, goodness_of_fit),
  (std::optional<LeftOut>, left_out, kLeftOut),
  (std::vector<std::string>, notes, "what to know before the numbers are used"),
  (TextByName, units, kUnits))

FLODATA_JSON_STRUCT(PressureData,
  (MaybeNumber, reservoir_pressure_psi, "reservoir pressure", "psi"),
  (MaybeNumber, reservoir_pressure_low_psi, "lower end of its interval", "psi"),
  (MaybeNumber, reservoir_pressure_high_psi, "upper end of its interval", "psi"),
  (Text, reservoir_pressure_source, "provided, shut-in, build-up, or one of the latter before the period"),
  (MaybeNumber, shut_in_pressure_psi, "mean of the last whole shut day, or last of a build-up; null when provided", "psi"),
  (MaybeNumber, shut_in_age_hours, "from the end of that day or build-up to the newest row; null when provided", "h"),
  (MaybeNumber, build_up_hours, "length of the build-up; null without one", "h"),
  (MaybeNumber, build_up_pressure_psi, "where its straight line ends (Horner)", "psi"),
  (MaybeNumber, build_up_slope_psi, "slope of that line per tenfold of Horner time", "psi"),
  (MaybeNumber, bubble_point_psi, "as given; null: not known", "psi"),
  (Text, pressure_basis, "where the pressures come from: downhole gauge, or wellhead gauge"),
  (MaybeNumber, water_density, "of the water column; null with a downhole gauge", "kg/m3"),
  (MaybeNumber, column_height, "of the water column; null: not given", "m"),
  (MaybeNumber, avg_flowing_bhp_psi, "mean flowing pressure", "psi"),
  (MaybeNumber, min_flowing_bhp_psi, "lowest flowing pressure", "psi"),
  (MaybeNumber, max_flowing_bhp_psi, "highest flowing pressure", "psi"),
  (MaybeNumber, avg_drawdown_psi, "mean drawdown", "psi"))

FLODATA_JSON_STRUCT(ProductivityIndices,
  (MaybeNumber, pi_oil, "oil", "pi_unit"),
  (MaybeNumber, pi_oil_low, "lower end of its interval", "pi_unit"),
  (MaybeNumber, pi_oil_high, "upper end of its interval", "pi_unit"),
  (MaybeNumber, pi_liquid, "oil and water", "pi_unit"),
  (MaybeNumber, pi_liquid_low, "lower end of its interval", "pi_unit"),
  (MaybeNumber, pi_liquid_high, "upper end of its interval", "pi_unit"),
  (MaybeNumber, pi_above_bubble_point, "oil and water, along the straight part of the inflow curve; null without bubble_point", "pi_unit"),
  (MaybeNumber, pi_above_bubble_point_low, "lower end of its interval", "pi_unit"),
  (MaybeNumber, pi_above_bubble_point_high, "upper end of its interval", "pi_unit"),
  (MaybeNumber, injectivity_index, "injected water", "pi_unit"),
  (MaybeNumber, injectivity_low, "lower end of its interval", "pi_unit"),
  (MaybeNumber, injectivity_high, "upper end of its interval", "pi_unit"),
  (Text, pi_unit, "unit of the indices"),
  (MaybeNumber, pi_std_dev, "standard deviation", "pi_unit"),
  (MaybeNumber, pi_coefficient_of_variation, "standard deviation over mean", "%"))

FLODATA_JSON_STRUCT(Deliverability,
  (MaybeNumber, aof_rate, "absolute open flow", "aof_unit"),
  (MaybeNumber, aof_low, "lower end of its interval", "aof_unit"),
  (MaybeNumber, aof_high, "upper end of its interval", "aof_unit"),
  (Text, aof_unit, "unit of aof_rate"),
  (Text, aof_description, "how it was found"))

FLODATA_JSON_STRUCT(Interpretation,
  (Text, pi_quality, "excellent, high, medium, low"),
  (Text, consistency, "consistent, moderate, erratic"))

FLODATA_JSON_STRUCT(ProductivityIndex,
  (Text, well_name, kWellName),
  (Text, well_type, "OP or WI, by the newest row"),
  (Whole, analysis_period_hours, kWindow),
  (std::size_t, data_points, "rows"),
  (std::size_t, valid_points, "flowing rows"),
  (PressureData, pressure_data),
  (ProductivityIndices, productivity_index),
  (Deliverability, deliverability),
  (Interpretation, interpretation),
  (MaybeNumber, confidence_level, "part of the cases in which an interval holds the true value", "%"),
  (std::optional<LeftOut>, left_out, kLeftOut),
  (std::vector<std::string>, notes, "what to know before the numbers are used"),
  (TextByName, units, kUnits))

FLODATA_JSON_STRUCT(StreamSeam,
  (Instant, time, "label of the first row after it"),
  (Text, kind, "loop: the data began again; jump: a seek or a re-anchor", "", {"loop", "jump"}))

FLODATA_JSON_STRUCT(FieldTotals,
  (MaybeNumber, oil_rate, "of all wells"),
  (MaybeNumber, gas_rate, "of all wells"),
  (MaybeNumber, water_rate, "of all wells"),
  (MaybeNumber, water_inj_rate, "of all wells"),
  (MaybeNumber, liquid_rate, "oil and water of the wells that have both"),
  (MaybeNumber, gor, "ratio of sums"),
  (MaybeNumber, watercut, "ratio of sums"))

FLODATA_JSON_STRUCT(Trend,
  (Text, tag, "whose means these are"),
  (std::vector<MaybeNumber>, values, "mean over the part of that number of trend_times"))

FLODATA_JSON_STRUCT(BadValue,
  (Text, tag, "whose value is Bad"),
  (std::string, rule, "the rule that says so"),
  (Instant, since, "label of the first of the rows without a break in which it is Bad, or silent because the well is shut"))

FLODATA_JSON_STRUCT(FieldWell,
  (Text, well_name, kWellName),
  (std::string, short_name, "name within the field"),
  (MaybeText, well_type, "type by its newest row"),
  (MaybeText, flow_kind, "production or injection, by its newest row"),
  (Text, status, "stale: no rows for a day of the data", "", {"flowing", "shut", "stale"}),
  (Instant, status_since, "label of the first row of that status; stale: of the newest row"),
  (Instant, first_time, "live label of its first row"),
  (Instant, time, "live label of its newest row"),
  (Instant, original_time, "that row's time in the data"),
  (LocalDay, production_day, "that row's production day"),
  (NumberByName, values, "that row's values, by tag"),
  (std::optional<NumberByName>, day_before, "values 24 h of the data before `time` of the field; null: no row"),
  (std::optional<WrittenObject>, quality, "values that are not Good, by tag; null: all are"),
  (std::vector<BadValue>, bad),
  (Trend, trend))

FLODATA_JSON_STRUCT(FieldWells,
  (MaybeTime, time, "newest label; null without rows"),
  (MaybeTime, original_time, "its time in the data"),
  (Text, production_day_zone, "IANA zone whose local days are the source's production days"),
  (std::size_t, well_count, "wells listed", "1"),
  (std::size_t, flowing, "of them", "1"),
  (std::size_t, shut, "of them", "1"),
  (std::size_t, stale, "of them", "1"),
  (std::optional<FieldTotals>, totals, "at `time`"),
  (std::optional<FieldTotals>, totals_day_before, "24 h of the data earlier; null: no rows"),
  (std::vector<Instant>, trend_times, "label of the first row of a part: 6 h of the data"),
  (std::vector<FieldWell>, wells),
  (TextByName, units, kUnits))

FLODATA_JSON_STRUCT(WellRanges,
  (std::string, well_name, kWellName),
  (NumberByName, lower, "by tag: 5 % of the values are lower; null: no value"),
  (NumberByName, upper, "by tag: 5 % of the values are higher; null: no value"))

FLODATA_JSON_STRUCT(NormalRanges,
  (MaybeTime, start_time, "label of the first step that counts; null without rows"),
  (MaybeTime, end_time, "label of the first step after the last that counts"),
  (Whole, days, "length of the window, each day 24 h of the data", "d"),
  (std::vector<WellRanges>, wells),
  (TextByName, units, kUnits))

FLODATA_JSON_STRUCT(FieldOutage,
  (Instant, start_time, "label of the first step that is missing"),
  (Instant, end_time, "label of the next row"),
  (double, hours, "length, in the data", "h"))

FLODATA_JSON_STRUCT(FieldLifePoints,
  (std::vector<Instant>, time, "label of the point's first step"),
  (std::vector<MaybeTime>, original_time, "its time in the data; null: the point has no row"),
  (std::vector<MaybeNumber>, oil_rate, "mean of the field's rate; null: missing"),
  (std::vector<MaybeNumber>, gas_rate, "mean of the field's rate; null: missing"),
  (std::vector<MaybeNumber>, water_rate, "mean of the field's rate; null: missing"),
  (std::vector<MaybeNumber>, water_inj_rate, "mean of the field's rate; null: missing"),
  (std::vector<MaybeNumber>, wells_on_stream, "mean number; null: the point has no row"))

FLODATA_JSON_STRUCT(FieldLife,
  (MaybeTime, first_time, "label of the first row; null without rows"),
  (MaybeTime, last_time, "label of the newest row"),
  (MaybeTime, first_original_time, "time of the first row in the data"),
  (MaybeTime, last_original_time, "time of the newest row in the data"),
  (double, step_hours, "length of a step of the data", "h"),
  (double, point_hours, "length of a point, in the data", "h"),
  (std::vector<StreamSeam>, seams),
  (std::vector<FieldOutage>, outages),
  (FieldLifePoints, points),
  (TextByName, units, kUnits))

FLODATA_JSON_STRUCT(ReplaySegment,
  (std::size_t, number, "counted from 1"),
  (Text, begins_with, "what made it; jump is a seek or a re-anchor, source another file", "",
   {"start", "jump", "resume", "speed", "source"}),
  (Instant, start_time, "live label of its first row"),
  (Instant, end_time, "live label of the row after its last"),
  (Instant, original_start_time, "start_time in the data"),
  (Instant, original_end_time, "end_time in the data"),
  (Whole, loop, "how often the data had been passed to its end at start_time"),
  (double, speed, "source time per live time", "s/s"),
  (Instant, anchor_source, "source time that is labelled anchor_live (continued over the data's end)"),
  (Instant, anchor_live, "live label of anchor_source"),
  (double, gap_seconds, "live time before it in which there are no labels", "s"),
  (bool, present, "whether it goes on"))

FLODATA_JSON_STRUCT(ReplayPause,
  (Instant, start_time, "live time at which it began"),
  (MaybeTime, end_time, "live time at which it ended; null: the stream is paused"))

FLODATA_JSON_STRUCT(ReplaySegments,
  (std::vector<ReplaySegment>, segments),
  (std::vector<ReplayPause>, pauses),
  (std::vector<StreamSeam>, seams))

FLODATA_JSON_STRUCT(ReplayPosition,
  (Instant, source_time, "next hour to stream, in the data"),
  (Whole, loop, "how often the data had been passed to its end"),
  (Instant, next_label, "live label of that hour"),
  (double, speed, "source time per live time", "s/s"),
  (bool, paused, "whether the stream was paused"))

FLODATA_JSON_STRUCT(ReplayCommand,
  (Whole, id, "number of the command in the table replay_command"),
  (Text, request_id, "name of the request"),
  (Text, command, "pause, resume, speed, seek, step, re-anchor; of the source file new-source, accept-changes"),
  (Text, argument, "its value; empty when it has none"),
  (Text, requested_by, "api, cli, REPLAY_SPEED (a setting) or source file"),
  (Instant, requested_at, "when it was given"),
  (Text, status, "what became of it", "", {"pending", "applied", "unchanged", "refused", "withdrawn"}),
  (MaybeTime, answered_at, "when that was"),
  (MaybeText, detail, "what was done, or why not"),
  (std::optional<ReplayPosition>, before, "where the stream was; null: it was not carried out"),
  (std::optional<ReplayPosition>, after, "where it was afterwards"))

FLODATA_JSON_STRUCT(ReplayCommands,
  (std::vector<ReplayCommand>, commands),
  (std::optional<Whole>, next_before, "`before` of the request for older ones; null: there are none"))

FLODATA_JSON_STRUCT(ReplayAnswer,
  (Whole, id, "number of the command in the table replay_command"),
  (Text, request_id, "the request's Idempotency-Key, or the one that it was given"),
  (Text, status, "applied, or unchanged when it was so already", "", {"applied", "unchanged"}),
  (Text, detail, "what was done"),
  (WrittenJson, stream))

}  // namespace flodata::api::responses
