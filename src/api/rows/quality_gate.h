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

namespace flodata::api {

/// Which values are used: all, those that are not Bad, or only Good ones. The others count as missing.
enum class QualityFilter : std::uint8_t { any, uncertain, good };

/// Whether the marks of rows are asked for.
enum class UseOfMarks : std::uint8_t { none, some };

/// Caches the latest texts: the rows of a well's day share one.
class QualityGate {
 public:
  QualityGate(QualityFilter filter, UseOfMarks use) : filter_(filter), use_(use) {}
  /// `quality_json`: the row's column `quality`. Returns the row's marks, or none if nothing asks for them.
  aggregation::SampleMarks apply(TagValues& values, std::optional<std::string_view> quality_json);

 private:
  struct Notes {
    std::bitset<kTagCount> rejected;
    aggregation::SampleMarks marks;
  };
  [[nodiscard]] Notes parse(std::string_view quality_json) const;

  QualityFilter filter_;
  UseOfMarks use_;
  std::unordered_map<std::string, Notes> known_;
};

}  // namespace flodata::api
