#include "importer/sheet/sheet_row.h"

namespace flodata::importer {

std::string column_letters(std::uint32_t column) {
  constexpr std::uint32_t kLetters = 26;
  std::string letters;
  for (std::uint32_t rest = column + 1; rest > 0; rest = (rest - 1) / kLetters)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % kLetters));
  return letters;
}

}  // namespace flodata::importer
