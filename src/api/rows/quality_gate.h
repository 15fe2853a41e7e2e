// Values that are not good enough, taken out of rows.
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

/// Which values are used, the other ones are taken as missing: all, those that are not Bad, the Good ones.
enum class QualityFilter : std::uint8_t { any, uncertain, good };

/// Remembers the texts seen last: the rows of a well's day share one.
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
