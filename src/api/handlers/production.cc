// /api/production/{well_name}/latest and …/range: rows of one well.
#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/handlers/handlers.h"
#include "api/row_json.h"
#include "base/iso8601.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

/// Rows formatted in one go; then other requests of this thread get their turn.
constexpr int kRowsPerTurn = 512;

awaitable<Response> rows_response(store::WellProduction production, UnitSystem units, const TimeZone* zone) {
  Response response{.content_type = std::string(kJson)};
  response.headers.emplace_back("Flodata-Units", units_object(units));
  auto& body = response.body;
  body += '[';
  for (int row = 0; row < production.rows.size(); ++row) {
    if (row > 0) body += ',';
    append_row(body, production.rows[row], units, *zone);
    if ((row + 1) % kRowsPerTurn == 0)
      co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
  }
  body += ']';
  co_return response;
}

awaitable<Response> respond(HandlerContext context, Arguments arguments,
                            Expected<store::WellProduction> production) {
  context.services.database_watch->answered();
  if (!production) {
    const auto kind = production.error().code == Code::not_found ? ProblemKind::unknown_well
                                                                 : ProblemKind::window_too_large;
    co_return problem(kind, production.error().message, context.instance);
  }
  co_return co_await rows_response(*std::move(production), units_of(arguments), context.services.zone);
}

}  // namespace

awaitable<Response> get_latest_production(HandlerContext context, Arguments arguments) {
  const std::chrono::hours window(arguments.whole_number("hours"));
  auto production =
      co_await context.services.store->latest(arguments.text("well_name"), window, context.deadline);
  co_return co_await respond(std::move(context), std::move(arguments), std::move(production));
}

awaitable<Response> get_production_range(HandlerContext context, Arguments arguments) {
  const auto first = arguments.time("start_time");
  const auto last = arguments.time("end_time");
  if (first > last) {
    const auto& zone = *context.services.zone;
    co_return problem(ProblemKind::contradicting_parameters,
                      fmt::format("start_time ({}) lies after end_time ({}); swap them",
                                  format_iso8601(first, zone), format_iso8601(last, zone)),
                      context.instance);
  }
  auto production =
      co_await context.services.store->range(arguments.text("well_name"), first, last, context.deadline);
  co_return co_await respond(std::move(context), std::move(arguments), std::move(production));
}

}  // namespace flodata::api
