// The table `prod_daily_data` of a source file: the published sheet, column for column
// (docs/formats/source_file.md).
#pragma once

#include <string>
#include <vector>

#include "duck/database.h"
#include "model/daily_history.h"

namespace flodata::duck {

inline constexpr const char* kDailyTable = "prod_daily_data";
/// The published monthly values, if the source has them.
inline constexpr const char* kMonthlyTable = "prod_monthly_data";

/// Most wells in one table of a source file: twice as many as the largest field that can be simulated.
inline constexpr std::int64_t kMostWells = 20'000;

/// Errors: Failure(corrupt_input) when `table` has more wells, by `column`, than kMostWells. Uses little
/// memory, whatever the table contains.
void check_well_count(Database& database, const std::string& table, const std::string& column);

/// Creates the daily table, replacing an existing one. Errors: Failure.
void create_daily_table(Database& database);

/// Appends one row in the order of kSourceColumns.
void append_daily_row(Appender& appender, const WellIdentity& well, const DailyRow& row);

/// Returns the wellbores of the daily table by WELL_BORE_CODE. Each has at most one row per day between its
/// first and its last, so reading one takes bounded memory. Errors: Failure; corrupt_input for rows without a
/// key, too many wells, or a well with more rows than days.
std::vector<std::string> daily_well_codes(Database& database);

/// Reads the wellbores with `first` <= WELL_BORE_CODE <= `last`, by code, each with its days in order.
/// Errors: Failure.
std::vector<WellHistory> read_well_histories(Database& database, const std::string& first,
                                             const std::string& last);

/// Reads one wellbore's days in order. Errors: Failure; not_found when it has none.
WellHistory read_well_history(Database& database, const std::string& well_bore_code);

}  // namespace flodata::duck
