#include "verifier/verify.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/json.h"
#include "base/unicode.h"
#include "duck/daily_table.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"
#include "model/production_day.h"
#include "model/tag.h"
#include "upsampler/scada/scada_layer.h"
#include "upsampler/upsample.h"
#include "verifier/reproduce.h"
#include "verifier/sql.h"

namespace flodata::verifier {
namespace {

struct Invariant {
  std::string_view id;
  std::string_view statement;
  const char* sql;
  std::string_view needs;            // table without which it does not apply; empty: none
  bool only_of_ups2 = false;         // what UPS-1 never promised
  std::string_view not_under_scada;  // why it does not apply to a transmitter's readings; empty: it does
};

constexpr std::string_view kNoisyReadings = "readings under a SCADA layer go up and down by their noise";

constexpr std::array<Invariant, 15> kInvariants = {{
    {"I1",
     "the hours' volumes sum to the day, in whole thousandths where it is one; a negative day is 0 (rule "
     "R4)",
     sql::kI01ExactSums, ""},
    {"I2", "the mean of the hours that were averaged is the daily value (Good, at most 1e-6 off)",
     sql::kI02Means, ""},
    {"I3", "no hour leaves its tag's bounds or the cap of its week", sql::kI03Bounds, ""},
    {"I4", "on-stream parts sum to the day's hours; nothing flows while off", sql::kI04OnStream, ""},
    {"I5", "every day has its hours once, 23, 24 or 25 by the clocks of its zone", sql::kI05Rows, ""},
    {"I6", "steps over midnight are like those of the hours around (0.7 to 1.3)", sql::kI06Midnight, ""},
    {"I7", "each well's rate moves within the day as was asked for", sql::kI07Texture, ""},
    {"I8", "within a day choke goes with the rate, downhole pressure against it (99 % of days)",
     sql::kI08Coupling, ""},
    {"I9", "downhole pressure does not fall while the well is shut", sql::kI09BuildUp, "", false,
     kNoisyReadings},
    {"I10",
     "well-months sum to the monthly sheet, once the negative days that rule R4 serves as 0 are added back",
     sql::kI10Months, duck::kMonthlyTable},
    {"I12", "qualities are those of the rules, and Bad values are not served", sql::kI12Quality, ""},
    {"I14", "nothing tells the hour of the day (AUC of a classifier at most 0.53)", sql::kI14HourOfDay, "",
     true},
    {"I15", "outages begin at any time of the day that they can (chi-square, p above 0.01)",
     sql::kI15OutageStarts, "", true},
    {"I16", "states stay in the range of the well's days", sql::kI16Range, "", true},
    {"I17", "in shut hours of partial days states go one way, towards the shut level", sql::kI17ShutHours, "",
     true, kNoisyReadings},
}};

std::string_view to_string(TagKind kind) {
  switch (kind) {
    case TagKind::on_stream:
      return "on_stream";
    case TagKind::additive:
      return "additive";
    case TagKind::intensive:
      return "intensive";
  }
  return "";
}

/// How far a reading may be from what it reads; 0 without a layer.
double error_of(TagIndex tag, upsampler::Layer layer, int steps_per_hour) {
  if (layer == upsampler::Layer::none || kTags[tag].kind != TagKind::intensive) return 0;
  return upsampler::largest_reading_error(tag, steps_per_hour);
}

void prepare(duck::Database& database, upsampler::Layer layer) {
  const int steps_per_hour = duck::manifest_steps_per_hour(database);
  database.execute(sql::kCreateTags);
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    database.execute("INSERT INTO verify_tag VALUES (?, ?, ?, ?, ?, ?)",
                     {std::string(kTags[tag].source_column), std::string(kTags[tag].name),
                      std::string(to_string(kTags[tag].kind)), kTags[tag].lower, kTags[tag].upper,
                      error_of(tag, layer, steps_per_hour)});
  database.execute("SET VARIABLE production_day_zone = ?",
                   {duck::manifest_day_zone(database, kProductionDayZone).name()});
  database.execute("SET VARIABLE steps_per_hour = ?", {std::int64_t{steps_per_hour}});
  database.execute("SET VARIABLE method = ?",
                   {duck::get_manifest(database, duck::kAlgorithmKey)
                        .value_or(std::string(upsampler::algorithm_name(upsampler::Method::ups1)))});
  const bool has_layer = layer != upsampler::Layer::none;
  database.execute(fmt::format("SET VARIABLE layer = {}", has_layer));
  database.execute(sql::kRows);
  database.execute(has_layer ? sql::kScadaSteps : sql::kPlainSteps);
  database.execute(sql::kPrepare);
  database.execute(steps_per_hour == 1 ? "CREATE TEMP VIEW verify_hour AS FROM verify_unlabelled_step"
                                       : sql::kMeanHours);
}

InvariantResult measure(duck::Database& database, const Invariant& invariant) {
  InvariantResult result{.id = invariant.id, .statement = invariant.statement};
  if (!invariant.needs.empty() && !database.has_table(invariant.needs)) {
    result.measured = fmt::format("there is no table {}", invariant.needs);
    return result;
  }
  auto rows = database.query(invariant.sql);
  const auto row = rows.next();
  if (!row || row->is_null(0, 0)) {
    result.measured = "there is nothing in the file to measure";
    return result;
  }
  result.measured = row->text(0, 0);
  if (row->is_null(1, 0)) return result;  // too few to judge
  result.violations = row->int64(1, 0);
  if (!row->is_null(2, 0)) result.worst = row->text(2, 0);
  result.verdict = result.violations == 0 ? Verdict::holds : Verdict::violated;
  return result;
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::violated:
      return "violated";
    case Verdict::not_measured:
      return "not measured";
  }
  return "";
}

}  // namespace

