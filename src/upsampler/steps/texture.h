// Step 4: how a rate moves within the day, which the daily data does not say: a first-order
// autoregressive deviation around the base curve, as large as the well's own scatter from day to day.
// Invented, by seed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "upsampler/steps/quality_ledger.h"

namespace flodata::upsampler {

/// Correlation of the deviation from one hour to the next.
inline constexpr double kTexturePersistence = 0.9;
/// Bounds of its standard deviation, relative to the rate: less is no noise at all, more would be mistaken
/// for events.
inline constexpr double kLeastSigma = 0.004;
inline constexpr double kLargestSigma = 0.03;
/// Gas and water follow the oil but for a deviation of their own of at most this, so that the gas-oil ratio
/// and the water cut move little.
inline constexpr double kLargestRatioSigma = 0.004;

struct Texture {
  std::vector<double> sigma;  // of each day of the ledger, relative to the rate
  std::vector<double> flow;   // deviation of each hour that all phases share, relative to the rate
};

/// Days without a gap between them share one sigma, made of these days alone, and the deviation begins again
/// after a gap: so the hours before a gap do not depend on what follows it.
Texture flow_texture(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key);

/// Returns the deviation of each hour of one phase: the shared one, and for gas and water their own on top.
std::vector<double> phase_texture(const Texture& texture, const Ledger& ledger, TagIndex tag,
                                  std::uint64_t seed, std::uint64_t well_key);

/// Returns a first-order autoregressive deviation of kTexturePersistence over all hours, which begins again
/// after a gap: `sigma` of each day, `aspect` of the random numbers.
std::vector<double> autoregressive(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key,
                                   std::uint64_t aspect, std::span<const double> sigma);

/// A standard normal deviate of a key, the same bits from every compiler: the sum of twelve uniform ones less
/// six (Irwin, Biometrika 19, 1927; Hall, Biometrika 19, 1927). It does not leave [-6, 6].
double random_normal(std::uint64_t seed, std::uint64_t well_key, std::uint64_t aspect, std::int64_t hour);

}  // namespace flodata::upsampler
