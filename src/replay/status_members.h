// The meaning of the members of a stream's status, for its JSON and for the OpenAPI document.
#pragma once

#include "base/json_members.h"
#include "replay/status.h"

namespace flodata::replay {

FLODATA_JSON(Status,
  (stream_id, "name of the stream"),
  (state, "stopped (no streamer at work), paused, loading (the past), behind (by more than 5 s), streaming", "",
   {"stopped", "paused", "loading", "behind", "streaming"}),
  (epoch, "grows each time a streamer takes over"),
  (sequence, "version of the data: batches committed since the first start"),
  (speed, "source time per live time [s/s]; 3600 makes an hour a second"),
  (loop, "how often the source was passed to its end"),
  (source_time, "next hour to stream, in the data"),
  (newest_label, "live label of the newest hour; null when none was streamed yet"),
  (next_label, "live label of the next hour, which is written when the clock reaches it"),
  (lag_seconds, "how long the oldest hour that is due has been waiting [s]; 0 when none is"),
  (paused, "whether the stream is paused"),
  (history_complete, "whether the past was loaded once"),
  (anchor_source, "source time that is labelled anchor_live (continued over the data's end)"),
  (anchor_live, "live label of anchor_source"),
  (source, "first and last hour, row count and fingerprint of the source file"),
  (streamer_alive, "whether a streamer was heard of within the last 5 s"),
  (seen_at, "when a streamer was last heard of; null when none ever was"),
  (host, "name of the streamer's machine; empty when none was heard of"),
  (process_id, "the streamer's process there; 0 when none was heard of"),
  (pending_commands, "commands that no streamer has answered yet"),
  (production_day_zone, "IANA zone whose local days are the source's production days"),
  (step_seconds, "source time from row to row [s]"),
  (source_start, "begin of the data's first day; null: not known"),
  (source_end, "end of the data's last day, where it begins again; null: not known"),
  (server_time, "now, by the clock that labels are compared with"),
  (horizon, "rows with earlier labels were removed because of their age; null: none"),
  (retention_days, "days of the live timeline for which rows are kept, at least (RETENTION_DAYS); null: for ever"))

}  // namespace flodata::replay
