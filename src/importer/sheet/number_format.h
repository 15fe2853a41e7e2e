// Number formats of a workbook (ECMA-376 part 1, 18.8.31): what a person sees of a stored number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flodata::importer {

enum class Meaning : std::uint8_t {
  number,         // as it is stored, but for grouping and rounding
  percent,        // a hundred times what is stored
  elapsed_hours,  // "[h]:mm": days are stored
  clock_hours,    // "h:mm": the part of a day that is stored, without its whole days
  other_time,     // minutes, seconds, hours with AM and PM
  date,
  scaled,   // "#,##0,": a thousandth, or less, of what is stored
  text,     // words in the place of the number
  hidden,   // nothing at all
  unknown,  // not understood
};

/// One of the sections between semicolons.
struct FormatSection {
  Meaning meaning = Meaning::number;
  std::string unit;              // words beside the number
  bool has_sign = false;         // a minus or a parenthesis of its own
  bool is_red = false;           // how accountants show what is negative
  std::uint32_t zero_count = 0;  // digits that are always shown before the point: 12 is 0012 with four
  bool has_fraction = false;
  std::string operation;  // of a condition: "<", ">=", …; empty: none
  double bound = 0;
};

class NumberFormat {
 public:
  explicit NumberFormat(std::string code);

  [[nodiscard]] const std::string& code() const { return code_; }
  /// Whether every number is seen as it is stored, whatever it is.
  [[nodiscard]] bool is_plain() const { return is_plain_; }
  /// Returns the section by which `value` is shown; nothing when none is for it.
  [[nodiscard]] const FormatSection* section_for(double value) const;
  /// Whether the section shows the sign that `value` has.
  [[nodiscard]] bool shows_sign_of(double value) const;

 private:
  [[nodiscard]] bool has_conditions() const;

  std::string code_;
  std::vector<FormatSection> sections_;
  bool is_plain_ = true;
};

/// Returns the code of a built-in format (ECMA-376 part 1, 18.8.30); those that differ by country are dates.
std::string_view built_in_format(std::uint32_t id);

}  // namespace flodata::importer
