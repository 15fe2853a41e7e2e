#include "upsampler/scada/scada_layer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/counter_random.h"
#include "upsampler/scada/slugging.h"
#include "upsampler/scada/smooth_noise.h"
#include "upsampler/scada/transmitter.h"

namespace flodata::upsampler {
namespace {

using Minutes = std::chrono::duration<double, std::ratio<60>>;

/// Keys of random numbers: what they decide.
constexpr std::uint64_t kReadingAspect = 1;
constexpr std::uint64_t kMissingAspect = 2;
constexpr std::uint64_t kSpikeAspect = 3;
constexpr std::uint64_t kKindAspect = 4;
constexpr std::uint64_t kSizeAspect = 5;
constexpr std::uint64_t kFailureAspect = 6;
constexpr std::uint64_t kStallAspect = 7;
constexpr std::uint64_t kFlowAspect = 8;

/// A stretch of time in which something fails, in minutes since 1970.
struct Failure {
  double from = 0;
  double to = 0;
  [[nodiscard]] bool holds(double minute) const { return minute >= from && minute < to; }
};

class DayLayer {
 public:
  DayLayer(HourlySeries& steps, const HourlyDay& day, std::uint64_t seed,
           std::array<TransmitterState, kTagCount>& transmitters, LabelCounts& counts)
      : steps_(steps),
        day_(day),
        transmitters_(transmitters),
        well_key_(mix_bits(seed ^ mix_bits(key_of(steps.well.well_bore_code)))),
        facility_key_(mix_bits(seed ^ mix_bits(key_of(steps.well.npd_facility_name.value_or("")))) + 1),
        count_(steps.step_count(day)),
        first_min_(Minutes(day.from.time_since_epoch()).count()),
        step_min_(Minutes(steps.step()).count()),
        counts_(counts) {}

  void add() {
    const bool difference = tubing_is_difference();
    slugs_ = add_slugs(steps_, day_, well_key_);
    label_slugs(difference);
    make_flow();
    for (TagIndex tag = 0; tag < kTagCount; ++tag) {
      if (kTags[tag].kind != TagKind::intensive) continue;
      if (!day_.present[tag] || (tag == kTubingPressureTag && difference)) {
        transmitters_[tag] = {};
        continue;
      }
      read_values({tag, random_word({well_key_, kReadingAspect, tag}), first_min_, step_min_,
                   values(kOnStreamTag), flow_},
                  transmitters_[tag], values(tag));
      stall(tag);
      add_spikes(tag);
      drop_samples(tag);
    }
    if (difference) subtract_ends();
    for (std::size_t i = 0; i < count_; ++i)
      for (const auto rule : labels(i)) ++counts_[static_cast<std::size_t>(rule)];
  }

 private:
  [[nodiscard]] std::span<double> values(TagIndex tag) const {
    return std::span(steps_.values[tag]).subspan(day_.first_hour, count_);
  }
  [[nodiscard]] std::array<QualityRule, kTagCount>& labels(std::size_t i) const {
    return steps_.labels[day_.first_hour + i];
  }
  [[nodiscard]] double minute(std::size_t i) const { return first_min_ + static_cast<double>(i) * step_min_; }
  [[nodiscard]] std::uint64_t step_number(std::size_t i) const {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(minute(i))));
  }

  /// A value that is computed (R10) keeps that label: it was never a reading.
  [[nodiscard]] bool is_computed(TagIndex tag, std::size_t i) const {
    return day_.over_on_stream[tag] && values(kOnStreamTag)[i] <= 0;
  }

  [[nodiscard]] bool tubing_is_difference() const {
    constexpr double kAgreementBar = 1e-6;
    for (const auto tag : {kTubingPressureTag, kDownholePressureTag, kWellheadPressureTag})
      if (!day_.present[tag]) return false;
    for (std::size_t i = 0; i < count_; ++i)
      if (std::abs(values(kTubingPressureTag)[i] -
                   (values(kDownholePressureTag)[i] - values(kWellheadPressureTag)[i])) > kAgreementBar)
        return false;
    return true;
  }

