// Text of a source file at the door: well names above all, and the other texts that go with them to the live
// database, to answers and to spreadsheets. Whoever reads a file checks its texts here, once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flodata {

/// The longest text that a source file may hold. [bytes of UTF-8]
inline constexpr std::size_t kLongestSourceTextBytes = 100;

/// Returns why a text cannot be taken, with a hint, or nothing. A text is UTF-8 in normal form C of at most
/// kLongestSourceTextBytes bytes without invisible characters: no control, format, bidirectional or
/// unassigned one, and no blank but U+0020. Two texts that look alike are therefore the same bytes, as far as
/// one script goes, and none steers a terminal.
std::optional<std::string> reason_against_source_text(std::string_view text);

/// Whether a spreadsheet program may take the text for a formula: it begins, perhaps after blanks, with =, +,
/// - or @ (also in full width), or with a tab or line end.
bool looks_like_formula(std::string_view text);

}  // namespace flodata
