// Rows under the keys of the earlier Python system.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "aggregation/column.h"
#include "aggregation/interval.h"
#include "api/rows/row_format.h"
#include "http/message/message.h"

namespace flodata::api {

/// Keys of a row's numbers, in their order.
inline constexpr std::array<std::string_view, 15> kLaterKeys = {"oil_rate",
                                                                "gas_rate",
                                                                "water_rate",
                                                                "water_inj_rate",
                                                                "on_stream_hrs",
                                                                "downhole_pressure",
                                                                "downhole_temperature",
                                                                "dp_tubing",
                                                                "annulus_pressure",
                                                                "choke_size",
                                                                "thp",
                                                                "wht",
                                                                "gor",
                                                                "watercut",
                                                                "liquid_rate"};

/// Intervals of /wells/history and of /production/timeseries.
inline constexpr std::array<std::string_view, 5> kHistoryIntervals = {"1h", "6h", "12h", "1d", "7d"};
inline constexpr std::array<std::string_view, 4> kSeriesIntervals = {"1h", "6h", "12h", "1d"};

/// Rates of /surveillance/decline-analysis.
inline constexpr std::array<std::string_view, 3> kRateTypes = {"oil", "gas", "liquid"};

/// Returns the interval called `name`, or nothing when it is none of `allowed`.
std::optional<aggregation::Interval> later_interval(std::string_view name,
                                                    std::span<const std::string_view> allowed);

/// Returns 400 with the message of the earlier Python system.
http::Response wrong_interval(std::span<const std::string_view> allowed, std::string_view instance);

/// Columns of stored rows: time, well_name, well_type and the numbers.
std::vector<RowColumn> later_columns();

/// The means of the numbers over a bucket.
std::vector<aggregation::Column> later_means();

/// Columns of computed cells, under the given keys.
std::vector<RowColumn> cell_columns(std::vector<aggregation::Column> columns);

/// Columns of the totals of /production/current.
std::vector<RowColumn> current_total_columns();

/// Columns of /production/timeseries, for the field and for a well, and the means that fill those of a well.
std::vector<RowColumn> series_total_columns();
std::vector<RowColumn> series_well_columns();
std::vector<aggregation::Column> series_well_means();

}  // namespace flodata::api
