#include "upsampler/steps/exact_volume.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/check.h"
#include "model/production_day.h"
#include "model/units.h"

namespace flodata::upsampler {
namespace {

/// Less than this part of a unit is the noise of a volume that has three decimals at the most.
constexpr double kRestNoise = 1e-6;

/// Hours of one day in whole units, with what rounding down left of each.
struct Apportionment {
  std::array<std::int64_t, kLongestDayHours> units{};
  std::array<double, kLongestDayHours> rests{};
  std::array<std::size_t, kLongestDayHours> order{};  // flowing hours
  std::size_t flowing = 0;
};

Apportionment round_down(std::span<const double> flows, std::span<const double> wanted_sm3) {
  Apportionment hours;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    if (flows[i] <= 0) continue;
    const double wanted_units = std::max(0.0, wanted_sm3[i]) * kVolumeUnitsPerSm3;
    hours.units[i] = static_cast<std::int64_t>(std::floor(wanted_units));
    hours.rests[i] = wanted_units - std::floor(wanted_units);
    hours.order[hours.flowing++] = i;
  }
  return hours;
}

/// Brings the sum to `total` units: one unit at a time to the hours with the largest rests (or off those with
/// the smallest), the earlier hour first among equals.
void settle(Apportionment& hours, std::int64_t total) {
  std::int64_t missing = total;
  for (const auto units : hours.units) missing -= units;
  const auto order = std::span(hours.order).first(hours.flowing);
  std::ranges::sort(order, [&](auto a, auto b) {
    if (hours.rests[a] == hours.rests[b]) return a < b;
    return (hours.rests[a] > hours.rests[b]) == (missing > 0);
  });
  const auto count = static_cast<std::int64_t>(hours.flowing);
  for (const auto i : order) hours.units[i] += missing / count;
  missing %= count;
  for (const auto i : order) {
    if (missing == 0) break;
    hours.units[i] += missing > 0 ? 1 : -1;
    missing += missing > 0 ? -1 : 1;
  }
  // Only rounding noise in the wanted volumes can ask more of an hour than it has: the largest hour pays.
  for (const auto i : order) {
    if (hours.units[i] >= 0) continue;
    *std::ranges::max_element(hours.units) += hours.units[i];
    hours.units[i] = 0;
  }
}

}  // namespace

void apportion_volume(double day_volume_sm3, std::span<const double> flows, std::span<double> wanted_sm3) {
  FLODATA_CHECK(flows.size() == wanted_sm3.size() && flows.size() <= kLongestDayHours && day_volume_sm3 >= 0);
  if (day_volume_sm3 > kLargestExactVolumeSm3) {
    for (auto& value : wanted_sm3) value *= kHoursPerRateDay;
    return;
  }
  auto hours = round_down(flows, wanted_sm3);
  FLODATA_CHECK(hours.flowing > 0 || day_volume_sm3 == 0);
  std::ranges::fill(wanted_sm3, 0.0);
  if (day_volume_sm3 == 0) return;
  const auto total = static_cast<std::int64_t>(std::llround(day_volume_sm3 * kVolumeUnitsPerSm3));
  settle(hours, total);
  double rest_units = day_volume_sm3 * kVolumeUnitsPerSm3 - static_cast<double>(total);
  if (std::abs(rest_units) < kRestNoise) rest_units = 0;
  // Taken only from hours that have at least one unit, a missing rest makes no hour negative.
  const auto shares_rest = [&](std::size_t i) { return rest_units > 0 || hours.units[i] > 0; };
  const auto order = std::span(hours.order).first(hours.flowing);
  const auto sharers = static_cast<double>(std::ranges::count_if(order, shares_rest));
  for (const auto i : order) {
    const auto units_per_day = static_cast<double>(hours.units[i]) * kHoursPerRateDay;
    const double rest_per_day =
        rest_units != 0 && shares_rest(i) ? rest_units / sharers * kHoursPerRateDay : 0.0;
    wanted_sm3[i] = (units_per_day + rest_per_day) / kVolumeUnitsPerSm3;
  }
}

}  // namespace flodata::upsampler
