#include "http/message/negotiation.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/message/list_header.h"

namespace flodata::http {
namespace {

/// Returns the names that clients may use for a media type.
std::span<const std::string_view> names_of(MediaType type) {
  static constexpr std::array<std::string_view, 1> kJsonNames = {"application/json"};
  static constexpr std::array<std::string_view, 3> kNdjsonNames = {"application/x-ndjson",
                                                                   "application/ndjson", "application/jsonl"};
  static constexpr std::array<std::string_view, 1> kCsvNames = {"text/csv"};
  static constexpr std::array<std::string_view, 1> kEventNames = {"text/event-stream"};
  static constexpr std::array<std::string_view, 1> kTextNames = {"text/plain"};
  switch (type) {
    case MediaType::json:
      return kJsonNames;
    case MediaType::ndjson:
      return kNdjsonNames;
    case MediaType::csv:
      return kCsvNames;
    case MediaType::event_stream:
      return kEventNames;
    case MediaType::text:
      return kTextNames;
  }
  return {};
}

/// Returns the weight of a list element: 1 without `;q=`, 0 when it is not a number.
double quality_of(std::string_view element) {
  for (auto rest = element; !rest.empty();) {
    const auto semicolon = rest.find(';');
    if (semicolon == std::string_view::npos) break;
    rest = trim_blanks(rest.substr(semicolon + 1));
    if (!rest.starts_with("q=") && !rest.starts_with("Q=")) continue;
    const auto digits = trim_blanks(rest.substr(2, rest.find(';') - 2));
    double quality = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), quality);
    return error == std::errc() && end == digits.data() + digits.size() ? quality : 0;
  }
  return 1;
}

bool equals_ignoring_case(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(one, other, {}, lower, lower);
}

/// How exactly a range of media types names a type: 3 by one of its names, 2 by their group, 1 as any, 0 not
/// at all.
int match(std::string_view range, std::span<const std::string_view> names) {
  constexpr int kByName = 3;
  constexpr int kByGroup = 2;
  if (range == "*/*" || range == "*") return 1;
  for (const auto name : names) {
    if (equals_ignoring_case(range, name)) return kByName;
    const auto group = name.substr(0, name.find('/') + 1);
    if (range.ends_with("/*") && equals_ignoring_case(range.substr(0, range.size() - 1), group))
      return kByGroup;
  }
  return 0;
}

double quality_for(std::string_view accept, std::span<const std::string_view> names) {
  double quality = 0;
  int best = 0;
  any_element(accept, [&](std::string_view element) {
    const int exactness = match(trim_blanks(element.substr(0, element.find(';'))), names);
    if (exactness > best) {
      best = exactness;
      quality = quality_of(element);
    }
    return false;
  });
  return quality;
}

double weight_of(std::string_view accept_encoding, Encoding encoding) {
  double any = 0;
  std::optional<double> by_name;
  any_element(accept_encoding, [&](std::string_view element) {
    const auto coding = trim_blanks(element.substr(0, element.find(';')));
    if (equals_ignoring_case(coding, token_of(encoding))) by_name = quality_of(element);
    if (coding == "*") any = quality_of(element);
    return false;
  });
  return by_name.value_or(any);
}

}  // namespace

std::optional<MediaType> choose_media_type(std::string_view accept, std::span<const MediaType> offered) {
  if (trim_blanks(accept).empty()) return offered.front();
  std::optional<MediaType> chosen;
  double best = 0;
  for (const auto type : offered) {
    const double quality = quality_for(accept, names_of(type));
    if (quality <= best) continue;
    best = quality;
    chosen = type;
  }
  return chosen;
}

bool prefers_html(std::string_view accept) {
  static constexpr std::array<std::string_view, 1> kHtmlNames = {"text/html"};
  return quality_for(accept, kHtmlNames) > quality_for(accept, names_of(MediaType::json));
}

bool accepts(std::string_view accept_encoding, Encoding encoding) {
  return weight_of(accept_encoding, encoding) > 0;
}

Encoding choose_encoding(std::string_view accept_encoding) {
  const double zstd = weight_of(accept_encoding, Encoding::zstd);
  const double gzip = weight_of(accept_encoding, Encoding::gzip);
  if (zstd > 0 && zstd >= gzip) return Encoding::zstd;
  return gzip > 0 ? Encoding::gzip : Encoding::identity;
}

std::string_view content_type_of(MediaType type) {
  switch (type) {
    case MediaType::json:
      return kJson;
    case MediaType::ndjson:
      return kNdjson;
    case MediaType::csv:
      return kCsv;
    case MediaType::event_stream:
      return kEventStream;
    case MediaType::text:
      return kPlainText;
  }
  return "";
}

std::string_view token_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::identity:
      return "";
    case Encoding::gzip:
      return "gzip";
    case Encoding::zstd:
      return "zstd";
  }
  return "";
}

}  // namespace flodata::http
