#include "upsampler/ups2/ups2.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <span>

#include "base/counter_random.h"
#include "upsampler/steps/day_runs.h"
#include "upsampler/steps/flow.h"
#include "upsampler/steps/texture.h"
#include "upsampler/steps/well_flow.h"
#include "upsampler/ups2/averaging.h"
#include "upsampler/ups2/choke_steps.h"
#include "upsampler/ups2/day_curve.h"
#include "upsampler/ups2/outages.h"
#include "upsampler/ups2/state_hours.h"

namespace flodata::upsampler {
namespace {

/// What is usual, where the days themselves say little: pressures and temperatures over the hours on stream,
/// the choke over the day.
constexpr double kStatePrior = -1;
constexpr double kChokePrior = 1;

constexpr std::uint64_t kFlowAspect = 3000;  // of the random course of the flow
constexpr std::uint64_t kOwnAspect = 3001;   // of a tag's own, plus its number

/// Wells that share a plant share its outages.
std::uint64_t facility_key(const WellIdentity& well) {
  if (well.npd_facility_name) return key_of(*well.npd_facility_name);
  if (well.npd_field_name) return key_of(*well.npd_field_name);
  return key_of(well.well_bore_code);
}

/// Random courses within the day of one well, each of variance 1.
class Deviations {
 public:
  Deviations(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key)
      : ledger_(ledger), seed_(seed), well_key_(well_key), flow_(unit(kFlowAspect)) {}

  /// A mixture of the flow's course, with the weight `shared` (its sign too), and of one of the tag's own.
  [[nodiscard]] std::vector<double> mixed(double shared, TagIndex tag) {
    const auto [found, is_new] = own_.try_emplace(tag);
    if (is_new) found->second = unit(kOwnAspect + tag);
    auto hours = found->second;
    const double own = std::sqrt(1 - shared * shared);
    for (std::size_t t = 0; t < hours.size(); ++t) hours[t] = shared * flow_[t] + own * hours[t];
    return hours;
  }

  [[nodiscard]] const std::vector<double>& flow() const { return flow_; }

 private:
  [[nodiscard]] std::vector<double> unit(std::uint64_t aspect) const {
    const std::vector<double> ones(ledger_.days.size(), 1.0);
    return autoregressive(ledger_, seed_, well_key_, aspect, ones);
  }

  const Ledger& ledger_;
  std::uint64_t seed_;
  std::uint64_t well_key_;
  std::vector<double> flow_;
  std::map<TagIndex, std::vector<double>> own_;
};

DayCurve smooth_curve(const Ledger& ledger, std::span<const double> knots) {
  return [&ledger, knots](std::span<const double> values, DayRun run) {
    return smooth_days(values, hour_counts(ledger, run), knots.subspan(run.first, run.end - run.first));
  };
}

/// Rates: a smooth course and a deviation, relative to it.
class RateShaper {
 public:
  RateShaper(const Ledger& ledger, std::span<const double> knots, Deviations& deviations)
      : ledger_(ledger),
        knots_(knots),
        deviations_(deviations),
        firsts_(first_hours(ledger)),
        sizes_(firsts_.back(), kLeastSigma) {}

  FlowShape operator()(TagIndex tag, std::span<const double> on_rates, DayRun run) {
    constexpr double kLargest = 0.3;
    const auto counts = hour_counts(ledger_, run);
    FlowShape shape{.wanted = smooth_days(on_rates, counts, knots_.subspan(run.first, run.end - run.first)),
                    .scale = {},
                    .persistence = kTexturePersistence};
    const auto& deviation = deviation_of(tag);
    shape.scale = deviation_size(on_rates, shape.wanted, counts);
    for (std::size_t t = 0; t < shape.wanted.size(); ++t) {
      const double course = shape.wanted[t];
      shape.scale[t] = std::clamp(shape.scale[t], kLeastSigma * course, kLargest * course);
      shape.wanted[t] += shape.scale[t] * deviation[firsts_[run.first] + t];
      if (!is_main(tag)) continue;
      sizes_[firsts_[run.first] + t] = shape.scale[t] / course;
    }
    return shape;
  }

