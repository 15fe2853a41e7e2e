#include "model/name_fold.h"

#include <clocale>
#include <cstdint>
#include <cwctype>
#include <optional>

#include "base/unicode.h"

namespace flodata {
namespace {

constexpr char32_t kFirstBeyondAscii = 0x80;
constexpr unsigned kBitsPerByte = 6;  // that a continuation byte carries

/// The C library's table of Unicode's letters, whatever the user's locale is.
locale_t unicode_locale() {
  static const locale_t kLocale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return kLocale;
}

char32_t upper(char32_t code) {
  if (code >= 'a' && code <= 'z') return code - 'a' + 'A';
  if (code < kFirstBeyondAscii || unicode_locale() == nullptr) return code;
  return static_cast<char32_t>(towupper_l(static_cast<wint_t>(code), unicode_locale()));
}

/// How many bytes a code point of this first byte has; 0 for a byte that begins none.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

/// Takes the code point at the front of `text` off, or nothing where there is none.
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const auto length = length_of(first);
  if (length == 0 || text.size() < length) return std::nullopt;
  char32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80) return std::nullopt;
    code = (code << kBitsPerByte) | (byte & 0x3FU);
  }
  text.remove_prefix(length);
  return code;
}

void append(std::string& out, char32_t code) {
  const auto continuation = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> kBitsPerByte));
    continuation(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | (code >> (2 * kBitsPerByte)));
    continuation(kBitsPerByte);
    continuation(0);
  } else {
    out += static_cast<char>(0xF0U | (code >> (3 * kBitsPerByte)));
    continuation(2 * kBitsPerByte);
    continuation(kBitsPerByte);
    continuation(0);
  }
}

}  // namespace

std::string fold_name(std::string_view name) {
  std::string folded;
  folded.reserve(name.size());
  while (!name.empty()) {
    if (const auto code = take_code_point(name)) {
      if (!is_blank(*code)) append(folded, upper(*code));
    } else {
      folded += name.front();
      name.remove_prefix(1);
    }
  }
  return folded;
}

}  // namespace flodata
