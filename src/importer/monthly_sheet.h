// The monthly sheet, where a workbook has one: sums per wellbore and month, to check the daily rows by.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importer/daily_sheet.h"
#include "importer/import_report.h"
#include "importer/sheet/header.h"

namespace flodata::importer {

struct MonthlyColumn {
  std::string_view name;  // as published
  std::string_view unit;  // as the second header row must say; empty: none
};

/// The monthly sheet's columns in its order; from `kFirstMonthlyQuantity` on they are numbers.
inline constexpr std::array kMonthlyColumns = {
    MonthlyColumn{"Wellbore name", ""}, MonthlyColumn{"NPDCode", ""},      MonthlyColumn{"Year", ""},
    MonthlyColumn{"Month", ""},         MonthlyColumn{"On Stream", "hrs"}, MonthlyColumn{"Oil", "Sm3"},
    MonthlyColumn{"Gas", "Sm3"},        MonthlyColumn{"Water", "Sm3"},     MonthlyColumn{"GI", "Sm3"},
    MonthlyColumn{"WI", "Sm3"},
};
inline constexpr std::size_t kFirstMonthlyQuantity = 4;

struct MonthlyRecord {
  std::string npd_well_bore_name;
  std::optional<std::int64_t> npd_well_bore_code;
  std::int64_t year = 0;
  std::int64_t month = 0;
  std::array<std::optional<double>, kMonthlyColumns.size() - kFirstMonthlyQuantity> quantities;
};

struct MonthlySheet {
  std::vector<MonthlyRecord> records;
  std::int64_t rows_read = 0;
  std::int64_t rows_rejected = 0;
};

std::vector<std::string_view> monthly_columns();

/// Reads the table at `location`; a row of units below the header is checked, and is no row of data.
/// Errors: Failure corrupt_input when the sheet itself is damaged.
MonthlySheet read_monthly_sheet(const SheetSource& source, const TableLocation& location, const RowTick& tick,
                                RejectionList& rejections);

}  // namespace flodata::importer
