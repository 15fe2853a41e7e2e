#include "importer/import.h"

#include <algorithm>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/iso8601.h"
#include "base/unicode.h"
#include "duck/daily_table.h"
#include "duck/manifest.h"
#include "importer/data_flags.h"
#include "importer/mapping/mapped_sheet.h"
#include "importer/mapping/mapping.h"
#include "importer/mapping/published_columns.h"
#include "importer/sheet/csv_file.h"
#include "importer/sheet/input_file.h"
#include "importer/sheet/xlsx_workbook.h"
#include "importer/sheet_choice.h"
#include "importer/source_writer.h"
#include "importer/well_roles.h"
#include "model/production_day.h"

namespace flodata::importer {
namespace {

/// How much of a header a message shows. [characters]
constexpr std::size_t kFoundShown = 2000;

/// The mapping, where one is asked for, and the zone of the production day.
struct Layout {
  std::optional<Mapping> mapping;
  TimeZone day_zone;

  [[nodiscard]] DailyConventions conventions() const {
    if (!mapping) return {day_zone, WellNaming::npd};
    return {day_zone, mapping->naming(), mapping->well_names == WellNaming::npd};
  }
};

Layout read_layout(const ImportRequest& request) {
  if (request.mapping.empty()) return {std::nullopt, value_or_throw(TimeZone::find(kProductionDayZone))};
  auto mapping = read_mapping(request.mapping);
  auto zone = value_or_throw(TimeZone::find(mapping.day_zone));
  return {std::move(mapping), std::move(zone)};
}

std::unique_ptr<SheetSource> open_source(const InputFile& input, const Layout& layout,
                                         const std::stop_token& stop, ImportReport& report) {
  if (layout.mapping) {
    if (input.kind != InputKind::csv)
      throw Failure(
          Code::invalid_argument,
          fmt::format("'{}' is a workbook, and a mapping is for a .csv: save its sheet as CSV UTF-8",
                      input.name));
    auto sheet = std::make_unique<MappedSheet>(input.bytes, input.name, *layout.mapping, layout.day_zone,
                                               ImportLimits{}, stop);
    report.notes = sheet->notes();
    report.warnings = sheet->warnings();
    return sheet;
  }
  switch (input.kind) {
    case InputKind::workbook:
      return std::make_unique<XlsxWorkbook>(input.bytes, input.name, ImportLimits{}, stop);
    case InputKind::csv:
      return std::make_unique<CsvFile>(input.bytes, input.name, daily_columns(), ImportLimits{}, stop);
  }
  return nullptr;
}

/// Where a mapping would help.
std::string_view mapping_hint(const InputFile& input) {
  return input.kind == InputKind::csv
             ? ", or say by --mapping FILE.toml what they are called and in which units "
               "they are (docs/formats/mapping.md)"
             : "";
}

Failure no_table(const InputFile& input, const SheetSource& source,
                 const std::optional<TableLocation>& nearest) {
  const auto name = printable(input.name);
  if (!nearest || nearest->header.found.empty())
    return {Code::corrupt_input, fmt::format("'{}' holds no rows: a row with the columns {} is looked for",
                                             name, fmt::join(daily_columns(), ", "))};
  const auto& header = nearest->header;
  const auto found = printable(fmt::format("{}", fmt::join(header.found, ", ")), kFoundShown);
  const auto sheet = printable(source.sheet_names()[nearest->sheet]);
  std::vector<std::string> needs;
  for (const auto& [columns, meaning] : missing_needs([&](std::string_view column) {
         return std::ranges::find(header.missing, column) == header.missing.end();
       }))
    needs.push_back(fmt::format("{} ({})", columns, meaning));
  if (header.matched == 0)
    return {
        Code::corrupt_input,
        fmt::format("'{}' has none of the columns of daily production data. Every row needs: {}. The first "
                    "row of '{}' says: {}. Give the columns the published names (their order does not "
                    "matter){}",
                    name, fmt::join(needs, "; "), sheet, found, mapping_hint(input))};
  return {Code::corrupt_input,
          fmt::format("'{}': columns are missing: {}. Found in row {} of '{}': {}. Give the columns the "
                      "published names (their order does not matter){}",
                      name, fmt::join(needs, "; "), header.row, sheet, found, mapping_hint(input))};
}

/// Takes over a location, with notes on what stands there and is not imported.
TableLocation accept(TableLocation location, const SheetSource& source, ImportReport& report) {
  const auto& sheet = source.sheet_names()[location.sheet];
  if (const auto reason = reason_against_header(location.header))
    throw Failure(Code::corrupt_input, fmt::format("'{}', row {} of '{}': {}", printable(report.source_file),
                                                   location.header.row, printable(sheet), *reason));
  if (!location.header.ignored.empty())
    report.notes.push_back(fmt::format("columns of '{}' that are not imported: {}", sheet,
                                       fmt::join(location.header.ignored, ", ")));
  return location;
}

/// The tables that are imported; the daily one is there.
struct Tables {
  std::vector<TableLocation> daily;
  std::optional<TableLocation> monthly;
};

Tables locate_tables(const InputFile& input, const SheetSource& source, const ImportRequest& request,
                     bool has_mapping, ImportReport& report) {
  if (input.kind == InputKind::csv && !request.sheets.empty())
    throw Failure(Code::invalid_argument,
                  fmt::format("'{}' is a .csv file, which has no sheets: leave out --sheet", input.name));
  auto choice = choose_sheets(source, request.sheets);
  if (choice.daily.empty()) throw no_table(input, source, choice.nearest_daily);
  Tables tables;
  for (auto& location : choice.daily) {
    tables.daily.push_back(accept(std::move(location), source, report));
    const auto& missing = tables.daily.back().header.missing;
    if (!has_mapping && !missing.empty())
      report.notes.push_back(
          fmt::format("columns of '{}' that are not there, so their values are missing: {}",
                      source.sheet_names()[tables.daily.back().sheet], fmt::join(missing, ", ")));
  }
  if (input.kind == InputKind::csv && !has_mapping)
    report.notes.emplace_back(
        "values are taken in the published units (h, Sm3, bar, degC, %); write a mapping where they are "
        "others");
  report.notes.insert(report.notes.end(), choice.notes.begin(), choice.notes.end());
  if (choice.monthly) tables.monthly = accept(*std::move(choice.monthly), source, report);
  const auto& nearest = choice.nearest_monthly;
  if (!tables.monthly && nearest && nearest->header.matched >= monthly_columns().size() / 2)
    report.notes.push_back(fmt::format("sheet '{}' is like the monthly one but lacks {}: it was not read",
                                       source.sheet_names()[nearest->sheet],
                                       fmt::join(nearest->header.missing, ", ")));
  return tables;
}

DailySheet import_daily(const InputFile& input, const SheetSource& source,
                        std::span<const TableLocation> locations, const DailyConventions& conventions,
                        const RowTick& check_stop, Progress& progress, ImportReport& report) {
  std::int64_t total_bytes = 0;
  for (const auto& location : locations)
    total_bytes += static_cast<std::int64_t>(source.size_bytes(location.sheet));
  std::int64_t bytes_before = 0;
  std::int64_t bytes_in_sheet = 0;
  auto daily = read_daily_sheets(
      source, locations, conventions,
      [&](const SheetRow& row) {
        check_stop(row);
        const auto offset = static_cast<std::int64_t>(row.offset_bytes);
        if (offset < bytes_in_sheet) bytes_before += bytes_in_sheet;  // the next sheet
        bytes_in_sheet = offset;
        progress.update(std::min(bytes_before + offset, total_bytes), total_bytes);
      },
      report.rejections);
  for (const auto& sheet : daily.sheets) {
    if (sheet.rows_read == 0)
      throw Failure(Code::corrupt_input,
                    fmt::format("'{}', sheet '{}' has the header in row {} and no rows below it", input.name,
                                sheet.name, sheet.header_row));
    report.tables.push_back({duck::kDailyTable, sheet.name, sheet.header_row, sheet.rows_read,
                             sheet.rows_rejected, sheet.rows_short, sheet.rows_with_time, sheet.rows_hidden,
                             sheet.rows_two_digit_year});
  }
  if (auto note = derive_roles(daily, conventions.well_names)) report.notes.push_back(*std::move(note));
  return daily;
}

void describe_daily(const DailySheet& daily, ImportReport& report) {
  std::set<std::string> wells;
  for (const auto& identity : daily.identities) wells.insert(identity.well_bore_code);
  report.well_count = static_cast<std::int64_t>(wells.size());
  for (const auto& record : daily.records) {
    report.first_day = std::min(report.first_day.value_or(record.row.day), record.row.day);
    report.last_day = std::max(report.last_day.value_or(record.row.day), record.row.day);
  }
}

/// Numbers and days that are written in another way are no fault of the data: a mapping reads them.
void add_hints(const InputFile& input, const Layout& layout, ImportReport& report) {
  if (input.kind != InputKind::csv || layout.mapping) return;
  const auto is_day_or_number = [](const Rejection& rejection) {
    const auto column = std::ranges::find(kSourceColumns, rejection.column, &SourceColumn::name);
    if (column == kSourceColumns.end() || rejection.value.empty()) return false;
    return column->type == SourceColumnType::day ? !parse_day(trimmed(rejection.value)).has_value()
                                                 : column->type != SourceColumnType::text;
  };
  if (std::ranges::any_of(report.rejections.kept(), is_day_or_number))
    report.hints.emplace_back(
        "if the file writes days or numbers in another way, say so by --mapping FILE.toml with the section "
        "[file] alone, for instance date_format = \"%d.%m.%Y\" and decimal = \",\" "
        "(docs/formats/mapping.md)");
}

DoubtRemedy remedy_for(const InputFile& input, const Layout& layout) {
  if (layout.mapping) return DoubtRemedy::mapping;
  return input.kind == InputKind::csv ? DoubtRemedy::new_mapping : DoubtRemedy::workbook;
}

std::vector<std::pair<std::string, std::string>> manifest_of(const InputFile& input, const DailySheet& daily,
                                                             const Layout& layout,
                                                             const std::string& program_version) {
  std::string sheets;
  for (const auto& sheet : daily.sheets) sheets += (sheets.empty() ? "" : ", ") + sheet.name;
  std::vector<std::pair<std::string, std::string>> manifest{
      {"source_file", input.name},
      {duck::kSourceHashKey, input.sha256},
      {"source_sheet", std::move(sheets)},
      {"source_rows", std::to_string(daily.records.size())},
      {"importer_version", program_version},
      {duck::kDayZoneKey, layout.day_zone.name()},
      {duck::kWellNamesKey, std::string(to_string(layout.conventions().well_names))}};
  if (layout.mapping) {
    if (layout.mapping->day_hours == DayHours::nominal) manifest.emplace_back("source_day_hours", "nominal");
    if (!layout.mapping->partial_day_means.empty())
      manifest.emplace_back(duck::kPartialDayMeansKey, layout.mapping->partial_day_means);
    manifest.emplace_back(duck::kMappingFileKey, layout.mapping->name);
    manifest.emplace_back(duck::kMappingHashKey, layout.mapping->sha256);
  }
  return manifest;
}

std::optional<MonthlySheet> import_monthly(const SheetSource& source,
                                           const std::optional<TableLocation>& location, const RowTick& tick,
                                           ImportReport& report) {
  if (!location) return std::nullopt;
  auto monthly = read_monthly_sheet(source, *location, tick, report.rejections);
  report.tables.push_back({duck::kMonthlyTable, source.sheet_names()[location->sheet], location->header.row,
                           monthly.rows_read, monthly.rows_rejected});
  return monthly;
}

}  // namespace

ImportReport import_dataset(const ImportRequest& request, const std::stop_token& stop, Progress& progress) {
  const auto layout = read_layout(request);
  const auto input = read_input_file(request.input);
  ImportReport report{.source_file = input.name, .source_sha256 = input.sha256, .out = request.out.string()};
  duck::FileReplacement replacement(request.out);
  report.replaced_tables = tables_to_replace(request.out, stop);
  const auto source = open_source(input, layout, stop, report);
  const auto tables = locate_tables(input, *source, request, layout.mapping.has_value(), report);
  const auto conventions = layout.conventions();
  const RowTick check_stop_of_row = [&](const SheetRow&) {
    if (stop.stop_requested()) throw Failure(Code::interrupted, "interrupted: nothing was written");
  };
  const auto daily =
      import_daily(input, *source, tables.daily, conventions, check_stop_of_row, progress, report);
  const auto monthly = import_monthly(*source, tables.monthly, check_stop_of_row, report);
  describe_daily(daily, report);
  report.flags = flag_daily_rows(daily, layout.day_zone, conventions.well_names);
  for (const auto& texts :
       {names_alike(daily, conventions.well_names), daily.doubts.warnings(remedy_for(input, layout))})
    report.warnings.insert(report.warnings.end(), texts.begin(), texts.end());
  if (layout.mapping && layout.mapping->day_hours == DayHours::actual)
    if (auto hint = nominal_day_hint(daily, layout.day_zone)) report.notes.push_back(*std::move(hint));
  if (report.rejections.count() > 0) {
    add_hints(input, layout, report);
    return report;
  }
  write_source_file(request.out, replacement,
                    {daily, monthly, manifest_of(input, daily, layout, request.program_version)}, stop);
  report.written = true;
  return report;
}

}  // namespace flodata::importer
