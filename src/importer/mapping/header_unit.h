// The unit that a column's name speaks of ("THP (psig)", "WHP_PSI", "Oil, bbl/d"), beside the one that a
// mapping gives it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "importer/mapping/source_unit.h"

namespace flodata::importer {

/// Returns the unit in brackets, or else the longest one at the end of the name.
std::optional<SourceUnit> unit_in_name(std::string_view name, const Tag& tag);

/// Returns what is wrong where the column's name speaks of a unit that gives other values than `declared`.
/// "psi" in a name says nothing of its reference.
std::optional<std::string> unit_contradiction(std::string_view name, const Tag& tag,
                                              const SourceUnit& declared);

}  // namespace flodata::importer
