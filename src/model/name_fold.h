// Names as people type them: what makes two of them the same but for case and blanks.
#pragma once

#include <string>
#include <string_view>

namespace flodata {

/// Returns the UTF-8 text in upper case and without blanks (spaces of any width, tabs, line ends). Bytes that
/// are no UTF-8 stay as they are.
std::string fold_name(std::string_view name);

}  // namespace flodata
