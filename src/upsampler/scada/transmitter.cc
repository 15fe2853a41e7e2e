#include "upsampler/scada/transmitter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/counter_random.h"
#include "upsampler/steps/texture.h"

namespace flodata::upsampler {
namespace {

struct OfTag {
  TagIndex tag;
  Transmitter transmitter;
};

// A quartz gauge downhole (0 to 690 bar, 0.01 bar), electronic transmitters at the wellhead (0 to 345 bar,
// shown to 0.1 bar; resistance thermometers to 0.1 degC), the position of a choke, which is sent when it
// moves by half a per cent.
constexpr std::array kTransmitters = {
    OfTag{kDownholePressureTag, {0.015, 0.05, 0.03, 0.01, 0, 690}},
    OfTag{kTubingPressureTag, {0.05, 0.15, 0.1, 0.1, 0, 690}},
    OfTag{kAnnulusPressureTag, {0.04, 0, 0.15, 0.1, 0, 345}},
    OfTag{kWellheadPressureTag, {0.06, 0.25, 0.15, 0.1, 0, 345}},
    OfTag{kChokePressureTag, {0.06, 0.25, 0.15, 0.1, 0, 345}},
    OfTag{kDownholeTemperatureTag, {0.008, 0, 0.02, 0.01, 0, 200}},
    OfTag{kWellheadTemperatureTag, {0.04, 0.1, 0.1, 0.1, 0, 150}},
    OfTag{kChokeTag, {0, 0, 0.5, 0.1, 0, 100}},
};

constexpr double kLargestNormal = 3;
constexpr int kFineStepsPerHour = 12;
constexpr double kMinutesPerHour = 60;

bool is_fine(double step_minutes) { return step_minutes * kFineStepsPerHour <= kMinutesPerHour; }

/// Pressures fall when the flow rises.
double sign_of(TagIndex tag) { return tag == kWellheadTemperatureTag ? 1 : -1; }

}  // namespace

const Transmitter& transmitter_of(TagIndex tag) {
  const auto* found = std::ranges::find(kTransmitters, tag, &OfTag::tag);
  FLODATA_CHECK(found != kTransmitters.end());
  return found->transmitter;
}

double reading_error(TagIndex tag, int steps_per_hour) {
  if (tag == kTubingPressureTag)  // of two readings
    return reading_error(kDownholePressureTag, steps_per_hour) +
           reading_error(kWellheadPressureTag, steps_per_hour) + transmitter_of(tag).resolution / 2;
  const auto& t = transmitter_of(tag);
  const double turbulence = steps_per_hour >= kFineStepsPerHour ? t.turbulence : 0;
  return kLargestNormal * t.noise + turbulence + t.dead_band + t.resolution / 2 + 1e-9;
}

double rounded(double value, TagIndex tag) {
  const double per_unit = std::round(1 / transmitter_of(tag).resolution);  // 10 or 100: decimals stay short
  return std::clamp(std::round(value * per_unit) / per_unit, kTags[tag].lower, kTags[tag].upper);
}

void read_values(const Reading& reading, TransmitterState& state, std::span<double> values) {
  const auto& transmitter = transmitter_of(reading.tag);
  const double turbulence = is_fine(reading.step_minutes) ? transmitter.turbulence : 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double minute = reading.first_minute + static_cast<double>(i) * reading.step_minutes;
    const double normal =
        std::clamp(random_normal(reading.key, reading.tag, 0, static_cast<std::int64_t>(std::floor(minute))),
                   -kLargestNormal, kLargestNormal);
    const double value =
        values[i] + transmitter.noise * normal +
        (reading.on_stream[i] >= 1 ? sign_of(reading.tag) * turbulence * reading.flow[i] : 0);
    if (!state.sent || state.silent_minutes >= kLongestSilenceMinutes ||
        std::abs(value - *state.sent) > transmitter.dead_band) {
      state.sent = value;
      state.silent_minutes = 0;
    }
    state.silent_minutes += reading.step_minutes;
    values[i] = rounded(*state.sent, reading.tag);
  }
}

}  // namespace flodata::upsampler
