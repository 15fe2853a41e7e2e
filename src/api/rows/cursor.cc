#include "api/rows/cursor.h"

#include <charconv>
#include <ranges>
#include <vector>

#include <fmt/format.h>

#include "api/contract/time_expression.h"
#include "base/fnv1a.h"

namespace flodata::api {
namespace {

constexpr std::string_view kLayout = "1";  // of the encoded text; others are rejected
constexpr char kSeparator = '|';
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned kDigitBits = 6;
constexpr unsigned kByteBits = 8;
constexpr std::size_t kLongestCursor = 1000;

class Fingerprint {
 public:
  void add(std::string_view text) { value_ = fnv1a(std::string_view("\0", 1), fnv1a(text, value_)); }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = kFnv1aBasis;
};

std::uint64_t fingerprint(std::string_view text) {
  Fingerprint fingerprint;
  fingerprint.add(text);
  return fingerprint.value();
}

std::string to_base64url(std::string_view bytes) {
  std::string text;
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    pending = (pending << kByteBits) | static_cast<unsigned char>(c);
    for (bits += kByteBits; bits >= kDigitBits; bits -= kDigitBits)
      text += kAlphabet[(pending >> (bits - kDigitBits)) % kAlphabet.size()];
    pending &= (1U << kByteBits) - 1;
  }
  if (bits > 0) text += kAlphabet[(pending << (kDigitBits - bits)) % kAlphabet.size()];
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes;
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const auto digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    pending = (pending << kDigitBits) | static_cast<unsigned>(digit);
    bits += kDigitBits;
    if (bits < kByteBits) continue;
    bits -= kByteBits;
    bytes += static_cast<char>(pending >> bits);
    pending &= (1U << bits) - 1;
  }
  return bytes;
}

template <typename Number>
bool read(std::string_view text, Number& number) {
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  return error == std::errc() && end == last;
}

bool read(std::string_view text, Instant& instant) {
  Microseconds::rep count = 0;
  if (!read(text, count)) return false;
  instant = Instant(Microseconds(count));
  return true;
}

/// A valid cursor has no time beyond those that a request can name, except for some days of offsets.
bool is_possible(Instant instant) {
  constexpr std::chrono::days kOffsets(2);
  return instant >= kBeginOfTime - kOffsets && instant <= kEndOfTime + kOffsets;
}

/// Escapes a well's name, which may contain the separator.
std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == kSeparator)
      text += "%7C";
    else if (c == '%')
      text += "%25";
    else
      text += c;
  }
  return text;
}

std::string unescaped(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    const bool separator = text.starts_with("%7C");
    const bool percent = text.starts_with("%25");
    name += separator ? kSeparator : text.front();
    text.remove_prefix(separator || percent ? 3 : 1);
  }
  return name;
}

long long count_of(Instant instant) { return instant.time_since_epoch().count(); }

}  // namespace

std::string encode(const Cursor& cursor) {
  auto text = fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", kLayout, cursor.lineage, cursor.sequence,
                          count_of(cursor.bound), count_of(cursor.first), count_of(cursor.last),
                          count_of(cursor.read_from), count_of(cursor.after.time), escaped(cursor.after.name),
                          cursor.request);
  text += fmt::format("|{}", fingerprint(text));
  return to_base64url(text);
}

std::optional<Cursor> decode_cursor(std::string_view text) {
  if (text.size() > kLongestCursor) return std::nullopt;
  const auto bytes = from_base64url(text);
  if (!bytes) return std::nullopt;
  std::vector<std::string_view> fields;
  for (const auto part : std::views::split(*bytes, kSeparator)) fields.emplace_back(part.begin(), part.end());
  constexpr std::size_t kFields = 11;
  if (fields.size() != kFields || fields[0] != kLayout) return std::nullopt;
  std::uint64_t checksum = 0;
  const auto checked = std::string_view(*bytes).substr(0, bytes->rfind(kSeparator));
  if (!read(fields[10], checksum) || checksum != fingerprint(checked)) return std::nullopt;
  Cursor cursor;
  const bool complete = read(fields[1], cursor.lineage) && read(fields[2], cursor.sequence) &&
                        read(fields[3], cursor.bound) && read(fields[4], cursor.first) &&
                        read(fields[5], cursor.last) && read(fields[6], cursor.read_from) &&
                        read(fields[7], cursor.after.time) && read(fields[9], cursor.request);
  if (!complete) return std::nullopt;
  for (const auto instant : {cursor.bound, cursor.first, cursor.last, cursor.read_from, cursor.after.time})
    if (!is_possible(instant)) return std::nullopt;
  cursor.after.name = unescaped(fields[8]);
  if (encode(cursor) != text) return std::nullopt;
  return cursor;
}

std::uint64_t request_fingerprint(std::string_view path,
                                  std::span<const std::pair<std::string, std::string>> given) {
  Fingerprint fingerprint;
  fingerprint.add(path);
  for (const auto& [name, value] : given) {
    if (name == "cursor" || name == "limit") continue;
    fingerprint.add(name);
    fingerprint.add(value);
  }
  return fingerprint.value();
}

}  // namespace flodata::api
