// What the view replay_status says of a stream, with the streamer's own counters.
#pragma once

#include <optional>
#include <string>

#include "model/replay_status.h"
#include "pg/binary_result.h"

namespace flodata::store {

struct StreamReading {
  ReplayStatus status;
  std::string metrics;  // Prometheus' text format; empty when no streamer was seen lately
};

/// The SELECT that decode_stream_reading() reads; its parameter is the stream's id.
std::string stream_reading_sql();

/// Returns nothing when there is no such stream.
std::optional<StreamReading> decode_stream_reading(const pg::BinaryResult& result);

}  // namespace flodata::store
