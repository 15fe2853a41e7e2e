// The course of one natural producer beside the physics of its day: scale and treatments, layers that open,
// the pressure of its region, how it is held back.
#pragma once

#include <vector>

#include "simulator/field_event.h"
#include "simulator/wells/producer.h"

namespace flodata::simulator {

/// Skin by the productivity that it leaves: J = J0 L/(L + S), with L = ln(re/rw) - 3/4 of a usual well.
/// Source: Muskat 1937, The Flow of Homogeneous Fluids, chapter IV; van Everdingen 1953, Trans. AIME 198:171.
inline constexpr double kInflowLogarithm = 7.2;

class WellLife {
 public:
  WellLife(const WellDesign& design, const FieldCalendar& calendar, std::vector<FieldEvent> interruptions,
           const RandomSource& well);

  /// Goes on to `day`, once a day; a treatment that has ended shows from now on.
  DayConditions begin_day(int day, const PlannedDay& planned, double outlet_bar, double plant_opening_frac,
                          Producer& producer);
  void end_day(const ProducerDay& done, const TankState& tank);

  [[nodiscard]] std::vector<FieldEvent> take_events() { return std::move(events_); }

 private:
  void finish(const FieldEvent& treatment, int day, Producer& producer);
  void open_layers(int day);
  [[nodiscard]] double next_opening_pct(int day, const PlannedDay& planned, double plant_opening_frac,
                                        Producer& producer);

  const FieldCalendar& calendar_;
  RandomSource random_;
  std::vector<FieldEvent> events_;      // interruptions, and what is found on the way
  std::vector<std::size_t> to_finish_;  // treatments by their ends
  int well_;
  bool started_ = false;

  double skin_;
  double skin_per_year_;
  double productivity_frac_ = 1;  // after a sidetrack
  double returning_frac_ = 0;     // of a treatment's liquid that still comes back
  Wander productivity_drift_{0.014, 12};

  double layers_log_odds_ = 0;  // fades
  double rested_log_odds_ = 0;  // water that sank back in a long shut-in; fades
  Wander water_drift_{0.07, 45};
  Wander gas_drift_;
  double liberation_frac_ = 0;  // how far the well lies below the bubble point

  double region_bar_per_sm3_per_day_;
  double region_memory_days_;
  double depletion_bar_ = 0;

  double water_cut_frac_ = 0;
  double shut_days_ = 0;
};

}  // namespace flodata::simulator
