#include "importer/daily_sheet.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/iso8601.h"
#include "importer/cell_value.h"
#include "importer/seen_cell.h"
#include "model/production_day.h"
#include "model/well_name.h"

namespace flodata::importer {
namespace {

constexpr std::string_view kDayColumn = "DATEPRD";
constexpr std::string_view kCodeColumn = "WELL_BORE_CODE";
constexpr std::string_view kNameColumn = "NPD_WELL_BORE_NAME";

struct ByFields {
  bool operator()(const WellIdentity& a, const WellIdentity& b) const {
    const auto fields = [](const WellIdentity& well) {
      return std::tie(well.well_bore_code, well.npd_well_bore_name, well.npd_well_bore_code,
                      well.npd_field_code, well.npd_field_name, well.npd_facility_code,
                      well.npd_facility_name);
    };
    return fields(a) < fields(b);
  }
};

class DailyReader {
 public:
  DailyReader(const SheetSource& source, const DailyConventions& conventions, RejectionList& rejections,
              const ImportLimits& limits)
      : sheet_names_(source.sheet_names()),
        date_system_(source.date_system()),
        conventions_(conventions),
        rejections_(rejections),
        limits_(limits) {}

  void begin(const TableLocation& location) {
    header_ = &location.header;
    sheet_.sheets.push_back({sheet_names_[location.sheet], location.header.row});
    part().lacks_roles = lacks("WELL_TYPE") && lacks("FLOW_KIND");
  }

  void read(const SheetRow& row) {
    if (row.number <= header_->row || is_empty(row)) return;
    ++part().rows_read;
    require_room(++row_count_, limits_.rows, "rows");
    current_ = Current{row.number};
    current_.is_short = row.is_short || ends_early(row, *header_);
    current_.has_time_of_day = row.has_time_of_day;
    current_.is_hidden = row.is_hidden;
    auto rejection = row.rejection.empty() ? reason_against_fields(row, *header_) : row.rejection;
    if (rejection) {
      ++part().rows_rejected;
      return reject("", "", *std::move(rejection));
    }
    for (const auto& cell : row.cells)
      if (const auto column = source_column_of(cell)) take(cell, *column);
    finish_row();
  }

  DailySheet take_sheet() { return std::move(sheet_); }

 private:
  /// Where a row stands.
  struct Place {
    std::size_t sheet;
    std::uint32_t row;
  };

  struct Current {
    std::uint32_t number = 0;
    std::optional<LocalDay> day;
    WellIdentity well;
    DailyRow row{};
    std::vector<std::string_view> rejected_columns;
    bool is_short = false;
    bool has_time_of_day = false;
    bool is_hidden = false;
    bool has_two_digit_year = false;
  };

  [[nodiscard]] std::optional<std::size_t> source_column_of(const Cell& cell) const {
    if (cell.column >= header_->wanted_of_column.size()) return std::nullopt;
    return header_->wanted_of_column[cell.column];
  }

  [[nodiscard]] bool is_empty(const SheetRow& row) const {
    return std::none_of(row.cells.begin(), row.cells.end(), [&](const Cell& cell) {
      return source_column_of(cell) &&
             (!trimmed(cell.text).empty() || cell.kind == CellKind::formula_without_value);
    });
  }

  DailySheetPart& part() { return sheet_.sheets.back(); }

  [[nodiscard]] Place here() const { return {sheet_.sheets.size() - 1, current_.number}; }

  [[nodiscard]] std::string text_of_place(const Place& place) const {
    if (place.sheet + 1 == sheet_.sheets.size()) return fmt::format("row {}", place.row);
    return fmt::format("row {} of sheet '{}'", place.row, sheet_.sheets[place.sheet].name);
  }

  void reject(std::string_view column, std::string value, std::string reason) {
    rejections_.add({part().name, current_.number, std::string(column), std::move(value), std::move(reason)});
    current_.rejected_columns.push_back(column);
  }

  template <typename T, typename Target>
  void store(const Cell& cell, std::string_view column, CellValue<T> value, Target& target) {
    if (!value) return reject(column, cell.text, value.error().message);
    if (!*value) return;
    T& content = **value;
    target = std::move(content);
  }

  void require_room(std::size_t count, std::size_t limit, std::string_view things) const {
    if (count > limit)
      throw Failure(Code::corrupt_input,
                    fmt::format("sheet '{}', row {}: more than {} {} in one import: split the file",
                                sheet_.sheets.back().name, current_.number, limit, things));
  }

  void take(const Cell& cell, std::size_t index) {
    const auto& column = kSourceColumns[index];
    const ColumnKind kind{column.type, find_tag_by_source_column(column.name)};
    if (!changes_what_is_seen(cell, kind)) return take_seen(cell, column);
    const auto seen = seen_cell(cell, kind);
    if (!seen) return reject(column.name, cell.text, seen.error().message);
    take_seen(*seen, column);
  }

