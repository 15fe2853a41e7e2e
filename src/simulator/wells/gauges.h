// Instruments and their faults: a day as it is recorded.
#pragma once

#include "model/daily_history.h"
#include "simulator/wells/injector.h"
#include "simulator/wells/producer.h"

namespace flodata::simulator {

enum class GaugeState : std::uint8_t {
  good,
  frozen,  // the last value again and again
  dead,    // 0
};

/// When a well's downhole gauge fails.
struct GaugeFaults {
  int dead_from_day;                 // for good
  int frozen_from_day, frozen_days;  // for a while
};

/// What happens to a well's downhole gauge some time in its life.
enum class GaugeFate : std::uint8_t { lasts, freezes, dies };

/// Returns when it happens; in the middle of the well's time as a producer.
GaugeFaults design_gauge_faults(GaugeFate fate, const WellTimes& times, int day_count,
                                const RandomSource& well);

class Recorder {
 public:
  Recorder(const GaugeFaults& faults, const RandomSource& well) : faults_(faults), well_(well) {}

  [[nodiscard]] GaugeState gauge_state(int day) const;

  /// Returns the row of a producer's day. A dead downhole gauge shows 0, and AVG_DP_TUBING is then computed
  /// from that 0: it shows the wellhead's pressure.
  DailyRow record(LocalDay date, int day, const ProducerDay& producer);
  [[nodiscard]] DailyRow record(LocalDay date, int day, const InjectorDay& injector) const;

 private:
  void record_downhole(DailyRow& row, int day, const ProducerDay& producer);
  [[nodiscard]] std::optional<double> annulus_bar(int day, double wellhead_temp_degc) const;

  GaugeFaults faults_;
  RandomSource well_;
  std::optional<double> last_bottomhole_bar_;
};

}  // namespace flodata::simulator
