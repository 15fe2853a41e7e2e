#include "importer/monthly_sheet.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "importer/cell_value.h"
#include "importer/seen_cell.h"

namespace flodata::importer {
namespace {

constexpr ColumnKind kTextColumn{SourceColumnType::text, {}};
constexpr ColumnKind kWholeNumberColumn{SourceColumnType::whole_number, {}};

constexpr ColumnKind number_column(TagIndex tag) { return {SourceColumnType::number, tag}; }

// In the order of kMonthlyColumns.
constexpr std::array<ColumnKind, kMonthlyColumns.size()> kKinds = {kTextColumn,
                                                                   kWholeNumberColumn,
                                                                   kWholeNumberColumn,
                                                                   kWholeNumberColumn,
                                                                   number_column(kOnStreamTag),
                                                                   number_column(kOilRateTag),
                                                                   number_column(kGasRateTag),
                                                                   number_column(kWaterRateTag),
                                                                   number_column(kGasRateTag),
                                                                   number_column(kWaterInjectionRateTag)};

constexpr std::size_t kName = 0;
constexpr std::size_t kCode = 1;
constexpr std::size_t kYear = 2;
constexpr std::size_t kMonth = 3;
constexpr std::int64_t kMonthsPerYear = 12;

class MonthlyReader {
 public:
  MonthlyReader(const SheetSource& source, const TableLocation& location, RejectionList& rejections)
      : sheet_name_(source.sheet_names()[location.sheet]),
        header_(location.header),
        rejections_(rejections) {}

  void read(const SheetRow& row) {
    if (row.number <= header_.row) return;
    std::array<const Cell*, kMonthlyColumns.size()> cells{};
    for (const auto& cell : row.cells) {
      const bool is_known =
          cell.column < header_.wanted_of_column.size() && header_.wanted_of_column[cell.column];
      const bool is_blank = trimmed(cell.text).empty() && cell.kind != CellKind::formula_without_value;
      if (is_known && !is_blank) cells[*header_.wanted_of_column[cell.column]] = &cell;
    }
    if (std::none_of(cells.begin(), cells.end(), [](const Cell* cell) { return cell != nullptr; })) return;
    row_number_ = row.number;
    rejected_ = false;
    const bool has_key = cells[kName] != nullptr || cells[kCode] != nullptr || cells[kYear] != nullptr ||
                         cells[kMonth] != nullptr;
    if (!has_key && sheet_.rows_read == 0) return check_units(cells);
    ++sheet_.rows_read;
    take(cells);
  }

  MonthlySheet take_sheet() { return std::move(sheet_); }

 private:
  using Cells = std::array<const Cell*, kMonthlyColumns.size()>;

  void reject(std::size_t column, std::string value, std::string reason) {
    rejected_ = true;
    rejections_.add({sheet_name_, row_number_, std::string(kMonthlyColumns[column].name), std::move(value),
                     std::move(reason)});
  }

  void check_units(const Cells& cells) {
    for (std::size_t column = kFirstMonthlyQuantity; column < cells.size(); ++column) {
      if (cells[column] == nullptr || trimmed(cells[column]->text) == kMonthlyColumns[column].unit) continue;
      reject(column, cells[column]->text, fmt::format("the unit must be {}", kMonthlyColumns[column].unit));
    }
  }

  template <typename T>
  std::optional<T> value(std::size_t column, const Cell* cell, CellValue<T> (*parse)(const Cell&)) {
    if (cell == nullptr) return std::nullopt;
    const auto seen = seen_cell(*cell, kKinds[column]);
    auto parsed = seen ? parse(*seen) : std::unexpected(seen.error());
    if (parsed) return *std::move(parsed);
    reject(column, cell->text, parsed.error().message);
    return std::nullopt;
  }

  template <typename T>
  T required(std::size_t column, const Cell* cell, CellValue<T> (*parse)(const Cell&)) {
    const auto rejected_before = rejections_.count();
    auto found = value(column, cell, parse);
    if (!found && rejections_.count() == rejected_before)
      reject(column, "", "missing: a row belongs to one wellbore and one month");
    return std::move(found).value_or(T{});
  }

  void take(const Cells& cells) {
    MonthlyRecord record;
    record.npd_well_bore_name = required(kName, cells[kName], text_of);
    record.npd_well_bore_code = value(kCode, cells[kCode], whole_number_of);
    record.year = required(kYear, cells[kYear], whole_number_of);
    record.month = required(kMonth, cells[kMonth], whole_number_of);
    for (std::size_t i = 0; i < record.quantities.size(); ++i)
      record.quantities[i] = value(kFirstMonthlyQuantity + i, cells[kFirstMonthlyQuantity + i], number_of);
    if (!rejected_) check_key(record);
    if (rejected_)
      ++sheet_.rows_rejected;
    else
      sheet_.records.push_back(std::move(record));
  }

  void check_key(const MonthlyRecord& record) {
    if (record.month < 1 || record.month > kMonthsPerYear)
      return reject(kMonth, std::to_string(record.month), "a month is 1 to 12");
    const auto [first, is_first] =
        row_of_month_.try_emplace({record.npd_well_bore_name, record.year, record.month}, row_number_);
    if (!is_first)
      reject(kMonth, std::to_string(record.month),
             fmt::format("{} has this month in row {} already", record.npd_well_bore_name, first->second));
  }

  const std::string& sheet_name_;
  const HeaderMatch& header_;
  RejectionList& rejections_;
  MonthlySheet sheet_;
  std::uint32_t row_number_ = 0;
  bool rejected_ = false;
  std::map<std::tuple<std::string, std::int64_t, std::int64_t>, std::uint32_t> row_of_month_;
};

}  // namespace

std::vector<std::string_view> monthly_columns() {
  std::vector<std::string_view> names;
  for (const auto& column : kMonthlyColumns) names.push_back(column.name);
  return names;
}

MonthlySheet read_monthly_sheet(const SheetSource& source, const TableLocation& location, const RowTick& tick,
                                RejectionList& rejections) {
  MonthlyReader reader(source, location, rejections);
  source.read_rows(location.sheet, [&](const SheetRow& row) {
    tick(row);
    reader.read(row);
    return RowAction::go_on;
  });
  return reader.take_sheet();
}

}  // namespace flodata::importer
