#include "streamer/copy_sink.h"

#include "base/check.h"
#include "pg/copy_binary_writer.h"
#include "streamer/partitions/history_load.h"
#include "streamer/row_encoder.h"
#include "streamer/segment_rows.h"

namespace flodata::streamer {
namespace {

using SteadyClock = std::chrono::steady_clock;

}  // namespace

std::int64_t CopySink::copy_rows(SourceFile& source, const Batch& batch, BatchOutcome& outcome,
                                 NewWells& wells) {
  // Into the partition itself: to find it for each row would cost the server a tenth more.
  std::optional<pg::CopyBinaryWriter> writer;
  Instant end;
  std::int64_t rows = 0;
  const replay::Segment segment{batch.from, batch.to, outcome.state.mapping, outcome.state.loops};
  for_each_row(source, segment, [&](const HourlyRow& row, Instant label) {
    if (!writer || label >= end) {
      if (writer) rows += writer->finish();
      const auto& partition = partitions_.holding(label);
      writer.emplace(connection_, partition.name, production_column_list());
      end = partition.to;
    }
    write_row(*writer, row, label);
    rollups_.add(row, label);
    if (!known_wells_.contains(row.well)) wells.see(row.well, label);
    if (batch.kind == BatchKind::live)
      outcome.records.push_back({label, row.hour, row.well->well_name, row.values[kOilRateTag]});
  });
  return writer ? rows + writer->finish() : rows;
}

BatchOutcome CopySink::write(SourceFile& source, const replay::StreamState& state, const Batch& batch) {
  FLODATA_CHECK(batch.from == state.position);
  const auto began = SteadyClock::now();
  BatchOutcome outcome{.state = state};
  NewWells wells;
  pg::Transaction transaction(connection_);
  // A crash of the server may lose the last commits of the history, checkpoint and rows together: the
  // streamer loads them again.
  if (batch.kind == BatchKind::history) connection_.execute("SET LOCAL synchronous_commit = off");
  outcome.state = advance(connection_, state, batch.to, state.history_complete || batch.reaches_present);
  outcome.rows = copy_rows(source, batch, outcome, wells);
  rollups_.write(*outcome.state.newest_label);
  if (!wells.empty()) insert_wells(connection_, wells);
  if (outcome.state.history_complete && !state.history_complete) build_key_after_history(connection_);
  record_commit(connection_, outcome.state, CommitKind::rows);
  const auto committing = SteadyClock::now();
  in_doubt_ = batch.to;
  transaction.commit();
  in_doubt_.reset();
  outcome.commit = SteadyClock::now() - committing;
  outcome.whole = SteadyClock::now() - began;
  for (const auto& [well, label] : wells.first_labels()) known_wells_.insert(well);
  return outcome;
}

}  // namespace flodata::streamer
