// The meaning of a request for rows: wells, window, version, tags, buckets. Parsed from the parameters,
// completed from the database, then turned into a stage and a selection.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/bucket_fold.h"
#include "aggregation/column.h"
#include "aggregation/interval.h"
#include "aggregation/quantity.h"
#include "api/contract/parameter.h"
#include "api/rows/response_version.h"
#include "api/rows/row_format.h"
#include "api/rows/row_source.h"
#include "api/rows/row_stage.h"
#include "base/time_zone.h"
#include "store/production_store.h"

namespace flodata::api {

/// Names of parameters.
inline constexpr std::string_view kWells = "wells";
inline constexpr std::string_view kWellFilter = "well";                   // of /api/stream
inline constexpr std::string_view kLastEventParameter = "last_event_id";  // of /api/stream
inline constexpr std::string_view kWellName = "well_name";
inline constexpr std::string_view kWellType = "well_type";
inline constexpr std::string_view kStartTime = "start_time";
inline constexpr std::string_view kEndTime = "end_time";
inline constexpr std::string_view kTagList = "tags";
inline constexpr std::string_view kInterval = "interval";
inline constexpr std::string_view kTimeZone = "timezone";
inline constexpr std::string_view kStatistics = "agg";
inline constexpr std::string_view kFill = "fill";
inline constexpr std::string_view kQuality = "quality";
inline constexpr std::string_view kLimit = "limit";
inline constexpr std::string_view kCursor = "cursor";
inline constexpr std::string_view kPoints = "points";
inline constexpr std::string_view kAsOf = "asOf";
inline constexpr std::string_view kFormat = "format";
inline constexpr std::string_view kHours = "hours";
inline constexpr std::string_view kPeriodHours = "period_hours";
inline constexpr std::string_view kAggregate = "aggregate";
inline constexpr std::string_view kRateType = "rate_type";
inline constexpr std::string_view kReservoirPressure = "reservoir_pressure";
inline constexpr std::string_view kBubblePoint = "bubble_point";
inline constexpr std::string_view kWaterDensity = "water_density";
inline constexpr std::string_view kColumnHeight = "column_height";
inline constexpr std::string_view kTerminalDecline = "terminal_decline";
inline constexpr std::string_view kEconomicLimit = "economic_limit";
inline constexpr std::string_view kHorizon = "horizon";
inline constexpr std::string_view kSplit = "by";

inline constexpr std::string_view kAllWellTypes = "all";

struct RowQuery {
  std::vector<store::WellEntry> wells;  // by name; those with rows up to the window's end
  Instant first;                        // window, inclusive
  Instant last;
  ResponseVersion version;
  std::string well_type;  // empty: any
  QualityFilter quality = QualityFilter::any;
  std::vector<aggregation::Quantity> quantities;  // empty: the columns of the table
  std::optional<aggregation::Interval> interval;
  std::vector<aggregation::Column> columns;  // of buckets
  aggregation::Fill fill = aggregation::Fill::none;
  std::optional<std::size_t> points;
  std::optional<std::size_t> limit;
  std::optional<aggregation::FieldSplit> field;  // for totals of the field
  TimeZone zone;
  UnitSystem units = UnitSystem::metric;
  http::MediaType format = http::MediaType::json;
};

using ParsedQuery = std::expected<RowQuery, std::vector<http::ParameterError>>;

/// Parses the parameters of a row route; wells and version are not known yet. `zone`: used when the request
/// names none.
ParsedQuery parse_row_query(const Arguments& arguments, const TimeZone& zone);

/// Likewise for the field's totals.
ParsedQuery parse_field_query(const Arguments& arguments, const TimeZone& zone);

/// Quantities by the parameter kTagList, each once; none where it is not given.
std::expected<std::vector<aggregation::Quantity>, std::vector<http::ParameterError>> parse_quantities(
    const Arguments& arguments);

/// Keys of rows as they are stored, by the parameter kTagList.
std::expected<std::vector<RowColumn>, std::vector<http::ParameterError>> parse_columns(
    const Arguments& arguments);

/// Returns the keys and units of the response.
std::vector<RowColumn> answer_columns(const RowQuery& query);

/// Returns what to read for rows from `read_from` on.
RowSelection make_selection(const RowQuery& query, Instant read_from);
/// Returns what a plan is to be made for.
PlannedWindow window_of(const RowQuery& query, Instant read_from);
std::unique_ptr<RowStage> make_stage(const RowQuery& query, Instant read_from);

/// Returns the first label of the query's wells, of which there is one at least.
Instant first_label(const RowQuery& query);

/// Returns the window's end or the newest existing label, whichever is earlier.
Instant last_label(const RowQuery& query);

}  // namespace flodata::api
