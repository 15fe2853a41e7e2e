// What one client of /api/stream gets: an event per commit that carries rows it asked for, from where it is
// on.
//
// Why nothing is lost or repeated: commits are numbered without gaps and partition the rows by label. A
// client's place is (sequence, label): all rows of commits up to `sequence` are sent, and of the next one
// those up to `label`. It only moves when the event that moves it has been handed out, every event's id says
// it, and what comes next is read from the database by it. Proof: tests/api/events.py
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "api/cache/current_version.h"
#include "api/resources/event_feed.h"
#include "api/rows/row_format.h"
#include "base/error.h"
#include "http/message/message.h"

namespace flodata::api {

/// How far a client has come.
struct EventPlace {
  std::int64_t sequence = 0;
  std::optional<Instant> label;  // within the next commit; nothing: before its first row
  bool operator==(const EventPlace&) const = default;
};

/// "1207", or "1207.1764028800000000": the label in microseconds since 1970.
std::string to_event_id(const EventPlace& place);
/// Errors: invalid_argument naming the text.
Expected<EventPlace> parse_event_id(std::string_view text);

struct EventOptions {
  http::Delivery delivery;
  std::int64_t lineage;                      // the stream that `place` is of
  std::set<std::string, std::less<>> wells;  // canonical; empty: all
  RowWriter writer;                          // of JSON
  std::optional<std::int64_t> limit = {};    // so many events with news, then the end
};

/// `place`: where the client is; the first event says it again. When the stream is replaced by another one,
/// the client is told as of a revision, and goes on with the other one from its present version. `feed`,
/// `store` and `current_version` must outlive it.
std::unique_ptr<http::BodySource> make_event_source(EventFeed& feed, store::ProductionStore& store,
                                                    const CurrentVersion& current_version, EventPlace place,
                                                    EventOptions options);

}  // namespace flodata::api
