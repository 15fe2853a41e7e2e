// Parameters and problems of the compatibility endpoints.
#pragma once

#include <span>
#include <string_view>

#include "api/contract/route.h"

namespace flodata::api {

/// The endpoints' group in the OpenAPI document.
inline constexpr std::string_view kCompatGroup = "compatibility";

Parameter compat_well_type(std::string_view default_value);
/// `choices`: the intervals that the endpoint accepts.
Parameter compat_interval(std::span<const std::string_view> choices);
PossibleProblem wrong_interval_problem();

}  // namespace flodata::api
