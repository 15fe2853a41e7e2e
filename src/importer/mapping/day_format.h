// How a file writes its days (`date_format`): strptime's letters, each checked when the mapping is read.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time_zone.h"

namespace flodata::importer {

struct WrittenDay {
  LocalDay day;
  bool has_time_of_day = false;  // a time that is not 00:00: the day is that of the date all the same
};

class DayFormat {
 public:
  /// Errors: invalid_argument for an unknown letter and for a format without day, month or year.
  static Expected<DayFormat> create(std::string format);

  /// Reads the whole text. `%Y` takes four digits; `%y` two: 69 to 99 are 19xx, 00 to 68 are 20xx (POSIX).
  /// Errors: invalid_argument with the reason, as it stands in a report.
  [[nodiscard]] Expected<WrittenDay> parse(std::string_view text) const;

  [[nodiscard]] const std::string& text() const { return format_; }

 private:
  explicit DayFormat(std::string format) : format_(std::move(format)) {}

  std::string format_;
};

}  // namespace flodata::importer
