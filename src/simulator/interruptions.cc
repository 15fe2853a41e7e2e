#include "simulator/interruptions.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "model/units.h"

namespace flodata::simulator {
namespace {

constexpr double kStepsPerHour = 12;  // as logged: to five minutes

double logged(double hours) { return std::round(hours * kStepsPerHour) / kStepsPerHour; }

/// Causes of one well's stops are planned from its start to its end.
class WellPlanner {
 public:
  WellPlanner(const WellDesign& well, const FieldCalendar& calendar, const RandomSource& random)
      : well_(well), calendar_(calendar), random_(random) {}

  void follow(const std::vector<PlantStop>& plant) {
    constexpr double kFailedRestarts = 0.04;
    for (const auto& stop : plant) {
      if (stop.day < well_.times.start_day ||
          random_.uniform(Aspect::plant_trip, stop.day) >= stop.part_of_wells)
        continue;
      const double length_hours = stop.to_hours - stop.from_hours;
      const double wait_hours =
          std::min(1.5, length_hours / 3) * -std::log(1 - random_.uniform(Aspect::restart, stop.day));
      add(stop.kind, stop.from_hours, stop.to_hours + wait_hours);
      if (random_.uniform(Aspect::restart, -stop.day - 1) < kFailedRestarts)
        add(EventKind::failed_restart, stop.to_hours,
            stop.to_hours + random_.log_normal(30, 0.8, Aspect::restart, stop.day));
    }
  }

  void trip() {
    constexpr double kVesselWaitsPerDay = 0.001;
    const double trips_per_day = random_.log_normal(0.013, 0.4, Aspect::well_trip);
    for (int day = well_.times.start_day + 1; day < calendar_.size(); ++day) {
      const double from = calendar_[day].begin_hours +
                          random_.between(0, calendar_[day].hour_count, Aspect::well_shut_in, -day - 1);
      if (random_.uniform(Aspect::well_shut_in, day) < trips_per_day)
        add(EventKind::well_trip, from,
            from + std::clamp(random_.log_normal(8, 1.35, Aspect::well_shut_in_length, day), 0.4, 300.0));
      if (random_.uniform(Aspect::vessel_wait, day) < kVesselWaitsPerDay)
        add(EventKind::vessel_wait, from,
            from + kHoursPerRateDay * random_.between(5, 45, Aspect::vessel_wait, -day - 1));
    }
  }

  void treat() {
    if (well_.begins_as_injector) return;
    int number = 0;
    for (double day = random_.between(250, 700, Aspect::treatment); day < life_days() - kLeastRestDays;
         day += random_.log_normal(650, 0.35, Aspect::treatment, number))
      treat_on(EventKind::scale_squeeze, day, random_.log_normal(60, 0.4, Aspect::treatment, -(++number)));
    constexpr double kStimulatedPart = 0.55;
    if (random_.uniform(Aspect::skin, 1) < kStimulatedPart)
      treat_on(EventKind::stimulation, random_.between(0.25, 0.85, Aspect::skin, 2) * life_days(),
               random_.log_normal(80, 0.3, Aspect::skin, 3));
  }

  void drill_again() {
    constexpr int kPlace = 1;
    constexpr double kLeastLifeDays = 1500;
    if (well_.index % kWellsPerCompartment != kPlace || life_days() < kLeastLifeDays) return;
    treat_on(EventKind::sidetrack, random_.between(0.66, 0.8, Aspect::sidetrack) * life_days(),
             kHoursPerRateDay * random_.between(35, 55, Aspect::sidetrack, 1));
  }

  /// The last producer of a compartment drains a small region, and is shut now and then to fill up again.
  void cycle() {
    constexpr int kPlace = 4;
    constexpr double kCyclicPart = 0.75;
    if (well_.index % kWellsPerCompartment != kPlace || random_.uniform(Aspect::cycle) >= kCyclicPart) return;
    int number = 1;
    for (double day = random_.between(0.2, 0.45, Aspect::cycle, -1) * life_days();
         day < life_days() - kLeastRestDays; ++number) {
      const double off_days = random_.between(12, 32, Aspect::cycle, number);
      treat_on(EventKind::cyclic_shut_in, day, kHoursPerRateDay * off_days);
      day += off_days + random_.between(30, 110, Aspect::cycle, -number - 1);
    }
  }

  void convert() {
    if (!well_.times.conversion_day) return;
    const int from = std::max(well_.times.start_day + 1, *well_.times.conversion_day - kWorkoverDays);
    add(EventKind::conversion, calendar_[from].begin_hours + 8,
        calendar_[*well_.times.conversion_day].begin_hours);
  }

  std::vector<FieldEvent> take() {
    std::ranges::sort(events_, {}, [](const FieldEvent& event) {
      return std::tuple(event.from_hours, event.to_hours, event.kind);
    });
    return std::move(events_);
  }

 private:
  static constexpr int kLeastRestDays = 30;

  /// Days as a producer.
  [[nodiscard]] double life_days() const {
    return well_.times.conversion_day.value_or(calendar_.size()) - well_.times.start_day;
  }

  void treat_on(EventKind kind, double day_of_life, double length_hours) {
    const int day = well_.times.start_day + static_cast<int>(day_of_life);
    if (day <= well_.times.start_day + kLeastRestDays || day >= calendar_.size()) return;
    const double from =
        calendar_[day].begin_hours + random_.between(6, 18, Aspect::treatment, day + calendar_.size());
    add(kind, from, from + length_hours);
  }