  void take_seen(const Cell& cell, const SourceColumn& column) {
    switch (column.type) {
      case SourceColumnType::day:
        current_.has_two_digit_year = has_two_digit_year(cell);
        return store(cell, column.name, day_of(cell, date_system_), current_.day);
      case SourceColumnType::number:
        return take_number(cell, column.name);
      case SourceColumnType::whole_number:
        return store(cell, column.name, whole_number_of(cell), whole_number_target(column.name));
      case SourceColumnType::text:
        return store_text(cell, column.name);
    }
  }

  void take_number(const Cell& cell, std::string_view column) {
    const auto tag = find_tag_by_source_column(column).value();
    const auto number = number_of(cell);
    if (number && *number)
      sheet_.doubts.look_at(tag, **number, cell.as_written.value_or(**number), part().name, current_.number);
    store(cell, column, number, current_.row.values[tag]);
  }

  std::optional<std::int64_t>& whole_number_target(std::string_view column) {
    if (column == "NPD_WELL_BORE_CODE") return current_.well.npd_well_bore_code;
    if (column == "NPD_FIELD_CODE") return current_.well.npd_field_code;
    FLODATA_CHECK(column == "NPD_FACILITY_CODE");  // there is no other whole number in kSourceColumns
    return current_.well.npd_facility_code;
  }

  void store_text(const Cell& cell, std::string_view column) {
    if (column == kCodeColumn) return store(cell, column, text_of(cell), current_.well.well_bore_code);
    if (column == kNameColumn) return store(cell, column, text_of(cell), current_.well.npd_well_bore_name);
    if (column == "NPD_FIELD_NAME") return store(cell, column, text_of(cell), current_.well.npd_field_name);
    if (column == "NPD_FACILITY_NAME")
      return store(cell, column, text_of(cell), current_.well.npd_facility_name);
    if (column == "AVG_CHOKE_UOM") return store(cell, column, text_of(cell), current_.row.choke_uom);
    if (column == "FLOW_KIND")
      return store_word(cell, column, {"production", "injection"}, current_.row.flow_kind);
    FLODATA_CHECK(column == "WELL_TYPE");  // every other text column stands above
    store_word(cell, column, {"OP", "WI"}, current_.row.well_type);
  }

  /// Another word would put the well into no group, or into the wrong one.
  template <typename Target>
  void store_word(const Cell& cell, std::string_view column, std::array<std::string_view, 2> words,
                  Target& target) {
    auto text = text_of(cell);
    if (text && *text && std::ranges::find(words, std::string_view(**text)) == words.end())
      return reject(column, **text,
                    fmt::format("neither {} nor {}; say in a mapping what the source's words mean: "
                                "values = {{ \"PROD\" = \"{}\", \"INJ\" = \"{}\" }}",
                                words[0], words[1], words[0], words[1]));
    store(cell, column, std::move(text), target);
  }

  void require(std::string_view column, bool is_there) {
    const auto& rejected = current_.rejected_columns;
    if (is_there || std::find(rejected.begin(), rejected.end(), column) != rejected.end()) return;
    reject(column, "",
           fmt::format("missing{}: a row belongs to one wellbore and one day",
                       current_.is_short ? " (the row ends before the last column)" : ""));
  }

  /// Columns that the file does not have and that follow from others.
  void add_what_follows() {
    auto& well = current_.well;
    auto& row = current_.row;
    if (lacks(kNameColumn)) well.npd_well_bore_name = npd_name_of_code(well.well_bore_code);
    if (lacks(kCodeColumn)) well.well_bore_code = well.npd_well_bore_name;
    const auto choke = find_tag_by_source_column("AVG_CHOKE_SIZE_P").value();
    if (lacks("AVG_CHOKE_UOM") && row.values[choke]) row.choke_uom = "%";
    if (part().lacks_roles) return;
    const bool injects = lacks("FLOW_KIND") ? row.well_type == "WI" : row.flow_kind == "injection";
    if (lacks("FLOW_KIND")) row.flow_kind = injects ? "injection" : "production";
    if (lacks("WELL_TYPE")) row.well_type = injects ? "WI" : "OP";
  }

  [[nodiscard]] bool lacks(std::string_view column) const {
    return std::ranges::find(header_->missing, column) != header_->missing.end();
  }

  void finish_row() {
    add_what_follows();
    const auto& well = current_.well;
    require(kDayColumn, current_.day.has_value());
    require(kCodeColumn, !well.well_bore_code.empty());
    require(kNameColumn, !well.npd_well_bore_name.empty());
    if (current_.day) check_day(*current_.day);
    const bool has_key = current_.day && !well.well_bore_code.empty();
    if (has_key && !well.npd_well_bore_name.empty()) check_names();
    if (has_key) check_first_of_day();
    if (!current_.rejected_columns.empty()) {
      ++part().rows_rejected;
      return;
    }
    if (current_.is_short) ++part().rows_short;
    if (current_.has_time_of_day) ++part().rows_with_time;
    if (current_.is_hidden) ++part().rows_hidden;
    if (current_.has_two_digit_year) ++part().rows_two_digit_year;
    current_.row.day = *current_.day;
    sheet_.records.push_back(
        {sheet_.sheets.size() - 1, current_.number, identity_of(well), std::move(current_.row)});
  }

