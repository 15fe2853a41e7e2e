// Writing JSON text by hand where a document tree would be waste: rows, reports, quality notes.
#pragma once

#include <string>
#include <string_view>

namespace flodata {

/// Appends `text` as a JSON string, quotes included; control characters are escaped, UTF-8 passes through.
void append_json_string(std::string& out, std::string_view text);

/// Appends the shortest decimal form that reads back as the same double; NaN and infinity become null.
void append_json_number(std::string& out, double value);

}  // namespace flodata
