// The random numbers of one owner (the field, a compartment, a well): each is a function of the field's seed,
// the owner, an aspect and a number such as the day, so that nothing depends on the order of asking.
#pragma once

#include <cstdint>

namespace flodata::simulator {

/// What a random number is for. Every aspect has numbers of its own; the order is part of a seed's meaning.
enum class Aspect : std::uint8_t {
  oil_gravity,
  gas_gravity,
  reservoir_temperature,
  solution_gor,
  initial_pressure,
  connate_water,
  residual_oil,
  aquifer,
  target_pressure,
  separator,
  depth,
  drained_oil,
  permeability_variation,
  productivity,
  productivity_loss,
  productivity_noise,
  plateau,
  largest_drawdown,
  gas_factor,
  gas_noise,
  water_noise,
  conversion,
  start,
  injectivity,
  injection_noise,
  turnaround,
  turnaround_length,
  field_trip,
  well_trip,
  outage,
  outage_length,
  partial_hours,
  lost_rows,
  choke_review,
  choke_step,
  opening_losses,
  dead_gauge_well,
  dead_gauge_day,
  frozen_gauge,
  gauge_glitch,
  annulus,
  annulus_lost,
  temperature_noise,
  // Of the natural field only.
  reservoir,
  start_of_group,
  plant_trip,
  plant_trip_length,
  restart,
  well_shut_in,
  well_shut_in_length,
  vessel_wait,
  cycle,
  treatment,
  sidetrack,
  skin,
  skin_noise,
  region,
  water_step,
  water_drift,
  gas_drift,
  separator_drift,
  separator_step,
  choke_back,
  choke_fidget,
  restart_opening,
  pump,
  pump_loss,
  plant_capacity,
  well_test,
  test_error,
  metering,
  mixed_up,
  correction,
  gauge_noise,
  gauge_drift,
  gauge_stuck,
  choke_reading,
  weather,
  annulus_drift,
  annulus_bleed,
  bled_off,
  mean_hours,
};

class RandomSource {
 public:
  /// `owner`: number of the well, or one of the constants below.
  RandomSource(std::uint64_t seed, std::uint64_t owner) : seed_(seed), owner_(owner) {}

  /// Returns a number in [0, 1).
  [[nodiscard]] double uniform(Aspect aspect, int item = 0) const;
  /// Returns a number in [low, high).
  [[nodiscard]] double between(double low, double high, Aspect aspect, int item = 0) const;
  /// Returns a number of the normal distribution with mean 0 and variance 1.
  [[nodiscard]] double normal(Aspect aspect, int item = 0) const;
  /// Returns a deviation that is mostly small and now and then large: one in `rarity` is `size` times wider.
  [[nodiscard]] double heavy(Aspect aspect, int item, double rarity, double size) const;
  /// Returns a number whose logarithm is normal with deviation `sigma` about that of `median`.
  [[nodiscard]] double log_normal(double median, double sigma, Aspect aspect, int item = 0) const;
  /// Returns a deviation with mean 0 and about unit variance: a curve through random knots `knot_days` apart,
  /// and a quarter of its size that is new every day.
  [[nodiscard]] double slow_noise(Aspect aspect, int day, int knot_days) const;

 private:
  [[nodiscard]] double keyed(Aspect aspect, std::uint64_t layer, int item) const;

  std::uint64_t seed_;
  std::uint64_t owner_;
};

/// A deviation that wanders and comes back: an autoregressive process with mean 0, stepped once a day.
class Wander {
 public:
  Wander(double sigma, double memory_days);

  /// Goes on to `day`, each day at most once; returns the deviation.
  double step(const RandomSource& random, Aspect aspect, int day);
  [[nodiscard]] double value() const { return value_; }

 private:
  double sigma_;
  double kept_;
  double value_ = 0;
  bool begun_ = false;
};

inline constexpr std::uint64_t kFieldOwner = 1ULL << 32;
inline constexpr std::uint64_t kFirstCompartmentOwner = 1ULL << 33;
inline constexpr std::uint64_t kFirstReservoirOwner = 1ULL << 34;

}  // namespace flodata::simulator
