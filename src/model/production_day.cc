#include "model/production_day.h"

namespace flodata {

ProductionDay ProductionDay::of(LocalDay day, const TimeZone& zone) {
  return {zone.start_of(day), zone.start_of(day + std::chrono::days(1))};
}

}  // namespace flodata
