// What one I/O thread knows of the field from one request to the next, so that a new commit costs its own
// rows and not the field's whole past. All of it follows from the rows of one lineage up to some label, and
// is dropped where rows were rewritten: answers are the same as without it.
//
// Belongs to one I/O thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aggregation/life_fold.h"
#include "base/clock.h"
#include "store/data_version.h"
#include "store/field_store.h"

namespace flodata::api {

struct FieldMemory {
  /// Since when something is so, or is not, as in the row `newest` of a well.
  struct Known {
    bool state;
    Instant newest;
    Instant since;
  };
  struct Life {
    Microseconds origin;  // of the axis of the data: the first step
    Instant through;      // rows up to this label are in
    std::optional<Instant> first_time, last_time;
    std::optional<Instant> first_original_time, last_original_time;
    aggregation::LifeFold fold;
  };
  static constexpr std::size_t kMostRanges = 16;

  std::int64_t lineage = 0;
  std::optional<std::int64_t> revision;
  std::optional<Instant> horizon;
  std::map<std::string, Known, std::less<>> statuses;    // by well: whether it flows
  std::map<std::string, Known, std::less<>> bad_values;  // by well and tag: whether it is Bad
  std::optional<Life> life;
  std::map<std::string, std::vector<store::WellRanges>, std::less<>> ranges;  // by what was asked

  /// Forgets everything unless it is of the same rows.
  void follow(const store::DataVersion& version) {
    if (is_of(version)) return;
    *this = FieldMemory{};
    lineage = version.lineage;
    revision = version.newest_revision;
    horizon = version.horizon;
  }

 private:
  [[nodiscard]] bool is_of(const store::DataVersion& version) const {
    return lineage == version.lineage && revision == version.newest_revision && horizon == version.horizon;
  }
};

}  // namespace flodata::api
