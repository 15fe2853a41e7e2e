// Characters of texts from outside: blanks, invisible characters, and how to show them to people. According
// to Unicode 15 (utf8proc).
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace flodata {

struct DecodedCharacter {
  char32_t character;
  std::size_t size_bytes;
};

/// Returns the first character of `text`; nothing when there is none or it is not UTF-8 (RFC 3629).
std::optional<DecodedCharacter> first_character(std::string_view text);

/// Returns whether a character is white space: tab, line ends, U+0020, U+00A0, U+202F and every other space.
bool is_blank(char32_t character);

/// Returns whether a character is visible: no control, format or bidirectional character, no filler, no blank
/// besides U+0020, nothing private or unassigned.
bool is_visible(char32_t character);

/// Returns the text without leading and trailing blanks.
std::string_view trimmed(std::string_view text);

/// Returns whether the text is UTF-8 in normal form C: "é" is one character, not "e" and an accent.
bool is_normal_form_c(std::string_view text);

/// Returns "U+00A0".
std::string code_point_name(char32_t character);

/// Returns untrusted text for a terminal, a log or a report: an invisible character is shown as its code
/// point ("<U+00A0>", "<U+001B>"), a byte that is not UTF-8 as its value ("<0xC6>"), so the text can neither
/// control a terminal nor forge a line. A text of more than `longest` characters is cut, and its size added.
std::string printable(std::string_view text, std::size_t longest = std::numeric_limits<std::size_t>::max());

/// Returns a JSON document in which each invisible character is escaped: the same document, safe for a
/// terminal. Line ends between its tokens stay.
std::string printable_json(std::string_view document);

}  // namespace flodata
