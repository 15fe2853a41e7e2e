#include "upsampler/scada/slugging.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "base/counter_random.h"
#include "upsampler/scada/smooth_noise.h"

namespace flodata::upsampler {
namespace {

constexpr double kLeastActivity = 0.02;

/// How a tag swings: its size (a part of the rate, or of the wellhead pressure; degC) and how much later it
/// does.
struct Swing {
  TagIndex tag;
  double size;
  double lag;  // part of a period
};
constexpr std::array kSwings = {Swing{kOilRateTag, 3.5, -0.3},          Swing{kWaterRateTag, 4, -0.27},
                                Swing{kGasRateTag, -2, -0.1},           Swing{kWellheadPressureTag, 1, 0},
                                Swing{kChokePressureTag, 1, 0},         Swing{kDownholePressureTag, 0.3, 0.3},
                                Swing{kWellheadTemperatureTag, 8, 0.05}};

/// What is fixed of a well: how long its slugs take, and how large they are.
struct Character {
  std::uint64_t key;
  double period_min;
  double size;  // of the wellhead pressure's swing, relative to it

  explicit Character(std::uint64_t well_key) : key(mix_bits(well_key ^ key_of("slugging"))) {
    constexpr double kShortest = 28;
    constexpr double kLongest = 150;
    constexpr double kSmallest = 0.02;
    constexpr double kLargest = 0.07;
    const double u = random_uniform({key, 1});
    period_min = kShortest + (kLongest - kShortest) * u * u;
    size = kSmallest + (kLargest - kSmallest) * random_uniform({key, 2});
  }

  /// Liquid gathers slowly and leaves fast; no two slugs are alike. In [-1, 1].
  [[nodiscard]] double wave(double minute, double lag) const {
    constexpr double kRise = 0.66;
    const double at = minute - lag * period_min;
    const double phase = at / period_min + 0.45 * smooth_noise(key + 1, at, 2.3 * period_min);
    const double x = phase - std::floor(phase);
    const double w =
        x < kRise ? 2 * smooth_step(x / kRise) - 1 : 1 - 2 * smooth_step((x - kRise) / (1 - kRise));
    return w * (0.7 + 0.3 * smooth_noise(key + 2, at, 1.4 * period_min));
  }

  /// Slugging comes and goes over weeks, the more often the more it is to be expected.
  [[nodiscard]] double activity(double expected, double minute) const {
    constexpr double kOverWeeks = 0.35;
    constexpr double kOverHours = 0.15;
    const double a = expected - kOverWeeks - kOverHours +
                     kOverWeeks * smooth_noise(key + 3, minute, 9 * kMinutesPerDay) +
                     kOverHours * smooth_noise(key + 4, minute, 0.7 * kMinutesPerDay);
    const double active = smooth_step(a / 0.3);
    return active < kLeastActivity ? 0 : active;
  }
};

class Day {
 public:
  Day(HourlySeries& steps, const HourlyDay& day, std::uint64_t well_key)
      : steps_(steps), day_(day), character_(well_key), activity_(steps.step_count(day)) {
    step_min_ = std::chrono::duration<double, std::ratio<60>>(steps.step()).count();
    first_min_ = std::chrono::duration<double, std::ratio<60>>(day.from.time_since_epoch()).count();
  }

  std::vector<bool> add() {
    std::vector<bool> slugs(activity_.size());
    if (steps_.steps_per_hour < kSluggingStepsPerHour || !find_activity()) return slugs;
    const auto wellhead =
        day_.present[kWellheadPressureTag]
            ? std::vector(values(kWellheadPressureTag).begin(), values(kWellheadPressureTag).end())
            : std::vector<double>();
    for (const auto& swing : kSwings) {
      if (!day_.present[swing.tag]) continue;
      if (kTags[swing.tag].kind == TagKind::additive)
        swing_rate(swing);
      else if (swing.tag == kWellheadTemperatureTag)
        swing_state(swing, {});
      else if (!wellhead.empty())
        swing_state(swing, wellhead);
    }
    for (std::size_t i = 0; i < slugs.size(); ++i) slugs[i] = activity_[i] > 0;
    return slugs;
  }

