#include "importer/sheet_choice.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "importer/daily_sheet.h"
#include "importer/mapping/published_columns.h"
#include "importer/monthly_sheet.h"

namespace flodata::importer {
namespace {

constexpr std::size_t kSheetsShown = 20;

/// Sheets that have a table, by what a person sees of them.
struct Candidates {
  std::vector<TableLocation> visible;
  std::vector<TableLocation> hidden;
  std::optional<TableLocation> nearest;
};

std::string list_of(const SheetSource& source, std::span<const std::size_t> sheets) {
  std::string list;
  for (std::size_t i = 0; i < std::min(sheets.size(), kSheetsShown); ++i)
    list += fmt::format("{}'{}'{}", i == 0 ? "" : ", ", source.sheet_names()[sheets[i]],
                        source.is_hidden(sheets[i]) ? " (hidden)" : "");
  if (sheets.size() > kSheetsShown) list += fmt::format(" and {} more", sheets.size() - kSheetsShown);
  return list;
}

std::string list_of(const SheetSource& source, std::span<const TableLocation> tables) {
  std::vector<std::size_t> sheets;
  for (const auto& table : tables) sheets.push_back(table.sheet);
  return list_of(source, sheets);
}

std::vector<std::size_t> all_sheets(const SheetSource& source) {
  std::vector<std::size_t> sheets(source.sheet_names().size());
  std::iota(sheets.begin(), sheets.end(), std::size_t{0});
  return sheets;
}

std::vector<std::size_t> named_sheets(const SheetSource& source, std::span<const std::string> names) {
  const auto& known = source.sheet_names();
  std::vector<std::size_t> sheets;
  for (const auto& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      throw Failure(Code::invalid_argument, fmt::format("there is no sheet '{}'. Choose among {}", name,
                                                        list_of(source, all_sheets(source))));
    sheets.push_back(static_cast<std::size_t>(found - known.begin()));
  }
  std::ranges::sort(sheets);
  const auto repeated = std::ranges::unique(sheets);
  sheets.erase(repeated.begin(), repeated.end());
  return sheets;
}

Candidates candidates_in(const SheetSource& source, std::span<const std::size_t> sheets,
                         std::span<const std::string_view> wanted, const HeaderTest& is_header) {
  Candidates candidates;
  for (const auto sheet : sheets) {
    auto search = find_table_in(source, sheet, wanted, is_header);
    if (search.found)
      (source.is_hidden(sheet) ? candidates.hidden : candidates.visible).push_back(*std::move(search.found));
    else
      keep_nearer(candidates.nearest, std::move(search.nearest));
  }
  return candidates;
}

/// Every named sheet holds one of the two tables: a name that is there by mistake is no sheet less.
void require_tables(const SheetSource& source, std::span<const std::size_t> sheets, const Candidates& daily,
                    const Candidates& monthly) {
  for (const auto sheet : sheets) {
    const auto has = [&](const std::vector<TableLocation>& tables) {
      return std::ranges::find(tables, sheet, &TableLocation::sheet) != tables.end();
    };
    if (has(daily.visible) || has(daily.hidden) || has(monthly.visible) || has(monthly.hidden)) continue;
    throw Failure(
        Code::corrupt_input,
        fmt::format("sheet '{}' holds no production data: no row of it has the columns {}. Take it out of "
                    "--sheet, or give its columns the published names",
                    source.sheet_names()[sheet], fmt::join(daily_columns(), ", ")));
  }
}

Failure several(const SheetSource& source, std::span<const TableLocation> tables) {
  return {Code::invalid_argument,
          fmt::format("several {}sheets hold daily production data: {}. Choose with `flodata dataset import "
                      "--sheet NAME` (may be repeated), or take all visible ones with --sheet {}",
                      source.is_hidden(tables.front().sheet) ? "hidden " : "", list_of(source, tables),
                      kAllSheets)};
}

void choose_monthly(const SheetSource& source, Candidates candidates, SheetChoice& choice) {
  auto& tables = candidates.visible.empty() ? candidates.hidden : candidates.visible;
  choice.nearest_monthly = std::move(candidates.nearest);
  if (tables.size() == 1) choice.monthly = std::move(tables.front());
  if (tables.size() > 1)
    choice.notes.push_back(
        fmt::format("several sheets hold monthly data ({}): none of them was read. Name one with "
                    "--sheet, beside the daily one",
                    list_of(source, tables)));
}

void choose_daily(const SheetSource& source, Candidates candidates, std::span<const std::string> names,
                  bool is_named, SheetChoice& choice) {
  choice.nearest_daily = std::move(candidates.nearest);
  if (is_named) {
    choice.daily = std::move(candidates.visible);
    choice.daily.insert(choice.daily.end(), candidates.hidden.begin(), candidates.hidden.end());
    std::ranges::sort(choice.daily, {}, &TableLocation::sheet);
    return;
  }
  auto& tables = candidates.visible.empty() ? candidates.hidden : candidates.visible;
  if (tables.size() > 1 && names.empty()) throw several(source, tables);
  if (!candidates.visible.empty() && !candidates.hidden.empty())
    choice.notes.push_back(
        fmt::format("hidden sheets with daily data were not read: {}", list_of(source, candidates.hidden)));
  if (candidates.visible.empty() && !candidates.hidden.empty())
    choice.notes.push_back(
        fmt::format("no visible sheet holds daily data; read was {}", list_of(source, tables)));
  choice.daily = std::move(tables);
}

}  // namespace

SheetChoice choose_sheets(const SheetSource& source, std::span<const std::string> names) {
  const bool is_named = !names.empty() && std::ranges::find(names, kAllSheets) == names.end();
  const auto sheets = is_named ? named_sheets(source, names) : all_sheets(source);
  auto daily = candidates_in(source, sheets, daily_columns(), has_needed_columns);
  auto monthly = candidates_in(source, sheets, monthly_columns(), has_all_columns);
  if (is_named) require_tables(source, sheets, daily, monthly);
  SheetChoice choice;
  choose_daily(source, std::move(daily), names, is_named, choice);
  choose_monthly(source, std::move(monthly), choice);
  return choice;
}

}  // namespace flodata::importer
