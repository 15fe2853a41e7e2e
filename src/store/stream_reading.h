// A stream's status from the view replay_status, with the streamer's own counters.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "pg/binary_result.h"
#include "replay/status.h"
#include "store/database_options.h"

namespace flodata::store {

struct StreamReading {
  replay::Status status;
  std::string metrics;  // in Prometheus' text format; empty when no streamer was active lately
};

/// The query for decode_stream_reading(); its parameter is the stream's id.
std::string stream_reading_sql();

/// The error when there is no stream yet.
Error no_stream(const DatabaseOptions& database);

/// Returns nothing when there is no such stream.
std::optional<StreamReading> decode_stream_reading(const pg::BinaryResult& result);

}  // namespace flodata::store
