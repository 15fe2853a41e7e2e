// Inputs of several parts in one file, in a form that mutations keep whole: a line "== NAME" begins a part.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace flodata::test {

/// Returns the parts by name. What stands before the first "== NAME" has the empty name; of two parts of one
/// name the later one counts.
inline std::map<std::string, std::string> input_sections(std::string_view text) {
  constexpr std::string_view kMark = "== ";
  std::map<std::string, std::string> sections;
  std::string name;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    const bool is_mark = line.starts_with(kMark);
    if (is_mark)
      sections[name = line.substr(kMark.size())].clear();
    else
      sections[name].append(text.substr(0, std::min(end + 1, text.size())));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return sections;
}

}  // namespace flodata::test
