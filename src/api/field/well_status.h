// What a well does, by its newest row.
#pragma once

#include <chrono>
#include <string_view>

#include "base/clock.h"
#include "model/tag.h"
#include "store/production_row.h"

namespace flodata::api {

/// A well without rows for as long, in the data, has ended or its rows are missing.
inline constexpr std::chrono::hours kStaleAfter{24};

inline bool is_flowing(const store::ProductionRow& row) { return row.values[kOnStreamTag].value_or(0) > 0; }

/// `data_since`: how much of the data was streamed since the row.
inline std::string_view status_of(const store::ProductionRow& newest, Microseconds data_since) {
  if (data_since >= kStaleAfter) return "stale";
  return is_flowing(newest) ? "flowing" : "shut";
}

}  // namespace flodata::api
