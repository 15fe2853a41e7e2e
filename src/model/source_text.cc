#include "model/source_text.h"

#include <fmt/format.h>

#include "base/unicode.h"

namespace flodata {

std::optional<std::string> reason_against_source_text(std::string_view text) {
  if (text.size() > kLongestSourceTextBytes)
    return fmt::format("a text of {} bytes: shorten it to {}", text.size(), kLongestSourceTextBytes);
  for (auto rest = text; !rest.empty();) {
    const auto first = first_character(rest);
    if (!first)
      return fmt::format("the byte 0x{:02x} is not UTF-8 text: save the file as UTF-8",
                         static_cast<unsigned char>(rest.front()));
    if (!is_visible(first->character)) {
      const auto name = code_point_name(first->character);
      return is_blank(first->character)
                 ? fmt::format("the blank {} in a text: write an ordinary blank (U+0020) instead", name)
                 : fmt::format("the invisible character {} in a text: take it out", name);
    }
    rest.remove_prefix(first->size_bytes);
  }
  if (!is_normal_form_c(text))
    return "characters in parts (a letter and its accent one by one): write them composed (Unicode normal "
           "form C)";
  return std::nullopt;
}

std::string without_formulas(std::string_view text) {
  constexpr std::u32string_view kSigns = U"=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b";
  constexpr std::u32string_view kSeparators = U",;|\t\r\n\v\f\u0085\u2028\u2029";
  constexpr std::string_view kDroppedByPrograms = "\t\r\n";
  std::string safe;
  if (!text.empty() && kDroppedByPrograms.contains(text.front())) safe += '\'';
  std::size_t cell = 0;     // where in `safe` the present cell begins
  bool is_at_begin = true;  // nothing of the cell has been seen that programs keep
  while (!text.empty()) {
    const auto [character, size] = first_character(text).value_or(DecodedCharacter{U'\0', 1});
    if (kSeparators.contains(character)) {
      cell = safe.size() + size;
      is_at_begin = true;
    } else if (is_at_begin && kSigns.contains(character)) {
      safe.insert(cell, 1, '\'');
      is_at_begin = false;
    } else if (is_visible(character) && !is_blank(character) && character != U'"') {
      is_at_begin = false;
    }
    safe += text.substr(0, size);
    text.remove_prefix(size);
  }
  return safe;
}

}  // namespace flodata
