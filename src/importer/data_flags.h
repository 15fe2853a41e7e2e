// What is flagged in the daily rows but imported: the rules R1-R7 (model/quality.h), counted on the values as
// published.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time_zone.h"
#include "importer/daily_sheet.h"
#include "importer/import_report.h"

namespace flodata::importer {

/// Applies the rules to all rows:
/// R1 ON_STREAM_HRS below 0 or above the length of the production day in `zone` · R2 a volume above 0 with 0
/// or no hours · R3 hours but no oil (production) or no injected water (injection) · R4 a volume below 0 · R5
/// downhole pressure 0 while on stream · R6 calendar days without a row between a well's first and last · R7
/// WELL_TYPE and FLOW_KIND at odds (OP goes with production, WI with injection).
Flags flag_daily_rows(const DailySheet& sheet, const TimeZone& zone, WellNaming naming);

/// Returns a warning for each group of wells whose names are the same but for case and blanks.
std::vector<std::string> names_alike(const DailySheet& sheet, WellNaming naming);

/// Returns how to say it, when the hours look like those of nominal days: on days of 25 hours no well has
/// more than 24, and some have just these, or wells have 24 on days of 23.
std::optional<std::string> nominal_day_hint(const DailySheet& sheet, const TimeZone& zone);

}  // namespace flodata::importer
