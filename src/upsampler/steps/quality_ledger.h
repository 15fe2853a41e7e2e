// Steps 0 and 1: what each daily cell is worth (rules R1-R9), and the hours of each production day.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/error.h"
#include "model/daily_history.h"
#include "model/production_day.h"
#include "model/quality.h"

namespace flodata::upsampler {

/// Number of well-days to which each rule applies, by QualityRule (index 0 is not used). R6 counts calendar
/// days without a row between a well's first and last day.
using RuleCounts =
    std::array<std::int64_t, static_cast<std::size_t>(QualityRule::r10_computed_while_shut) + 1>;

/// One daily row after the rules: what of it may be served, and with which quality.
struct LedgerDay {
  LocalDay day;
  Instant from;    // first hour of the production day
  int hour_count;  // hours in the production day: 23, 24 or 25
  TagValues
      values;  // on_stream_hrs in [0, hour_count] [h], volumes at least 0 [Sm3], the rest within its bounds
  RowQuality quality;
  bool stands_alone = false;  // R9: its rate says nothing about its neighbours, nor theirs about it
};

/// Whether the well is shut throughout.
inline bool is_shut(const LedgerDay& day) { return day.values[kOnStreamTag] == 0.0; }

struct Ledger {
  std::vector<LedgerDay> days;
  RuleCounts counts{};
};

/// A downhole pressure that repeats to the last bit for so many days on stream is no measurement. (The real
/// data's longest repeat is 9 days, which a gauge's averages can do; its dead gauge shows 0.)
inline constexpr int kFrozenGaugeDays = 14;

/// Whether a day begins where the one before ends. Not always the next date: clocks may skip one.
inline bool is_next_day(const LedgerDay& day, const LedgerDay& following) {
  return following.from == day.from + day.hour_count * kHour;
}

/// Applies the rules R1-R8. Errors: corrupt_input when days are not in order or occur twice; those of
/// ProductionDay::of_whole_hours().
Expected<Ledger> build_ledger(const WellHistory& history, const TimeZone& day_zone);

/// R9: a rate while on stream (of oil, or of what is injected) of more than this multiple of the largest one
/// of days with at least half of their hours on stream, within kReferenceDays without a gap.
inline constexpr double kImpossibleRate = 2;
inline constexpr int kReferenceDays = 30;

/// Applies R9. A day without any day to compare it with passes.
void check_volumes_against_hours(Ledger& ledger);

}  // namespace flodata::upsampler
