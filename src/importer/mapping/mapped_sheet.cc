#include "importer/mapping/mapped_sheet.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/iso8601.h"
#include "importer/mapping/header_unit.h"
#include "importer/mapping/published_columns.h"
#include "model/daily_history.h"
#include "model/production_day.h"
#include "model/units.h"
#include "model/well_name.h"

namespace flodata::importer {
namespace {

constexpr std::string_view kNull = "NULL";  // a missing value, as the publisher writes it

/// The columns that are looked for in the file: those of the mapping, else the published ones.
std::vector<std::string_view> file_columns(const Mapping& mapping) {
  if (mapping.columns.empty()) return daily_columns();
  std::vector<std::string_view> names;
  for (const auto& column : mapping.columns)
    if (!column.column.empty()) names.push_back(column.column);
  return names;
}

/// The published columns that the file has, in their own units.
std::vector<MappedColumn> published_columns(const HeaderMatch& header) {
  std::vector<MappedColumn> columns;
  for (std::size_t target = 0; target < kSourceColumns.size(); ++target) {
    const auto name = kSourceColumns[target].name;
    if (std::ranges::find(header.missing, name) != header.missing.end()) continue;
    MappedColumn column{target, std::string(name), {}, {}, {}, {}};
    if (const auto tag = find_tag_by_source_column(name)) column.unit = published_unit(kTags[*tag]);
    columns.push_back(std::move(column));
  }
  return columns;
}

std::optional<std::string> reason_against_twice(const HeaderMatch& header) {
  if (header.duplicates.empty()) return std::nullopt;
  return fmt::format(
      "columns of the mapping stand there twice (case and blanks do not count): {}. Rename one of each",
      fmt::join(header.duplicates, ", "));
}

Failure no_table(const std::string& name, const Mapping& mapping,
                 const std::optional<TableLocation>& nearest) {
  const auto header = nearest ? nearest->header : HeaderMatch{};
  if (!mapping.columns.empty())
    return {Code::corrupt_input,
            fmt::format("'{}' lacks columns that '{}' names: {}. It has: {}", printable(name), mapping.name,
                        printable(fmt::format("{}", fmt::join(header.missing, ", "))),
                        printable(fmt::format("{}", fmt::join(header.found, ", "))))};
  return {Code::corrupt_input,
          fmt::format("'{}' lacks published columns that every row needs, and '{}' has no [columns] that say "
                      "what they are called. It has: {}",
                      printable(name), mapping.name,
                      printable(fmt::format("{}", fmt::join(header.found, ", "))))};
}

std::size_t target_of(std::string_view name) {
  std::size_t i = 0;
  while (kSourceColumns[i].name != name) ++i;
  return i;
}

/// One row of the file on its way to the published columns.
class RowMapper {
 public:
  RowMapper(const Mapping& mapping, std::span<const MappedColumn> columns,
            std::span<const std::uint32_t> positions, const TimeZone& day_zone, const SheetRow& row)
      : mapping_(mapping), columns_(columns), positions_(positions), day_zone_(day_zone), row_(row) {}

  SheetRow map() {
    out_.number = row_.number;
    out_.offset_bytes = row_.offset_bytes;
    for (const auto type : {SourceColumnType::day, SourceColumnType::text, SourceColumnType::whole_number})
      map_columns([&](const SourceColumn& column) { return column.type == type; });
    // Rates while on stream need the time on stream.
    map_columns([](const SourceColumn& column) { return column.name == "ON_STREAM_HRS"; });
    map_columns([](const SourceColumn& column) {
      return column.type == SourceColumnType::number && column.name != "ON_STREAM_HRS";
    });
    name_well_twice();
    std::ranges::sort(out_.cells, {}, &Cell::column);
    return std::move(out_);
  }

 private:
  template <typename Wanted>
  void map_columns(Wanted&& wanted) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (wanted(kSourceColumns[columns_[i].target])) map_column(columns_[i], positions_[i]);
  }

  /// Returns an empty text where there is no value.
  [[nodiscard]] std::string text_of(const MappedColumn& column, std::uint32_t position) const {
    if (column.column.empty()) return column.constant;
    const auto cell = std::ranges::find(row_.cells, position, &Cell::column);
    if (cell == row_.cells.end()) return {};
    std::string text(trimmed(cell->text));
    if (text == kNull || std::ranges::find(mapping_.missing, text) != mapping_.missing.end()) return {};
    return text;
  }

