// The newest rows of wells, up to the version of the response.
#pragma once

#include <chrono>
#include <expected>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "api/contract/route.h"
#include "api/rows/response_version.h"
#include "api/rows/row_format.h"
#include "api/rows/row_source.h"
#include "store/production_row.h"
#include "store/production_store.h"

namespace flodata::api {

enum class RowOrder : unsigned char { as_read, reversed };

/// Rows of one well, and the order in which the newest comes first.
struct LatestRows {
  store::WellProduction production;
  RowOrder newest_first = RowOrder::as_read;
};

/// Returns the rows of the last `window` up to the newest row of the well called `asked`. One round trip.
/// Errors: as store::RowStore::latest().
boost::asio::awaitable<Expected<LatestRows>> latest_rows(HandlerContext context, std::string asked,
                                                         std::chrono::hours window);

/// Returns the newest row of every well, by name.
boost::asio::awaitable<store::ProductionRows> newest_rows(HandlerContext context);

/// Passes every selected row to `use`, page by page.
boost::asio::awaitable<void> for_each_row(HandlerContext context, RowSelection selection, RowUse use);

/// The last hours of one well up to its newest row, as the compatibility endpoints define them: later than
/// `after`, up to and including `last`.
struct RecentWindow {
  std::string well_name;
  std::string well_type;  // of the newest row
  Instant after;
  Instant last;
  ResponseVersion version;

  [[nodiscard]] RowSelection selection() const;
};

http::Response well_without_data(std::string_view asked, std::string_view instance);

/// Error response: 404 for an unknown well, and for one without rows.
boost::asio::awaitable<std::expected<RecentWindow, http::Response>> find_recent_window(
    HandlerContext context, std::string asked, std::chrono::hours window);

/// Writes rows; other requests of the thread get their turn in between. `rows` must outlive the coroutine.
boost::asio::awaitable<std::string> write_rows(const store::ProductionRows* rows, RowWriter writer,
                                               RowOrder order = RowOrder::as_read);

}  // namespace flodata::api
