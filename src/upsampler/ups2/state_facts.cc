#include "upsampler/ups2/state_facts.h"

#include <algorithm>
#include <cmath>

#include "upsampler/steps/shut_in_curve.h"

namespace flodata::upsampler {
namespace {

constexpr std::size_t kNearest = 9;

struct Sample {
  std::size_t day;
  double rise;
};

class Learner {
 public:
  Learner(const Ledger& ledger, const WellFlow& flow, DayRun run, TagIndex tag)
      : ledger_(ledger), flow_(flow), run_(run), tag_(tag) {}

  StateFacts learn(double decay) {
    facts_.decay_shut = decay;
    for (auto d = run_.first; d < run_.end; ++d) {
      facts_.values.push_back(ledger_.days[d].values[tag_]);
      facts_.on_hours.push_back(hours_on(d - run_.first));
      facts_.is_full.push_back(facts_.on_hours.back() >= ledger_.days[d].hour_count ? 1 : 0);
    }
    learn_shut_parts();
    learn_still_days();
    learn_range();
    learn_flowing();
    learn_scatter();
    learn_way();
    learn_rise();
    return std::move(facts_);
  }

 private:
  [[nodiscard]] std::size_t size() const { return run_.end - run_.first; }
  [[nodiscard]] double hours_on(std::size_t i) const {
    return ledger_.days[run_.first + i].values[kOnStreamTag].value_or(0);
  }
  [[nodiscard]] bool is_shut(std::size_t i) const {
    return ledger_.days[run_.first + i].values[kOnStreamTag] == 0.0;
  }

  void learn_shut_parts() {
    const auto firsts = first_hours(ledger_);
    double felt = 1 - flow_.mask[firsts[run_.first]];
    for (auto d = run_.first; d < run_.end; ++d) {
      double sum = 0;
      for (auto t = firsts[d]; t < firsts[d + 1]; ++t) {
        const double off = 1 - flow_.mask[t];
        constexpr double kOpenedDecay = 0.5;
        felt = off + (felt - off) * (off > 0.5 ? facts_.decay_shut : kOpenedDecay);
        sum += felt;
      }
      facts_.shut_part.push_back(sum / static_cast<double>(firsts[d + 1] - firsts[d]));
    }
  }

  void learn_still_days() {
    facts_.is_still.assign(size(), 0);
    constexpr std::size_t kFewestDays = 3;
    for (std::size_t first = 0; first < size();) {
      auto end = first + 1;
      while (end < size() && facts_.values[first] && facts_.values[end] == facts_.values[first]) ++end;
      if (end - first >= kFewestDays)
        std::fill(facts_.is_still.begin() + static_cast<std::ptrdiff_t>(first),
                  facts_.is_still.begin() + static_cast<std::ptrdiff_t>(end), 1);
      first = end;
    }
  }

  void learn_range() {
    bool any = false;
    for (const auto& value : facts_.values) {
      if (!value) continue;
      facts_.lowest = any ? std::min(facts_.lowest, *value) : *value;
      facts_.highest = any ? std::max(facts_.highest, *value) : *value;
      any = true;
    }
  }

  /// Whether the day tells the flowing level: 2 a full day after a full one, 1 a full day, 0 a partial one.
  [[nodiscard]] int telling(std::size_t i) const {
    if (!facts_.values[i] || hours_on(i) <= 0) return -1;
    if (facts_.is_full[i] == 0) return 0;
    return i == 0 || facts_.is_full[i - 1] != 0 ? 2 : 1;
  }

  void learn_flowing() {
    int best = -1;
    for (std::size_t i = 0; i < size(); ++i) best = std::max(best, telling(i));
    auto& levels = facts_.flowing;
    levels.assign(size(), 0.0);
    std::optional<std::size_t> before;
    for (std::size_t i = 0; i < size(); ++i) {
      if (best < 0 ? !facts_.values[i].has_value() : telling(i) < best) continue;
      levels[i] = *facts_.values[i];
      for (auto hole = before ? *before + 1 : 0; hole < i; ++hole) {
        const double part =
            before ? static_cast<double>(hole - *before) / static_cast<double>(i - *before) : 1;
        levels[hole] = before ? levels[*before] + part * (levels[i] - levels[*before]) : levels[i];
      }
      before = i;
    }
    for (auto i = before ? *before + 1 : 0; before && i < size(); ++i) levels[i] = levels[*before];
  }

