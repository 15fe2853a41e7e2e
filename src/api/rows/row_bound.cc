#include "api/rows/row_bound.h"

#include <algorithm>

#include <fmt/format.h>

namespace flodata::api {

using aggregation::Interval;
using boost::asio::awaitable;

namespace {

constexpr double kPieceBytes = 64.0 * 1024;
constexpr double kBytesPerValue = 24;  // with its key, as JSON

/// Returns how many rows the response has, at most.
double rows_of_answer(const RowQuery& query, const store::CellBounds& window, std::int64_t days) {
  const auto per_bucket = query.field ? 1.0 : static_cast<double>(query.wells.size());
  if (query.interval == Interval::production_day) return static_cast<double>(days) * per_bucket;
  const auto length = std::chrono::duration<double>(window.last - window.first);
  return (length / aggregation::shortest_length(*query.interval) + 1) * per_bucket;
}

/// Returns which share of the rows is read until a part is complete.
double share_at_once(const RowQuery& query, const store::CellBounds& window, std::int64_t days) {
  if (query.points) return 1;
  const auto rows = std::max(1.0, rows_of_answer(query, window, days));
  if (query.limit) return std::min(1.0, static_cast<double>(*query.limit) / rows);
  const auto values = rows * static_cast<double>(answer_columns(query).size());
  return std::min(1.0, kPieceBytes / (values * kBytesPerValue));
}

http::ParameterError too_many(const RowQuery& query, double rows, const std::string& zone) {
  const auto name = query.points ? kPoints : kInterval;
  return {.place = std::string(to_string(ParameterPlace::query)),
          .name = std::string(name),
          .message = fmt::format("{}: the answer would be made of {:.0f} million rows, and at most {} "
                                 "million are read at once; ask for "
                                 "a shorter window or fewer wells, or for what was added up before: "
                                 "interval=1pd, or interval=1d, 7d, "
                                 "1mo with timezone={}",
                                 name, rows / 1e6, kMostRowsAtOnce / 1'000'000, zone),
          .type = "too_large"};
}

}  // namespace

awaitable<std::optional<http::ParameterError>> find_excess(HandlerContext context, const RowQuery* query,
                                                           const ReadingPlan* plan) {
  const bool all_at_once = query->interval || query->points;
  if (!all_at_once || plan->of != Cells::none || query->wells.empty()) co_return std::nullopt;
  auto& rollups = context.services.store->rollups();
  const auto progress = co_await rollups.progress(context.deadline);
  if (!progress) co_return std::nullopt;
  auto window = plan->stretches.front().window;
  window.first = std::max(window.first, first_label(*query));
  const auto found = co_await rollups.days_between(window, progress->generation, context.deadline);
  const auto wells =
      static_cast<double>(query->wells.size()) / static_cast<double>(std::max<std::int64_t>(1, found.wells));
  const auto rows =
      static_cast<double>(found.rows) * std::min(1.0, wells) * share_at_once(*query, window, found.days);
  if (rows <= static_cast<double>(kMostRowsAtOnce)) co_return std::nullopt;
  co_return too_many(*query, rows, progress->zone);
}

}  // namespace flodata::api