  [[nodiscard]] double typical_size() const { return typical_sigma(sizes_); }

  /// By hour: size of the main rate's deviation, relative to it.
  [[nodiscard]] const std::vector<double>& sizes() const { return sizes_; }

 private:
  static bool is_main(TagIndex tag) { return tag == kOilRateTag || tag == kWaterInjectionRateTag; }

  const std::vector<double>& deviation_of(TagIndex tag) {
    constexpr double kSharedByPhases = 0.97;
    if (is_main(tag)) return deviations_.flow();
    const auto [found, is_new] = of_phases_.try_emplace(tag);
    if (is_new) found->second = deviations_.mixed(kSharedByPhases, tag);
    return found->second;
  }

  const Ledger& ledger_;
  std::span<const double> knots_;
  Deviations& deviations_;
  std::vector<std::size_t> firsts_;
  std::map<TagIndex, std::vector<double>> of_phases_;
  std::vector<double> sizes_;
};

class States {
 public:
  States(const Ledger& ledger, std::span<const double> knots, Deviations& deviations,
         std::span<const double> flow_size, PartialDayMeans means, std::uint64_t seed, std::uint64_t well_key,
         UpsampledWell& well)
      : ledger_(ledger),
        knots_(knots),
        deviations_(deviations),
        flow_size_(flow_size),
        means_(means),
        seed_(seed),
        well_key_(well_key),
        well_(well),
        flow_(well_flow(ledger, well.hours, smooth_curve(ledger, knots))),
        firsts_(first_hours(ledger)) {}

  void fill() {
    for (TagIndex tag = 0; tag < kTagCount; ++tag)
      if (kTags[tag].kind == TagKind::intensive) well_.hours.values[tag].assign(firsts_.back(), 0.0);
    for (const auto role_run : role_runs(ledger_, flow_)) {
      fill_states(role_run);
      fill_choke(role_run);
    }
    fill_tubing();
  }

 private:
  struct TagDays {
    StateFacts facts;
    std::vector<double> evidence;
    std::vector<Averaging> averaging;
  };

  [[nodiscard]] bool agrees(std::size_t d) const { return tubing_pressure_agrees(ledger_.days[d]); }

  /// Whether the hours of the day's value are made here: those of AVG_DP_TUBING often are a difference.
  [[nodiscard]] bool is_made(TagIndex tag, std::size_t d) const {
    return ledger_.days[d].values[tag].has_value() && (tag != kTubingPressureTag || !agrees(d));
  }

  [[nodiscard]] bool has_any(TagIndex tag, DayRun run) const {
    for (auto d = run.first; d < run.end; ++d)
      if (is_made(tag, d)) return true;
    return false;
  }

  /// The days' evidence, or what the source states, which outweighs it.
  [[nodiscard]] std::vector<double> evidence_of(const StateFacts& facts) const {
    constexpr double kStated = 1000;
    if (means_ == PartialDayMeans::by_evidence) return averaging_evidence(facts);
    return std::vector<double>(facts.values.size(), means_ == PartialDayMeans::day ? kStated : -kStated);
  }

  void fill_states(DayRun role_run) {
    std::map<TagIndex, TagDays> tags;
    for (TagIndex tag = 0; tag < kTagCount; ++tag) {
      if (kTags[tag].kind != TagKind::intensive || tag == kChokeTag || !has_any(tag, role_run)) continue;
      auto facts = learn_state(ledger_, flow_, role_run, tag, seed_, well_key_);
      auto evidence = evidence_of(facts);
      tags.emplace(tag, TagDays{std::move(facts), std::move(evidence), {}});
    }
    share_evidence(role_run, tags);
    for (auto& [tag, days] : tags) fill_tag(role_run, tag, days);
    agree_on_averaging(role_run, tags);
    for (const auto& [tag, days] : tags)
      for (auto d = role_run.first; d < role_run.end; ++d)
        if (is_made(tag, d)) note(tag, d, days.averaging[d - role_run.first]);
  }

