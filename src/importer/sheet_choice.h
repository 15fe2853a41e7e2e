// Which sheets of a workbook are imported: what a person sees when they open it goes before what is hidden,
// and where several sheets could be meant, the user says which.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "importer/sheet/header.h"

namespace flodata::importer {

/// The word for every visible sheet that holds daily data.
inline constexpr std::string_view kAllSheets = "all";

struct SheetChoice {
  std::vector<TableLocation> daily;  // in the order of the workbook; empty: no sheet has the table
  std::optional<TableLocation> nearest_daily;
  std::optional<TableLocation> monthly;
  std::optional<TableLocation> nearest_monthly;
  std::vector<std::string> notes;  // on sheets that were not read
};

/// Chooses by `names` (sheet names, or kAllSheets); without them, the only visible sheet that holds daily
/// data, or the only hidden one where no visible sheet does. Errors: Failure invalid_argument, with the list
/// of sheets, when a name is not there, or when several sheets could be meant.
SheetChoice choose_sheets(const SheetSource& source, std::span<const std::string> names);

}  // namespace flodata::importer
