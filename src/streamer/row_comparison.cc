#include "streamer/row_comparison.h"

#include <fmt/format.h>

#include "pg/copy_binary_writer.h"
#include "streamer/checkpoint.h"
#include "streamer/row_encoder.h"
#include "streamer/segment_rows.h"
#include "streamer/sql.h"

namespace flodata::streamer {

using fmt::literals::operator""_a;

std::vector<replay::Segment> streamed_segments(pg::Connection& connection, const replay::StreamState& state) {
  auto segments = read_segments(connection, state.stream_id);
  const auto present = replay::present_segment(state);
  if (present.from < present.to) segments.push_back(present);
  return state.horizon ? replay::segments_from(std::move(segments), *state.horizon) : segments;
}

NewWells fill_expected(pg::Connection& connection, SourceFile& source,
                       const std::vector<replay::Segment>& segments, const std::optional<Instant>& horizon) {
  connection.execute("CREATE TEMP TABLE expected_data (LIKE production_data) ON COMMIT DROP");
  NewWells wells;
  pg::CopyBinaryWriter writer(connection, "expected_data", production_column_list());
  for (const auto& segment : segments)
    for_each_row(source, segment, [&](const HourlyRow& row, Instant label) {
      if (label < horizon) return;
      write_row(writer, row, label);
      wells.see(row.well, label);
    });
  writer.finish();
  connection.execute("ANALYZE expected_data");
  return wells;
}

Differences find_differences(pg::Connection& connection, const std::vector<replay::Segment>& segments,
                             const std::optional<Instant>& horizon) {
  const Instant from = horizon.value_or(segments.front().mapping.label_of(segments.front().from));
  connection.execute(fmt::format(sql::kFindDifferences, "from"_a = pg::to_parameter(from)));
  const auto counts = connection.query(sql::kCountDifferences);
  Differences found{counts.int64(0, 0), counts.int64(0, 1), counts.int64(0, 2), {}};
  const auto examples = connection.query(sql::kShowDifferences);
  if (!examples.is_null(0, 0)) found.examples = examples.text(0, 0);
  return found;
}

std::optional<Differences> compare_stream(pg::Connection& connection, SourceFile& source,
                                          const std::string& stream_id) {
  connection.set_answer_limit(kComparisonPatience);
  pg::Transaction transaction(connection);  // rolled back: all that it makes is temporary
  // One snapshot: a streamer may be at work.
  connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  const auto state = read_state(connection, stream_id, source.timeline().loops());
  if (!state) return std::nullopt;
  if (state->source_identity != source.identity())
    throw Failure(
        Code::conflict,
        fmt::format("the stream was made from another source ({}), not from {}; name its file with --source "
                    "or DUCKDB_PATH",
                    state->source_identity, source.identity()));
  const auto segments = streamed_segments(connection, *state);
  if (segments.empty()) return Differences{};
  fill_expected(connection, source, segments, state->horizon);
  return find_differences(connection, segments, state->horizon);
}

}  // namespace flodata::streamer
