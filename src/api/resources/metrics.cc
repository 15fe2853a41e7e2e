// /metrics, for Prometheus. A scrape does not fail: it reports an unavailable database too.
#include "api/resources/metrics.h"

#include <algorithm>

#include "api/contract/database_watch.h"
#include "api/resources/metrics_text.h"
#include "base/error.h"
#include "http/client_accounts.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr auto kReadingLimit = std::chrono::seconds(2);  // Prometheus waits 10 s by default

awaitable<std::string> read_metrics(HandlerContext context) {
  try {
    const auto stream = co_await context.services.store->versions().stream_reading(
        std::min(context.deadline, std::chrono::steady_clock::now() + kReadingLimit));
    context.services.database_watch->answered();
    co_return metrics_text(DatabaseState::answers, stream, context.services.accounts->figures());
  } catch (const Failure& failure) {
    context.services.database_watch->failed(failure);
    co_return metrics_text(DatabaseState::away, std::nullopt, context.services.accounts->figures());
  }
}

awaitable<http::Response> get_metrics(HandlerContext context, Arguments) {
  co_return http::Response{.content_type = std::string(kMetricsText),
                           .body = co_await read_metrics(std::move(context))};
}

Route metrics_route() {
  return {.path = "/metrics",
          .operation = "get_metrics",
          .group = "service",
          .summary = "Metrics for Prometheus",
          .description =
              "The streamer's counters while it is at work, and gauges of what the stream does. "
              "Without the database it is `flodata_database_up 0`.",
          .parameters = {},
          .answers = {{http::Status::ok, "Prometheus' text format", Schema::metrics_text, UnitsHeader::absent,
                       kMetricsText}},
          .problems = {},
          .handler = get_metrics,
          .formats = Formats::text};
}

}  // namespace

std::vector<Route> make_metrics_routes() { return {metrics_route()}; }

}  // namespace flodata::api
