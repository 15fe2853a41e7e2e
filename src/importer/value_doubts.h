// Numbers that no well has, columns whose middle value few wells have, and numbers that stand for "no value"
// in other people's files without the mapping saying so: what the report of an import warns of. The values
// are kept; rules R1, R4 and R5 are the upsampler's.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/tag.h"

namespace flodata::importer {

/// What a user can do about such a number, by the kind of the file.
enum class DoubtRemedy : std::uint8_t {
  mapping,      // correct the mapping
  new_mapping,  // a .csv without one
  workbook,
};

class ValueDoubts {
 public:
  /// `as_written` is the number before its unit was converted.
  void look_at(TagIndex tag, double value, double as_written, std::string_view sheet, std::uint32_t row);

  /// Returns a warning for each column that has values that no well has or whose middle value few have, then
  /// one for all numbers that look like "no value".
  [[nodiscard]] std::vector<std::string> warnings(DoubtRemedy remedy) const;

 private:
  struct Place {
    std::string sheet;
    std::uint32_t row = 0;
  };
  struct Beyond {
    std::int64_t cells = 0;
    double first = 0;
    Place place;
    bool is_converted = false;  // from another unit than the published one
  };
  /// Values of a column beside the range in which the middle value of nearly every field lies.
  struct Unusual {
    std::int64_t cells = 0;  // of the column, but for zeros and markers
    Beyond below;
    Beyond above;
  };
  struct Marker {
    std::int64_t cells = 0;
    std::string_view first_column;
    Place place;
  };

  [[nodiscard]] static std::string beyond_warning(TagIndex tag, const Beyond& beyond, DoubtRemedy remedy);
  [[nodiscard]] static std::optional<std::string> unusual_warning(TagIndex tag, const Unusual& unusual,
                                                                  DoubtRemedy remedy);
  [[nodiscard]] std::string marker_warning(DoubtRemedy remedy) const;

  std::array<Beyond, kTagCount> beyond_{};
  std::array<Unusual, kTagCount> unusual_{};
  std::map<double, Marker> markers_;
};

}  // namespace flodata::importer
