// The rows in the database against those that the source file has for what was streamed. The segments and the
// file determine what the table must contain. Needs a temporary table, so the primary, and a transaction.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/connection.h"
#include "replay/stream_state.h"
#include "streamer/new_wells.h"
#include "streamer/source/source_file.h"

namespace flodata::streamer {

/// Enough for some hundred million rows; the leader's heartbeat detects a silent server long before.
inline constexpr std::chrono::hours kComparisonPatience(2);

/// Differences between table and file, in rows.
struct Differences {
  std::int64_t changed = 0;  // other values
  std::int64_t late = 0;     // only in the file
  std::int64_t gone = 0;     // only in the table
  std::string examples;
  [[nodiscard]] std::int64_t all() const { return changed + late + gone; }
};

/// Returns what was streamed and not removed because of its age, in the order of its labels.
std::vector<replay::Segment> streamed_segments(pg::Connection& connection, const replay::StreamState& state);

/// Fills the temporary table `expected_data` with the file's rows for `segments`, without those of before
/// `horizon`. Returns their wells.
NewWells fill_expected(pg::Connection& connection, SourceFile& source,
                       const std::vector<replay::Segment>& segments, const std::optional<Instant>& horizon);

/// Fills the temporary table `difference` from it and from production_data, from the horizon or the first
/// label on. `segments`: not empty. Returns what there is.
Differences find_differences(pg::Connection& connection, const std::vector<replay::Segment>& segments,
                             const std::optional<Instant>& horizon);

/// Compares what the stream holds with `source`, in a transaction of its own that changes nothing. Returns
/// nothing when there is no stream. Errors: Failure(conflict) when the stream has another source.
std::optional<Differences> compare_stream(pg::Connection& connection, SourceFile& source,
                                          const std::string& stream_id);

}  // namespace flodata::streamer
