// Writing JSON text by hand where a document tree would be waste: rows, reports, quality notes.
#pragma once

#include <string>
#include <string_view>

namespace flodata {

/// Appends `text` as a JSON string, quotes included; control characters are escaped, UTF-8
/// passes through, and a byte that is not UTF-8 becomes U+FFFD: the document stays JSON whatever was sent.
void append_json_string(std::string& out, std::string_view text);

/// Appends a number as a person writes it: 4972.85 for 4972.849999999999, 100000 and not 1e+05. It has at
/// most 12 significant digits, but three decimals in any case (15 significant digits at the most), so a
/// volume of billions keeps its litres. From 1e-6 to 1e15 there is no exponent. NaN and infinity become null.
void append_json_number(std::string& out, double value);

}  // namespace flodata
