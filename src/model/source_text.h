// Text of a source file at the door: well names above all, and the other texts that go with them to the live
// database, to answers and to spreadsheets. Every reader of a file checks its texts here, once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flodata {

/// The longest text that a source file may hold. [bytes of UTF-8]
inline constexpr std::size_t kLongestSourceTextBytes = 100;

/// So many of its characters an error shows.
inline constexpr std::size_t kShownCharacters = 60;

/// Returns why a text cannot be taken, with a hint, or nothing. A text is UTF-8 in normal form C of at most
/// kLongestSourceTextBytes bytes without invisible characters: no control, format, bidirectional or
/// unassigned one, and no blank but U+0020. Two texts that look alike are therefore the same bytes, as far as
/// one script goes, and none steers a terminal.
std::optional<std::string> reason_against_source_text(std::string_view text);

/// Returns the text as a .csv for spreadsheet programs has it: an apostrophe stands where one of them could
/// find a formula. That is at the begin of the text, and after what separates cells in some locale or on some
/// import (comma, semicolon, tab, vertical bar, line ends), where =, +, - or @ comes next; blanks, characters
/// that nobody sees (a byte order mark, control and format characters), double quotes and bytes that are not
/// UTF-8 between do not count, since programs drop them. The signs count in full width and as small forms
/// too. A text that begins with a tab or a line end gets an apostrophe in any case.
std::string without_formulas(std::string_view text);

}  // namespace flodata
