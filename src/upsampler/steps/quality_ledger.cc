#include "upsampler/steps/quality_ledger.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/iso8601.h"

namespace flodata::upsampler {
namespace {

/// Less than this is not on stream at all: a millionth of a second is below any clock in the field.
constexpr double kLeastHours = 1e-9;

bool is_injecting(const DailyRow& row) {
  if (row.flow_kind) return *row.flow_kind == "injection";
  return row.well_type == "WI";
}

bool is_at_odds(const DailyRow& row) {
  return row.flow_kind && row.well_type && (*row.flow_kind == "injection") != (*row.well_type == "WI");
}

/// Applies the rules of one row; the ledger's day comes with its hours and empty values.
class RowRules {
 public:
  RowRules(const DailyRow& row, LedgerDay& day, RuleCounts& counts) : row_(row), day_(day), counts_(counts) {}

  void apply(bool gauge_frozen) {
    for (TagIndex tag = 0; tag < kTagCount; ++tag)
      if (row_.values[tag] && std::isfinite(*row_.values[tag])) day_.values[tag] = row_.values[tag];
    clip_hours();
    for (TagIndex tag = 0; tag < kTagCount; ++tag) {
      if (kTags[tag].kind == TagKind::additive) check_volume(tag);
      if (kTags[tag].kind == TagKind::intensive) check_bounds(tag);
    }
    check_flowless_hours();
    check_gauge(gauge_frozen);
    if (is_at_odds(row_)) count(QualityRule::r7_role_at_odds);
  }

 private:
  void count(QualityRule rule) {
    if (counted_[static_cast<std::size_t>(rule)]) return;
    counted_[static_cast<std::size_t>(rule)] = true;
    ++counts_[static_cast<std::size_t>(rule)];
  }

  void mark(TagIndex tag, QualityStatus status, QualityRule rule) {
    count(rule);
    day_.quality[tag] = {status, rule};
  }

  void clip_hours() {
    auto& hours = day_.values[kOnStreamTag];
    if (!hours) return;
    if (*hours > day_.hour_count || *hours < 0) {
      hours = *hours < 0 ? 0.0 : static_cast<double>(day_.hour_count);
      mark(kOnStreamTag, QualityStatus::uncertain, QualityRule::r1_hours_clipped);
    }
    if (*hours < kLeastHours) hours = 0.0;
  }

  void check_volume(TagIndex tag) {
    auto& volume = day_.values[tag];
    if (!volume) return;
    if (*volume < 0) {
      volume = 0.0;
      return mark(tag, QualityStatus::bad, QualityRule::r4_negative_volume);
    }
    if (*volume > 0 && day_.values[kOnStreamTag].value_or(0) <= 0) {
      mark(tag, QualityStatus::uncertain, QualityRule::r2_volume_without_hours);
      mark(kOnStreamTag, QualityStatus::uncertain, QualityRule::r2_volume_without_hours);
    }
  }

  /// A value outside its tag's physical bounds is a failed sensor's, as a dead gauge's zero is.
  void check_bounds(TagIndex tag) {
    const auto& value = day_.values[tag];
    if (value && (*value < kTags[tag].lower || *value > kTags[tag].upper))
      withdraw(tag, QualityStatus::bad, QualityRule::r5_dead_gauge);
  }

  void check_flowless_hours() {
    if (day_.values[kOnStreamTag].value_or(0) <= 0) return;
    const auto main_tag = is_injecting(row_) ? kWaterInjectionRateTag : kOilRateTag;
    const auto& volume = day_.values[main_tag];
    if (!volume || *volume > 0 || day_.quality[main_tag].status != QualityStatus::good) return;
    mark(main_tag, QualityStatus::uncertain, QualityRule::r3_hours_without_volume);
  }

  void check_gauge(bool frozen) {
    const bool dead = day_.values[kDownholePressureTag] == 0.0;
    if (day_.values[kOnStreamTag].value_or(0) > 0) {
      if (dead || frozen) withdraw_gauge(dead, QualityStatus::bad, QualityRule::r5_dead_gauge);
    } else if (dead) {  // a gauge may be switched off with its well: no failure, but no measurement either
      withdraw_gauge(dead, QualityStatus::uncertain, QualityRule::r8_gauge_silent_while_shut);
    }
  }

  /// Takes back the downhole pressure and what is computed from it; of a dead gauge also the thermometer,
  /// which sits in the same housing.
  void withdraw_gauge(bool dead, QualityStatus status, QualityRule rule) {
    withdraw(kDownholePressureTag, status, rule);
    if (day_.values[kTubingPressureTag]) withdraw(kTubingPressureTag, status, rule);
    if (dead && day_.values[kDownholeTemperatureTag] == 0.0) withdraw(kDownholeTemperatureTag, status, rule);
  }

  void withdraw(TagIndex tag, QualityStatus status, QualityRule rule) {
    day_.values[tag] = std::nullopt;
    mark(tag, status, rule);
  }

