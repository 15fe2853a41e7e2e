// Parameters and problems that several row routes declare.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "api/contract/route.h"
#include "http/message/message.h"

namespace flodata::api {

/// The formats of row routes, and their names for the parameter `format`.
inline constexpr std::array kRowFormats = {http::MediaType::json, http::MediaType::ndjson,
                                           http::MediaType::csv};
inline constexpr std::array<std::string_view, 3> kRowFormatNames = {"json", "ndjson", "csv"};

extern const Parameter kWellNameParameter;       // in the path
extern const Parameter kQueryWellNameParameter;  // in the query
extern const Parameter kFormatParameter;
extern const Parameter kStartParameter;
extern const Parameter kEndParameter;
extern const Parameter kWellTypeParameter;
extern const Parameter kIntervalParameter;
extern const Parameter kTimeZoneParameter;
extern const Parameter kStatisticsParameter;
extern const Parameter kFillParameter;
extern const Parameter kQualityParameter;
extern const Parameter kLimitParameter;
extern const Parameter kCursorParameter;
extern const Parameter kPointsParameter;
extern const Parameter kAsOfParameter;
extern const Parameter kTagsParameter;

/// `name`: of a list of wells.
Parameter wells_parameter(std::string_view name);
/// Length of the window up to the newest row [h], from `least` to `most`.
Parameter window_hours(std::string_view name, std::string_view default_value, std::int64_t least,
                       std::int64_t most);

PossibleProblem unknown_well();
/// A well without data counts as unknown.
PossibleProblem no_well();
PossibleProblem database_away();
PossibleProblem start_after_end_problem();
PossibleProblem rewritten_problem();
PossibleProblem removed_problem();

}  // namespace flodata::api
