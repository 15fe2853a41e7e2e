// The column `quality` of rows that have only some of the tags.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregation/quantity.h"

namespace flodata::api {

/// Lists those of the requested values that are not Good: tags, and for a derived quantity its worst input.
/// Caches the latest texts: the rows of a well's day share one.
class QualityNote {
 public:
  explicit QualityNote(std::vector<aggregation::Quantity> asked) : asked_(std::move(asked)) {}

  /// `quality_json`: the row's column `quality`. Returns JSON, valid until the next call; nothing when all
  /// requested values are Good.
  [[nodiscard]] std::optional<std::string_view> of(std::optional<std::string_view> quality_json);

 private:
  [[nodiscard]] std::optional<std::string> filtered(std::string_view quality_json) const;

  std::vector<aggregation::Quantity> asked_;
  std::unordered_map<std::string, std::optional<std::string>> known_;
};

}  // namespace flodata::api
