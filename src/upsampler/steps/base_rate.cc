#include "upsampler/steps/base_rate.h"

#include "base/check.h"

namespace flodata::upsampler {

std::vector<double> interpolate_days(std::span<const double> day_values, std::span<const int> hour_counts) {
  FLODATA_CHECK(day_values.size() == hour_counts.size());
  std::vector<double> centres;
  double day_start = 0;
  for (const int hours : hour_counts) {
    centres.push_back(day_start + hours / 2.0);
    day_start += hours;
  }
  std::vector<double> curve;
  curve.reserve(static_cast<std::size_t>(day_start));
  std::size_t right = 0;  // first centre beyond the hour's middle
  for (double middle = 0.5; middle < day_start; middle += 1) {
    while (right < centres.size() && centres[right] <= middle) ++right;
    if (right == 0) {
      curve.push_back(day_values.front());
    } else if (right == centres.size()) {
      curve.push_back(day_values.back());
    } else {
      const auto left = right - 1;
      const double part = (middle - centres[left]) / (centres[right] - centres[left]);
      curve.push_back((1 - part) * day_values[left] + part * day_values[right]);
    }
  }
  return curve;
}

}  // namespace flodata::upsampler
