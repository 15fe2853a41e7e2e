// What the view replay_status says of a stream, with the streamer's own counters.
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
  std::string metrics;  // Prometheus' text format; empty when no streamer was seen lately
};

/// The SELECT that decode_stream_reading() reads; its parameter is the stream's id.
std::string stream_reading_sql();

/// What to say when there is no stream yet.
Error no_stream(const DatabaseOptions& database);

/// Returns nothing when there is no such stream.
std::optional<StreamReading> decode_stream_reading(const pg::BinaryResult& result);

}  // namespace flodata::store
