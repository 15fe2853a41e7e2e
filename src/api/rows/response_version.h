// The version of the data that an answer speaks of: the present one, that of `asOf`, or that of a cursor.
#pragma once

#include <expected>
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

  [[nodiscard]] double source_step_hours() const;
  /// Errors: Failure when this machine does not know the zone.
  [[nodiscard]] TimeZone production_zone() const;
};

/// Live time from one label to the next at the present speed.
Microseconds live_step(const store::DataVersion& version);

using FoundVersion = std::expected<ResponseVersion, http::Response>;

/// Returns the present version: that of the context, or the one that the database says. Without a stream
/// there is no bound.
boost::asio::awaitable<ResponseVersion> present_version(HandlerContext context);

/// Returns the version that the parameter kAsOf means, the present one without it. The other answers: 404
/// before the first known commit, 409 when what was before a revision is asked for.
boost::asio::awaitable<FoundVersion> version_as_of(HandlerContext context, Arguments arguments);

/// Returns the version that the cursor pins; 409 when it is not to be had any more.
boost::asio::awaitable<FoundVersion> version_of(HandlerContext context, Cursor cursor);

}  // namespace flodata::api
