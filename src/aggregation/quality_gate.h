// Removes values of insufficient quality from rows, and says what their quality says besides.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "aggregation/bucket_fold.h"
#include "model/daily_history.h"
#include "model/tag.h"

namespace flodata::aggregation {

/// Which values are used: all, those that are not Bad, or only Good ones. The others count as missing. Each
/// filter leaves out what the one before it does, and more.
enum class QualityFilter : std::uint8_t { any, uncertain, good };

/// Whether the marks of rows are asked for.
enum class UseOfMarks : std::uint8_t { none, some };

/// What a row's quality says of its values.
struct QualityNotes {
  std::bitset<kTagCount> bad;
  std::bitset<kTagCount> not_good;
  std::bitset<kTagCount> no_measurement;  // as of SampleMarks
  std::bitset<kTagCount> computed;

  [[nodiscard]] const std::bitset<kTagCount>& rejected(QualityFilter filter) const {
    return filter == QualityFilter::good ? not_good : bad;
  }
};

/// Reads the column `quality` of rows. Caches the latest texts: the rows of a well's day share one.
class QualityReader {
 public:
  /// Returns notes that are valid until the next call.
  const QualityNotes& read(std::string_view quality_json);

 private:
  std::unordered_map<std::string, QualityNotes> known_;
  std::string text_;
};

class QualityGate {
 public:
  QualityGate(QualityFilter filter, UseOfMarks use) : filter_(filter), use_(use) {}
  /// `quality_json`: the row's column `quality`. Returns the row's marks, or none if nothing asks for them.
  SampleMarks apply(TagValues& values, std::optional<std::string_view> quality_json);

 private:
  QualityFilter filter_;
  UseOfMarks use_;
  QualityReader reader_;
};

}  // namespace flodata::aggregation
