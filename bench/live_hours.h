// Which hours of which wells a live database has, so that a benchmark knows how many rows an answer brings.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "bench.h"

namespace flodata::bench {

using Seconds = std::chrono::sys_seconds;

class LiveHours {
 public:
  explicit LiveHours(const pg::ConnectionOptions& database) {
    Session session(database);
    const auto rows = session.run(
        "SELECT well_name, extract(epoch FROM time)::bigint FROM production_data ORDER BY well_name COLLATE "
        "\"C\", time");
    for (int row = 0; row < PQntuples(rows.get()); ++row) {
      const char* well = PQgetvalue(rows.get(), row, 0);
      if (wells_.empty() || wells_.back() != well) {
        wells_.emplace_back(well);
        times_.emplace_back();
      }
      times_.back().emplace_back(
          std::chrono::seconds(std::strtoll(PQgetvalue(rows.get(), row, 1), nullptr, 10)));
    }
    if (wells_.empty()) throw Failure(Code::not_found, "there are no live hours");
  }

  [[nodiscard]] const std::vector<std::string>& wells() const { return wells_; }
  [[nodiscard]] Seconds first(std::size_t well) const { return times_[well].front(); }
  [[nodiscard]] Seconds newest(std::size_t well) const { return times_[well].back(); }

  /// Rows of a well from `first` to `last`, both included.
  [[nodiscard]] double rows(std::size_t well, Seconds first, Seconds last) const {
    const auto& times = times_[well];
    return static_cast<double>(std::ranges::upper_bound(times, last) -
                               std::ranges::lower_bound(times, first));
  }

 private:
  std::vector<std::string> wells_;           // by name
  std::vector<std::vector<Seconds>> times_;  // of each well, in order
};

}  // namespace flodata::bench
