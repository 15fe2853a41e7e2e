#include "api/rows/row_parameters.h"

#include <array>

#include "aggregation/bucket_fold.h"
#include "aggregation/column.h"
#include "aggregation/interval.h"
#include "api/rows/row_query.h"

namespace flodata::api {
namespace {

constexpr std::array<std::string_view, 3> kWellTypes = {"OP", "WI", "all"};
constexpr std::array<std::string_view, 3> kQualities = {"any", "uncertain", "good"};

/// Names and short names of tags, and names of derived quantities.
constexpr auto make_tag_names() {
  constexpr std::array<std::string_view, 3> kDerived = {"gor", "watercut", "liquid_rate"};
  constexpr auto kRenamed = [] {
    std::size_t count = 0;
    for (const auto& tag : kTags) count += tag.short_name != tag.name ? 1U : 0U;
    return count;
  }();
  std::array<std::string_view, kTagCount + kDerived.size() + kRenamed> names{};
  std::size_t next = 0;
  for (const auto& tag : kTags) names[next++] = tag.name;
  for (const auto name : kDerived) names[next++] = name;
  for (const auto& tag : kTags)
    if (tag.short_name != tag.name) names[next++] = tag.short_name;
  return names;
}
constexpr auto kTagNames = make_tag_names();

}  // namespace

const Parameter kWellNameParameter{
    .name = kWellName,
    .place = ParameterPlace::path,
    .type = ParameterType::text,
    .presence = Presence::required,
    .description =
        "Well identifier: the canonical name, the NPD name, the wellbore code or the short name (F-12), "
        "with plain or percent-encoded slashes. Answers carry the canonical name.",
    .example = "NO-15/9-F-12"};

const Parameter kQueryWellNameParameter{
    .name = kWellName,
    .type = ParameterType::text,
    .presence = Presence::required,
    .description = "Well by any accepted name; the answer carries the canonical one.",
    .example = "NO-15/9-F-14"};

const Parameter kFormatParameter{
    .name = kFormat,
    .type = ParameterType::choice,
    .choices = kRowFormatNames,
    .description =
        "Form of the answer: a JSON array, NDJSON (one object a line) or CSV. Without it the header "
        "Accept decides, and JSON where that does not.",
    .example = "json"};

const Parameter kStartParameter{
    .name = kStartTime,
    .other_name = "start",
    .type = ParameterType::time_expression,
    .default_value = "-24h",
    .to_label = Toward::later,
    .description =
        "First time, included: ISO 8601 (without an offset it is local time of "
        "TARGET_TIMEZONE), or counted back from now: -90m, -24h, -7d, now-2w. Without it "
        "24 hours before end_time.",
    .example = "2008-02-29T00:00:00"};

const Parameter kEndParameter{
    .name = kEndTime,
    .other_name = "end",
    .type = ParameterType::time_expression,
    .default_value = "now",
    .to_label = Toward::earlier,
    .description = "Last time, included: as start_time; now has no bound but the newest row.",
    .example = "2008-02-29T23:59:59"};

const Parameter kWellTypeParameter{.name = kWellType,
                                   .type = ParameterType::choice,
                                   .default_value = "all",
                                   .choices = kWellTypes,
                                   .description = "Rows of producers (OP), of injectors (WI), or all.",
                                   .example = "OP"};

const Parameter kIntervalParameter{
    .name = kInterval,
    .type = ParameterType::choice,
    .choices = aggregation::kIntervalNames,
    .description =
        "Length of a bucket; without it rows come as they are stored. 6h to 1mo begin at local wall "
        "times of `timezone`; 1pd is the source's production day.",
    .example = "1d"};

const Parameter kTimeZoneParameter{
    .name = kTimeZone,
    .type = ParameterType::time_zone,
    .description =
        "IANA time zone in which buckets begin and the times of the answer are written; without it "
        "TARGET_TIMEZONE.",
    .example = "Europe/Oslo"};

const Parameter kStatisticsParameter{
    .name = kStatistics,
    .type = ParameterType::list,
    .default_value = "mean",
    .choices = aggregation::kStatisticNames,
    .description =
        "Statistics of a bucket, repeated or between commas (needs `interval`). With several, columns are "
        "called "
        "tag_statistic. sum is the volume [Sm3] of a rate; time_on_stream is in hours; reported (of "
        "interval=1pd) gives the source's daily values back, volumes and means.",
    .example = "mean,max"};

const Parameter kFillParameter{
    .name = kFill,
    .type = ParameterType::choice,
    .default_value = "none",
    .choices = aggregation::kFillNames,
    .description = "What stands for buckets without rows (needs `interval`): none leaves them out.",
    .example = "null"};

const Parameter kQualityParameter{
    .name = kQuality,
    .type = ParameterType::choice,
    .default_value = "any",
    .choices = kQualities,
    .description = "Values used: any, uncertain (Good and Uncertain ones) or good. Other values are missing.",
    .example = "good"};

const Parameter kLimitParameter{
    .name = kLimit,
    .type = ParameterType::whole_number,
    .lower = 1,
    .upper = store::kMaxRows,
    .description =
        "Most rows of the answer; when there are more the header Link leads on. Without it all "
        "rows come.",
    .example = "1000"};

const Parameter kCursorParameter{
    .name = kCursor,
    .type = ParameterType::text,
    .description =
        "Where the answer goes on: Flodata-Next-Cursor of the part before. It keeps the window and "
        "the version of the data.",
    .example = ""};

const Parameter kPointsParameter{.name = kPoints,
                                 .type = ParameterType::whole_number,
                                 .lower = 10,
                                 .upper = 10000,
                                 .description =
                                     "Rows of each well wanted for a plot, about: of equal stretches of time "
                                     "the first, last, smallest and "
                                     "largest values, and every gap. Not with interval, limit or cursor.",
                                 .example = "1000"};

const Parameter kAsOfParameter{
    .name = kAsOf,
    .type = ParameterType::version,
    .description =
        "Version of the data: the number of a commit, or a time. The answer is that of the newest "
        "version not after it.",
    .example = "1200"};

const Parameter kTagsParameter{.name = kTagList,
                               .type = ParameterType::list,
                               .choices = kTagNames,
                               .description =
                                   "Tags, repeated or between commas, in the order wanted. Without it: all "
                                   "columns of the table, or with "
                                   "`interval` all tags, gor, watercut and liquid_rate.",
                               .example = "oil_rate,thp,gor"};

Parameter wells_parameter(std::string_view name) {
  return {.name = name,
          .type = ParameterType::list,
          .description = "Wells by any accepted name, repeated or between commas; without it all.",
          .example = "F-12,F-14"};
}

Parameter window_hours(std::string_view name, std::string_view default_value, std::int64_t least,
                       std::int64_t most) {
  return {.name = name,
          .type = ParameterType::whole_number,
          .default_value = default_value,
          .lower = least,
          .upper = most,
          .description = "Length of the window up to the newest row [h].",
          .example = default_value};
}

PossibleProblem unknown_well() {
  return {http::Status::not_found, "No such well; `detail` names the nearest"};
}
PossibleProblem no_well() { return {http::Status::not_found, "No such well, or it has no data"}; }
PossibleProblem database_away() {
  return {http::Status::unavailable, "The database does not answer now; ask again"};
}
PossibleProblem start_after_end_problem() {
  return {http::Status::bad_request, "start_time lies after end_time"};
}
PossibleProblem rewritten_problem() {
  return {http::Status::conflict,
          "The version asked for was rewritten since, or the cursor's data was replaced"};
}
PossibleProblem removed_problem() {
  return {http::Status::gone,
          "Rows of the window or the version were removed because of their age; `horizon` is when what is "
          "kept begins"};
}

}  // namespace flodata::api
