// Removes values of insufficient quality from rows.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "model/daily_history.h"
#include "model/tag.h"

namespace flodata::api {

/// Which values are used: all, those that are not Bad, or only Good ones. The others count as missing.
enum class QualityFilter : std::uint8_t { any, uncertain, good };

/// Caches the latest texts: the rows of a well's day share one.
class QualityGate {
 public:
  explicit QualityGate(QualityFilter filter) : filter_(filter) {}
  /// `quality_json`: the row's column `quality`.
  void apply(TagValues& values, std::optional<std::string_view> quality_json);

 private:
  using Rejected = std::bitset<kTagCount>;
  [[nodiscard]] Rejected parse(std::string_view quality_json) const;

  QualityFilter filter_;
  std::unordered_map<std::string, Rejected> known_;
};

}  // namespace flodata::api
