// Analyses as the responses show them: units, names, notes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregation/quantity.h"
#include "api/contract/responses.h"
#include "base/time_zone.h"
#include "model/units.h"
#include "surveillance/decline_analysis.h"
#include "surveillance/productivity_index.h"

namespace flodata::api {

struct RateUnits {
  surveillance::RateType type;
  aggregation::Quantity quantity;
  UnitFamily rate;
  UnitFamily volume;
};

/// `name`: oil, gas or liquid.
RateUnits rate_units(std::string_view name);

/// Returns a sentence for people.
std::string describe_left_out(const responses::LeftOut& left_out, const TimeZone& zone);

std::vector<std::string> notes_of(const surveillance::DeclineAnalysis& analysis,
                                  const std::optional<responses::LeftOut>& left_out, const TimeZone& zone);

responses::DeclineAnalysis decline_response(const surveillance::DeclineAnalysis& analysis,
                                            const RateUnits& rate, UnitSystem units);

/// What the pressures of an index are.
struct PressureBasis {
  surveillance::PressureGauge gauge;
  double water_density_kg_per_m3;         // of the column, where the gauge is that of the wellhead
  std::optional<double> column_height_m;  // none: pressures are those of the wellhead
  std::optional<double> bubble_point_bar;
};

responses::ProductivityIndex index_response(const surveillance::ProductivityIndex& index,
                                            const PressureBasis& basis, UnitSystem units);

}  // namespace flodata::api
