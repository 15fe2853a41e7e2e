// Rows of production_data as JSON, keys in the order of kProductionColumns.
#pragma once

#include <string>

#include "base/time_zone.h"
#include "model/units.h"
#include "store/production_row.h"

namespace flodata::api {

/// Appends one row as an object: missing is null, times carry the offset of `zone`.
void append_row(std::string& out, const store::ProductionRow& row, UnitSystem units, const TimeZone& zone);

/// Returns the unit of every tag as an object: {"on_stream_hrs":"h","oil_rate":"Sm3/d",…}. ASCII, one line.
std::string units_object(UnitSystem units);

}  // namespace flodata::api
