#include "upsampler/steps/texture.h"

#include <algorithm>
#include <cmath>

#include "base/counter_random.h"
#include "model/production_day.h"
#include "upsampler/steps/day_runs.h"

namespace flodata::upsampler {
namespace {

/// Aspect of the deviation that all phases share; a phase's own one has the number of its tag.
constexpr std::uint64_t kSharedAspect = 1000;

/// Rate while on stream [Sm3/h] of a day that is on stream throughout: of oil, or of what is injected. 0
/// otherwise.
double full_day_rate(const LedgerDay& day) {
  if (day.values[kOnStreamTag].value_or(0.0) < day.hour_count) return 0;
  const double oil = day.values[kOilRateTag].value_or(0.0);
  return (oil > 0 ? oil : day.values[kWaterInjectionRateTag].value_or(0.0)) / day.hour_count;
}

/// Standard deviation of a full day's rate around its neighbours, relative to the rate; 0 where there are too
/// few.
double day_to_day_scatter(const Ledger& ledger, DayRun run) {
  constexpr std::size_t kFewestChanges = 10;
  // The median of the absolute deviation of a normal distribution, and a difference of two has twice the
  // variance.
  constexpr double kSigmaOfMedian = 1.4826;
  const double sigma_of_difference = std::sqrt(0.5);
  std::vector<double> changes;
  for (auto d = run.first + 1; d < run.end; ++d) {
    const double before = full_day_rate(ledger.days[d - 1]);
    const double now = full_day_rate(ledger.days[d]);
    if (before > 0 && now > 0) changes.push_back(std::abs(now - before) / (0.5 * (now + before)));
  }
  if (changes.size() < kFewestChanges) return 0;
  const auto middle = changes.begin() + static_cast<std::ptrdiff_t>(changes.size() / 2);
  std::ranges::nth_element(changes, middle);
  return kSigmaOfMedian * sigma_of_difference * *middle;
}

std::int64_t hour_number(Instant hour) {
  return std::chrono::floor<std::chrono::hours>(hour).time_since_epoch().count();
}

/// Unit-variance deviations over the hours of a run, beginning again with it.
void add_autoregressive(const Ledger& ledger, DayRun run, std::uint64_t seed, std::uint64_t well_key,
                        std::uint64_t aspect, std::span<const double> sigma, std::span<double> hours) {
  const double innovation = std::sqrt(1 - kTexturePersistence * kTexturePersistence);
  std::size_t t = 0;
  double state = 0;
  for (auto d = run.first; d < run.end; ++d) {
    const auto first = hour_number(ledger.days[d].from);
    for (int h = 0; h < ledger.days[d].hour_count; ++h, ++t) {
      const double normal = random_normal(seed, well_key, aspect, first + h);
      state = t == 0 ? normal : kTexturePersistence * state + innovation * normal;
      hours[t] += sigma[d] * state;
    }
  }
}

}  // namespace

double random_normal(std::uint64_t seed, std::uint64_t well_key, std::uint64_t aspect, std::int64_t hour) {
  constexpr int kUniforms = 12;
  // Two 32-bit halves of a word are two uniform deviates in [0, 1).
  constexpr std::uint64_t kHalf = 0xffffffffULL;
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < kUniforms / 2; ++i) {
    const auto word = random_word({seed, well_key, aspect, static_cast<std::uint64_t>(hour), i});
    sum += (word & kHalf) + (word >> 32);
  }
  return static_cast<double>(sum) * 0x1p-32 - kUniforms / 2.0;
}

std::vector<double> autoregressive(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key,
                                   std::uint64_t aspect, std::span<const double> sigma) {
  const auto firsts = first_hours(ledger);
  std::vector<double> hours(firsts.back(), 0.0);
  for (const auto run : day_runs(ledger, [](std::size_t) { return true; }))
    add_autoregressive(ledger, run, seed, well_key, aspect, sigma,
                       std::span(hours).subspan(firsts[run.first], firsts[run.end] - firsts[run.first]));
  return hours;
}

Texture flow_texture(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key) {
  Texture texture;
  texture.sigma.assign(ledger.days.size(), kLeastSigma);
  for (const auto run : day_runs(ledger, [](std::size_t) { return true; })) {
    const double sigma = std::clamp(day_to_day_scatter(ledger, run), kLeastSigma, kLargestSigma);
    for (auto d = run.first; d < run.end; ++d) texture.sigma[d] = sigma;
  }
  texture.flow = autoregressive(ledger, seed, well_key, kSharedAspect, texture.sigma);
  return texture;
}

std::vector<double> phase_texture(const Texture& texture, const Ledger& ledger, TagIndex tag,
                                  std::uint64_t seed, std::uint64_t well_key) {
  if (tag != kGasRateTag && tag != kWaterRateTag) return texture.flow;
  constexpr double kShareOfSigma = 0.3;
  auto sigma = texture.sigma;
  for (auto& value : sigma) value = std::min(kShareOfSigma * value, kLargestRatioSigma);
  auto hours = autoregressive(ledger, seed, well_key, tag, sigma);
  for (std::size_t t = 0; t < hours.size(); ++t) hours[t] += texture.flow[t];
  return hours;
}

}  // namespace flodata::upsampler
