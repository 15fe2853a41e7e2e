// The rows of production_data in their order, read back piece by piece.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "model/daily_history.h"
#include "pg/connection.h"

namespace flodata::streamer {

/// Its texts are valid during the call that passes it on.
struct StoredRow {
  Instant time;
  Instant original_time;
  std::string_view well_name;
  std::optional<std::string_view> well_type;
  std::optional<std::string_view> quality;
  TagValues values;
};

class StoredRows {
 public:
  /// Rows after `after`; Instant::min(): from the first one on.
  explicit StoredRows(Instant after) : through_(after) {}

  /// Rows up to this label were passed on.
  [[nodiscard]] Instant through() const { return through_; }

  /// Label of the first row, once it was read.
  [[nodiscard]] const std::optional<Instant>& first() const { return first_; }

  /// Passes on whole steps, of about `most` rows, up to the label `last`. Returns how many rows there were.
  std::int64_t read(pg::Connection& connection, Instant last, std::int64_t most,
                    const std::function<void(const StoredRow&)>& use);

 private:
  bool find_first(pg::Connection& connection, Instant last);

  Instant through_;
  std::optional<Instant> first_;
  Microseconds window_ = std::chrono::minutes(1);  // that holds about as many rows as are wanted
};

}  // namespace flodata::streamer
