#include "upsampler/ups1/on_stream_mask.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/counter_random.h"
#include "upsampler/steps/hour_shapes.h"

namespace flodata::upsampler {
namespace {

/// Fills one partial day: 0 < on_hours < hours.size().
void fill_partial_day(std::span<double> hours, double on_hours, bool shut_before, bool shut_after,
                      double random) {
  const auto total = static_cast<double>(hours.size());
  const double shut_in_hours = total - on_hours;
  if (shut_before && shut_after) {
    const double last_start = std::floor(shut_in_hours);
    return fill_block(hours, std::floor(random * (last_start + 1)), on_hours, 1.0);
  }
  if (shut_before) return fill_block(hours, 0, shut_in_hours, 0.0);
  if (shut_after) return fill_block(hours, 0, on_hours, 1.0);
  fill_block(hours, std::floor(random * (std::floor(on_hours) + 1)), shut_in_hours, 0.0);
}

}  // namespace

std::vector<double> on_stream_mask(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key) {
  std::size_t hour_count = 0;
  for (const auto& day : ledger.days) hour_count += static_cast<std::size_t>(day.hour_count);
  std::vector<double> mask(hour_count, 0.0);
  std::size_t first = 0;
  for (std::size_t i = 0; i < ledger.days.size(); ++i) {
    const auto& day = ledger.days[i];
    const auto hours = std::span(mask).subspan(first, static_cast<std::size_t>(day.hour_count));
    first += hours.size();
    const double on_hours = day.values[kOnStreamTag].value_or(0.0);
    if (on_hours <= 0) continue;
    if (on_hours >= day.hour_count) {
      std::ranges::fill(hours, 1.0);
      continue;
    }
    const bool shut_before = i > 0 && is_next_day(ledger.days[i - 1], day) && is_shut(ledger.days[i - 1]);
    const bool shut_after =
        i + 1 < ledger.days.size() && is_next_day(day, ledger.days[i + 1]) && is_shut(ledger.days[i + 1]);
    const auto day_number = static_cast<std::uint64_t>(day.day.time_since_epoch().count());
    fill_partial_day(hours, on_hours, shut_before, shut_after,
                     random_uniform({seed, well_key, kOnStreamTag, day_number, 0}));
  }
  return mask;
}

}  // namespace flodata::upsampler
