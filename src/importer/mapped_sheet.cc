#include "importer/mapped_sheet.h"

#include <algorithm>
#include <sstream>

#include <date/date.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/edit_distance.h"
#include "base/iso8601.h"
#include "importer/cell_value.h"
#include "importer/header.h"
#include "model/daily_history.h"
#include "model/production_day.h"

namespace flodata::importer {
namespace {

constexpr double kHoursOfRate = 24;  // a rate is per day of 24 hours

std::vector<std::string_view> file_columns(const Mapping& mapping) {
  std::vector<std::string_view> names;
  for (const auto& column : mapping.columns)
    if (!column.column.empty() && std::ranges::find(names, column.column) == names.end())
      names.push_back(column.column);
  return names;
}

std::size_t target_of(std::string_view name) {
  std::size_t i = 0;
  while (kSourceColumns[i].name != name) ++i;
  return i;
}

/// One row of the file on its way to the published columns.
class RowMapper {
 public:
  RowMapper(const Mapping& mapping, const TimeZone& day_zone, const SheetRow& row,
            std::span<const std::uint32_t> positions)
      : mapping_(mapping), day_zone_(day_zone), row_(row), positions_(positions) {}

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
    add_what_follows();
    std::ranges::sort(out_.cells, {}, &Cell::column);
    return std::move(out_);
  }

 private:
  template <typename Wanted>
  void map_columns(Wanted&& wanted) {
    for (std::size_t i = 0; i < mapping_.columns.size(); ++i)
      if (wanted(kSourceColumns[mapping_.columns[i].target])) map_column(mapping_.columns[i], positions_[i]);
  }

  [[nodiscard]] std::string text_of(const MappedColumn& column, std::uint32_t position) const {
    if (column.column.empty()) return column.constant;
    const auto cell = std::ranges::find(row_.cells, position, &Cell::column);
    if (cell == row_.cells.end()) return {};
    std::string text(trimmed(cell->text));
    if (std::ranges::find(mapping_.missing, text) != mapping_.missing.end()) return {};
    return text;
  }

  void map_column(const MappedColumn& column, std::uint32_t position) {
    const auto text = text_of(column, position);
    if (text.empty()) return;
    const auto& target = kSourceColumns[column.target];
    if (target.type == SourceColumnType::day) return map_day(column.target, text);
    if (target.type == SourceColumnType::number) return map_number(column, target, text);
    if (!column.values.empty() && !column.values.contains(text))
      return refuse(column.target, text,
                    fmt::format("none of the values that the mapping knows: {}",
                                fmt::join(keys_of(column.values), ", ")));
    put(column.target, column.values.empty() ? text : column.values.at(text));
  }

  static std::vector<std::string> keys_of(const std::map<std::string, std::string>& values) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : values) keys.push_back(key);
    return keys;
  }

  void put(std::size_t target, std::string text) {
    out_.cells.push_back({static_cast<std::uint32_t>(target), CellKind::text, std::move(text)});
  }

  /// The reader of the daily sheet refuses it with this text.
  void refuse(std::size_t target, const std::string& text, const std::string& reason) {
    out_.cells.push_back(
        {static_cast<std::uint32_t>(target), CellKind::error, fmt::format("{} ({})", text, reason)});
  }

  void map_day(std::size_t target, const std::string& text) {
    std::istringstream in(text);
    date::local_days day;
    in >> date::parse(mapping_.date_format, day);
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof())
      return refuse(target, text, fmt::format("no day as date_format {} writes it", mapping_.date_format));
    const LocalDay local(day.time_since_epoch());
    day_hours_ = ProductionDay::of(local, day_zone_).hour_count();
    put(target, format_day(local));
  }

  [[nodiscard]] std::optional<double> number_in(std::string text) const {
    if (mapping_.thousands) std::erase(text, *mapping_.thousands);
    if (mapping_.decimal == ',') {
      if (text.contains('.')) return std::nullopt;
      std::ranges::replace(text, ',', '.');
    }
    const auto number = number_of({0, CellKind::text, text});
    return number ? *number : std::optional<double>();
  }

  void map_number(const MappedColumn& column, const SourceColumn& target, const std::string& text) {
    const auto number = number_in(text);
    if (!number)
      return refuse(
          column.target, text,
          fmt::format("no number as the mapping writes it, with the decimal '{}'", mapping_.decimal));
    const auto& unit = *column.unit;
    const double value = (*number + unit.offset) * unit.factor;
    switch (unit.basis) {
      case UnitBasis::as_it_is:
        return put_number(column.target, value, target);
      case UnitBasis::part_of_day:
      case UnitBasis::down_hours:
        if (!day_hours_) return;  // the day is refused already
        return put_number(column.target,
                          unit.basis == UnitBasis::part_of_day ? value * *day_hours_ : *day_hours_ - value,
                          target);
      case UnitBasis::rate_on_stream:
        if (!on_hours_) return refuse(column.target, text, "a rate while on stream, and no time on stream");
        return put_number(column.target, value * *on_hours_ / kHoursOfRate, target);
    }
  }

  void put_number(std::size_t target, double value, const SourceColumn& column) {
    if (column.name == "ON_STREAM_HRS") on_hours_ = value;
    put(target, fmt::format("{}", value));
  }

  [[nodiscard]] const Cell* find(std::string_view name) const {
    const auto cell = std::ranges::find(out_.cells, target_of(name), &Cell::column);
    return cell == out_.cells.end() ? nullptr : &*cell;
  }

  /// Columns that the mapping leaves out and that follow from others.
  void add_what_follows() {
    const auto copy = [&](std::string_view from, std::string_view to) {
      const auto* cell = find(from);
      if (cell != nullptr && find(to) == nullptr) put(target_of(to), std::string(cell->text));
    };
    copy("WELL_BORE_CODE", "NPD_WELL_BORE_NAME");
    copy("NPD_WELL_BORE_NAME", "WELL_BORE_CODE");
    if (find("AVG_CHOKE_SIZE_P") != nullptr && find("AVG_CHOKE_UOM") == nullptr)
      put(target_of("AVG_CHOKE_UOM"), "%");
    const auto* type = find("WELL_TYPE");
    const auto* kind = find("FLOW_KIND");
    const bool injects = type != nullptr ? type->text == "WI" : kind != nullptr && kind->text == "injection";
    if (kind == nullptr) put(target_of("FLOW_KIND"), injects ? "injection" : "production");
    if (type == nullptr) put(target_of("WELL_TYPE"), injects ? "WI" : "OP");
  }

  const Mapping& mapping_;
  const TimeZone& day_zone_;
  const SheetRow& row_;
  std::span<const std::uint32_t> positions_;
  SheetRow out_;
  std::optional<int> day_hours_;
  std::optional<double> on_hours_;
};

}  // namespace

