// The events for one client of /api/stream: one for each commit that has rows the client requested, from the
// client's place on.
//
// Why nothing is lost or repeated: commit numbers have no gaps, and commits partition the rows by label. A
// client's place is (sequence, label): all rows of commits up to `sequence` are sent, and those of the next
// commit up to `label`. The place moves only when its event has been handed over, every event's id contains
// it, and the next rows are read from the database by it. Proof: tests/api/events.py
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
#include "base/time_zone.h"
#include "http/message/message.h"

namespace flodata::api {

/// How far a client has come.
struct EventPlace {
  std::int64_t sequence = 0;
  std::optional<Instant> label;  // within the next commit; nothing: before its first row
  std::int64_t lineage = 0;      // of the stream that has this commit; 0: not said
  bool operator==(const EventPlace&) const = default;
};

/// "1207-1c3f9a07be24": sequence and lineage; within a commit "1207.1764028800000000-1c3f9a07be24", with the
/// label in microseconds since 1970; "1207" without a lineage.
std::string to_event_id(const EventPlace& place);
/// Errors: invalid_argument naming the text.
Expected<EventPlace> parse_event_id(std::string_view text);

struct EventOptions {
  http::Delivery delivery;
  std::int64_t lineage;                      // the stream of `place`
  std::set<std::string, std::less<>> wells;  // canonical; empty: all
  RowWriter writer;                          // of JSON
  std::optional<std::int64_t> limit = {};    // so many events with news, then the end
  bool is_replaced = false;  // the client's id is of another lineage: it gets a revision event first
  std::optional<TimeZone> status_zone =
      {};  // the client follows the stream's status too, with times of this zone
};

/// `place`: where the client is; the first event repeats it. When another stream replaces this one, the
/// client gets a revision event and continues with the new stream from its current version. `feed`, `store`
/// and `current_version` must outlive it.
std::unique_ptr<http::BodySource> make_event_source(EventFeed& feed, store::ProductionStore& store,
                                                    const CurrentVersion& current_version, EventPlace place,
                                                    EventOptions options);

}  // namespace flodata::api