  /// Values that are each other's difference are means over the same hours. Downhole pressure says over
  /// which; a shut wellhead may be bled off.
  void share_evidence(DayRun role_run, std::map<TagIndex, TagDays>& tags) const {
    const auto downhole = tags.find(kDownholePressureTag);
    const auto wellhead = tags.find(kWellheadPressureTag);
    if (downhole == tags.end() || wellhead == tags.end()) return;
    for (auto d = role_run.first; d < role_run.end; ++d) {
      if (!agrees(d)) continue;
      auto& first = downhole->second.evidence[d - role_run.first];
      auto& second = wellhead->second.evidence[d - role_run.first];
      if (first * second >= 0) first += second;
      second = first;
    }
  }

  /// Where one of the two cannot be a mean over the day, the other is none either.
  void agree_on_averaging(DayRun role_run, std::map<TagIndex, TagDays>& tags) {
    const auto downhole = tags.find(kDownholePressureTag);
    const auto wellhead = tags.find(kWellheadPressureTag);
    if (downhole == tags.end() || wellhead == tags.end()) return;
    for (bool differ = true; differ;) {
      differ = false;
      for (auto d = role_run.first; d < role_run.end; ++d) {
        const auto i = d - role_run.first;
        const bool both_day = downhole->second.averaging[i] == Averaging::day &&
                              wellhead->second.averaging[i] == Averaging::day;
        const bool none_day = downhole->second.averaging[i] != Averaging::day &&
                              wellhead->second.averaging[i] != Averaging::day;
        if (!agrees(d) || both_day || none_day) continue;
        downhole->second.evidence[i] = wellhead->second.evidence[i] = -kStatePrior;  // undecided
        differ = true;
      }
      if (!differ) return;
      for (auto* days : {&*downhole, &*wellhead}) fill_tag(role_run, days->first, days->second);
    }
  }

  void fill_tag(DayRun role_run, TagIndex tag, TagDays& days) {
    days.averaging.clear();
    for (const double evidence : days.evidence) days.averaging.push_back(averaging_of(evidence, kStatePrior));
    const auto deviation = deviation_of(tag, flow_.injects[role_run.first]);
    const StateInput input{ledger_, flow_, tag, role_run, days.facts, knots_, deviation, flow_size_};
    const auto belongs = [&](std::size_t d) {
      return d >= role_run.first && d < role_run.end && is_made(tag, d);
    };
    for (const auto run : day_runs(ledger_, belongs))
      fill_state_hours(input, run, days.averaging, well_.hours.values[tag]);
  }

  /// Pressures go against the flow of a producer and with that of an injector, downhole and wellhead pressure
  /// together, as they do from day to day; the wellhead's temperature goes with the flow.
  std::vector<double> deviation_of(TagIndex tag, bool injects) {
    const double sign = injects ? 1 : -1;
    double shared = 0;
    if (tag == kDownholePressureTag) shared = 0.95 * sign;
    if (tag == kWellheadPressureTag) shared = 0.75 * sign;
    if (tag == kChokePressureTag) shared = 0.6 * sign;
    if (tag == kWellheadTemperatureTag) shared = 0.5;
    return deviations_.mixed(shared, tag);
  }

  [[nodiscard]] std::span<const double> mask_of(std::size_t d) const {
    return std::span(flow_.mask).subspan(firsts_[d], firsts_[d + 1] - firsts_[d]);
  }

