#include "streamer/source_revision.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "pg/copy_binary_writer.h"
#include "streamer/checkpoint.h"
#include "streamer/command_log.h"
#include "streamer/new_wells.h"
#include "streamer/row_encoder.h"
#include "streamer/segment_rows.h"
#include "streamer/sql.h"

namespace flodata::streamer {
namespace {

using fmt::literals::operator""_a;

// Enough for some hundred million rows; the leader's heartbeat detects a silent server long before.
constexpr std::chrono::hours kComparisonPatience(2);

/// Differences between the table and the new file, in rows.
struct Differences {
  std::int64_t changed = 0;  // other values
  std::int64_t late = 0;     // only in the file
  std::int64_t gone = 0;     // only in the table
  std::string examples;
  [[nodiscard]] std::int64_t all() const { return changed + late + gone; }
};

std::vector<replay::Segment> streamed_segments(pg::Connection& connection, const replay::StreamState& state) {
  auto segments = read_segments(connection, state.stream_id);
  const auto present = replay::present_segment(state);
  if (present.from < present.to) segments.push_back(present);
  return segments;
}

/// Fills a temporary table with the new file's rows for everything that was streamed. Returns their wells.
NewWells fill_expected(pg::Connection& connection, SourceFile& source,
                       const std::vector<replay::Segment>& segments) {
  connection.execute("CREATE TEMP TABLE expected_data (LIKE production_data) ON COMMIT DROP");
  NewWells wells;
  pg::CopyBinaryWriter writer(connection, "expected_data", production_column_list());
  for (const auto& segment : segments)
    for_each_row(source, segment, [&](const HourlyRow& row, Instant label) {
      write_row(writer, row, label);
      wells.see(row.well, label);
    });
  writer.finish();
  connection.execute("ANALYZE expected_data");
  return wells;
}

Differences find_differences(pg::Connection& connection, const std::vector<replay::Segment>& segments,
                             const replay::StreamState& state) {
  const Instant from = segments.front().mapping.label_of(segments.front().from);
  connection.execute(fmt::format(sql::kFindDifferences, "from"_a = pg::to_parameter(from),
                                 "to"_a = pg::to_parameter(state.newest_label.value_or(from))));
  const auto counts = connection.query(sql::kCountDifferences);
  Differences found{counts.int64(0, 0), counts.int64(0, 1), counts.int64(0, 2), {}};
  const auto examples = connection.query(sql::kShowDifferences);
  if (!examples.is_null(0, 0)) found.examples = examples.text(0, 0);
  return found;
}

void rewrite(pg::Connection& connection, const NewWells& wells) {
  connection.execute(sql::kRewriteRows);
  insert_wells(connection, wells);
  connection.execute(sql::kRewriteWells);
}

/// Returns the state that reads from `source`, at the same place in the data and with the same future labels.
replay::StreamState moved_to(const SourceFile& source, const replay::StreamState& state) {
  const auto& loops = source.timeline().loops();
  const auto moved = [&](Instant position) {
    const auto place = state.loops.locate(position);
    return place.source + place.loop * loops.period;
  };
  auto after = state;
  after.loops = loops;
  after.step = source.timeline().step();
  after.source_identity = source.identity();
  after.day_zone = source.timeline().day_zone().name();
  after.position = moved(state.position);
  if ((after.position - loops.first) % after.step != Microseconds(0))
    throw Failure(
        Code::conflict,
        fmt::format("the new source ({}) has hours that begin at another minute than those that were "
                    "streamed; stream it into a database of its own (DB_NAME)",
                    after.source_identity));
  if (after.loops.locate(after.position).loop != state.loops.locate(state.position).loop)
    throw Failure(
        Code::conflict,
        fmt::format("the new source ({}) ends before the hour that comes next; give one that reaches it, or "
                    "go back with the old one first (`flodata replay seek`)",
                    after.source_identity));
  after.mapping.anchor_source += after.position - state.position;
  if (state.hold_position) after.hold_position = *state.hold_position + (after.position - state.position);
  return after;
}

std::string describe(const Differences& differences) {
  if (differences.all() == 0) return "no row has other values";
  return fmt::format("{} rows have other values, {} are new in hours that have passed, {} are gone: {}",
                     differences.changed, differences.late, differences.gone, differences.examples);
}

}  // namespace

namespace {

/// Describes a new meaning of unchanged rows: another production day, or other names of wells.
std::string changed_meaning(pg::Connection& connection, const replay::StreamState& before,
                            const replay::StreamState& after) {
  std::string meaning;
  if (before.day_zone != after.day_zone)
    meaning += fmt::format("its production day is that of {}, and that of the stream is {}'s; ",
                           after.day_zone, before.day_zone);
  if (const auto renamed = find_renamed_well(connection))
    meaning += fmt::format("wells have other names: {}; ", *renamed);
  return meaning;
}

}  // namespace

replay::StreamState note_source(pg::Connection& connection, const SourceFile& source,
                                const replay::StreamState& state, const Log& log) {
  auto after = state;
  after.day_zone = source.timeline().day_zone().name();
  pg::Transaction transaction(connection);
  const bool other_wells = replace_source_wells(connection, source.wells());
  const bool other_zone = after.day_zone != state.day_zone;
  if (!other_wells && !other_zone) return state;
  if (state.sequence > 0) after.sequence += 1;
  after = change(connection, state, after, other_zone ? CommitKind::revision : CommitKind::rows);
  if (other_zone)
    record_change(connection, "new-source", source.identity(), "source file",
                  fmt::format("the production day is that of {}", after.day_zone), state, after);
  transaction.commit();
  if (other_zone)
    log.info("the production day is that of the source's zone {} from now on ({} was assumed)",
             after.day_zone, state.day_zone);
  return after;
}

replay::StreamState adopt_source(pg::Connection& connection, SourceFile& source,
                                 const replay::StreamState& state, ChangedHours changed, const Log& log) {
  log.info("the source is not the one that was streamed ({}), but {}: comparing", state.source_identity,
           source.identity());
  connection.set_answer_limit(kComparisonPatience);
  auto after = moved_to(source, state);
  std::string detail = "nothing that was streamed has changed";
  pg::Transaction transaction(connection);
  const bool other_wells = replace_source_wells(connection, source.wells());
  const auto segments = streamed_segments(connection, state);
  if (!segments.empty()) {
    const auto wells = fill_expected(connection, source, segments);
    const auto differences = find_differences(connection, segments, state);
    const auto meaning = changed_meaning(connection, state, after);
    if (differences.all() > 0 || !meaning.empty()) {
      detail = meaning + describe(differences);
      if (changed == ChangedHours::reject)
        throw Failure(
            Code::conflict,
            fmt::format("the source file has changed where it was streamed already: {}. Give the file "
                        "that was streamed, or accept this one with --accept-changes, which rewrites "
                        "these rows",
                        detail));
      rewrite(connection, wells);
      after.sequence += 1;
      // A file with a finer step may have rows after the last one of the coarser step.
      after.newest_label =
          std::max(state.newest_label, std::optional(after.mapping.label_of(after.position - after.step)));
    }
  }
  const bool rewritten = after.sequence > state.sequence;
  // Otherwise earlier responses would stay valid, for example for a name that now belongs to a well to come.
  if (other_wells && !rewritten) after.sequence += 1;
  after = change(connection, state, after, rewritten ? CommitKind::revision : CommitKind::rows);
  record_change(connection, rewritten ? "accept-changes" : "new-source", source.identity(), "source file",
                detail, state, after);
  transaction.commit();
  connection.set_answer_limit(pg::kAnswerLimit);
  log.event(LogLevel::info, "source_adopted", {{"sequence", after.sequence}},
            fmt::format("the stream goes on with {}: {}", source.identity(), detail));
  return after;
}

}  // namespace flodata::streamer
