// Daily histories of one well, for tests: a producer of the Europe/Oslo day unless said otherwise.
#pragma once

#include <optional>
#include <vector>

#include "model/daily_history.h"

namespace flodata::test {

inline constexpr LocalDay local_day(int year, unsigned month, unsigned day) {
  return LocalDay{
      std::chrono::local_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}}};
}

inline TimeZone oslo() { return TimeZone::find("Europe/Oslo").value(); }

/// A day of oil: volume [Sm3] within `hours` on stream.
struct OilDay {
  std::optional<double> hours;
  std::optional<double> oil_sm3;
};

inline DailyRow daily_row(LocalDay day, const OilDay& oil) {
  DailyRow row{day, {}, "%", "production", "OP"};
  row.values[kOnStreamTag] = oil.hours;
  row.values[kOilRateTag] = oil.oil_sm3;
  return row;
}

/// Consecutive days from `first` on.
inline WellHistory oil_history(LocalDay first, const std::vector<OilDay>& days) {
  WellHistory history{{"NO 99/1-A-1 H", "99/1-A-1", {}, {}, {}, {}, {}}, {}};
  for (const auto& oil : days) {
    history.days.push_back(daily_row(first, oil));
    first += std::chrono::days(1);
  }
  return history;
}

}  // namespace flodata::test
