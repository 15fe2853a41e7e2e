#include "upsampler/resolution.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"

namespace flodata::upsampler {
namespace {

struct Resolution {
  std::string_view name;
  int steps_per_hour;
};
constexpr std::array kResolutions = {Resolution{"1h", 1}, Resolution{"15m", 4}, Resolution{"5m", 12},
                                     Resolution{"1m", 60}};

/// Means over the steps of an hour whose mean is `mean`, between the values `left` and `right` at its ends.
void fill_parabola(double left, double mean, double right, std::span<double> steps,
                   Turns turns = Turns::flat) {
  // Beside a step of the hours a rounded course would go far beyond both of them.
  constexpr double kLeastRound = 0.1;
  constexpr double kMostRound = 2;
  const bool is_extreme = (right - mean) * (mean - left) <= 0;
  const auto [near, far] = std::minmax({std::abs(left - mean), std::abs(right - mean)});
  if (is_extreme && (turns == Turns::flat || near < kLeastRound * far)) {
    std::ranges::fill(steps, mean);
    return;
  }
  // Where the parabola would turn within the hour, one end gives way (equation 1.10).
  const double width = right - left;
  const double bend = 6 * (mean - (left + right) / 2);
  const double most = turns == Turns::flat ? width * width : kMostRound * width * width;
  if (!is_extreme && width * bend > most)
    left = 3 * mean - 2 * right;
  else if (!is_extreme && width * bend < -most)
    right = 3 * mean - 2 * left;
  const double slope = right - left;
  const double curve = 6 * (mean - (left + right) / 2);
  const double size = 1 / static_cast<double>(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double a = static_cast<double>(i) * size;
    const double b = a + size;
    steps[i] = left + (slope + curve) * (a + b) / 2 - curve * (a * a + a * b + b * b) / 3;
  }
}

/// What the steps' mean lacks is noise of rounding: the largest step takes it.
void settle(double mean, std::span<double> steps) {
  double sum = 0;
  for (const double value : steps) sum += value;
  *std::ranges::max_element(steps) += mean * static_cast<double>(steps.size()) - sum;
}

class FinerSteps {
 public:
  FinerSteps(const HourlySeries& hours, int steps_per_hour, Turns turns)
      : hours_(hours), steps_(static_cast<std::size_t>(steps_per_hour)), turns_(turns) {}

  HourlySeries days(std::size_t first, std::size_t end) {
    HourlySeries out;
    out.well = hours_.well;
    out.steps_per_hour = static_cast<int>(steps_);
    const auto begin = hours_.days[first].first_hour;
    for (auto d = first; d < end; ++d) {
      out.days.push_back(hours_.days[d]);
      out.days.back().first_hour = (hours_.days[d].first_hour - begin) * steps_;
    }
    const auto& last = hours_.days[end - 1];
    const auto count = last.first_hour + static_cast<std::size_t>(last.hour_count) - begin;
    for (auto& values : out.values) values.assign(count * steps_, 0.0);
    for (auto d = first; d < end; ++d)
      for (std::size_t h = 0; h < static_cast<std::size_t>(hours_.days[d].hour_count); ++h)
        fill_hour(d, hours_.days[d].first_hour + h, begin, out);
    return out;
  }

 private:
  /// The day that holds an hour beside one of day `d`, or nothing where there is none without a gap.
  [[nodiscard]] const HourlyDay* day_beside(std::size_t d, std::ptrdiff_t hour) const {
    const auto& day = hours_.days[d];
    const auto first = static_cast<std::ptrdiff_t>(day.first_hour);
    if (hour >= first && hour < first + day.hour_count) return &day;
    const auto other = hour < first ? d - 1 : d + 1;
    if (hour < 0 || other >= hours_.days.size()) return nullptr;
    const auto& beside = hours_.days[other];
    return std::chrono::abs(beside.day - day.day) == std::chrono::days(1) ? &beside : nullptr;
  }

  [[nodiscard]] std::optional<double> value_beside(std::size_t d, std::ptrdiff_t hour, TagIndex tag) const {
    const auto* day = day_beside(d, hour);
    if (day == nullptr || !day->present[tag]) return std::nullopt;
    return hours_.values[tag][static_cast<std::size_t>(hour)];
  }