MappedSheet::MappedSheet(std::string_view bytes, const std::string& name, const Mapping& mapping,
                         const TimeZone& day_zone, const ImportLimits& limits, const std::stop_token& stop)
    : file_(bytes, name, file_columns(mapping), limits, stop), mapping_(mapping), day_zone_(day_zone) {
  const auto wanted = file_columns(mapping);
  const auto search = find_table(file_, wanted);
  if (!search.found) {
    const auto* header = search.nearest ? &search.nearest->header : nullptr;
    throw Failure(
        Code::corrupt_input,
        fmt::format("'{}' lacks columns that '{}' names: {}. It has: {}", name, mapping.name,
                    fmt::join(header != nullptr ? header->missing : std::vector<std::string>{}, ", "),
                    fmt::join(header != nullptr ? header->found : std::vector<std::string>{}, ", ")));
  }
  const auto& header = search.found->header;
  header_number_ = header.row;
  for (const auto& column : mapping.columns) {
    std::uint32_t position = 0;
    if (!column.column.empty()) {
      const auto index = static_cast<std::size_t>(std::ranges::find(wanted, column.column) - wanted.begin());
      while (header.wanted_of_column[position] != index) ++position;
    }
    positions_.push_back(position);
  }
}

void MappedSheet::read_rows(std::size_t sheet, const RowHandler& handler) const {
  file_.read_rows(sheet, [&](const SheetRow& row) {
    if (row.number < header_number_) return RowAction::go_on;
    if (row.number == header_number_) return handler(header_row());
    const bool is_empty =
        std::ranges::all_of(row.cells, [](const Cell& cell) { return trimmed(cell.text).empty(); });
    if (is_empty) return RowAction::go_on;
    return handler(RowMapper(mapping_, day_zone_, row, positions_).map());
  });
}

SheetRow MappedSheet::header_row() const {
  SheetRow row{header_number_, {}, 0};
  for (std::uint32_t i = 0; i < kSourceColumns.size(); ++i)
    row.cells.push_back({i, CellKind::text, std::string(kSourceColumns[i].name)});
  return row;
}

std::vector<std::string> MappedSheet::notes() const {
  std::vector<std::string> notes;
  for (const auto& column : mapping_.columns) {
    const auto unit = column.unit ? fmt::format(" [{}]", column.unit->name) : "";
    notes.push_back(column.column.empty()
                        ? fmt::format("{} is '{}'{} in all rows", kSourceColumns[column.target].name,
                                      column.constant, unit)
                        : fmt::format("{} is the column '{}'{}", kSourceColumns[column.target].name,
                                      column.column, unit));
  }
  return notes;
}

}  // namespace flodata::importer
