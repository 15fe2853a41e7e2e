// The texts that cells of a workbook share, one after the other in one block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flodata::importer {

class SharedStrings {
 public:
  void begin() { ends_.push_back(static_cast<std::uint32_t>(text_.size())); }
  /// Adds to the string that was begun last.
  void append(std::string_view chunk) {
    text_ += chunk;
    ends_.back() = static_cast<std::uint32_t>(text_.size());
  }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::size_t size_bytes() const { return text_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
  }

 private:
  std::string text_;
  std::vector<std::uint32_t> ends_;  // ImportLimits::shared_string_bytes keeps them within 32 bits
};

}  // namespace flodata::importer
