#include "simulator/wells/random_source.h"

#include <cmath>
#include <numbers>

#include "base/counter_random.h"

namespace flodata::simulator {

double RandomSource::keyed(Aspect aspect, std::uint64_t layer, int item) const {
  return random_uniform({seed_, owner_, static_cast<std::uint64_t>(aspect), layer,
                         static_cast<std::uint64_t>(static_cast<std::int64_t>(item))});
}

double RandomSource::uniform(Aspect aspect, int item) const { return keyed(aspect, 0, item); }

double RandomSource::between(double low, double high, Aspect aspect, int item) const {
  return low + (high - low) * uniform(aspect, item);
}

double RandomSource::normal(Aspect aspect, int item) const {
  // Box & Muller 1958, Annals of Mathematical Statistics 29:610.
  const double radius = std::sqrt(-2 * std::log(1 - keyed(aspect, 3, item)));
  return radius * std::cos(2 * std::numbers::pi * keyed(aspect, 4, item));
}

double RandomSource::heavy(Aspect aspect, int item, double rarity, double size) const {
  return normal(aspect, item) * (keyed(aspect, 5, item) * rarity < 1 ? size : 1);
}

double RandomSource::log_normal(double median, double sigma, Aspect aspect, int item) const {
  return median * std::exp(sigma * normal(aspect, item));
}

double RandomSource::slow_noise(Aspect aspect, int day, int knot_days) const {
  const double unit_variance = std::sqrt(12.0);
  constexpr double kDailyPart = 0.25;
  const int knot = day / knot_days;
  const double part = static_cast<double>(day % knot_days) / knot_days;
  const double smooth = part * part * (3 - 2 * part);
  const double slow = (1 - smooth) * keyed(aspect, 1, knot) + smooth * keyed(aspect, 1, knot + 1) - 0.5;
  const double daily = keyed(aspect, 2, day) - 0.5;
  return unit_variance * (slow + kDailyPart * daily);
}

Wander::Wander(double sigma, double memory_days) : sigma_(sigma), kept_(std::exp(-1 / memory_days)) {}

double Wander::step(const RandomSource& random, Aspect aspect, int day) {
  const double fresh = begun_ ? std::sqrt(1 - kept_ * kept_) : 1;
  value_ = kept_ * value_ + fresh * sigma_ * random.normal(aspect, day);
  begun_ = true;
  return value_;
}

}  // namespace flodata::simulator
