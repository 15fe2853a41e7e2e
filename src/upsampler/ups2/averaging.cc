#include "upsampler/ups2/averaging.h"

#include <algorithm>
#include <cmath>

namespace flodata::upsampler {
namespace {

double square(double value) { return value * value; }

/// Evidence of one day by itself.
double evidence_of(const StateFacts& facts, std::size_t i) {
  const double on_hours = facts.on_hours[i];
  if (!facts.values[i] || facts.is_full[i] != 0 || on_hours <= 0) return 0;
  const double rise = facts.rise[i];
  constexpr double kScatters = 3;
  if (std::abs(rise) < kScatters * facts.scatter) return 0;
  // After an opening the state comes back within hours: so much of the way is left in the mean.
  constexpr double kTailHours = 0.9;
  constexpr double kLongestTail = 0.25;
  const double over_on_stream = std::min(kLongestTail, kTailHours / on_hours);
  const double over_day = facts.shut_part[i];
  constexpr double kLeastDifference = 0.08;
  if (over_day - over_on_stream < kLeastDifference) return 0;
  constexpr double kSpread = 0.12;       // of levels around what the neighbours say
  constexpr double kSpreadOfPart = 0.2;  // of build-ups
  const double variance = square(facts.scatter / rise) + square(kSpread) + square(kSpreadOfPart * over_day);
  const double response = (*facts.values[i] - facts.flowing[i]) / rise;
  constexpr double kMost = 8;
  return std::clamp((square(response - over_on_stream) - square(response - over_day)) / (2 * variance),
                    -kMost, kMost);
}

}  // namespace

std::vector<double> averaging_evidence(const StateFacts& facts) {
  const auto size = facts.values.size();
  std::vector<double> own(size, 0.0);
  std::vector<std::size_t> telling;
  for (std::size_t i = 0; i < size; ++i) {
    own[i] = evidence_of(facts, i);
    if (own[i] != 0) telling.push_back(i);
  }
  auto evidence = own;
  constexpr std::size_t kNeighbours = 3;  // to each side
  constexpr double kShare = 0.35;         // of what they say
  constexpr double kMost = 3;
  std::size_t next = 0;  // first telling day from i on
  for (std::size_t i = 0; i < size; ++i) {
    while (next < telling.size() && telling[next] < i) ++next;
    if (facts.is_full[i] != 0 || facts.on_hours[i] <= 0) continue;
    const auto first = next > kNeighbours ? next - kNeighbours : 0;
    const auto end = std::min(telling.size(), next + kNeighbours + 1);
    for (auto k = first; k < end; ++k)
      if (telling[k] != i) evidence[i] += kShare * std::clamp(own[telling[k]], -kMost, kMost);
  }
  return evidence;
}

Averaging averaging_of(double evidence, double prior) {
  constexpr double kDecided = 2;
  const double sum = evidence + prior;
  if (sum > kDecided) return Averaging::day;
  if (sum < -kDecided) return Averaging::on_stream;
  return Averaging::undecided;
}

}  // namespace flodata::upsampler
