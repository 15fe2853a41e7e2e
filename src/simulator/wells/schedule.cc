#include "simulator/wells/schedule.h"

#include <algorithm>
#include <cmath>

#include "model/production_day.h"

namespace flodata::simulator {
namespace {

/// Hours on stream of a partial day: whole ones in a good half of the cases, as logged by hand.
double partial_hours(double uniform, double whole_uniform, int hour_count) {
  constexpr double kStepsPerHour = 10;
  constexpr double kLeastHours = 0.5;
  constexpr double kWholeHoursPart = 0.45;
  const double hours = kLeastHours + (hour_count - 2 * kLeastHours) * uniform;
  if (whole_uniform < kWholeHoursPart) return std::clamp(std::round(hours), 1.0, hour_count - 1.0);
  return std::round(hours * kStepsPerHour) / kStepsPerHour;
}

void mark_turnarounds(FieldCalendar& calendar, const RandomSource& field) {
  for (auto& day : calendar.days) {
    const std::chrono::year_month_day date(day.date);
    const int year = static_cast<int>(date.year());
    const bool is_long = year % 2 == 0;
    constexpr double kYearsWithShort = 0.6;
    if (!is_long && field.uniform(Aspect::turnaround_length, year) > kYearsWithShort) continue;
    const LocalDay june{std::chrono::local_days{date.year() / std::chrono::June / 1}};
    const auto begin =
        june + std::chrono::days(static_cast<int>(field.between(0, 70, Aspect::turnaround, year)));
    const double length = is_long ? field.between(12, 20, Aspect::turnaround_length, year)
                                  : field.between(3, 7, Aspect::turnaround_length, -year);
    day.turnaround = day.date >= begin && day.date < begin + std::chrono::days(static_cast<int>(length));
  }
}

/// Days on which a well is shut throughout, as planned or by an outage of its own.
std::vector<char> shut_days(const WellTimes& times, const FieldCalendar& calendar, const RandomSource& well) {
  constexpr double kOutagesPerDay = 0.008;
  constexpr double kLongPart = 0.08;  // outages that wait for a vessel
  constexpr int kQuietFirstDays = 15;
  std::vector<char> shut(calendar.days.size());
  const auto mark = [&](int from, int to) {
    for (int day = std::max(from, times.start_day + 1); day < std::min(to, calendar.size()); ++day)
      shut[static_cast<std::size_t>(day)] = 1;
  };
  for (int day = times.start_day; day < calendar.size(); ++day) {
    if (calendar[day].turnaround) mark(day, day + 1);
    if (day < times.start_day + kQuietFirstDays) continue;
    if (well.uniform(Aspect::outage, day) >= kOutagesPerDay) continue;
    const bool is_long = well.uniform(Aspect::outage, -day) < kLongPart;
    const double u = well.uniform(Aspect::outage_length, day);
    mark(day, day + static_cast<int>(is_long ? 15 + 30 * u : 1 + 9 * u * u * u));
  }
  if (times.conversion_day) mark(*times.conversion_day - kWorkoverDays, *times.conversion_day);
  // A single day between two outages is not worth opening for.
  for (auto day = static_cast<std::size_t>(times.start_day) + 1; day + 1 < shut.size(); ++day)
    if (shut[day - 1] && shut[day + 1]) shut[day] = 1;
  return shut;
}

double open_hours(int day, bool beside_shut_day, const FieldCalendar& calendar, const RandomSource& well) {
  constexpr double kTripsPerDay = 0.04;
  const int hour_count = calendar[day].hour_count;
  const double partial = partial_hours(well.uniform(Aspect::partial_hours, day),
                                       well.uniform(Aspect::partial_hours, -day - 1), hour_count);
  if (beside_shut_day || well.uniform(Aspect::well_trip, day) < kTripsPerDay) return partial;
  return calendar[day].trip_on_hours.value_or(hour_count);
}

}  // namespace

void lose_rows(std::vector<PlannedDay>& days, int start_day, double lost_part, const RandomSource& well) {
  constexpr std::size_t kShortestShutIn = 4;
  for (std::size_t first = 0; first < days.size();) {
    auto end = first;
    while (end < days.size() && days[end].on_hours <= 0) ++end;
    if (end - first >= kShortestShutIn &&
        well.uniform(Aspect::lost_rows, start_day + static_cast<int>(first)) < lost_part)
      for (auto i = first + 1; i + 1 < end; ++i) days[i].reported = false;
    first = std::max(end, first + 1);
  }
}

FieldCalendar FieldCalendar::make(LocalDay first, int count, const RandomSource& field,
                                  const TimeZone& day_zone) {
  constexpr double kTripsPerDay = 0.015;
  FieldCalendar calendar;
  calendar.days.reserve(static_cast<std::size_t>(count));
  double begin_hours = 0;
  for (int day = 0; day < count; ++day) {
    const auto date = first + std::chrono::days(day);
    const int hour_count = ProductionDay::of(date, day_zone).hour_count();
    calendar.days.push_back({date, hour_count, false, std::nullopt, begin_hours});
    begin_hours += hour_count;
    if (field.uniform(Aspect::field_trip, day) < kTripsPerDay)
      calendar.days.back().trip_on_hours =
          partial_hours(field.uniform(Aspect::partial_hours, day),
                        field.uniform(Aspect::partial_hours, -day - 1), hour_count);
  }
  mark_turnarounds(calendar, field);
  return calendar;
}

std::vector<PlannedDay> plan_days(const WellTimes& times, const FieldCalendar& calendar,
                                  const RandomSource& well) {
  const auto shut = shut_days(times, calendar, well);
  std::vector<PlannedDay> days;
  days.reserve(shut.size() - static_cast<std::size_t>(times.start_day));
  for (int day = times.start_day; day < calendar.size(); ++day) {
    const auto index = static_cast<std::size_t>(day);
    const bool begins = day == times.start_day || shut[index - 1];
    const bool ends = index + 1 < shut.size() && shut[index + 1];
    days.push_back({.on_hours = shut[index] ? 0.0 : open_hours(day, begins || ends, calendar, well)});
  }
  constexpr double kLostPart = 0.25;
  lose_rows(days, times.start_day, kLostPart, well);
  return days;
}

}  // namespace flodata::simulator
