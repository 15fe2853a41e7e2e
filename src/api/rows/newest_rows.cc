#include "api/rows/newest_rows.h"

#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/contract/database_watch.h"
#include "api/contract/problem_types.h"
#include "api/rows/response_version.h"
#include "api/rows/well_choice.h"
#include "store/production_row.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

/// Rows to format before other requests of this thread get their turn.
constexpr int kRowsPerTurn = 512;

/// Space to reserve per row, in percent of the first row's length.
constexpr std::size_t kRoomPercent = 110;

}  // namespace

// Rows committed after the version became known are newer than it; then, and only then, the window is read
// again from the version's own newest row.
awaitable<Expected<LatestRows>> latest_rows(HandlerContext context, std::string asked,
                                            std::chrono::hours window) {
  auto production =
      co_await context.services.store->rows().latest(asked, window, context.version, context.deadline);
  context.services.database_watch->answered();
  if (!production) co_return std::unexpected(production.error());
  const auto& rows = production->rows;
  const auto bound = context.version ? context.version->newest_label : std::nullopt;
  if (!bound || rows.size() == 0 || rows.time(0) <= *bound) co_return LatestRows{*std::move(production)};
  auto newest =
      co_await context.services.store->rows().newest_rows({production->well_name}, *bound, context.deadline);
  if (newest.size() == 0) co_return LatestRows{{production->well_name, std::move(newest)}};
  const auto last = newest.time(0);
  auto exact = co_await context.services.store->rows().range(
      production->well_name, last - window + Microseconds(1), last, context.version, context.deadline);
  if (!exact) co_return std::unexpected(exact.error());
  co_return LatestRows{*std::move(exact), RowOrder::reversed};
}

awaitable<store::ProductionRows> newest_rows(HandlerContext context) {
  const auto version = co_await present_version(context);
  const auto wells = co_await context.services.store->wells().entries(context.deadline);
  auto rows =
      co_await context.services.store->rows().newest_rows(names_of(wells), version.bound, context.deadline);
  context.services.database_watch->answered();
  co_return rows;
}

awaitable<void> for_each_row(HandlerContext context, RowSelection selection, RowUse use) {
  RowWriter unused(http::MediaType::json, {}, UnitSystem::metric, *context.services.zone);
  RowSource source(context.services.store, context.pass, std::move(selection), make_collector(std::move(use)),
                   AnswerRows(std::move(unused), {}, AnswerRows::Use::counted));
  co_await source.run(context.deadline);
  context.services.database_watch->answered();
}

RowSelection RecentWindow::selection() const {
  return {.request = {.wells = {well_name}, .after = after, .last = last, .columns = {}}, .well_type = {}};
}

awaitable<std::expected<RecentWindow, http::Response>> find_recent_window(HandlerContext context,
                                                                          std::string asked,
                                                                          std::chrono::hours window) {
  std::vector<std::string> names = {asked};
  auto wells = co_await choose_wells(context, std::move(names));
  if (!wells) co_return std::unexpected(std::move(wells.error()));
  const auto version = co_await present_version(context);
  const auto newest =
      co_await context.services.store->rows().newest_rows(names_of(*wells), version.bound, context.deadline);
  if (newest.size() == 0) co_return std::unexpected(well_without_data(asked, context.instance));
  const auto row = newest[0];
  co_return RecentWindow{.well_name = std::string(row.well_name),
                         .well_type = std::string(row.well_type.value_or("")),
                         .after = row.time - window,
                         .last = row.time,
                         .version = version};
}

http::Response well_without_data(std::string_view asked, std::string_view instance) {
  return http::problem(kNoData, fmt::format("Well '{}' not found: it has no data yet", asked), instance);
}

awaitable<std::string> write_rows(const store::ProductionRows* rows, RowWriter writer, RowOrder order) {
  std::string text;
  writer.begin(text);
  for (int count = 0; count < rows->size(); ++count) {
    writer.append(text, (*rows)[order == RowOrder::reversed ? rows->size() - 1 - count : count]);
    if (count == 0) text.reserve(text.size() * static_cast<std::size_t>(rows->size()) * kRoomPercent / 100);
    if ((count + 1) % kRowsPerTurn == 0)
      co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
  }
  writer.end(text);
  co_return text;
}

}  // namespace flodata::api