  /// Part of an hour in which a tag flows: a volume without hours on stream (R2) flows all the time.
  [[nodiscard]] double flow(std::size_t hour, TagIndex tag) const {
    const double on = hours_.values[kOnStreamTag][hour];
    return on > 0 ? on : hours_.values[tag][hour] > 0 ? 1.0 : 0.0;
  }

  void fill_hour(std::size_t d, std::size_t hour, std::size_t begin, HourlySeries& out) const {
    const auto steps_of = [&](TagIndex tag) {
      return std::span(out.values[tag]).subspan((hour - begin) * steps_, steps_);
    };
    fill_mask(d, hour, steps_of(kOnStreamTag));
    for (TagIndex tag = 0; tag < kTagCount; ++tag) {
      if (!hours_.days[d].present[tag]) continue;
      if (kTags[tag].kind == TagKind::additive)
        fill_rate(d, hour, tag, steps_of(kOnStreamTag), steps_of(tag));
      if (kTags[tag].kind == TagKind::intensive && tag != kChokeTag) fill_state(d, hour, tag, steps_of(tag));
      if (tag == kChokeTag) fill_choke(d, hour, steps_of(kOnStreamTag), steps_of(tag));
    }
    const auto at = [&](TagIndex tag) { return hours_.values[tag][hour]; };
    const auto& present = hours_.days[d].present;
    constexpr double kAgreementBar = 1e-7;
    if (present[kTubingPressureTag] && present[kDownholePressureTag] && present[kWellheadPressureTag] &&
        std::abs(at(kTubingPressureTag) - (at(kDownholePressureTag) - at(kWellheadPressureTag))) <
            kAgreementBar)
      for (std::size_t i = 0; i < steps_; ++i)
        steps_of(kTubingPressureTag)[i] =
            steps_of(kDownholePressureTag)[i] - steps_of(kWellheadPressureTag)[i];
  }

  void fill_mask(std::size_t d, std::size_t hour, std::span<double> steps) const {
    const double on = hours_.values[kOnStreamTag][hour];
    const auto at = static_cast<std::ptrdiff_t>(hour);
    const double before = value_beside(d, at - 1, kOnStreamTag).value_or(0);
    const double after = value_beside(d, at + 1, kOnStreamTag).value_or(0);
    const auto count = static_cast<double>(steps_);
    const double begin = before >= after ? 0 : (1 - on) * count;
    const double end = before >= after ? on * count : count;
    for (std::size_t i = 0; i < steps_; ++i) {
      const auto step = static_cast<double>(i);
      steps[i] = std::clamp(std::min(end, step + 1) - std::max(begin, step), 0.0, 1.0);
    }
    if (on > 0 && on < 1) settle_mask(on, steps);
  }

  /// The step at the edge takes what rounding has left, so that the parts sum to the hour's.
  static void settle_mask(double on, std::span<double> steps) {
    double sum = 0;
    for (const double part : steps) sum += part;
    const double missing = on * static_cast<double>(steps.size()) - sum;
    for (auto& part : steps) {
      if (part <= 0 || part + missing > 1 || part + missing < 0) continue;
      part += missing;
      return;
    }
  }

  void fill_rate(std::size_t d, std::size_t hour, TagIndex tag, std::span<const double> mask,
                 std::span<double> steps) const {
    const double flowing = flow(hour, tag);
    const double value = hours_.values[tag][hour];
    if (flowing <= 0 || value <= 0) {
      std::ranges::fill(steps, 0.0);
      return;
    }
    if (flowing < 1) {
      for (std::size_t i = 0; i < steps_; ++i) steps[i] = value / flowing * mask[i];
      return settle(value, steps);
    }
    const auto meet = [&](std::ptrdiff_t other) {
      const auto beside = value_beside(d, other, tag);
      const bool flows = beside && *beside > 0 && flow(static_cast<std::size_t>(other), tag) >= 1;
      return flows ? (*beside + value) / 2 : value;
    };
    const auto at = static_cast<std::ptrdiff_t>(hour);
    fill_parabola(meet(at - 1), value, meet(at + 1), steps);
    settle(value, steps);
  }

  /// Whether the value is that of the hour's part on stream: it is in every step.
  [[nodiscard]] bool is_of_part(std::size_t d, std::size_t hour, TagIndex tag) const {
    const double on = hours_.values[kOnStreamTag][hour];
    return hours_.days[d].over_on_stream[tag] && on > 0 && on < 1;
  }

