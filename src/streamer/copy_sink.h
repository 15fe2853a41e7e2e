// Writes one batch in one transaction: checkpoint first (it fences and locks), then the rows by binary COPY,
// then the wells seen for the first time, then the notice of the new data version.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "pg/connection.h"
#include "streamer/batch_planner.h"
#include "streamer/checkpoint.h"
#include "streamer/source_file.h"

namespace flodata::streamer {

/// What a live hour brought, for the log.
struct StreamedRecord {
  Instant label;
  Instant source;
  std::string well_name;
  std::optional<double> oil_rate_sm3_per_day;
};

struct BatchOutcome {
  StreamState state;  // after the commit
  std::int64_t rows = 0;
  std::vector<StreamedRecord> records;  // of live batches only
};

class CopySink {
 public:
  explicit CopySink(pg::Connection& connection) : connection_(connection) {}

  /// Writes the rows of `batch` and moves the checkpoint over it.
  /// Errors: Failure; the transaction is then rolled back, or in doubt when the connection broke at COMMIT.
  BatchOutcome write(SourceFile& source, const StreamState& state, const Batch& batch);

 private:
  struct NewWell {
    const WellNames* names;
    Instant first_time;
  };
  std::int64_t copy_rows(SourceFile& source, const Batch& batch, BatchOutcome& outcome,
                         std::vector<NewWell>& new_wells);
  void insert_wells(const std::vector<NewWell>& wells);

  pg::Connection& connection_;
  std::set<const WellNames*> known_wells_;  // whose row in `well` is committed
};

}  // namespace flodata::streamer
