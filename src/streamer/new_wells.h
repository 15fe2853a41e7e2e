// Wells that appear for the first time in the rows being written, and their rows in `well`.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "model/well_name.h"
#include "pg/connection.h"

namespace flodata::streamer {

class NewWells {
 public:
  /// Notes the well of a row; call it in the order of labels, since the first one counts.
  void see(const WellNames* well, Instant label) { first_labels_.try_emplace(well, label); }
  [[nodiscard]] const std::unordered_map<const WellNames*, Instant>& first_labels() const {
    return first_labels_;
  }
  [[nodiscard]] bool empty() const { return first_labels_.empty(); }

 private:
  std::unordered_map<const WellNames*, Instant> first_labels_;
};

/// Makes `wells` the contents of `source_well`, within the open transaction. Returns whether it changed.
bool replace_source_wells(pg::Connection& connection, const std::vector<WellNames>& wells);

/// Returns "'old' is now 'new'" for a well that was streamed under another canonical name than in
/// `source_well`, or nothing.
std::optional<std::string> find_renamed_well(pg::Connection& connection);

/// Inserts the wells that are missing, within the open transaction.
void insert_wells(pg::Connection& connection, const NewWells& wells);

}  // namespace flodata::streamer