  void learn_scatter() {
    std::vector<double> changes;
    double size_of_level = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      size_of_level = std::max(size_of_level, std::abs(facts_.flowing[i]));
      if (i > 0 && telling(i) == 2 && facts_.values[i - 1] && facts_.is_still[i] == 0)
        changes.push_back(std::abs(*facts_.values[i] - *facts_.values[i - 1]));
    }
    constexpr double kLeast = 1e-3;
    constexpr double kLeastSize = 1e-6;
    const double least = std::max(kLeastSize, kLeast * size_of_level);
    facts_.scatter = changes.empty() ? least : std::max(least, median(std::move(changes)));
  }

  void learn_way() {
    const bool injects = flow_.injects[run_.first];
    if (tag_ == kDownholePressureTag) facts_.way = injects ? ShutWay::down : ShutWay::up;
    if (tag_ == kWellheadPressureTag && injects) facts_.way = ShutWay::down;
    if (tag_ == kWellheadTemperatureTag && !injects) facts_.way = ShutWay::down;
  }

  /// Samples of the rise: of shut days, else of partial days, of which enough must tell the same.
  [[nodiscard]] std::vector<Sample> samples() const {
    std::vector<Sample> of_shut_days;
    std::vector<Sample> of_partial_days;
    std::vector<double> rises;
    constexpr double kTellingPart = 0.25;
    for (std::size_t i = 0; i < size(); ++i) {
      if (!facts_.values[i] || facts_.is_full[i] != 0) continue;
      const double rise = *facts_.values[i] - facts_.flowing[i];
      if (is_shut(i)) of_shut_days.push_back({i, rise});
      if (hours_on(i) > 0 && facts_.shut_part[i] >= kTellingPart) {
        of_partial_days.push_back({i, rise / facts_.shut_part[i]});
        rises.push_back(of_partial_days.back().rise);
      }
    }
    if (!of_shut_days.empty()) return of_shut_days;
    constexpr std::size_t kFewest = 3;
    constexpr double kScatters = 3;
    if (rises.size() < kFewest || std::abs(median(std::move(rises))) < kScatters * facts_.scatter) return {};
    return of_partial_days;
  }

  /// What is assumed where no day tells.
  [[nodiscard]] double assumed_rise(std::size_t i) const {
    constexpr double kPressureShare = 0.1;
    constexpr double kAirDegC = 10;
    const double level = facts_.flowing[i];
    if (tag_ == kChokeTag) return -level;
    if (tag_ == kDownholePressureTag || (tag_ == kWellheadPressureTag && facts_.way == ShutWay::down))
      return (facts_.way == ShutWay::down ? -kPressureShare : kPressureShare) * std::abs(level);
    if (tag_ == kWellheadTemperatureTag && facts_.way == ShutWay::down)
      return std::min(0.0, kAirDegC - level);
    return 0;
  }

  void learn_rise() {
    const auto found = samples();
    facts_.rise_is_known = !found.empty();
    std::size_t first = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      if (found.empty()) {
        facts_.rise.push_back(assumed_rise(i));
        continue;
      }
      const auto distance = [&](std::size_t k) {
        return found[k].day > i ? found[k].day - i : i - found[k].day;
      };
      while (first + kNearest < found.size() && distance(first + kNearest) <= distance(first)) ++first;
      std::vector<double> near;
      for (auto k = first; k < std::min(found.size(), first + kNearest); ++k) {
        // A shut choke stands where it stands, however far it was open before.
        const double moved = tag_ == kChokeTag ? facts_.flowing[found[k].day] - facts_.flowing[i] : 0;
        near.push_back(found[k].rise + moved);
      }
      facts_.rise.push_back(along_way(median(std::move(near)), i));
    }
  }

  /// A rise that goes the way that physics asks for, be it little.
  [[nodiscard]] double along_way(double rise, std::size_t i) const {
    if (facts_.way == ShutWay::any) return rise;
    constexpr double kLeastShare = 0.02;
    const double least = kLeastShare * std::abs(facts_.flowing[i]);
    return facts_.way == ShutWay::up ? std::max(rise, least) : std::min(rise, -least);
  }

  const Ledger& ledger_;
  const WellFlow& flow_;
  DayRun run_;
  TagIndex tag_;
  StateFacts facts_;
};

}  // namespace

StateFacts learn_state(const Ledger& ledger, const WellFlow& flow, DayRun run, TagIndex tag,
                       std::uint64_t seed, std::uint64_t well_key) {
  return Learner(ledger, flow, run, tag)
      .learn(decay_per_hour(slowness(tag) * build_up_hours(seed, well_key)));
}

}  // namespace flodata::upsampler
