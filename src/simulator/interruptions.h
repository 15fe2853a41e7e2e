// When the wells of a natural field are off: stops of the plant that all wells share, and stops of one well.
// They begin and end at any minute of any day, so that an outage over midnight leaves two partial days.
#pragma once

#include <vector>

#include "simulator/field_event.h"
#include "simulator/wells/design.h"
#include "simulator/wells/schedule.h"

namespace flodata::simulator {

/// A stop of the plant.
struct PlantStop {
  int day;
  EventKind kind;
  double from_hours;  // since the calendar's first midnight
  double to_hours;
  double part_of_wells;  // that stop with it
};

/// Returns the plant's stops in order: trips, and the calendar's turnarounds.
std::vector<PlantStop> plan_plant_stops(const FieldCalendar& calendar, const RandomSource& field);

/// Returns a well's times off in order of their beginnings, each with its cause; they may overlap.
std::vector<FieldEvent> plan_interruptions(const WellDesign& well, const FieldCalendar& calendar,
                                           const std::vector<PlantStop>& plant, const RandomSource& random);

/// Returns the well's days from its start to the calendar's end.
std::vector<PlannedDay> plan_natural_days(const WellDesign& well, const FieldCalendar& calendar,
                                          const std::vector<FieldEvent>& interruptions,
                                          const RandomSource& random);

/// Returns the day that holds an hour since the first midnight.
int day_of_hour(const FieldCalendar& calendar, double hours);

}  // namespace flodata::simulator
