#include "streamer/source/text_check.h"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/unicode.h"
#include "model/source_text.h"

namespace flodata::streamer {
namespace {

/// A row has about twenty tags, each with a status and a rule.
constexpr std::size_t kLongestQualityBytes = 4096;
constexpr std::size_t kMostQualitiesKept = 4096;

/// Fast check that nearly all texts pass, without a table of characters.
bool is_short_ascii(std::string_view text) {
  return text.size() <= kLongestSourceTextBytes &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// Returns why a quality text is rejected, or nothing.
std::string_view reason_against_quality(std::string_view text) {
  if (text.size() > kLongestQualityBytes)
    return "is longer than 4,096 bytes; leave out the values that are Good";
  // Characters beyond ASCII, and invisible ones, can be written as \\uXXXX.
  if (!std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }))
    return "has characters that are not printable ASCII; write them as \\uXXXX";
  if (text.find("\\u0000") != std::string_view::npos)
    return "has a zero character, which PostgreSQL does not keep";
  boost::system::error_code error;
  const auto document = boost::json::parse(text, error);
  if (error || !document.is_object()) return "is not a JSON object; see docs/formats/source_file.md";
  return {};
}

}  // namespace

void TextCheck::check(const HourlyRow& row) {
  const auto check_one = [&](std::string_view column, const std::optional<std::string_view>& text) {
    if (!text || is_short_ascii(*text)) return;
    if (const auto reason = reason_against_source_text(*text)) reject(row, column, *text, *reason);
  };
  check_one("WELL_TYPE", row.well_type);
  check_one("FLOW_KIND", row.flow_kind);
  check_one("AVG_CHOKE_UOM", row.choke_uom);
  if (row.quality) check_quality(row);
}

void TextCheck::check_quality(const HourlyRow& row) {
  if (qualities_.contains(*row.quality)) return;
  const auto why = reason_against_quality(*row.quality);
  if (!why.empty()) reject(row, "QUALITY", *row.quality, why);
  if (qualities_.size() >= kMostQualitiesKept) qualities_.clear();
  qualities_.emplace(*row.quality);
}

void TextCheck::reject(const HourlyRow& row, std::string_view column, std::string_view text,
                       std::string_view why) const {
  throw Failure(Code::corrupt_input,
                fmt::format("'{}': column {} of prod_hourly_data, well '{}' at {:%FT%T}Z, '{}': {}",
                            path_.string(), column, printable(row.well->npd_well_bore_name),
                            std::chrono::floor<std::chrono::seconds>(row.hour),
                            printable(text, kShownCharacters), why));
}

}  // namespace flodata::streamer
