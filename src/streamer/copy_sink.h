// Writes one batch in one transaction: checkpoint first (it fences and locks), then the rows by binary COPY,
// then the wells seen for the first time, then the new data version and its notice. The batch that completes
// the history makes the primary key.
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
#include "streamer/source/source_file.h"

namespace flodata::streamer {

/// What a live hour brought, for the log.
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
  explicit CopySink(pg::Connection& connection) : connection_(connection) {}

  /// Writes the rows of `batch` and moves the checkpoint over it.
  /// Errors: Failure; the transaction is then rolled back, or in doubt (in_doubt()) when the connection broke
  /// at COMMIT.
  BatchOutcome write(SourceFile& source, const replay::StreamState& state, const Batch& batch);

  /// The position at which a COMMIT that got no answer would have put the stream.
  [[nodiscard]] std::optional<Instant> in_doubt() const { return in_doubt_; }

 private:
  std::int64_t copy_rows(SourceFile& source, const Batch& batch, BatchOutcome& outcome, NewWells& wells);

  pg::Connection& connection_;
  std::unordered_set<const WellNames*> known_wells_;  // whose row in `well` is committed
  std::optional<Instant> in_doubt_;
};

}  // namespace flodata::streamer