  void fill_state(std::size_t d, std::size_t hour, TagIndex tag, std::span<double> steps) const {
    const double value = hours_.values[tag][hour];
    if (is_of_part(d, hour, tag)) {
      std::ranges::fill(steps, value);
      return;
    }
    const auto meet = [&](std::ptrdiff_t other) {
      return (value_beside(d, other, tag).value_or(value) + value) / 2;
    };
    const auto at = static_cast<std::ptrdiff_t>(hour);
    const auto turns = is_steady(d, hour) ? turns_ : Turns::flat;
    fill_parabola(meet(at - 1), value, meet(at + 1), steps, turns);
    const auto [lowest, highest] = std::ranges::minmax(steps);
    if (lowest < kTags[tag].lower || highest > kTags[tag].upper)
      fill_parabola(meet(at - 1), value, meet(at + 1), steps);
  }

  /// Whether the well flows all the time in an hour and in those beside it, or not at all.
  [[nodiscard]] bool is_steady(std::size_t d, std::size_t hour) const {
    const double on = hours_.values[kOnStreamTag][hour];
    const auto at = static_cast<std::ptrdiff_t>(hour);
    return (on <= 0 || on >= 1) && value_beside(d, at - 1, kOnStreamTag).value_or(on) == on &&
           value_beside(d, at + 1, kOnStreamTag).value_or(on) == on;
  }

  /// A choke moves in steps: as far open as in the hours beside while on stream, and the rest while off.
  void fill_choke(std::size_t d, std::size_t hour, std::span<const double> mask,
                  std::span<double> steps) const {
    const double on_part = hours_.values[kOnStreamTag][hour];
    const double value = hours_.values[kChokeTag][hour];
    std::ranges::fill(steps, value);
    if (on_part <= 0 || on_part >= 1 || is_of_part(d, hour, kChokeTag)) return;
    const auto at = static_cast<std::ptrdiff_t>(hour);
    double on = value;
    for (const auto other : {at - 1, at + 1})
      if (value_beside(d, other, kOnStreamTag) == 1.0)
        on = std::max(on, value_beside(d, other, kChokeTag).value_or(on));
    on = std::min(on, value / on_part);
    const double off = std::max(0.0, (value - on_part * on) / (1 - on_part));
    for (std::size_t i = 0; i < steps_; ++i) steps[i] = mask[i] * on + (1 - mask[i]) * off;
  }

  const HourlySeries& hours_;
  std::size_t steps_;
  Turns turns_;
};

HourlySeries hours_of_days(const HourlySeries& hours, std::size_t first, std::size_t end) {
  HourlySeries out;
  out.well = hours.well;
  const auto begin = hours.days[first].first_hour;
  const auto& last = hours.days[end - 1];
  for (auto d = first; d < end; ++d) {
    out.days.push_back(hours.days[d]);
    out.days.back().first_hour -= begin;
  }
  const auto count = last.first_hour + static_cast<std::size_t>(last.hour_count) - begin;
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    const auto values = std::span(hours.values[tag]);
    if (!values.empty())
      out.values[tag].assign(values.begin() + static_cast<std::ptrdiff_t>(begin),
                             values.begin() + static_cast<std::ptrdiff_t>(begin + count));
  }
  return out;
}

}  // namespace

Expected<int> steps_per_hour_of(std::string_view resolution) {
  for (const auto& known : kResolutions)
    if (known.name == resolution) return known.steps_per_hour;
  return unexpected(Code::invalid_argument,
                    fmt::format("unknown resolution '{}': it can be 1h, 15m, 5m or 1m", resolution));
}

std::string_view resolution_name(int steps_per_hour) {
  const auto found = std::ranges::find(kResolutions, steps_per_hour, &Resolution::steps_per_hour);
  FLODATA_CHECK(found != kResolutions.end());
  return found->name;
}

HourlySeries refine(const HourlySeries& hours, std::size_t first, std::size_t end, int steps_per_hour,
                    Turns turns) {
  FLODATA_CHECK(first < end && end <= hours.days.size() && hours.steps_per_hour == 1);
  if (steps_per_hour == 1) return hours_of_days(hours, first, end);
  return FinerSteps(hours, steps_per_hour, turns).days(first, end);
}

}  // namespace flodata::upsampler
