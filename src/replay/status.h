// The present status of a stream, from the view replay_status of the live database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/time_zone.h"

namespace flodata::replay {

struct Status {
  std::string stream_id;
  std::string state;  // stopped, paused, loading, behind, streaming
  std::int64_t epoch = 0;
  std::int64_t sequence = 0;  // version of the data
  double speed = 1;           // source time per live time
  std::int64_t loop = 0;
  Instant source_time;                  // next hour to stream, source time
  std::optional<Instant> newest_label;  // of the last hour streamed
  Instant next_label;
  double lag_seconds = 0;  // how long the oldest due hour has been waiting
  bool paused = false;
  bool history_complete = false;
  Instant anchor_source;
  Instant anchor_live;
  std::string source;
  bool streamer_alive = false;
  std::optional<Instant> seen_at;  // last heartbeat of the running streamer
  std::string host;
  std::int64_t process_id = 0;
  std::int64_t pending_commands = 0;
  std::string production_day_zone;       // IANA zone whose local days are the source's production days
  double step_seconds = 0;               // of the source, from row to row
  std::optional<Instant> source_start;   // extent of the source: whole days; nothing before the first start
  std::optional<Instant> source_end;     // by a version that keeps it
  Instant server_time;                   // of the database
  std::optional<Instant> horizon;        // rows with earlier labels were removed because of their age
  std::optional<double> retention_days;  // for how long rows are kept; nothing: for ever
};

/// Returns the status as a JSON object; times in `zone`, with offset.
std::string to_json(const Status& status, const TimeZone& zone);

}  // namespace flodata::replay
