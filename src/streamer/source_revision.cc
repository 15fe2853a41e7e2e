#include "streamer/source_revision.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "streamer/checkpoint.h"
#include "streamer/command_log.h"
#include "streamer/new_wells.h"
#include "streamer/partitions/partition_keeper.h"
#include "streamer/rollup_writer.h"
#include "streamer/row_comparison.h"
#include "streamer/sql.h"

namespace flodata::streamer {
namespace {

void rewrite(pg::Connection& connection, const NewWells& wells) {
  connection.execute(sql::kRewriteRows);
  insert_wells(connection, wells);
  connection.execute(sql::kRewriteWells);
}

/// Makes the rollups of changed rows again.
void rewrite_rollups(pg::Connection& connection, const replay::StreamState& before,
                     const replay::StreamState& after) {
  const auto first =
      connection.query("SELECT (extract(epoch FROM min(time)) * 1000000)::bigint FROM difference");
  if (first.is_null(0, 0)) return;
  RollupWriter(connection, before.stream_id).rewrite(first.instant(0, 0), before, after);
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
  after.measured_hours = source.has_measured_hours();
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
  after.measured_hours = source.has_measured_hours();
  pg::Transaction transaction(connection);
  const bool other_wells = replace_source_wells(connection, source.wells());
  const bool other_zone = after.day_zone != state.day_zone;
  const bool other_origin = after.measured_hours != state.measured_hours;
  if (!other_wells && !other_zone && !other_origin) return state;
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
  if (state.source_identity != source.identity())
    log.info("the source is not the one that was streamed ({}), but {}: comparing", state.source_identity,
             source.identity());
  else
    log.info("comparing what was streamed with its source, {}", source.identity());
  connection.set_answer_limit(kComparisonPatience);
  auto after = moved_to(source, state);
  std::string detail = "nothing that was streamed has changed";
  pg::Transaction transaction(connection);
  const bool other_wells = replace_source_wells(connection, source.wells());
  const auto segments = streamed_segments(connection, state);
  if (!segments.empty()) {
    const auto wells = fill_expected(connection, source, segments, state.horizon);
    const auto differences = find_differences(connection, segments, state.horizon);
    const auto meaning = changed_meaning(connection, state, after);
    if (differences.all() > 0 || !meaning.empty()) {
      detail = meaning + describe(differences);
      if (state.source_identity == source.identity() && meaning.empty())
        detail = "rows of the table were changed by hand and are written again from the source: " + detail;
      if (changed == ChangedHours::reject)
        throw Failure(
            Code::conflict,
            fmt::format("the source file has changed where it was streamed already: {}. Give the file "
                        "that was streamed, or accept this one with --accept-changes, which rewrites "
                        "these rows",
                        detail));
      after.sequence += 1;
      // A file with a finer step may have rows after the last one of the coarser step.
      const auto newest = after.mapping.label_of(after.position - after.step);
      after.newest_label = std::max(state.newest_label.value_or(newest), newest);
      PartitionKeeper partitions(connection, source.rows_per_hour(), {});
      partitions.begin();
      partitions.cover(after, *after.newest_label, *after.newest_label);
      rewrite(connection, wells);
      rewrite_rollups(connection, state, after);
    }
  }
  const bool rewritten = after.sequence > state.sequence;
  if (!rewritten && !other_wells && state.source_identity == source.identity()) {
    log.info("every row is that of the source");
    connection.set_answer_limit(pg::kAnswerLimit);
    return state;
  }
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
