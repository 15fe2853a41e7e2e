#include "model/source_text.h"

#include <cctype>

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

bool looks_like_formula(std::string_view text) {
  constexpr std::u32string_view kStarts = U"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";
  if (!text.empty() && std::isalnum(static_cast<unsigned char>(text.front())) != 0) return false;
  while (const auto first = first_character(text)) {
    if (kStarts.contains(first->character)) return true;
    if (!is_blank(first->character)) return false;
    text.remove_prefix(first->size_bytes);
  }
  return false;
}

}  // namespace flodata