bool VerifyReport::holds() const {
  return std::ranges::none_of(results,
                              [](const auto& result) { return result.verdict == Verdict::violated; });
}

VerifyReport verify_dataset(duck::Database& database, const std::stop_token& stop) {
  for (const auto* table : {duck::kDailyTable, duck::kHourlyTable})
    if (!database.has_table(table))
      throw Failure(Code::not_found, fmt::format("the file has no table {}: hours are measured against the "
                                                 "daily rows they were made of, so it needs both (`flodata "
                                                 "dataset upsample` makes the hours)",
                                                 table));
  static_cast<void>(duck::daily_well_codes(database));  // what is measured below is bounded by what it checks
  duck::check_well_count(database, duck::kHourlyTable, "WELL_BORE_CODE");
  const auto layer = value_or_throw(
      upsampler::layer_of_manifest(duck::get_manifest(database, duck::kLayerKey).value_or("")));
  prepare(database, layer);
  VerifyReport report;
  const bool is_ups2 =
      duck::get_manifest(database, duck::kAlgorithmKey) == upsampler::algorithm_name(upsampler::Method::ups2);
  for (const auto& invariant : kInvariants) {
    if (invariant.only_of_ups2 && !is_ups2) continue;
    if (stop.stop_requested()) throw Failure(Code::interrupted, "verifying stopped");
    if (layer == upsampler::Layer::scada && !invariant.not_under_scada.empty())
      report.results.push_back({.id = invariant.id,
                                .statement = invariant.statement,
                                .measured = std::string(invariant.not_under_scada)});
    else
      report.results.push_back(measure(database, invariant));
  }
  for (auto& result : reproduce(database, stop)) report.results.push_back(std::move(result));
  const auto number = [](const InvariantResult& result) {
    return std::stoi(std::string(result.id.substr(1)));
  };
  std::ranges::sort(report.results, {}, number);
  return report;
}

std::string to_text(const VerifyReport& report) {
  std::string text;
  for (const auto& result : report.results) {
    text += fmt::format("{:<4} {:<13} {}\n                   {}\n", result.id, to_string(result.verdict),
                        result.statement, printable(result.measured));
    if (result.worst) text += fmt::format("                   worst: {}\n", printable(*result.worst));
  }
  const auto violated = std::ranges::count(report.results, Verdict::violated, &InvariantResult::verdict);
  const auto measured = std::ranges::count_if(
      report.results, [](const auto& result) { return result.verdict != Verdict::not_measured; });
  return text + fmt::format("{} invariants measured, {} violated\n", measured, violated);
}

std::string to_json(const VerifyReport& report) {
  std::string json = "{\"invariants\":[";
  for (const auto& result : report.results) {
    json += &result == report.results.data() ? "{\"id\":" : ",{\"id\":";
    append_json_string(json, result.id);
    json += ",\"statement\":";
    append_json_string(json, result.statement);
    json += ",\"verdict\":";
    append_json_string(json, to_string(result.verdict));
    json += ",\"measured\":";
    append_json_string(json, result.measured);
    json += fmt::format(",\"violations\":{},\"worst\":", result.violations);
    if (result.worst)
      append_json_string(json, *result.worst);
    else
      json += "null";
    json += '}';
  }
  return printable_json(json + fmt::format("],\"holds\":{}}}", report.holds()));
}

}  // namespace flodata::verifier
