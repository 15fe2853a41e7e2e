// A fingerprint of rows that does not depend on their order: it changes with any changed, added or missing
// value. Databases store it for years, so it uses only our own arithmetic and is the same in every version of
// the program and of DuckDB.
#pragma once

#include <cstdint>
#include <string>

#include "streamer/source/source_row.h"

namespace flodata::streamer {

class ContentHash {
 public:
  void add(const HourlyRow& row);
  /// Adds the rows of another hash.
  void add(const ContentHash& other) { sum_ += other.sum_; }

  /// Returns 16 hexadecimal digits.
  [[nodiscard]] std::string hex() const;

 private:
  std::uint64_t sum_ = 0;  // of the hashes of all rows
};

}  // namespace flodata::streamer
