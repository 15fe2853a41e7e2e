#include "simulator/allocation.h"

#include <algorithm>
#include <cmath>

#include "model/production_day.h"
#include "model/units.h"

namespace flodata::simulator {
namespace {

double published(double volume_sm3) {
  constexpr double kStepsPerSm3 = 100;
  return std::round(volume_sm3 * kStepsPerSm3) / kStepsPerSm3;
}

/// Numbers of random items: by well, phase and day.
int item_of(int day, std::size_t phase) { return day * 4 + static_cast<int>(phase); }

}  // namespace

void Allocation::test(LastTest& last, const AllocatedDay& well, int day, const RandomSource& random) {
  constexpr Factors kErrors = {0.02, 0.018, 0.03};
  constexpr double kKept = 0.4;  // of an error: the same separator, the same people
  for (std::size_t phase = 0; phase < kPhases; ++phase)
    last.error[phase] = kKept * last.error[phase] +
                        kErrors[phase] * random.heavy(Aspect::test_error, item_of(day, phase), 20, 4);
  last.well = well.well->index;
  last.next_day = day + static_cast<int>(random.log_normal(32, 0.5, Aspect::well_test, day));
  constexpr double kTestHours = 8;
  const double begin_hours = calendar_[day].begin_hours;
  events_.push_back(
      {last.well, EventKind::well_test, begin_hours, begin_hours + kTestHours, std::exp(last.error[0])});
}

Allocation::Factors Allocation::assumed(int day, const AllocatedDay& well) {
  constexpr Factors kDaily = {0.0045, 0.0016, 0.008};  // of gas: beside what it shares with its oil
  constexpr double kPartialGain = 5;
  constexpr double kMixedUpPerDay = 0.003;
  const RandomSource random(seed_, static_cast<std::uint64_t>(well.well->index));
  auto& last = tests_[static_cast<std::size_t>(well.well->index % kWellsPerCompartment)];
  if (last.well < 0 || (day >= last.next_day && well.on_hours >= kShortestDayHours))
    test(last, well, day, random);
  const double off_frac = std::clamp(1 - well.on_hours / kHoursPerRateDay, 0.0, 1.0);
  Factors daily{};
  Factors result{};
  for (std::size_t phase = 0; phase < kPhases; ++phase) {
    daily[phase] = kDaily[phase] * random.heavy(Aspect::metering, item_of(day, phase), 60, 10) *
                       (1 + kPartialGain * off_frac) +
                   (phase == 1 ? daily[0] : 0);
    result[phase] = std::exp(last.error[phase] + std::clamp(daily[phase], -0.7, 0.7));
  }
  if (random.uniform(Aspect::mixed_up, day) < kMixedUpPerDay)
    result[2] *= random.between(0.3, 1.7, Aspect::mixed_up, -day - 1);
  if (random.uniform(Aspect::mixed_up, day + calendar_.size()) < kMixedUpPerDay)
    result[1] *= random.between(0.7, 1.45, Aspect::mixed_up, -day - 1 - calendar_.size());
  return result;
}

void Allocation::correct(int day, AllocatedDay& well) {
  constexpr double kNegativeWaterPerDay = 4e-4;
  constexpr double kMostHoursWithoutVolume = 0.7;
  constexpr double kWithoutVolume = 0.3;
  const RandomSource random(seed_, static_cast<std::uint64_t>(well.well->index));
  const double u = random.uniform(Aspect::correction, day);
  const double begin_hours = calendar_[day].begin_hours;
  if (well.on_hours < kMostHoursWithoutVolume && u < kWithoutVolume)
    well.volumes = {};
  else if (u < kNegativeWaterPerDay && well.volumes.water_sm3 > 1)
    well.volumes.water_sm3 =
        -published(well.volumes.water_sm3 * random.between(0.01, 0.3, Aspect::correction, -day - 1));
  else
    return;
  events_.push_back({well.well->index, EventKind::allocation_correction, begin_hours,
                     begin_hours + calendar_[day].hour_count, std::nullopt});
}

void Allocation::share(int day, std::vector<AllocatedDay>& wells) {
  constexpr Factors kMetering = {0.0035, 0.0014, 0.006};  // of gas: beside what it shares with oil
  Factors sum{};
  Factors assumed_sum{};
  std::vector<Factors> parts(wells.size());
  const auto volume = [](SurfaceVolumes& volumes, std::size_t phase) -> double& {
    return phase == 0 ? volumes.oil_sm3 : phase == 1 ? volumes.gas_sm3 : volumes.water_sm3;
  };
  for (std::size_t i = 0; i < wells.size(); ++i) {
    if (wells[i].on_hours <= 0) continue;
    parts[i] = assumed(day, wells[i]);
    for (std::size_t phase = 0; phase < kPhases; ++phase) {
      parts[i][phase] *= volume(wells[i].volumes, phase);
      sum[phase] += volume(wells[i].volumes, phase);
      assumed_sum[phase] += parts[i][phase];
    }
  }
  double error = 0;
  for (std::size_t phase = 0; phase < kPhases; ++phase) {
    if (assumed_sum[phase] <= 0) continue;
    const double shared = phase == 1 ? error : 0;
    error = shared + kMetering[phase] * random_.heavy(Aspect::metering, item_of(day, phase), 60, 10);
    const double metered = sum[phase] * std::exp(std::clamp(error, -0.3, 0.3));
    for (std::size_t i = 0; i < wells.size(); ++i)
      volume(wells[i].volumes, phase) = published(metered * parts[i][phase] / assumed_sum[phase]);
  }
  for (auto& well : wells)
    if (well.on_hours > 0) correct(day, well);
}

}  // namespace flodata::simulator