  const DailyRow& row_;
  LedgerDay& day_;
  RuleCounts& counts_;
  std::array<bool, std::tuple_size_v<RuleCounts>> counted_{};
};

/// Returns for each row whether its downhole pressure belongs to a run of kFrozenGaugeDays equal ones on
/// stream, on consecutive days.
std::vector<bool> frozen_gauge_days(const std::vector<DailyRow>& rows) {
  std::vector<bool> frozen(rows.size(), false);
  const auto pressure_on_stream = [&](std::size_t i) -> std::optional<double> {
    if (rows[i].values[kOnStreamTag].value_or(0) <= 0) return std::nullopt;
    return rows[i].values[kDownholePressureTag];
  };
  for (std::size_t first = 0; first < rows.size();) {
    const auto pressure = pressure_on_stream(first);
    auto end = first + 1;
    while (pressure && end < rows.size() && pressure_on_stream(end) == pressure &&
           rows[end].day - rows[end - 1].day == std::chrono::days(1))
      ++end;
    if (end - first >= kFrozenGaugeDays)
      for (auto i = first; i < end; ++i) frozen[i] = true;
    first = end;
  }
  return frozen;
}

/// Rate while on stream [Sm3/h] of the tag; 0 where there is none.
double on_rate(const LedgerDay& day, TagIndex tag) {
  const double hours = day.values[kOnStreamTag].value_or(0);
  return hours > 0 ? day.values[tag].value_or(0) / hours : 0;
}

/// Position of the first day and the one after the last that lie within kReferenceDays of `d` without a gap.
std::pair<std::size_t, std::size_t> days_around(const std::vector<LedgerDay>& days, std::size_t d) {
  auto first = d;
  while (first > 0 && d - first < kReferenceDays && is_next_day(days[first - 1], days[first])) --first;
  auto end = d + 1;
  while (end < days.size() && end - d <= kReferenceDays && is_next_day(days[end - 1], days[end])) ++end;
  return {first, end};
}

bool has_impossible_rate(const std::vector<LedgerDay>& days, std::size_t d, TagIndex tag) {
  const double rate = on_rate(days[d], tag);
  const auto is_long = [](const LedgerDay& day) {
    return day.values[kOnStreamTag].value_or(0) * 2 >= day.hour_count;
  };
  if (rate <= 0 || is_long(days[d])) return false;
  double largest = 0;
  const auto [first, end] = days_around(days, d);
  for (auto i = first; i < end; ++i)
    if (is_long(days[i])) largest = std::max(largest, on_rate(days[i], tag));
  return largest > 0 && rate > kImpossibleRate * largest;
}

Expected<LedgerDay> measured_day(LocalDay day, const TimeZone& day_zone) {
  const auto span = ProductionDay::of_whole_hours(day, day_zone);
  if (!span) return std::unexpected(span.error());
  return LedgerDay{day, span->from, span->hour_count(), {}, {}};
}

}  // namespace

Expected<Ledger> build_ledger(const WellHistory& history, const TimeZone& day_zone) {
  Ledger ledger;
  ledger.days.reserve(history.days.size());
  const auto frozen = frozen_gauge_days(history.days);
  for (std::size_t i = 0; i < history.days.size(); ++i) {
    const auto& row = history.days[i];
    if (i > 0) {
      const auto step = (row.day - history.days[i - 1].day).count();
      if (step <= 0)
        return unexpected(Code::corrupt_input, fmt::format("well '{}': day {} occurs twice or out of order",
                                                           history.well.well_bore_code, format_day(row.day)));
      if (step > 1)
        ledger.counts[static_cast<std::size_t>(QualityRule::r6_day_missing)] +=
            days_between(history.days[i - 1].day, row.day, day_zone);
    }
    auto day = measured_day(row.day, day_zone);
    if (!day) return std::unexpected(day.error());
    RowRules(row, *day, ledger.counts).apply(frozen[i]);
    ledger.days.push_back(*std::move(day));
  }
  return ledger;
}

void check_volumes_against_hours(Ledger& ledger) {
  constexpr Quality kDoubtful{QualityStatus::uncertain, QualityRule::r9_volume_against_hours};
  for (std::size_t d = 0; d < ledger.days.size(); ++d) {
    auto& day = ledger.days[d];
    if (!has_impossible_rate(ledger.days, d, kOilRateTag) &&
        !has_impossible_rate(ledger.days, d, kWaterInjectionRateTag))
      continue;
    day.stands_alone = true;
    ++ledger.counts[static_cast<std::size_t>(QualityRule::r9_volume_against_hours)];
    if (day.quality[kOnStreamTag].status == QualityStatus::good) day.quality[kOnStreamTag] = kDoubtful;
    for (const auto tag : kVolumeTags)
      if (day.values[tag].value_or(0) > 0 && day.quality[tag].status == QualityStatus::good)
        day.quality[tag] = kDoubtful;
  }
}

}  // namespace flodata::upsampler
