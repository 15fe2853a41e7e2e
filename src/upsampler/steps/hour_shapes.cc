#include "upsampler/steps/hour_shapes.h"

#include <algorithm>
#include <vector>

namespace flodata::upsampler {

void fill_block(std::span<double> hours, double start, double length, double inside) {
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const auto hour = static_cast<double>(i);
    const double overlap = std::clamp(std::min(hour + 1, start + length) - std::max(hour, start), 0.0, 1.0);
    hours[i] = inside == 1.0 ? overlap : 1.0 - overlap;
  }
}

void draw_within(double mean, double lower, double upper, std::span<double> day) {
  const auto [lowest, highest] = std::ranges::minmax(day);
  if (lowest >= lower && highest <= upper) return;
  double share = 1;
  if (lowest < lower) share = (mean - lower) / (mean - lowest);
  if (highest > upper) share = std::min(share, (upper - mean) / (highest - mean));
  for (auto& value : day) value = std::clamp(mean + share * (value - mean), lower, upper);
}

void move_with_rate(std::span<const double> rate, double most, std::span<double> hours) {
  constexpr double kTaperHours = 4;
  const auto count = rate.size();
  std::vector<double> answer(count);
  double weights = 0;
  double weighted = 0;
  double mean = 0;
  for (std::size_t h = 0; h < count; ++h) {
    const double from_end = static_cast<double>(std::min(h, count - 1 - h)) + 0.5;
    answer[h] = std::min(1.0, from_end / kTaperHours);
    weights += answer[h];
    weighted += answer[h] * rate[h];
    mean += rate[h] / static_cast<double>(count);
  }
  double together = 0;
  double added = 0;
  for (std::size_t h = 0; h < count; ++h) {
    answer[h] *= rate[h] - weighted / weights;
    together += hours[h] * (rate[h] - mean);
    added += answer[h] * (rate[h] - mean);
  }
  constexpr double kLeastShare =
      0.2;  // of the strongest answer: a day that moves with the rate by chance stays so
  const double wanted = kLeastShare * most * added;
  if (added <= 0 || together >= wanted) return;
  const double slope = std::min(most, (wanted - together) / added);
  for (std::size_t h = 0; h < count; ++h) hours[h] += slope * answer[h];
}

}  // namespace flodata::upsampler
