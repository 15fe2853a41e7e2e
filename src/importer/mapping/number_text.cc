#include "importer/mapping/number_text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/unicode.h"

namespace flodata::importer {
namespace {

constexpr std::size_t kGroupDigits = 3;
constexpr char32_t kMinusSign = U'\u2212';
constexpr char32_t kRightQuote = U'\u2019';

std::unexpected<Error> reject(std::string reason) {
  return unexpected(Code::invalid_argument, std::move(reason));
}

bool is_digit(char32_t character) { return character >= U'0' && character <= U'9'; }

std::string name_of(char32_t character) {
  if (character == U',') return "a comma";
  if (character == U'.') return "a point";
  if (character == U'\'' || character == kRightQuote) return "an apostrophe";
  if (character == U' ') return "a blank";
  return fmt::format("a blank ({})", code_point_name(character));
}

/// Characters that group digits or mark decimals somewhere in the world.
bool is_separator(char32_t character) {
  return character == U',' || character == U'.' || character == U'\'' || character == kRightQuote ||
         is_blank(character);
}

std::string describe(const NumberStyle& format) {
  const auto decimal = name_of(static_cast<unsigned char>(format.decimal));
  if (!format.thousands) return fmt::format("{} as its decimal mark and no thousands separators", decimal);
  return fmt::format("{} as its decimal mark and {} between thousands", decimal,
                     name_of(static_cast<unsigned char>(*format.thousands)));
}

class NumberReader {
 public:
  explicit NumberReader(const NumberStyle& format) : format_(format) {}

  Expected<double> read(std::string_view text) {
    whole_ = text;
    rest_ = text;
    take_sign();
    while (!rest_.empty()) {
      const auto next = first_character(rest_);
      if (!next) return no_number();
      if (auto reason = take(next->character)) return reject(std::move(*reason));
      rest_.remove_prefix(next->size_bytes);
      if (exponent_) break;
    }
    if (exponent_ && !take_exponent()) return no_number();
    if (digits_ == 0) return no_number();
    if (!separators_.empty())
      if (auto reason = reason_against_groups()) return reject(std::move(*reason));
    return value();
  }

 private:
  void take_sign() {
    const auto first = first_character(rest_);
    if (!first || (first->character != U'+' && first->character != U'-' && first->character != kMinusSign))
      return;
    if (first->character != U'+') plain_ += '-';
    rest_.remove_prefix(first->size_bytes);
  }

  /// Returns why the character cannot stand here.
  std::optional<std::string> take(char32_t character) {
    if (is_digit(character)) {
      plain_ += static_cast<char>(character);
      ++digits_;
      if (!has_decimal_) ++whole_digits_;
      return std::nullopt;
    }
    if (character == static_cast<unsigned char>(format_.decimal)) {
      if (has_decimal_) return fmt::format("{} twice in a number", name_of(character));
      has_decimal_ = true;
      plain_ += '.';
      return std::nullopt;
    }
    if (is_thousands(character)) {
      if (has_decimal_) return fmt::format("{} after the decimal mark", name_of(character));
      separators_.push_back(whole_digits_);
      separator_ = character;
      return std::nullopt;
    }
    if ((character == U'e' || character == U'E') && digits_ > 0 && separators_.empty()) {
      exponent_ = true;
      return std::nullopt;
    }
    if (is_separator(character) && digits_ > 0 && only_digits_and_separators())
      return fmt::format("{} in a number that has {}", name_of(character), describe(format_));
    return no_number().error().message;
  }

  [[nodiscard]] bool is_thousands(char32_t character) const {
    if (!format_.thousands) return false;
    if (*format_.thousands == ' ') return is_blank(character);
    if (*format_.thousands == '\'' && character == kRightQuote) return true;
    return character == static_cast<unsigned char>(*format_.thousands);
  }

  bool take_exponent() {
    plain_ += 'e';
    if (rest_.starts_with('+') || rest_.starts_with('-')) {
      plain_ += rest_.front();
      rest_.remove_prefix(1);
    }
    plain_ += rest_;
    return !rest_.empty() &&
           std::ranges::all_of(rest_, [](char c) { return is_digit(static_cast<unsigned char>(c)); });
  }

  [[nodiscard]] std::optional<std::string> reason_against_groups() const {
    auto rule =
        fmt::format("{} between thousands stands before groups of exactly three digits", name_of(separator_));
    const auto first = separators_.front();
    if (first == 0 || first > kGroupDigits) return rule;
    for (std::size_t i = 0; i < separators_.size(); ++i) {
      const auto end = i + 1 < separators_.size() ? separators_[i + 1] : whole_digits_;
      if (end - separators_[i] != kGroupDigits) return rule;
    }
    // "0,123" is a decimal comma that was taken for a thousands separator.
    const auto first_digit = plain_.find_first_of("0123456789");
    if (plain_[first_digit] == '0')
      return fmt::format("a number with {} between thousands does not begin with 0", name_of(separator_));
    return std::nullopt;
  }

  [[nodiscard]] Expected<double> value() const {
    double value = 0;
    const auto* end = plain_.data() + plain_.size();
    const auto [last, error] = std::from_chars(plain_.data(), end, value);
    if (error == std::errc::result_out_of_range || !std::isfinite(value))
      return reject("a number too large or too small to be kept");
    if (error != std::errc() || last != end) return no_number();
    return value;
  }

  [[nodiscard]] bool only_digits_and_separators() const {
    for (auto rest = rest_; !rest.empty();) {
      const auto next = first_character(rest);
      if (!next || (!is_digit(next->character) && !is_separator(next->character))) return false;
      rest.remove_prefix(next->size_bytes);
    }
    return true;
  }

  [[nodiscard]] std::unexpected<Error> no_number() const {
    std::string lower(whole_);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* word : {"nan", "inf", "infinity", "-nan", "-inf", "-infinity", "+inf", "+infinity"})
      if (lower == word)
        return reject("text where a number is expected (a value that is missing is an empty cell)");
    const bool is_accounting = whole_.starts_with('(') && whole_.ends_with(')');
    if (is_accounting || (digits_ > 0 && whole_.ends_with('-')))
      return reject("text where a number is expected (write a minus before a negative number)");
    for (auto rest = whole_; !rest.empty();) {
      const auto next = first_character(rest);
      if (!next) break;
      if (next->character >= U'\x80')
        return reject(fmt::format("text where a number is expected (it has the character {})",
                                  code_point_name(next->character)));
      rest.remove_prefix(next->size_bytes);
    }
    return reject("text where a number is expected");
  }

  const NumberStyle& format_;
  std::string_view whole_;
  std::string_view rest_;
  std::string plain_;  // with a point and without separators
  std::size_t digits_ = 0;
  std::size_t whole_digits_ = 0;
  std::vector<std::size_t> separators_;  // whole digits before each thousands separator
  char32_t separator_ = 0;
  bool has_decimal_ = false;
  bool exponent_ = false;
};

}  // namespace

Expected<double> parse_number(std::string_view text, const NumberStyle& format) {
  return NumberReader(format).read(text);
}

}  // namespace flodata::importer
