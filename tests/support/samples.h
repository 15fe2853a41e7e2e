// Well-hours for tests of aggregation: made by hand, or by chance.
#pragma once

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregation/bucket_fold.h"
#include "base/time_zone.h"

namespace flodata::test {

inline TimeZone zone(std::string_view name) { return TimeZone::find(name).value(); }

/// A well-hour whose source time is its label.
inline aggregation::Sample sample(Instant time, std::size_t well,
                                  std::initializer_list<std::pair<TagIndex, double>> values) {
  aggregation::Sample made{time, time, well, {}};
  for (const auto& [tag, value] : values) made.values[tag] = value;
  return made;
}

/// `hours` of `wells` wells from `first` on, in the order of (time, well): some hours are not there, some
/// values are missing, some hours are shut in (rates of exactly 0).
inline std::vector<aggregation::Sample> random_samples(Instant first, int hours, std::size_t wells,
                                                       std::mt19937& random) {
  std::uniform_real_distribution<double> chance(0, 1);
  std::vector<aggregation::Sample> samples;
  for (int hour = 0; hour < hours; ++hour) {
    if (chance(random) < 0.05) continue;
    for (std::size_t well = 0; well < wells; ++well) {
      if (chance(random) < 0.1) continue;
      auto made = sample(first + std::chrono::hours(hour), well, {});
      const bool shut = chance(random) < 0.2;
      for (TagIndex tag = 0; tag < kTagCount; ++tag) {
        if (chance(random) < 0.15) continue;
        const bool flows = kTags[tag].kind == TagKind::intensive || !shut;
        made.values[tag] = flows ? 1000 * chance(random) : 0;
      }
      samples.push_back(made);
    }
  }
  return samples;
}

}  // namespace flodata::test
