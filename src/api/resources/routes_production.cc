// Routes for wells and rows of production data.
#include <array>

#include "aggregation/bucket_fold.h"
#include "aggregation/column.h"
#include "aggregation/interval.h"
#include "api/resources/handlers.h"
#include "api/resources/routes.h"
#include "api/rows/row_query.h"

namespace flodata::api {
namespace {

constexpr std::int64_t kLongestWindowHours = 8760;
constexpr std::array<std::string_view, 3> kWellTypes = {"OP", "WI", "all"};
constexpr std::array<std::string_view, 3> kQualities = {"any", "uncertain", "good"};
constexpr std::array<std::string_view, 2> kSplits = {"none", kWellType};

/// Tags by their names and by their short ones, and what is derived from them.
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

const Parameter kHoursParameter{.name = kHours,
                                .type = ParameterType::whole_number,
                                .default_value = "24",
                                .lower = 1,
                                .upper = kLongestWindowHours,
                                .description = "Number of hours to retrieve, up to the well's newest row.",
                                .example = "24"};

const Parameter kStart{.name = kStartTime,
                       .other_name = "start",
                       .type = ParameterType::time_expression,
                       .default_value = "-24h",
                       .to_label = Toward::later,
                       .description =
                           "First time, included: ISO 8601 (without an offset it is local time of "
                           "TARGET_TIMEZONE), or counted back from now: -90m, -24h, -7d, now-2w. Without it "
                           "24 hours before end_time.",
                       .example = "2008-02-29T00:00:00"};

const Parameter kEnd{
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
        "tag_statistic. sum is the volume [Sm3] of a rate; time_on_stream is in hours.",
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

const Parameter kSplitParameter{.name = kSplit,
                                .type = ParameterType::choice,
                                .default_value = "none",
                                .choices = kSplits,
                                .description = "Totals of all wells, or of each well type.",
                                .example = "none"};

PossibleProblem start_after_end() { return {Status::bad_request, "start_time lies after end_time"}; }
PossibleProblem rewritten() {
  return {Status::conflict, "The version asked for was rewritten since, or the cursor's data was replaced"};
}

Route wells_route() {
  return {.path = "/api/wells",
          .operation = "list_wells",
          .group = "production",
          .summary = "List all wells",
          .description = "Canonical names of all wells of which at least one hour is live, in order.",
          .parameters = {},
          .answers = {{Status::ok, "Names of the wells", Schema::well_list}},
          .problems = {database_away()},
          .handler = get_wells,
          .caching = Caching::by_version};
}

Route well_route() {
  return {.path = "/api/wells/{well_name}",
          .operation = "get_well",
          .group = "production",
          .summary = "What is known of a well",
          .description =
              "Names, present state and tags of a well. `stale` says that its rows ended a day of the "
              "data or longer before the newest one of the field.",
          .parameters = {kWellNameParameter, kUnitsParameter},
          .answers = {{Status::ok, "The well", Schema::well}},
          .problems = {unknown_well(), database_away()},
          .handler = get_well,
          .caching = Caching::by_version};
}

Route newest_route() {
  return {.path = "/api/production/latest",
          .operation = "get_newest_production",
          .group = "production",
          .summary = "Newest row of every well",
          .description = "One row for each well, by name.",
          .parameters = {kUnitsParameter, kFormatParameter},
          .answers = {{Status::ok, "Rows, by well", Schema::production_rows, UnitsHeader::present}},
          .problems = {database_away()},
          .handler = get_newest_production,
          .caching = Caching::by_version,
          .formats = Formats::rows};
}

Route latest_route() {
  return {.path = "/api/production/{well_name}/latest",
          .operation = "get_latest_production",
          .group = "production",
          .summary = "Latest production data of a well",
          .description = "All rows of the last `hours` hours up to the well's newest row, newest first.",
          .parameters = {kWellNameParameter, kHoursParameter, kUnitsParameter, kFormatParameter},
          .answers = {{Status::ok, "Rows, newest first", Schema::production_rows, UnitsHeader::present}},
          .problems = {{Status::bad_request, "The window holds more than 100,000 rows"},
                       unknown_well(),
                       database_away()},
          .handler = get_latest_production,
          .caching = Caching::by_version,
          .formats = Formats::rows};
}

Route range_route() {
  return {
      .path = "/api/production/{well_name}/range",
      .operation = "get_production_range",
      .group = "production",
      .summary = "Production data of a well for a time range",
      .description =
          "Rows from `start_time` to `end_time`, both included, oldest first: as they are stored, "
          "in buckets (`interval`), or as many as a plot needs (`points`).",
      .parameters = {kWellNameParameter, kStart, kEnd, kUnitsParameter, kTagsParameter, kIntervalParameter,
                     kTimeZoneParameter, kStatisticsParameter, kFillParameter, kQualityParameter,
                     kLimitParameter, kCursorParameter, kPointsParameter, kAsOfParameter, kFormatParameter},
      .answers = {{Status::ok, "Rows, oldest first", Schema::query_rows, UnitsHeader::present, kJson,
                   Parts::linked}},
      .problems = {start_after_end(),
                   {Status::not_found, "No such well, or no such version of the data"},
                   rewritten(),
                   database_away()},
      .handler = get_production_range,
      .caching = Caching::by_version,
      .formats = Formats::rows};
}

Route production_route() {
  return {.path = "/api/production",
          .operation = "get_production",
          .group = "production",
          .summary = "Production data of many wells",
          .description =
              "Rows of the wells from `start_time` to `end_time`, both included, by time, then well: as "
              "they are stored, in buckets (`interval`), or as many as a plot needs (`points`).",
          .parameters = {wells_parameter(kWells), kWellTypeParameter, kStart, kEnd, kUnitsParameter,
                         kTagsParameter, kIntervalParameter, kTimeZoneParameter, kStatisticsParameter,
                         kFillParameter, kQualityParameter, kLimitParameter, kCursorParameter,
                         kPointsParameter, kAsOfParameter, kFormatParameter},
          .answers = {{Status::ok, "Rows, by time, then well", Schema::query_rows, UnitsHeader::present,
                       kJson, Parts::linked}},
          .problems = {start_after_end(),
                       {Status::not_found, "No such well, or no such version of the data"},
                       rewritten(),
                       database_away()},
          .handler = get_production,
          .caching = Caching::by_version,
          .formats = Formats::rows};
}

Route field_route() {
  auto interval = kIntervalParameter;
  interval.default_value = "1h";
  interval.description =
      "Length of a bucket. 6h to 1mo begin at local wall times of `timezone`; 1pd is the "
      "source's production day.";
  return {.path = "/api/field/production",
          .operation = "get_field_production",
          .group = "production",
          .summary = "Totals of the field",
          .description =
              "Rates of all wells together, averaged over the hours of a bucket; volumes; ratios of "
              "sums.",
          .parameters = {kStart, kEnd, interval, kTimeZoneParameter, kWellTypeParameter, kSplitParameter,
                         kFillParameter, kQualityParameter, kLimitParameter, kCursorParameter,
                         kUnitsParameter, kAsOfParameter, kFormatParameter},
          .answers = {{Status::ok, "Buckets, oldest first", Schema::field_rows, UnitsHeader::present, kJson,
                       Parts::linked}},
          .problems = {start_after_end(),
                       {Status::not_found, "No such version of the data"},
                       rewritten(),
                       database_away()},
          .handler = get_field_production,
          .caching = Caching::by_version,
          .formats = Formats::rows};
}

}  // namespace

const Parameter kTagsParameter{.name = kTagList,
                               .type = ParameterType::list,
                               .choices = kTagNames,
                               .description =
                                   "Tags, repeated or between commas, in the order wanted. Without it: all "
                                   "columns of the table, or with "
                                   "`interval` all tags, gor, watercut and liquid_rate.",
                               .example = "oil_rate,thp,gor"};

// What has no parameter in its path comes before what has one there: a well's name may be any text.
std::vector<Route> make_production_routes() {
  return {wells_route(), well_route(),   newest_route(), production_route(),
          field_route(), latest_route(), range_route()};
}

}  // namespace flodata::api
