// Checks the texts of source rows on entry: they go to PostgreSQL, responses, logs and terminals.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "streamer/source/source_row.h"

namespace flodata::streamer {

class TextCheck {
 public:
  /// `path`: the file, for messages.
  explicit TextCheck(std::filesystem::path path) : path_(std::move(path)) {}

  /// Checks the texts of a row, except its well's names. Cheap for texts seen before. Errors:
  /// Failure(corrupt_input) naming file, column, hour and well, with a hint.
  void check(const HourlyRow& row);

 private:
  [[noreturn]] void reject(const HourlyRow& row, std::string_view column, std::string_view text,
                           std::string_view why) const;
  void check_quality(const HourlyRow& row);

  std::filesystem::path path_;
  std::set<std::string, std::less<>> qualities_;  // accepted ones; cleared when there are many
};

}  // namespace flodata::streamer
