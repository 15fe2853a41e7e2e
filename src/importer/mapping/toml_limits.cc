#include "importer/mapping/toml_limits.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "base/error.h"

namespace flodata::importer {
namespace {

/// Counts dots and brackets outside of strings and comments.
class TomlScan {
 public:
  TomlScan(std::string_view text, const std::string& path, const ImportLimits& limits)
      : rest_(text), path_(path), limits_(limits) {}

  void scan() {
    while (!rest_.empty()) {
      const char first = rest_.front();
      if (first == '"' || first == '\'') {
        // Elsewhere the library takes it for part of a bare word, and what follows for no text.
        if (!kBeforeAString.contains(before_))
          fail(
              "a quotation mark stands within a key or a value: put the whole key or value in quotation "
              "marks");
        skip_string();
        before_ = first;
      } else if (first == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else {
        if (!is_ascii(first))
          fail(
              "a key or a value outside of quotation marks holds a character that is not ASCII: put it in "
              "quotation marks");
        rest_.remove_prefix(1);
        count(first);
        if (!kBlanks.contains(first)) before_ = first;
      }
    }
  }

 private:
  static constexpr std::string_view kBlanks = " \t\r";
  static constexpr std::string_view kBeforeAString = "\n.=,[{";

  static bool is_ascii(char character) { return static_cast<unsigned char>(character) < 0x80; }

  [[noreturn]] void fail(std::string_view what) const {
    throw Failure(Code::invalid_argument, fmt::format("'{}', line {}: {}", path_, line_, what));
  }

  [[noreturn]] void fail(std::string_view what, std::size_t limit) const {
    fail(fmt::format("more than {} {}: a mapping has two sections of keys and no more depth", limit, what));
  }
  void count(char character) {
    switch (character) {
      case '\n':
        ++line_;
        dots_ = 0;
        if (brackets_ == 0) line_begins_ = true;
        return;
      case '.':
        if (++dots_ > limits_.mapping_depth) fail("dots in a key", limits_.mapping_depth);
        break;
      case '[':
      case '{':
        open_bracket(character);
        return;
      case ']':
      case '}':
        if (brackets_ > 0) --brackets_;
        dots_ = 0;
        break;
      case '=':
      case ',':
        dots_ = 0;
        break;
      case ' ':
      case '\t':
      case '\r':
        return;
      default:
        break;
    }
    line_begins_ = false;
  }

  void open_bracket(char bracket) {
    dots_ = 0;
    if (++brackets_ > limits_.mapping_depth) fail("brackets within brackets", limits_.mapping_depth);
    // The header of a table: [a], or [[a]] of an array of tables.
    constexpr std::size_t kHeaderBrackets = 2;
    if (line_begins_ && bracket == '[' && brackets_ > kHeaderBrackets)
      fail("brackets before a name", kHeaderBrackets);
  }

  void skip_string() {
    const auto quote = rest_.substr(0, 1);
    const bool has_escapes = quote == "\"";
    constexpr std::size_t kLongQuote = 3;
    const auto opening = rest_.substr(0, kLongQuote);
    const bool is_long =
        opening.size() == kLongQuote && opening.find_first_not_of(quote) == std::string_view::npos;
    const auto closing = is_long ? opening : quote;
    rest_.remove_prefix(closing.size());
    while (!rest_.empty() && !rest_.starts_with(closing)) {
      if (rest_.front() == '\n' && !is_long) return;  // not TOML, as the library will say
      if (rest_.front() == '\n') ++line_;
      const bool is_escaped = has_escapes && rest_.front() == '\\' && rest_.size() > 1;
      if (is_escaped && std::string_view(" \t\r\n").contains(rest_[1]))
        fail("a text goes on behind a backslash: write it on one line");
      if (is_escaped && !is_ascii(rest_[1]))
        fail("a backslash stands before a character that is not ASCII: write two backslashes for one");
      rest_.remove_prefix(is_escaped ? 2 : 1);
    }
    rest_.remove_prefix(std::min(closing.size(), rest_.size()));
    // One or two quotation marks of the same kind before the closing three belong to the text.
    constexpr std::size_t kMostOfTheText = 2;
    for (std::size_t i = 0; is_long && i < kMostOfTheText && rest_.starts_with(quote); ++i)
      rest_.remove_prefix(1);
    line_begins_ = false;
  }

  std::string_view rest_;
  const std::string& path_;
  const ImportLimits& limits_;
  char before_ = '\n';  // what stands before rest_, but for blanks and comments
  std::size_t line_ = 1;
  std::size_t dots_ = 0;
  std::size_t brackets_ = 0;
  bool line_begins_ = true;  // nothing but brackets and blanks so far
};

}  // namespace

void require_shallow_toml(std::string_view text, const std::string& path, const ImportLimits& limits) {
  if (text.size() > limits.mapping_bytes)
    throw Failure(
        Code::invalid_argument,
        fmt::format(
            "'{}' has more than {} bytes, and a mapping some hundred: give the mapping with --mapping, "
            "not the data",
            path, limits.mapping_bytes));
  TomlScan(text, path, limits).scan();
}

}  // namespace flodata::importer
