#include "http/message/target.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/url/decode_view.hpp>
#include <boost/url/pct_string_view.hpp>

#include "base/unicode.h"

namespace flodata::http {
namespace {

enum class PlusSign : unsigned char { is_plus, is_blank };

bool is_plain_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = first_character(text);
    if (!first || first->character < 0x20 || first->character == 0x7F) return false;
    text.remove_prefix(first->size_bytes);
  }
  return true;
}

Expected<std::string> decode(std::string_view text, PlusSign plus) {
  const auto encoded = boost::urls::make_pct_string_view(text);
  if (!encoded)
    return unexpected(Code::invalid_argument,
                      "the address has a '%' that is not followed by two hex digits; "
                      "write a percent sign as %25");
  boost::urls::encoding_opts options;
  options.space_as_plus = plus == PlusSign::is_blank;
  const boost::urls::decode_view view(*encoded, options);
  std::string decoded(view.begin(), view.end());
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

}  // namespace flodata::http
