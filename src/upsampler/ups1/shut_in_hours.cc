#include "upsampler/ups1/shut_in_hours.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/check.h"
#include "model/production_day.h"
#include "upsampler/steps/shut_in_curve.h"

namespace flodata::upsampler {
namespace {

/// The level at the end of an outage so far, and where it is going.
struct Level {
  double now;
  double final;
};

/// Consecutive hours of one day that are not on stream throughout.
struct Segment {
  std::size_t from;
  std::size_t end;
  double base = 0;         // level at its beginning
  bool built_up = false;   // whether nothing is known of what was before
  bool continues = false;  // whether the hour before is off stream too
  double rise = 0;         // how far the level would go in the end
  double least_rise = 0;
  double most_rise = 0;
  double covered = 1;  // part of the rise at its end
};

class Builder {
 public:
  explicit Builder(const StateDays& days)
      : days_(days),
        result_{std::vector<double>(days.mask.size(), 0.0), {days.flowing.begin(), days.flowing.end()}} {}

  ShutInHours build() {
    for (std::size_t d = 0; d < days_.means.size(); ++d) {
      if (on_hours(d) <= 0)
        shut_day(d);
      else
        flowing_day(d);
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::size_t count(std::size_t d) const { return days_.firsts[d + 1] - days_.firsts[d]; }

  [[nodiscard]] double on_hours(std::size_t d) const {
    double sum = 0;
    for (auto t = days_.firsts[d]; t < days_.firsts[d + 1]; ++t) sum += days_.mask[t];
    return sum;
  }

  [[nodiscard]] std::optional<double> shut_mean(std::size_t d) const {
    if (d >= days_.means.size() || on_hours(d) > 0) return std::nullopt;
    return days_.means[d];
  }

  void shut_day(std::size_t d) {
    std::optional<double> before;
    if (level_)
      before = level_->now;
    else if (d > 0)  // it was flowing until midnight
      before = std::min(days_.means[d], result_.flowing[days_.firsts[d] - 1]);
    const double highest = std::min(days_.highest[d], highest_before(d + 1).value_or(days_.highest[d]));
    const double end = fill_shut_day({days_.means[d], before, shut_mean(d + 1), highest}, days_.decays.shut,
                                     std::span(result_.off).subspan(days_.firsts[d], count(d)));
    level_ = {end, end};
    opened_hours_ = 0;
  }

  /// Where day `d` is partly on stream and begins shut: the level above which the outage before it must not
  /// go, or the day could not reach its mean by flowing at its lowest level.
  [[nodiscard]] std::optional<double> highest_before(std::size_t d) const {
    if (d >= days_.means.size() || on_hours(d) <= 0 || days_.mask[days_.firsts[d]] >= 1) return std::nullopt;
    const auto hours = static_cast<double>(count(d));
    double falling = 0;  // hours' worth of the outage's level that its fall-off leaves in the hours on stream
    double left = std::sqrt(days_.decays.opened);
    for (double hour = 0; hour < on_hours(d); ++hour, left *= days_.decays.opened) falling += left;
    const double least = days_.least_flowing[d];
    return least + (days_.means[d] - least) * hours / (hours - on_hours(d) + std::min(falling, on_hours(d)));
  }

  void flowing_day(std::size_t d) {
    auto segments = segments_of(d);
    const auto level = level_;
    const auto opened_level = opened_level_;
    const auto opened_hours = opened_hours_;
    fill(d, segments, true);
    if (segments.empty()) return;
    const double rest = choose_rises(d, segments);
    level_ = level;
    opened_level_ = opened_level;
    opened_hours_ = opened_hours;
    fill(d, segments, false);
    if (rest != 0) shift_shut_in_hours(d, rest, segments);
  }

  /// The daily means leave no other way: what is left of the day's sum goes to the hours off stream as far as
  /// their level stays one that the state has had, and then to all of the day's hours.
  void shift_shut_in_hours(std::size_t d, double rest, std::span<const Segment> segments) {
    double shut_in_hours = 0;
    double sum = 0;
    for (auto t = days_.firsts[d]; t < days_.firsts[d + 1]; ++t) {
      shut_in_hours += 1 - days_.mask[t];
      sum += (1 - days_.mask[t]) * result_.off[t];
    }
    const double level = sum / shut_in_hours;
    const double wanted = std::clamp(level + rest / shut_in_hours, std::min(level, days_.least_flowing[d]),
                                     std::max(level, days_.highest[d]));
    const double left = rest - (wanted - level) * shut_in_hours;
    const double shift = wanted - level + left / static_cast<double>(count(d));
    for (const auto& segment : segments) {
      const double allowed = without_fall(d, shift, segment);
      for (auto t = segment.from; t < segment.end; ++t) result_.off[t] += allowed;
    }
  }

  /// Bounds a shift so that an outage over the midnight between two days that are partly on stream does not
  /// fall there: these days can flow at other levels instead.
  [[nodiscard]] double without_fall(std::size_t d, double shift, const Segment& segment) const {
    if (segment.continues && d > 0 && on_hours(d - 1) > 0)
      shift = std::max(shift, result_.off[segment.from - 1] - result_.off[segment.from]);
    if (segment.end == days_.firsts[d + 1])
      if (const auto highest = highest_before(d + 1))
        shift = std::min(shift, std::max(0.0, *highest - result_.off[segment.end - 1]));
    return shift;
  }

  [[nodiscard]] std::vector<Segment> segments_of(std::size_t d) const {
    std::vector<Segment> segments;
    for (auto t = days_.firsts[d]; t < days_.firsts[d + 1]; ++t) {
      if (days_.mask[t] >= 1) continue;
      if (segments.empty() || segments.back().end != t) segments.push_back({t, t});
      segments.back().end = t + 1;
    }
    return segments;
  }

  /// Fills the day's hours in their order. `begin`: segments get their base and the rise they would usually
  /// have.
  void fill(std::size_t d, std::vector<Segment>& segments, bool begin) {
    auto segment = segments.begin();
    for (auto t = days_.firsts[d]; t < days_.firsts[d + 1];) {
      if (segment != segments.end() && segment->from == t) {
        if (begin) begin_segment(d, *segment);
        fill_segment(*segment);
        t = segment->end;
        ++segment;
      } else {
        fall_off(t++);
      }
    }
  }

  /// An hour on stream: what is left of the last outage's rise.
  void fall_off(std::size_t t) {
    if (level_) {
      opened_level_ = level_->now;
      opened_hours_ = 1;
      level_.reset();
    }
    constexpr int kLongest = 48;  // hours, after which less than a thousandth is left
    if (opened_hours_ == 0) return;
    double left = std::sqrt(days_.decays.opened);
    for (int i = 1; i < opened_hours_; ++i) left *= days_.decays.opened;
    result_.flowing[t] = days_.flowing[t] + left * (opened_level_ - days_.flowing[t]);
    opened_hours_ = opened_hours_ < kLongest ? opened_hours_ + 1 : 0;
  }

  void begin_segment(std::size_t d, Segment& segment) {
    const double usual = days_.build_up[d];
    constexpr double kLeastRise = 0.15;  // of the usual one
    double left = 1;
    for (auto t = segment.from; t < segment.end; ++t) left *= days_.decays.shut;
    segment.covered = 1 - left;
    segment.continues = level_.has_value();
    if (level_) {
      segment.base = level_->now;
      segment.rise = std::max(0.0, level_->final - level_->now);
    } else if (segment.from > 0) {
      segment.base = result_.flowing[segment.from - 1];
      segment.rise = usual;
      segment.least_rise = kLeastRise * usual;
    } else {
      segment.base = days_.flowing[segment.from];
      segment.built_up = true;
      segment.covered = 1;
      segment.rise = usual;
    }
    segment.most_rise = std::max(segment.least_rise, days_.highest[d] - segment.base);
    segment.rise = std::clamp(segment.rise, segment.least_rise, segment.most_rise);
    if (segment.end != days_.firsts[d + 1]) return;
    if (const auto next = shut_mean(d + 1)) return bound_by_shut_day(*next, segment);
    if (const auto highest = highest_before(d + 1)) {
      segment.most_rise = std::clamp((*highest - segment.base) / segment.covered, 0.0, segment.most_rise);
      segment.least_rise = std::min(segment.least_rise, segment.most_rise);
      segment.rise = std::min(segment.rise, segment.most_rise);
    }
  }

  /// A segment before a shut day does not go beyond that one's mean, and towards what explains it.
  void bound_by_shut_day(double mean, Segment& segment) const {
    segment.base = std::min(segment.base, mean);
    segment.most_rise = (mean - segment.base) / segment.covered;
    segment.least_rise = std::min(segment.least_rise, segment.most_rise);
    // Of the rise, this much is left on average on the shut day.
    double left = 1 - segment.covered;
    double sum = 0;
    for (int i = 0; i < kNominalDayHours; ++i, left *= days_.decays.shut) sum += left;
    segment.rise = std::clamp((mean - segment.base) / (1 - sum / kNominalDayHours), segment.least_rise,
                              segment.most_rise);
  }

  void fill_segment(const Segment& segment) {
    double left = std::sqrt(days_.decays.shut);
    for (auto t = segment.from; t < segment.end; ++t) {
      result_.off[t] = segment.base + segment.rise * (segment.built_up ? 1 : 1 - left);
      // An hour in which the well is opened begins its fall-off where the outage ends.
      if (days_.mask[t] > 0 && (t > segment.from || segment.continues)) result_.flowing[t] = result_.off[t];
      left *= days_.decays.shut;
    }
    level_ = {segment.base + segment.rise * segment.covered, segment.base + segment.rise};
  }

  /// Hours of the segment off stream, each as far as the rise has come.
  [[nodiscard]] double risen_hours(const Segment& segment) const {
    double left = std::sqrt(days_.decays.shut);
    double sum = 0;
    for (auto t = segment.from; t < segment.end; ++t) {
      sum += (1 - days_.mask[t]) * (segment.built_up ? 1 : 1 - left);
      left *= days_.decays.shut;
    }
    return sum;
  }

  /// What the day's mean lacks is shared by the rises of its segments and the flowing level, each as far as
  /// it is uncertain (weighted least squares), within bounds: one multiplier, found by halving. Returns what
  /// that leaves of the day's sum.
  double choose_rises(std::size_t d, std::vector<Segment>& segments) const {
    const double usual = days_.build_up[d];
    constexpr double kRiseUncertainty = 0.25;
    constexpr double kLevelUncertainty = 0.05;
    const auto square = [](double value) { return value * value; };
    const double rise_variance = square(kRiseUncertainty * usual + days_.scatter);
    const double level_variance = square(kLevelUncertainty * usual + days_.scatter);
    const double on = on_hours(d);
    double missing = days_.means[d] * static_cast<double>(count(d));
    for (auto t = days_.firsts[d]; t < days_.firsts[d + 1]; ++t)
      missing -= days_.mask[t] * result_.flowing[t] + (1 - days_.mask[t]) * result_.off[t];
    std::vector<double> weights;
    for (const auto& segment : segments) weights.push_back(risen_hours(segment));
    const auto rise_at = [&](std::size_t k, double multiplier) {
      return std::clamp(segments[k].rise + multiplier * weights[k] * rise_variance, segments[k].least_rise,
                        segments[k].most_rise);
    };
    double flowing_mean = 0;
    for (auto t = days_.firsts[d]; t < days_.firsts[d + 1]; ++t)
      flowing_mean += days_.mask[t] * days_.flowing[t] / on;
    const double least_step = std::min(0.0, days_.least_flowing[d] - flowing_mean);
    const double most_step = std::max(0.0, days_.most_flowing[d] - flowing_mean);
    const auto given = [&](double multiplier) {
      double sum = on * std::clamp(multiplier * on * level_variance, least_step, most_step);
      for (std::size_t k = 0; k < segments.size(); ++k)
        sum += weights[k] * (rise_at(k, multiplier) - segments[k].rise);
      return sum;
    };
    double largest = std::abs(missing) / (on * on * level_variance);
    constexpr int kHalvings = 80;
    double low = -largest;
    double high = largest;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (low + high) / 2;
      (given(middle) < missing ? low : high) = middle;
    }
    const double multiplier = missing > 0 ? high : low;
    const double rest = missing - given(multiplier);
    for (std::size_t k = 0; k < segments.size(); ++k) segments[k].rise = rise_at(k, multiplier);
    constexpr double kNoise = 1e-9;
    return std::abs(rest) > kNoise * (1 + std::abs(missing)) ? rest : 0.0;
  }

  const StateDays& days_;
  ShutInHours result_;
  std::optional<Level> level_;  // while the hour before is not on stream throughout
  double opened_level_ = 0;
  int opened_hours_ = 0;  // since the last outage; 0 when it is forgotten
};

}  // namespace

ShutInHours shut_in_hours(const StateDays& days) { return Builder(days).build(); }

}  // namespace flodata::upsampler
