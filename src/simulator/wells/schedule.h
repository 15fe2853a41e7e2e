// When wells are open: turnarounds of the whole field, trips, outages, workovers, and days without a report.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time_zone.h"
#include "simulator/physics/day_states.h"
#include "simulator/wells/random_source.h"

namespace flodata::simulator {

/// The field's days, and what happens to all of its wells at once.
struct FieldCalendar {
  struct Day {
    LocalDay date;
    int hour_count;                       // of the production day: 23, 24 or 25
    bool turnaround;                      // planned: everything is shut
    std::optional<double> trip_on_hours;  // unplanned: the plant trips, and wells flow so long only
    double begin_hours = 0;               // since the first day's midnight
  };
  std::vector<Day> days;

  /// The days from `first` on. Turnarounds are in summer: long ones every other year, short ones between.
  static FieldCalendar make(LocalDay first, int count, const RandomSource& field, const TimeZone& day_zone);
  [[nodiscard]] int size() const { return static_cast<int>(days.size()); }
  [[nodiscard]] const Day& operator[](int day) const { return days[static_cast<std::size_t>(day)]; }
};

struct PlannedDay {
  double on_hours = 0;                // at most the day's hours, in tenths
  bool reported = true;               // false: the day has no row; only days shut throughout get lost
  std::vector<DayState> states = {};  // where the hours lie; empty: day_states() says
  bool bled_off = false;              // shut in with the pressure let off at the wellhead
};

/// When a well begins, and when it changes from producing to injecting.
struct WellTimes {
  int start_day;
  std::optional<int> conversion_day;
};

/// A well that is converted is shut for so long before.
inline constexpr int kWorkoverDays = 24;

/// Returns a well's days from its start to the calendar's end. The start day is open.
std::vector<PlannedDay> plan_days(const WellTimes& times, const FieldCalendar& calendar,
                                  const RandomSource& well);

/// Part `lost_part` of the long shut-ins go unreported but for their ends.
void lose_rows(std::vector<PlannedDay>& days, int start_day, double lost_part, const RandomSource& well);

}  // namespace flodata::simulator
