// The version of the data in a response: the current one, that of `asOf`, or that of a cursor.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "api/contract/route.h"
#include "api/contract/time_expression.h"
#include "api/rows/cursor.h"
#include "base/clock.h"
#include "base/time_zone.h"
#include "model/production_day.h"

namespace flodata::api {

struct ResponseVersion {
  std::int64_t lineage = 0;
  std::int64_t sequence = 0;
  Instant bound = kEndOfTime;  // rows up to this label
  Microseconds source_step = std::chrono::hours(1);
  Microseconds live_step = std::chrono::hours(1);  // at the present speed

  std::string day_zone{kProductionDayZone};  // IANA zone of the source's production days
  bool measured_hours = false;               // the source says that its rows are no computed ones
  std::optional<Instant> horizon = {};       // earlier rows were removed because of their age

  [[nodiscard]] double source_step_hours() const;
  /// Errors: Failure when the system does not know the zone.
  [[nodiscard]] TimeZone production_zone() const;
};

/// Returns the live time between two labels at the present speed.
Microseconds live_step(const store::DataVersion& version);

using FoundVersion = std::expected<ResponseVersion, http::Response>;

/// Returns the current version: that of the context, or else from the database. Without a stream there is no
/// bound.
boost::asio::awaitable<ResponseVersion> present_version(HandlerContext context);

/// Returns 410 with the horizon, when rows from `first` on were removed because of their age; nothing: they
/// are there.
std::optional<http::Response> rows_removed(const std::optional<Instant>& horizon, Instant first,
                                           const HandlerContext& context);

/// Returns the version that the parameter kAsOf names; without it, the current one. Error responses: 404
/// before the first known commit, 410 when its rows were removed because of their age, 409 when a later
/// revision has rewritten that version.
boost::asio::awaitable<FoundVersion> version_as_of(HandlerContext context, Arguments arguments);

/// Returns the version that the cursor pins; 409 when it is no longer available.
boost::asio::awaitable<FoundVersion> version_of(HandlerContext context, Cursor cursor);

}  // namespace flodata::api