  void label_slugs(bool difference) {
    for (std::size_t i = 0; i < count_; ++i)
      for (TagIndex tag = 0; tag < kTagCount; ++tag)
        if (slugs_[i] && day_.present[tag] && (swings(tag) || (tag == kTubingPressureTag && difference)))
          labels(i)[tag] = QualityRule::r14_slug;
  }

  /// Swings of the flow over minutes, in three sizes.
  void make_flow() {
    flow_.resize(count_);
    const auto key = random_word({well_key_, kFlowAspect});
    for (std::size_t i = 0; i < count_; ++i)
      flow_[i] = 0.5 * smooth_noise(key, minute(i), 47) + 0.3 * smooth_noise(key + 1, minute(i), 13) +
                 0.2 * smooth_noise(key + 2, minute(i), 3.7);
  }

  /// The failure that begins on a day, by chance.
  [[nodiscard]] static Failure failure_of(std::uint64_t key, double day, double per_day, double shortest,
                                          double longest) {
    const auto number = static_cast<std::uint64_t>(static_cast<std::int64_t>(day));
    if (random_uniform({key, number, 1}) >= per_day) return {};
    const double u = random_uniform({key, number, 2});
    const double from = (day + random_uniform({key, number, 3})) * kMinutesPerDay;
    return {from, from + shortest + (longest - shortest) * u * u * u};
  }

  /// Whether the link to the well, or that of its facility, has failed: both may last over midnight.
  [[nodiscard]] std::vector<Failure> link_failures() const {
    constexpr double kShortest = 5;
    constexpr double kLongest = 360;
    constexpr double kOfFacility = 0.25;
    std::vector<Failure> failures;
    const double first = std::floor(first_min_ / kMinutesPerDay);
    for (double day = first - 1; day <= first + 1; ++day) {
      failures.push_back(failure_of(random_word({well_key_, kFailureAspect}), day,
                                    (1 - kOfFacility) * kLinkFailuresPerDay, kShortest, kLongest));
      failures.push_back(failure_of(random_word({facility_key_, kFailureAspect}), day,
                                    kOfFacility * kLinkFailuresPerDay, kShortest, kLongest));
    }
    return failures;
  }

  /// A transmitter that sends one value until somebody notices.
  void stall(TagIndex tag) {
    constexpr double kShortest = 20;
    constexpr double kLongest = 480;
    const auto key = random_word({well_key_, kStallAspect, tag});
    const double first = std::floor(first_min_ / kMinutesPerDay);
    for (double day = first - 1; day <= first + 1; ++day) {
      const auto failure = failure_of(key, day, kStallsPerDay, kShortest, kLongest);
      for (std::size_t i = 0; i < count_; ++i) {
        const auto before = reading_before(tag, i);
        if (!failure.holds(minute(i)) || is_computed(tag, i) || !before) continue;
        values(tag)[i] = *before;
        labels(i)[tag] = QualityRule::r13_stalled;
      }
    }
    transmitters_[tag].reading = reading_before(tag, count_);
  }

  [[nodiscard]] std::optional<double> reading_before(TagIndex tag, std::size_t i) const {
    if (i == 0) return transmitters_[tag].reading;
    return is_computed(tag, i - 1) ? std::nullopt : std::optional(values(tag)[i - 1]);
  }

  void add_spikes(TagIndex tag) {
    for (std::size_t i = 0; i < count_; ++i) {
      if (is_computed(tag, i) || labels(i)[tag] == QualityRule::r13_stalled ||
          random_uniform({well_key_, kSpikeAspect, tag, step_number(i)}) >= kSpikePart)
        continue;
      values(tag)[i] = spike(tag, values(tag)[i], step_number(i));
      labels(i)[tag] = QualityRule::r12_spike;
    }
  }

  /// To one end of the span, as when the loop's current is lost, or somewhere else.
  [[nodiscard]] double spike(TagIndex tag, double value, std::uint64_t number) const {
    const auto& transmitter = transmitter_of(tag);
    const double kind = random_uniform({well_key_, kKindAspect, tag, number});
    const double u = random_uniform({well_key_, kSizeAspect, tag, number});
    const double span = transmitter.high - transmitter.low;
    const double nearest = 0.02 * span;
    double to = kind < 0.35 ? transmitter.low : transmitter.high;
    if (kind >= 0.5) to = value + (u < 0.5 ? -1 : 1) * (nearest + 0.15 * span * u);
    to = std::clamp(to, transmitter.low, transmitter.high);
    if (std::abs(to - value) < nearest) to = value < span / 2 ? value + 0.3 * span : value - 0.3 * span;
    return rounded(to, tag);
  }

