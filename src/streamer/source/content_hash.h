// A fingerprint of rows that does not depend on their order: any value changed, added or left out gives
// another one. It is kept in the database for years, so it is arithmetic of our own and the same in every
// version of the program and of DuckDB.
#pragma once

#include <cstdint>
#include <string>

#include "streamer/source/source_row.h"

namespace flodata::streamer {

class ContentHash {
 public:
  void add(const HourlyRow& row);
  /// Adds the rows of another one.
  void add(const ContentHash& other) { sum_ += other.sum_; }

  /// Returns 16 hexadecimal digits.
  [[nodiscard]] std::string hex() const;

 private:
  std::uint64_t sum_ = 0;  // of the rows' hashes
};

}  // namespace flodata::streamer
