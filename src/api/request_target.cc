#include "api/request_target.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace flodata::api {
namespace {

enum class PlusSign : unsigned char { is_plus, is_blank };

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Length of the UTF-8 sequence at the front of `text`; 0 when it is none (RFC 3629: no overlong form, no
/// surrogate, nothing above U+10FFFF).
std::size_t utf8_sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : (lead & 0xF0) == 0xE0        ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  const unsigned second = byte(1);
  const bool refused = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                       (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return refused ? 0 : length;
}

bool is_plain_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = utf8_sequence_length(text);
    if (length == 0 || is_control(text.front())) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::optional<char> decode_hex(std::string_view digits) {
  std::uint8_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return std::nullopt;
  return static_cast<char>(value);
}

Expected<std::string> decode(std::string_view text, PlusSign plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const auto byte = decode_hex(text.substr(i + 1, 2));
      if (!byte)
        return unexpected(Code::invalid_argument,
                          "the address has a '%' that is not followed by two hex digits; "
                          "write a percent sign as %25");
      decoded += *byte;
      i += 2;
    } else {
      decoded += text[i] == '+' && plus == PlusSign::is_blank ? ' ' : text[i];
    }
  }
  if (!is_plain_utf8(decoded))
    return unexpected(Code::invalid_argument, "the address holds control characters or is not UTF-8");
  return decoded;
}

std::string_view without_origin(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.empty() || target.front() == '/' || scheme == std::string_view::npos) return target;
  const auto path = target.find('/', scheme + 3);
  return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

}  // namespace

Expected<RequestTarget> parse_request_target(std::string_view target) {
  target = without_origin(target.substr(0, target.find('#')));
  const auto question = target.find('?');
  auto path = decode(target.substr(0, question), PlusSign::is_plus);
  if (!path) return std::unexpected(path.error());
  RequestTarget parsed{*std::move(path), {}};
  auto query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.empty()) continue;
    if (parsed.query.size() == kMostQueryParameters)
      return unexpected(
          Code::invalid_argument,
          fmt::format("the address has more than {} parameters; put commas between the values of "
                      "a list, or send several requests",
                      kMostQueryParameters));
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals), PlusSign::is_blank);
    auto value = decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), PlusSign::is_blank);
    if (!name) return std::unexpected(name.error());
    if (!value) return std::unexpected(value.error());
    parsed.query.emplace_back(*std::move(name), *std::move(value));
  }
  return parsed;
}

std::string_view authority_of(std::string_view target) {
  constexpr std::string_view kSchemeEnd = "://";
  const auto scheme = target.substr(0, target.find_first_of("/?#")).ends_with(':') ? target.find(kSchemeEnd)
                                                                                   : std::string_view::npos;
  if (scheme == std::string_view::npos) return "";
  target.remove_prefix(scheme + kSchemeEnd.size());
  return target.substr(0, target.find_first_of("/?#"));
}

std::string shown_path(std::string_view target) {
  constexpr std::size_t kLongestShown = 200;
  target = without_origin(target);
  std::string shown;
  for (const char c : target.substr(0, std::min(target.find_first_of("?#"), kLongestShown))) {
    if (c > 0x20 && c < 0x7f)
      shown += c;
    else
      shown += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return shown.empty() ? "/" : shown;
}

}  // namespace flodata::api
