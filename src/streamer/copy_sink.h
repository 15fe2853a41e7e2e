// Writes one batch in one transaction: first the checkpoint (it fences and locks), then the rows by binary
// COPY, their rollups, the wells seen for the first time, and the new data version with its notification. The
// batch that completes the history builds the primary key.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "pg/connection.h"
#include "streamer/batch_planner.h"
#include "streamer/checkpoint.h"
#include "streamer/new_wells.h"
#include "streamer/partitions/partition_keeper.h"
#include "streamer/rollup_writer.h"
#include "streamer/source/source_file.h"

namespace flodata::streamer {

/// A record of a live hour, for the log.
struct StreamedRecord {
  Instant label;
  Instant source;
  std::string well_name;
  std::optional<double> oil_rate_sm3_per_day;
};

struct BatchOutcome {
  replay::StreamState state;  // after the commit
  std::int64_t rows = 0;
  std::vector<StreamedRecord> records;  // of live batches only
  std::chrono::duration<double> whole{0};
  std::chrono::duration<double> commit{0};
};

class CopySink {
 public:
  /// All must outlive it. `partitions`: prepared for each batch.
  CopySink(pg::Connection& connection, RollupWriter& rollups, const PartitionKeeper& partitions)
      : connection_(connection), rollups_(rollups), partitions_(partitions) {}

  /// Writes the rows of `batch` and advances the checkpoint. Errors: Failure; the transaction is then rolled
  /// back, or in doubt (in_doubt()) when the connection broke at COMMIT.
  BatchOutcome write(SourceFile& source, const replay::StreamState& state, const Batch& batch);

  /// Returns the position after a COMMIT without a response, if that COMMIT succeeded.
  [[nodiscard]] std::optional<Instant> in_doubt() const { return in_doubt_; }

 private:
  std::int64_t copy_rows(SourceFile& source, const Batch& batch, BatchOutcome& outcome, NewWells& wells);

  pg::Connection& connection_;
  RollupWriter& rollups_;
  const PartitionKeeper& partitions_;
  std::unordered_set<const WellNames*> known_wells_;  // those with a committed row in `well`
  std::optional<Instant> in_doubt_;
};

}  // namespace flodata::streamer
