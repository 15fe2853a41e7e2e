// One row per well and UTC hour from one row per well and production day: quality, hours, on-stream mask,
// base curve, texture, projection within bounds, exact volumes, and states that answer the rate. The result
// is a function of the history, the zone, the method and the seed alone: every well can be done in any
// thread, in any order.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "model/daily_history.h"
#include "upsampler/steps/upsampled_well.h"

namespace flodata::upsampler {

enum class Method : std::uint8_t { ups1, ups2 };

/// Returns "UPS-1" or "UPS-2", as the manifest of a source file names the method.
std::string_view algorithm_name(Method method);

/// Returns the method that the manifest names. Errors: invalid_argument with the known names.
Expected<Method> method_of_algorithm(std::string_view name);

/// The same for the names of `--method`: "ups1", "ups2".
Expected<Method> method_of_option(std::string_view name);

/// Returns what a mapping or a manifest says: "day", "on stream"; an empty text leaves it to the evidence.
/// Errors: invalid_argument with the known names.
Expected<PartialDayMeans> partial_day_means_of(std::string_view name);

struct UpsampleOptions {
  std::uint64_t seed = 1;
  Method method = Method::ups2;
  PartialDayMeans means = PartialDayMeans::by_evidence;  // UPS-1 takes every mean as one over the day
};

/// Errors: those of build_ledger.
Expected<UpsampledWell> upsample_well(const WellHistory& history, const TimeZone& day_zone,
                                      const UpsampleOptions& options);

}  // namespace flodata::upsampler
