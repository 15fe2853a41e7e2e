// SHA-256 of daily and hourly data, by values: what a manifest says of a data set's input and output.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "model/daily_history.h"
#include "model/hourly_series.h"

namespace flodata {

/// Digest of one well's rows, in the order in which they are added.
class RowDigest {
 public:
  /// Texts of a row besides its values: choke unit, flow kind, well type, quality.
  using Texts = std::array<std::optional<std::string_view>, 4>;

  /// `time`: microseconds since 1970-01-01 UTC of an hour, or days since then of a day.
  void add(std::int64_t time, const TagValues& values, const Texts& texts);

  [[nodiscard]] std::string hex() const { return digest_.hex(); }

 private:
  Sha256 digest_;
  std::string buffer_;
};

std::string digest_of(const WellHistory& history);
std::string digest_of(const HourlySeries& series);
/// Adds all of the series' rows.
void add_rows(const HourlySeries& series, RowDigest& digest);

/// Returns the digest of a data set: of the lines "WELL_BORE_CODE digest" of its wells, by code.
std::string digest_of(const std::vector<std::pair<std::string, std::string>>& wells);

}  // namespace flodata
