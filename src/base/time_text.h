// Formats many instants as ISO 8601: what does not change from row to row is computed once.
#pragma once

#include <array>
#include <string>

#include "base/clock.h"
#include "base/time_zone.h"

namespace flodata {

/// Writes the same text as format_iso8601(). Fast when an instant is near the previous one.
class TimeText {
 public:
  explicit TimeText(TimeZone zone) : zone_(std::move(zone)) {}
  void append(std::string& out, Instant instant);

 private:
  void find_offset(Instant instant);
  void find_day(Instant instant);

  TimeZone zone_;
  OffsetSpan span_{};  // with a known offset
  std::array<char, 6> offset_text_{};
  std::chrono::sys_days day_{};  // local day of the cached text
  std::array<char, 11> day_text_{};
};

}  // namespace flodata
