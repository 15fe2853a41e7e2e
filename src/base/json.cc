#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "base/unicode.h"

namespace flodata {

namespace {

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool is_plain(char c) {
  return is_ascii(c) && c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  }
}

// A rate or a pressure is measured to 4 or 5 digits; double precision computes with about 14. The written
// digits are between the two.
constexpr int kDigits = 12;
constexpr int kLeastDecimals = 3;
constexpr int kMostDigits = 15;
constexpr double kLeastPlain = 1e-6;
constexpr double kBeyondPlain = 1e15;

/// Powers of ten from 1 to 1e17: each is exact in a double.
constexpr auto kPowersOfTen = [] {
  std::array<double, 18> powers{};
  double power = 1;
  for (auto& each : powers) {
    each = power;
    power *= 10;
  }
  return powers;
}();

/// Returns the number of digits before the point; 0 below 1, and negative for zeros after the point.
int digits_before_point(double size) {
  if (size >= 1) return static_cast<int>(std::ranges::upper_bound(kPowersOfTen, size) - kPowersOfTen.begin());
  constexpr std::array kBelow = {0.1, 0.01, 1e-3, 1e-4, 1e-5};
  return -static_cast<int>(std::ranges::count_if(kBelow, [&](double limit) { return size < limit; }));
}

/// `size` from kLeastPlain to kBeyondPlain, or 0.
void append_plain(std::string& out, double size) {
  const int before = size == 0 ? 1 : digits_before_point(size);
  const int decimals = std::max(kDigits - before, std::min(kLeastDecimals, kMostDigits - before));
  // Below 2^53: the product is right to half a unit of its last digit, apart from the rounding of one
  // operation.
  const double scaled = size * kPowersOfTen[static_cast<std::size_t>(decimals)];
  // NOLINTNEXTLINE(bugprone-incorrect-roundings): not negative
  const auto units = static_cast<std::uint64_t>(scaled + 0.5);
  std::array<char, 24> digits;
  const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), units).ptr;
  const auto count = static_cast<int>(end - digits.data());
  std::string_view text(digits.data(), static_cast<std::size_t>(count));
  const auto whole = static_cast<std::size_t>(std::max(0, count - decimals));
  if (whole == 0)
    out += '0';
  else
    out += text.substr(0, whole);
  text.remove_prefix(whole);
  const auto last = text.find_last_not_of('0');
  if (last == std::string_view::npos) return;
  out += '.';
  out.append(static_cast<std::size_t>(std::max(0, decimals - count)), '0');
  out += text.substr(0, last + 1);
}

void append_with_exponent(std::string& out, double value) {
  std::array<char, 32> buffer;
  const auto* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                  std::chars_format::scientific, kDigits - 1)
                        .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto mark = text.find('e');
  out += text.substr(0, text.substr(0, mark).find_last_not_of("0.") + 1);
  int exponent = 0;
  const auto digits = text.substr(mark + (text[mark + 1] == '+' ? 2 : 1));
  std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  fmt::format_to(std::back_inserter(out), "e{}", exponent);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    std::size_t taken = 1;
    if (is_ascii(text.front())) {
      append_escape(out, text.front());
    } else if (const auto character = first_character(text)) {
      taken = character->size_bytes;
      out.append(text.substr(0, taken));
    } else {
      out += "\uFFFD";
    }
    text.remove_prefix(taken);
  }
  out += '"';
}

void append_json_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const double size = std::abs(value);
  if (size != 0 && (size < kLeastPlain || size >= kBeyondPlain)) {
    append_with_exponent(out, value);
    return;
  }
  if (value < 0) out += '-';
  append_plain(out, size);
}

}  // namespace flodata
