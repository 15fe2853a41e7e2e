#include "api/compat/parameters.h"

#include <array>

#include "api/rows/row_query.h"

namespace flodata::api {
namespace {

constexpr std::array<std::string_view, 3> kWellTypes = {"OP", "WI", "all"};

}  // namespace

Parameter compat_well_type(std::string_view default_value) {
  return {.name = kWellType,
          .type = ParameterType::choice,
          .default_value = default_value,
          .choices = kWellTypes,
          .description =
              "Producers (OP), injectors (WI), or all. A well counts by its newest row where it is listed.",
          .example = "OP"};
}

Parameter compat_interval(std::span<const std::string_view> choices) {
  return {.name = kInterval,
          .type = ParameterType::open_choice,
          .default_value = "1h",
          .choices = choices,
          .description = "Length of a bucket; from 6h on they begin at local wall times of TARGET_TIMEZONE.",
          .example = "1h"};
}

PossibleProblem wrong_interval_problem() {
  return {http::Status::bad_request, "interval is none of those allowed"};
}

}  // namespace flodata::api