  void add(EventKind kind, double from_hours, double to_hours) {
    const double from = logged(from_hours);
    const double to = std::max(from + 1 / kStepsPerHour, logged(to_hours));
    events_.push_back({well_.index, kind, from, to, std::nullopt});
  }

  const WellDesign& well_;
  const FieldCalendar& calendar_;
  const RandomSource& random_;
  std::vector<FieldEvent> events_;
};

struct Span {
  double from_hours;
  double to_hours;
};

/// Times off without overlaps; a well is not opened for less than an hour and a half.
std::vector<Span> merged(const std::vector<FieldEvent>& events, double opening_hours) {
  constexpr double kLeastOnHours = 1.5;
  std::vector<Span> spans = {{0, opening_hours}};
  for (const auto& event : events) {
    if (event.from_hours <= spans.back().to_hours + kLeastOnHours)
      spans.back().to_hours = std::max(spans.back().to_hours, event.to_hours);
    else
      spans.push_back({event.from_hours, event.to_hours});
  }
  return spans;
}

void append(std::vector<DayState>& states, bool on, double hours) {
  constexpr double kLeastHours = 1e-6;
  if (hours < kLeastHours) return;
  if (!states.empty() && states.back().on == on)
    states.back().hours += hours;
  else
    states.push_back({on, hours});
}

}  // namespace

int day_of_hour(const FieldCalendar& calendar, double hours) {
  const auto after = std::ranges::upper_bound(calendar.days, hours, {}, &FieldCalendar::Day::begin_hours);
  return static_cast<int>(after - calendar.days.begin()) - 1;
}

std::vector<PlantStop> plan_plant_stops(const FieldCalendar& calendar, const RandomSource& field) {
  constexpr double kTripsPerDay = 0.03;
  constexpr double kOfAllWells = 0.94;
  constexpr double kOfOneHeader = 0.5;
  constexpr double kHeaderPart = 0.2;
  std::vector<PlantStop> stops;
  for (int day = 0; day < calendar.size(); ++day) {
    const auto& date = calendar[day];
    const int year = static_cast<int>(std::chrono::year_month_day(date.date).year());
    const double begin = date.begin_hours + field.between(0, date.hour_count, Aspect::plant_trip, -day - 1);
    if (date.turnaround && (day == 0 || !calendar[day - 1].turnaround)) {
      int end = day;
      while (end < calendar.size() && calendar[end].turnaround) ++end;
      const double end_hours = calendar[end - 1].begin_hours + calendar[end - 1].hour_count;
      stops.push_back({day, EventKind::turnaround,
                       date.begin_hours + field.between(1, 20, Aspect::turnaround, day),
                       end_hours + field.between(2, 20, Aspect::turnaround, -day), 1});
    }
    const double mood = field.log_normal(1, 0.35, Aspect::plant_trip, year);
    if (date.turnaround || field.uniform(Aspect::plant_trip, day) >= kTripsPerDay * mood) continue;
    const double length_hours =
        std::clamp(field.log_normal(6.5, 1.1, Aspect::plant_trip_length, day), 0.4, 90.0);
    const bool header = field.uniform(Aspect::plant_trip_length, -day - 1) < kHeaderPart;
    stops.push_back(
        {day, EventKind::plant_trip, begin, begin + length_hours, header ? kOfOneHeader : kOfAllWells});
  }
  return stops;
}

std::vector<FieldEvent> plan_interruptions(const WellDesign& well, const FieldCalendar& calendar,
                                           const std::vector<PlantStop>& plant, const RandomSource& random) {
  WellPlanner planner(well, calendar, random);
  planner.follow(plant);
  planner.trip();
  planner.treat();
  planner.drill_again();
  planner.cycle();
  planner.convert();
  return planner.take();
}

std::vector<PlannedDay> plan_natural_days(const WellDesign& well, const FieldCalendar& calendar,
                                          const std::vector<FieldEvent>& interruptions,
                                          const RandomSource& random) {
  constexpr double kLostPart = 0.1;
  constexpr double kBledOffPart = 0.35;
  constexpr double kLeastBledOffHours = 96;
  const int start_day = well.times.start_day;
  const auto off = merged(interruptions,
                          logged(calendar[start_day].begin_hours + random.between(2, 20, Aspect::start, 1)));
  std::vector<PlannedDay> days;
  days.reserve(static_cast<std::size_t>(calendar.size() - start_day));
  std::size_t next = 0;
  for (int day = start_day; day < calendar.size(); ++day) {
    const double begin = calendar[day].begin_hours;
    const double end = begin + calendar[day].hour_count;
    PlannedDay planned;
    double now = begin;
    while (next < off.size() && off[next].to_hours <= begin) ++next;
    for (auto i = next; i < off.size() && off[i].from_hours < end; ++i) {
      const double from = std::max(begin, off[i].from_hours);
      const double to = std::min(end, off[i].to_hours);
      append(planned.states, true, from - now);
      append(planned.states, false, to - from);
      now = to;
      planned.bled_off = off[i].to_hours - off[i].from_hours > kLeastBledOffHours &&
                         random.uniform(Aspect::bled_off, static_cast<int>(off[i].from_hours)) < kBledOffPart;
    }
    append(planned.states, true, end - now);
    for (const auto& state : planned.states) planned.on_hours += state.on ? state.hours : 0;
    planned.on_hours = logged(planned.on_hours);
    planned.bled_off = planned.bled_off && planned.on_hours <= 0;
    days.push_back(std::move(planned));
  }
  lose_rows(days, start_day, kLostPart, random);
  return days;
}

}  // namespace flodata::simulator