  void drop_samples(TagIndex tag) {
    const auto failures = link_failures();
    for (std::size_t i = 0; i < count_; ++i) {
      const bool no_link =
          std::ranges::any_of(failures, [&](const auto& failure) { return failure.holds(minute(i)); });
      if (is_computed(tag, i) ||
          (!no_link && random_uniform({well_key_, kMissingAspect, tag, step_number(i)}) >= kMissingPart))
        continue;
      labels(i)[tag] = QualityRule::r11_missing_sample;
    }
  }

  /// AVG_DP_TUBING is computed from two readings, and is worth what they are worth.
  void subtract_ends() {
    constexpr double kPerBar = 100;
    for (std::size_t i = 0; i < count_; ++i) {
      const auto downhole = labels(i)[kDownholePressureTag];
      const auto wellhead = labels(i)[kWellheadPressureTag];
      values(kTubingPressureTag)[i] =
          std::round((values(kDownholePressureTag)[i] - values(kWellheadPressureTag)[i]) * kPerBar) / kPerBar;
      auto& label = labels(i)[kTubingPressureTag];
      for (const auto rule :
           {QualityRule::r13_stalled, QualityRule::r12_spike, QualityRule::r11_missing_sample})
        if (downhole == rule || wellhead == rule) label = rule;
    }
  }

  HourlySeries& steps_;
  const HourlyDay& day_;
  std::array<TransmitterState, kTagCount>& transmitters_;
  std::uint64_t well_key_;
  std::uint64_t facility_key_;
  std::size_t count_;
  double first_min_;
  double step_min_;
  LabelCounts& counts_;
  std::vector<bool> slugs_;
  std::vector<double> flow_;
};

}  // namespace

Expected<Layer> layer_of_manifest(std::string_view name) {
  if (name.empty()) return Layer::none;
  if (name == kScadaLayerName) return Layer::scada;
  return unexpected(
      Code::invalid_argument,
      fmt::format("unknown layer '{}' in the manifest: {} is known. Make the rows again with `flodata "
                  "dataset upsample`",
                  name, kScadaLayerName));
}

double largest_reading_error(TagIndex tag, int steps_per_hour) { return reading_error(tag, steps_per_hour); }

LabelCounts ScadaLayer::add(HourlySeries& steps) {
  LabelCounts counts{};
  steps.labels.assign(steps.values.front().size(), {});
  for (const auto& day : steps.days) {
    if (end_ != day.from) transmitters_ = {};
    end_ = day.from + static_cast<std::int64_t>(steps.step_count(day)) * steps.step();
    DayLayer(steps, day, seed_, transmitters_, counts).add();
  }
  return counts;
}

std::vector<std::pair<std::string, std::string>> scada_parameters(int steps_per_hour) {
  std::vector<std::pair<std::string, std::string>> parameters = {
      {"missing_part", fmt::format("{}", kMissingPart)},
      {"spike_part", fmt::format("{}", kSpikePart)},
      {"link_failures_per_day", fmt::format("{:.4f}", kLinkFailuresPerDay)},
      {"stalls_per_day", fmt::format("{:.4f}", kStallsPerDay)},
      {"slugging", steps_per_hour < kSluggingStepsPerHour
                       ? "none in steps longer than 5 minutes"
                       : fmt::format("from a water cut of {} or {} Sm3 of gas per Sm3 of liquid on",
                                     kSluggingWaterCut, kSluggingGasLiquidRatio)}};
  for (const auto& tag : kTags) {
    if (tag.kind != TagKind::intensive) continue;
    const auto index = find_tag(tag.name).value();
    const auto& t = transmitter_of(index);
    parameters.emplace_back(
        fmt::format("reading.{}", tag.source_column),
        fmt::format("noise {}, dead band {}, resolution {}, span {} to {}, error at most {:.3f}", t.noise,
                    t.dead_band, t.resolution, t.low, t.high, reading_error(index, steps_per_hour)));
  }
  return parameters;
}

}  // namespace flodata::upsampler