  /// Keeps over which hours the day's value is a mean.
  void note(TagIndex tag, std::size_t d, Averaging averaging) {
    const double on = ledger_.days[d].values[kOnStreamTag].value_or(0);
    if (on <= 0 || on >= ledger_.days[d].hour_count) return;
    ++well_.averaging[tag][static_cast<std::size_t>(averaging)];
    const bool over_on_stream =
        tag == kChokeTag ? averaging == Averaging::on_stream : averaging != Averaging::day;
    if (over_on_stream && has_shut_hour(mask_of(d))) {
      auto& day = well_.hours.days[d];
      if (!has_computed_steps(day))
        ++well_.counts[static_cast<std::size_t>(QualityRule::r10_computed_while_shut)];
      day.over_on_stream[tag] = true;
    }
  }

  void fill_choke(DayRun role_run) {
    if (!has_any(kChokeTag, role_run)) return;
    const auto facts = learn_state(ledger_, flow_, role_run, kChokeTag, seed_, well_key_);
    const auto evidence = evidence_of(facts);
    auto& series = well_.hours.values[kChokeTag];
    const ChokeInput input{ledger_, flow_, knots_, deviations_.flow(), seed_, well_key_};
    const auto is_full = [&](std::size_t d) {
      return d >= role_run.first && d < role_run.end && ledger_.days[d].values[kChokeTag] &&
             facts.is_full[d - role_run.first] != 0;
    };
    for (const auto run : day_runs(ledger_, is_full))
      fill_full_days(input, run, facts.lowest, facts.highest, series);
    for (auto d = role_run.first; d < role_run.end; ++d) {
      const auto i = d - role_run.first;
      if (!ledger_.days[d].values[kChokeTag] || is_full(d)) continue;
      auto averaging = averaging_of(evidence[i], kChokePrior);
      if (!has_shut_hour(mask_of(d))) averaging = Averaging::undecided;
      fill_partial_day(*ledger_.days[d].values[kChokeTag], averaging, facts.flowing[i],
                       std::max(0.0, facts.flowing[i] + facts.rise[i]), facts.highest, mask_of(d),
                       std::span(series).subspan(firsts_[d], firsts_[d + 1] - firsts_[d]));
      note(kChokeTag, d, averaging);
    }
  }

  void fill_tubing() {
    auto& values = well_.hours.values;
    for (std::size_t d = 0; d < ledger_.days.size(); ++d) {
      if (!agrees(d)) continue;
      for (auto t = firsts_[d]; t < firsts_[d + 1]; ++t)
        values[kTubingPressureTag][t] = values[kDownholePressureTag][t] - values[kWellheadPressureTag][t];
      auto& over_on_stream = well_.hours.days[d].over_on_stream;
      over_on_stream[kTubingPressureTag] = over_on_stream[kWellheadPressureTag];
    }
  }

  const Ledger& ledger_;
  std::span<const double> knots_;
  Deviations& deviations_;
  std::span<const double> flow_size_;
  PartialDayMeans means_;
  std::uint64_t seed_;
  std::uint64_t well_key_;
  UpsampledWell& well_;
  WellFlow flow_;
  std::vector<std::size_t> firsts_;
};

}  // namespace

UpsampledWell make_ups2(const WellHistory& history, const Ledger& ledger, std::uint64_t seed,
                        PartialDayMeans means) {
  auto well = begin_well(history, ledger);
  const auto well_key = key_of(history.well.well_bore_code);
  const auto knots = knot_times(ledger, seed, well_key);
  const auto outages = place_outages(ledger, seed, well_key, facility_key(history.well));
  well.partial_pairs = outages.partial_pairs;
  well.joined_pairs = outages.joined_pairs;
  Deviations deviations(ledger, seed, well_key);
  RateShaper shaper(ledger, knots, deviations);
  fill_rates(ledger, outages.mask, std::ref(shaper), well);
  well.texture_sigma = shaper.typical_size();
  States(ledger, knots, deviations, shaper.sizes(), means, seed, well_key, well).fill();
  return well;
}

}  // namespace flodata::upsampler
