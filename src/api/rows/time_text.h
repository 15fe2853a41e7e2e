// Instants as ISO 8601, many of them: what does not change from row to row is not asked for again.
#pragma once

#include <array>
#include <string>

#include "base/clock.h"
#include "base/time_zone.h"

namespace flodata::api {

/// Writes what format_iso8601() writes. Fast where one instant lies near the one before it.
class TimeText {
 public:
  explicit TimeText(TimeZone zone) : zone_(std::move(zone)) {}
  void append(std::string& out, Instant instant);

 private:
  void find_offset(Instant instant);
  void find_day(Instant instant);

  TimeZone zone_;
  OffsetSpan span_{};  // whose offset is known
  std::array<char, 6> offset_text_{};
  std::chrono::sys_days day_{};  // local day whose text is kept
  std::array<char, 11> day_text_{};
};

}  // namespace flodata::api
