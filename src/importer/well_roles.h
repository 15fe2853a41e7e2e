// Which wells inject, where the file does not say it.
#pragma once

#include <optional>
#include <string>

#include "importer/daily_sheet.h"

namespace flodata::importer {

/// Gives the rows of sheets with neither WELL_TYPE nor FLOW_KIND a role by their volumes: a day with injected
/// water and no production is an injector's (WI, injection), one with production a producer's (OP,
/// production); a day without a volume is like the well's last one before it that has one, else like the
/// first after it. A well without any volume produces. Returns a note that names the injectors, where there
/// are any.
std::optional<std::string> derive_roles(DailySheet& sheet, WellNaming naming);

}  // namespace flodata::importer