  void map_column(const MappedColumn& column, std::uint32_t position) {
    const auto text = text_of(column, position);
    if (text.empty()) return;
    const auto& target = kSourceColumns[column.target];
    switch (target.type) {
      case SourceColumnType::day:
        return map_day(column.target, text);
      case SourceColumnType::number:
        return map_number(column, target, text);
      case SourceColumnType::whole_number:
        return map_whole_number(column, text);
      case SourceColumnType::text:
        return map_text(column, text);
    }
  }

  void map_text(const MappedColumn& column, const std::string& text) {
    if (column.values.empty()) return put(column.target, text);
    if (const auto found = column.values.find(text); found != column.values.end())
      return put(column.target, found->second);
    reject(column.target, text,
           fmt::format("none of the values that the mapping knows: {}",
                       fmt::join(keys_of(column.values), ", ")));
  }

  void map_whole_number(const MappedColumn& column, const std::string& text) {
    const auto number = number_in(text);
    if (!number) return reject(column.target, text, number.error().message);
    if (*number) put(column.target, fmt::format("{}", **number));
  }

  static std::vector<std::string> keys_of(const std::map<std::string, std::string>& values) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : values) keys.push_back(key);
    return keys;
  }

  void put(std::size_t target, std::string text) {
    out_.cells.push_back({static_cast<std::uint32_t>(target), CellKind::text, std::move(text)});
  }

  void reject(std::size_t target, const std::string& text, std::string reason) {
    Cell cell{static_cast<std::uint32_t>(target), CellKind::rejected, text};
    cell.reason = std::move(reason);
    out_.cells.push_back(std::move(cell));
  }

  void map_day(std::size_t target, const std::string& text) {
    const auto written = mapping_.date_format.parse(text);
    if (!written) return reject(target, text, written.error().message);
    day_hours_ = ProductionDay::of(written->day, day_zone_).hour_count();
    out_.has_time_of_day = written->has_time_of_day;
    put(target, format_day(written->day));
  }

  /// Returns nothing where the number is one that means that there is no value.
  [[nodiscard]] Expected<std::optional<double>> number_in(const std::string& text) const {
    const auto number = parse_number(text, mapping_.numbers);
    if (!number) return std::unexpected(number.error());
    const auto& missing = mapping_.missing_numbers;
    if (std::ranges::find(missing, *number) != missing.end()) return std::nullopt;
    return *number;
  }

  void map_number(const MappedColumn& column, const SourceColumn& target, const std::string& text) {
    const auto number =
        column.constant_number ? Expected<std::optional<double>>(column.constant_number) : number_in(text);
    if (!number) return reject(column.target, text, number.error().message);
    if (!*number) return;
    as_written_ = *number;
    const auto& unit = *column.unit;
    const double value = (**number + unit.offset) * unit.factor;
    if (!std::isfinite(value))
      return reject(column.target, text, "a number too large or too small to be kept");
    if (target.name == "ON_STREAM_HRS") return map_hours(column.target, value, unit.basis);
    switch (unit.basis) {
      case UnitBasis::as_it_is:
      case UnitBasis::part_of_day:
      case UnitBasis::down_hours:
        return put_number(column.target, value);
      case UnitBasis::rate_on_stream:
        if (!on_hours_) return reject(column.target, text, "a rate while on stream, and no time on stream");
        return put_number(column.target, value * *on_hours_ / kHoursPerRateDay);
    }
  }

  /// Hours of a nominal day become as great a part of the real one. Volumes that come as rates while on
  /// stream are those of the hours as the source counts them, within the day.
  void map_hours(std::size_t target, double value, UnitBasis basis) {
    if (!day_hours_) return;  // the day is rejected already
    const double real = *day_hours_;
    const double counted = mapping_.day_hours == DayHours::nominal ? kNominalDayHours : real;
    if (basis == UnitBasis::part_of_day) {
      on_hours_ = std::clamp(value * counted, 0.0, counted);
      return put_number(target, value * real);
    }
    const double hours = basis == UnitBasis::down_hours ? counted - value : value;
    on_hours_ = std::clamp(hours, 0.0, counted);
    put_number(target, counted == real ? hours : hours * real / counted);
  }

  void put_number(std::size_t target, double value) {
    put(target, fmt::format("{}", value));
    out_.cells.back().as_written = as_written_;
  }

  [[nodiscard]] const Cell* find(std::string_view name) const {
    const auto cell = std::ranges::find(out_.cells, target_of(name), &Cell::column);
    return cell == out_.cells.end() ? nullptr : &*cell;
  }

  /// With a mapping each of the two names of a well is the other one where the mapping leaves it out.
  void name_well_twice() {
    const auto copy = [&](std::string_view from, std::string_view to, bool from_code) {
      const auto* cell = find(from);
      if (cell != nullptr && cell->kind == CellKind::text && find(to) == nullptr)
        put(target_of(to), std::string(from_code ? npd_name_of_code(cell->text) : cell->text));
    };
    copy("WELL_BORE_CODE", "NPD_WELL_BORE_NAME", mapping_.naming() == WellNaming::npd);
    copy("NPD_WELL_BORE_NAME", "WELL_BORE_CODE", false);
  }

  const Mapping& mapping_;
  std::span<const MappedColumn> columns_;
  std::span<const std::uint32_t> positions_;
  const TimeZone& day_zone_;
  const SheetRow& row_;
  SheetRow out_;
  std::optional<int> day_hours_;
  std::optional<double> on_hours_;
  std::optional<double> as_written_;  // the number that is being mapped
};

}  // namespace

