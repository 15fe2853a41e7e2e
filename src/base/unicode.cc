#include "base/unicode.h"

#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <utf8proc.h>

namespace flodata {
namespace {

/// A line end between JSON tokens; inside strings all line ends are escaped.
constexpr char kLineEnd = '\n';

struct FreeText {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }  // as utf8proc allocates it
};

void append_json_escape(std::string& out, char32_t character) {
  constexpr char32_t kFirstBeyondPlane0 = 0x10000;
  constexpr char32_t kHighSurrogates = 0xD800;
  constexpr char32_t kLowSurrogates = 0xDC00;
  constexpr unsigned kSurrogateBits = 10;
  if (character < kFirstBeyondPlane0) {
    out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(character));
    return;
  }
  const auto rest = static_cast<std::uint32_t>(character - kFirstBeyondPlane0);
  out += fmt::format("\\u{:04x}\\u{:04x}", kHighSurrogates + (rest >> kSurrogateBits),
                     kLowSurrogates + (rest & ((1U << kSurrogateBits) - 1)));
}

}  // namespace

std::optional<DecodedCharacter> first_character(std::string_view text) {
  utf8proc_int32_t character = 0;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &character);
  if (size <= 0) return std::nullopt;
  return DecodedCharacter{static_cast<char32_t>(character), static_cast<std::size_t>(size)};
}

bool is_blank(char32_t character) {
  constexpr char32_t kNextLine = 0x85;
  if ((character >= U'\t' && character <= U'\r') || character == kNextLine) return true;
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(character));
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

bool is_visible(char32_t character) {
  if (character >= U' ' && character < U'\x7f') return true;
  const auto* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(character));
  if (property->ignorable) return false;
  switch (property->category) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      return true;
  }
}

std::string_view trimmed(std::string_view text) {
  while (const auto first = first_character(text)) {
    if (!is_blank(first->character)) break;
    text.remove_prefix(first->size_bytes);
  }
  while (!text.empty()) {
    std::size_t start = text.size() - 1;  // of the last character: bytes 10xxxxxx continue one
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
    const auto last = first_character(text.substr(start));
    if (!last || last->size_bytes != text.size() - start || !is_blank(last->character)) break;
    text.remove_suffix(last->size_bytes);
  }
  return text;
}

bool is_normal_form_c(std::string_view text) {
  utf8proc_uint8_t* composed = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &composed,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, FreeText> owner(composed);
  return size >= 0 &&
         text == std::string_view(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(size));
}

std::string code_point_name(char32_t character) {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>(character));
}

std::string printable(std::string_view text, std::size_t longest) {
  std::string out;
  const auto size_bytes = text.size();
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == longest) return out + fmt::format("… ({} bytes)", size_bytes);
    const auto first = first_character(text);
    if (!first)
      out += fmt::format("<0x{:02X}>", static_cast<unsigned char>(text.front()));
    else if (is_visible(first->character))
      out += text.substr(0, first->size_bytes);
    else
      out += fmt::format("<{}>", code_point_name(first->character));
    text.remove_prefix(first ? first->size_bytes : 1);
  }
  return out;
}

std::string printable_json(std::string_view document) {
  constexpr char32_t kReplacement = 0xFFFD;
  std::string out;
  out.reserve(document.size());
  while (!document.empty()) {
    const auto first = first_character(document);
    if (first && (is_visible(first->character) || first->character == kLineEnd))
      out += document.substr(0, first->size_bytes);
    else
      append_json_escape(out, first ? first->character : kReplacement);
    document.remove_prefix(first ? first->size_bytes : 1);
  }
  return out;
}

}  // namespace flodata
