// How many rows a response reads for one part of it. What would end at the time limit is rejected before the
// work.
#pragma once

#include <optional>

#include <boost/asio/awaitable.hpp>

#include "api/contract/route.h"
#include "api/rows/row_query.h"

namespace flodata::api {

/// Most rows that are read until a part of a response is complete. A thread reads about a million in a
/// second, and has eight seconds for a part.
inline constexpr std::int64_t kMostRowsAtOnce = 4'000'000;

/// Returns what is wrong with a query for buckets or points that `plan` makes of more than kMostRowsAtOnce
/// rows at once; nothing for other queries, and where days were not added up yet: then nobody knows.
boost::asio::awaitable<std::optional<http::ParameterError>> find_excess(HandlerContext context,
                                                                        const RowQuery* query,
                                                                        const ReadingPlan* plan);

}  // namespace flodata::api
