// The column `quality` of rows that carry some of the tags only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregation/quantity.h"

namespace flodata::api {

/// Names of a row's values that are not Good those that were asked for: tags, and for a derived quantity the
/// worst of what it is made of. Remembers the texts seen last: the rows of a well's day share one.
class QualityNote {
 public:
  explicit QualityNote(std::vector<aggregation::Quantity> asked) : asked_(std::move(asked)) {}

  /// `quality_json`: the row's column `quality`. Returns JSON, valid until the next call; nothing when what
  /// was asked for is Good.
  [[nodiscard]] std::optional<std::string_view> of(std::optional<std::string_view> quality_json);

 private:
  [[nodiscard]] std::optional<std::string> filtered(std::string_view quality_json) const;

  std::vector<aggregation::Quantity> asked_;
  std::unordered_map<std::string, std::optional<std::string>> known_;
};

}  // namespace flodata::api