 private:
  [[nodiscard]] std::span<double> values(TagIndex tag) const {
    return std::span(steps_.values[tag]).subspan(day_.first_hour, activity_.size());
  }
  [[nodiscard]] double minute(std::size_t i) const { return first_min_ + static_cast<double>(i) * step_min_; }

  /// Whether the well slugs for some hours of the day: less than that leaves no period.
  bool find_activity() {
    constexpr double kLeastMinutes = 240;
    double minutes = 0;
    for (std::size_t i = 0; i < activity_.size(); ++i) {
      activity_[i] = values(kOnStreamTag)[i] >= 1 ? character_.activity(expected(i), minute(i)) : 0;
      if (activity_[i] > 0) minutes += step_min_;
    }
    return minutes >= kLeastMinutes;
  }

  /// 0 to 1, by the water and the gas in the liquid.
  [[nodiscard]] double expected(std::size_t i) const {
    constexpr double kWaterRange = 0.6;
    constexpr double kGasRange = 500;
    if (!day_.present[kOilRateTag]) return 0;
    const double oil = values(kOilRateTag)[i];
    const double water = day_.present[kWaterRateTag] ? values(kWaterRateTag)[i] : 0;
    const double gas = day_.present[kGasRateTag] ? values(kGasRateTag)[i] : 0;
    const double liquid = oil + water;
    if (oil <= 0) return 0;
    return std::clamp(std::max((water / liquid - kSluggingWaterCut) / kWaterRange,
                               (gas / liquid - kSluggingGasLiquidRatio) / kGasRange),
                      0.0, 1.0);
  }

  /// Sum and mean of the steps that slug stay.
  void swing_rate(const Swing& swing) {
    constexpr double kLargest = 0.6;
    const auto rates = values(swing.tag);
    double before = 0;
    double after = 0;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      if (activity_[i] <= 0) continue;
      before += rates[i];
      const double part = std::clamp(swing.size * character_.size, -kLargest, kLargest);
      rates[i] *= 1 + activity_[i] * part * character_.wave(minute(i), swing.lag);
      after += rates[i];
    }
    if (after <= 0) return;
    double rest = before;
    std::size_t largest = 0;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      if (activity_[i] <= 0) continue;
      rates[i] *= before / after;
      rest -= rates[i];
      if (activity_[largest] <= 0 || rates[i] > rates[largest]) largest = i;
    }
    rates[largest] += rest;  // noise of rounding
  }

  /// The mean of the steps that slug stays. `wellhead`: what the size is relative to; nothing: degC.
  void swing_state(const Swing& swing, std::span<const double> wellhead) {
    const auto states = values(swing.tag);
    std::vector<double> moves(states.size());
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 0; i < states.size(); ++i) {
      if (activity_[i] <= 0) continue;
      const double scale = wellhead.empty() ? 1 : wellhead[i];
      moves[i] = activity_[i] * swing.size * character_.size * scale * character_.wave(minute(i), swing.lag);
      sum += moves[i];
      weights += activity_[i];
    }
    for (std::size_t i = 0; i < states.size(); ++i)
      if (activity_[i] > 0)
        states[i] = std::clamp(states[i] + moves[i] - sum / weights * activity_[i], kTags[swing.tag].lower,
                               kTags[swing.tag].upper);
  }

  HourlySeries& steps_;
  const HourlyDay& day_;
  Character character_;
  std::vector<double> activity_;
  double step_min_ = 0;
  double first_min_ = 0;
};

}  // namespace

bool swings(TagIndex tag) { return std::ranges::find(kSwings, tag, &Swing::tag) != kSwings.end(); }

std::vector<bool> add_slugs(HourlySeries& steps, const HourlyDay& day, std::uint64_t well_key) {
  return Day(steps, day, well_key).add();
}

}  // namespace flodata::upsampler