  /// Whether hourly rows can stand for the day, beside those of the other days.
  void check_day(LocalDay day) {
    const auto [known, is_new] = day_errors_.try_emplace(day);
    if (is_new) {
      const auto span = ProductionDay::of_whole_hours(day, conventions_.day_zone);
      if (!span)
        known->second = span.error().message;
      else
        known->second = error_beside_first(day, span->offset_in_hour());
    }
    if (!known->second.empty()) reject(kDayColumn, format_day(day), known->second);
  }

  /// The hours of one file begin at the same minute.
  std::string error_beside_first(LocalDay day, Microseconds offset) {
    if (!first_offset_) first_offset_ = {day, offset};
    if (first_offset_->second == offset) return {};
    const auto minutes = [](Microseconds time) {
      return std::chrono::floor<std::chrono::minutes>(time).count();
    };
    return fmt::format(
        "hours begin at :{:02} UTC on this day in {} and at :{:02} UTC on {}: hours of one file begin at one "
        "minute; "
        "make a file of its own of the days from one change of the clocks to the next",
        minutes(offset), conventions_.day_zone.name(), minutes(first_offset_->second),
        format_day(first_offset_->first));
  }

  void check_names() {
    const auto& code = current_.well.well_bore_code;
    const auto& name = current_.well.npd_well_bore_name;
    if (conventions_.only_npd_names && !is_npd_name(name))
      reject(kNameColumn, name,
             "no name of the Norwegian register, such as 15/9-F-12; take well_names = \"NPD\" out of the "
             "mapping, or "
             "map NPD_WELL_BORE_NAME to the column that has such names");
    const auto [by_code, is_new_code] = name_of_code_.try_emplace(code, name, here());
    if (by_code->second.first != name)
      reject(kNameColumn, name,
             fmt::format("{} is called '{}' in {}", code, by_code->second.first,
                         text_of_place(by_code->second.second)));
    const auto [by_name, is_new_name] =
        code_of_name_.try_emplace(canonical_well_name(name, conventions_.well_names), code, here());
    if (by_name->second.first != code)
      reject(kCodeColumn, code,
             fmt::format("{} has the code '{}' in {}", name, by_name->second.first,
                         text_of_place(by_name->second.second)));
  }

  void check_first_of_day() {
    const auto [first, is_first] =
        row_of_day_.try_emplace({current_.well.well_bore_code, *current_.day}, here());
    if (!is_first)
      reject(kDayColumn, format_day(*current_.day),
             fmt::format("{} has this day in {} already: take one of the two rows out",
                         current_.well.well_bore_code, text_of_place(first->second)));
  }

  std::size_t identity_of(const WellIdentity& well) {
    auto& known = sheet_.identities;
    // Rows of a wellbore stand together, so the last one is nearly always it.
    if (!known.empty() && known[last_identity_] == well) return last_identity_;
    const auto [found, is_new] = position_of_identity_.try_emplace(well, known.size());
    if (is_new) {
      require_room(known.size() + 1, limits_.wellbores, "wellbores");
      known.push_back(well);
    }
    return last_identity_ = found->second;
  }

  const std::vector<std::string>& sheet_names_;
  DateSystem date_system_;
  const HeaderMatch* header_ = nullptr;  // of the sheet that is read
  const DailyConventions& conventions_;
  RejectionList& rejections_;
  const ImportLimits& limits_;
  DailySheet sheet_;
  std::size_t row_count_ = 0;
  std::size_t last_identity_ = 0;
  std::map<WellIdentity, std::size_t, ByFields> position_of_identity_;
  Current current_;
  std::map<std::string, std::pair<std::string, Place>> name_of_code_;
  std::map<std::string, std::pair<std::string, Place>> code_of_name_;
  std::map<std::pair<std::string, LocalDay>, Place> row_of_day_;
  std::map<LocalDay, std::string> day_errors_;  // empty: hourly rows can stand for the day
  std::optional<std::pair<LocalDay, Microseconds>> first_offset_;
};

}  // namespace

DailySheet read_daily_sheets(const SheetSource& source, std::span<const TableLocation> locations,
                             const DailyConventions& conventions, const RowTick& tick,
                             RejectionList& rejections, const ImportLimits& limits) {
  DailyReader reader(source, conventions, rejections, limits);
  for (const auto& location : locations) {
    reader.begin(location);
    source.read_rows(location.sheet, [&](const SheetRow& row) {
      tick(row);
      reader.read(row);
      return RowAction::go_on;
    });
  }
  return reader.take_sheet();
}

}  // namespace flodata::importer
