#include "importer/sheet_row.h"

namespace flodata::importer {

std::string column_letters(std::uint32_t column) {
  constexpr std::uint32_t kLetters = 26;
  std::string letters;
  for (std::uint32_t rest = column + 1; rest > 0; rest = (rest - 1) / kLetters)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % kLetters));
  return letters;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace flodata::importer