MappedSheet::MappedSheet(std::string_view bytes, const std::string& name, const Mapping& mapping,
                         const TimeZone& day_zone, const ImportLimits& limits, const std::stop_token& stop)
    : file_(bytes, name, file_columns(mapping), limits, stop), mapping_(mapping), day_zone_(day_zone) {
  const auto wanted = file_columns(mapping);
  auto search = find_table(file_, wanted, mapping.columns.empty() ? has_needed_columns : has_all_columns);
  if (!search.found) throw no_table(name, mapping, search.nearest);
  header_ = std::move(search.found->header);
  if (const auto reason =
          mapping.columns.empty() ? reason_against_header(header_) : reason_against_twice(header_))
    throw Failure(Code::corrupt_input,
                  fmt::format("'{}', row {}: {}", printable(name), header_.row, *reason));
  columns_ = mapping.columns.empty() ? published_columns(header_) : mapping.columns;
  for (const auto& column : columns_) {
    std::uint32_t position = 0;
    if (!column.column.empty()) {
      const auto index = static_cast<std::size_t>(std::ranges::find(wanted, column.column) - wanted.begin());
      while (header_.wanted_of_column[position] != index) ++position;
    }
    positions_.push_back(position);
  }
}

void MappedSheet::read_rows(std::size_t sheet, const RowHandler& handler) const {
  file_.read_rows(sheet, [&](const SheetRow& row) {
    if (row.number < header_.row) return RowAction::go_on;
    if (row.number == header_.row) return handler(header_row());
    const bool is_empty =
        std::ranges::all_of(row.cells, [](const Cell& cell) { return trimmed(cell.text).empty(); });
    if (is_empty) return RowAction::go_on;
    auto mapped = RowMapper(mapping_, columns_, positions_, day_zone_, row).map();
    mapped.rejection = reason_against_fields(row, header_).value_or("");
    mapped.is_short = ends_early(row, header_);
    return handler(mapped);
  });
}

SheetRow MappedSheet::header_row() const {
  SheetRow row;
  row.number = header_.row;
  for (std::uint32_t i = 0; i < kSourceColumns.size(); ++i) {
    const auto name = kSourceColumns[i].name;
    const bool is_mapped = std::ranges::find(columns_, i, &MappedColumn::target) != columns_.end();
    if (is_mapped || name == "WELL_BORE_CODE" || name == "NPD_WELL_BORE_NAME")
      row.cells.push_back({i, CellKind::text, std::string(name)});
  }
  return row;
}

std::vector<std::string> MappedSheet::notes() const {
  std::vector<std::string> notes;
  if (mapping_.day_hours == DayHours::nominal)
    notes.emplace_back(
        "every day counts as 24 hours (day = \"nominal\", or a constant of 24 hours): hours on stream are "
        "those "
        "parts of the day's 23, 24 or 25 hours");
  for (const auto& column : columns_) {
    const auto unit = column.unit ? fmt::format(" [{}]", column.unit->name) : "";
    notes.push_back(column.column.empty()
                        ? fmt::format("{} is '{}'{} in all rows", kSourceColumns[column.target].name,
                                      column.constant, unit)
                        : fmt::format("{} is the column '{}'{}", kSourceColumns[column.target].name,
                                      column.column, unit));
  }
  if (!header_.ignored.empty())
    notes.push_back(fmt::format("columns that are not imported: {}", fmt::join(header_.ignored, ", ")));
  return notes;
}

std::vector<std::string> MappedSheet::warnings() const {
  std::vector<std::string> warnings;
  for (const auto& column : columns_) {
    if (column.column.empty() || !column.unit) continue;
    const auto& tag = kTags[find_tag_by_source_column(kSourceColumns[column.target].name).value()];
    if (auto warning = unit_contradiction(column.column, tag, *column.unit))
      warnings.push_back(*std::move(warning));
  }
  return warnings;
}

}  // namespace flodata::importer
