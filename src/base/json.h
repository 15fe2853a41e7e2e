// Writes JSON text directly where a document tree would be wasteful: rows, reports, quality notes.
#pragma once

#include <string>
#include <string_view>

namespace flodata {

/// Appends `text` as a JSON string with quotes; control characters are escaped, UTF-8 is copied, and a byte
/// that is not UTF-8 becomes U+FFFD, so the document is valid JSON for any input.
void append_json_string(std::string& out, std::string_view text);

/// Appends a number in plain notation: 4972.85 for 4972.849999999999, 100000 and not 1e+05. It has at most 12
/// significant digits, but always three decimals (up to 15 significant digits), so a volume of billions keeps
/// its litres. From 1e-6 to 1e15 there is no exponent. NaN and infinity become null.
void append_json_number(std::string& out, double value);

}  // namespace flodata
