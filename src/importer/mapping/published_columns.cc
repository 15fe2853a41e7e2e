#include "importer/mapping/published_columns.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/edit_distance.h"
#include "base/unicode.h"
#include "model/daily_history.h"

namespace flodata::importer {
namespace {

/// "BORE_OIL_VOLUME" and "AVG_WHP" for BORE_OIL_VOL and AVG_WHP_P.
bool is_nearly(const std::string& name, const std::string& published) {
  constexpr std::size_t kFewChanges = 2;
  constexpr std::size_t kLongName = 7;
  if (std::min(name.size(), published.size()) < kLongName) return false;
  return edit_distance(name, published) <= kFewChanges || name.starts_with(published) ||
         published.starts_with(name);
}

}  // namespace

std::vector<std::string_view> daily_columns() {
  std::vector<std::string_view> names;
  for (const auto& column : kSourceColumns) names.push_back(column.name);
  return names;
}

std::vector<ColumnNeed> missing_needs(const std::function<bool(std::string_view column)>& has) {
  constexpr std::array kVolumes = {"BORE_OIL_VOL", "BORE_GAS_VOL", "BORE_WAT_VOL", "BORE_WI_VOL"};
  std::vector<ColumnNeed> needs;
  if (!has("DATEPRD")) needs.push_back({"DATEPRD", "the day"});
  if (!has("WELL_BORE_CODE") && !has("NPD_WELL_BORE_NAME"))
    needs.push_back({"WELL_BORE_CODE or NPD_WELL_BORE_NAME", "the well's name"});
  if (!has("ON_STREAM_HRS"))
    needs.push_back(
        {"ON_STREAM_HRS",
         "the time on stream; in a mapping { value = \"24\", unit = \"h\" } where it was not measured"});
  if (std::ranges::none_of(kVolumes, has))
    needs.push_back({"BORE_OIL_VOL, BORE_GAS_VOL, BORE_WAT_VOL or BORE_WI_VOL", "a volume"});
  return needs;
}

bool has_needed_columns(const HeaderMatch& header) {
  return missing_needs([&](std::string_view column) {
           return std::ranges::find(header.missing, column) == header.missing.end();
         })
      .empty();
}

std::optional<std::string> reason_against_header(const HeaderMatch& header) {
  if (!header.duplicates.empty())
    return fmt::format("columns stand there twice: {}. Take one of each out",
                       fmt::join(header.duplicates, ", "));
  for (const auto& ignored : header.ignored)
    for (const auto& missing : header.missing)
      if (is_nearly(folded_column_name(ignored), folded_column_name(missing)))
        return fmt::format("the column '{}' is not a published one: rename it if it is {}, or take it out",
                           printable(ignored), missing);
  return std::nullopt;
}

}  // namespace flodata::importer
