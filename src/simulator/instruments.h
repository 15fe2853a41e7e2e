// What the instruments of a natural field show of a day: noise, drift, faults, and means over the hours that
// a field reports them for.
#pragma once

#include <array>
#include <vector>

#include "simulator/field_event.h"
#include "simulator/wells/field_kind.h"
#include "simulator/wells/gauges.h"
#include "simulator/wells/schedule.h"

namespace flodata::simulator {

class Instruments {
 public:
  Instruments(const WellDesign& design, const GaugeFaults& faults, PartialDayMeans means,
              const FieldCalendar& calendar, const RandomSource& well);

  /// Returns the row of a producer's day; once a day, in order. `volumes`: the published ones.
  DailyRow record(int day, const PlannedDay& planned, const ProducerDay& done, const SurfaceVolumes& volumes);
  DailyRow record(int day, const InjectorDay& done);

  [[nodiscard]] GaugeState downhole_state(int day) const;
  /// Whether the pressures and temperatures of the last day recorded are means over its hours on stream.
  [[nodiscard]] bool shows_flowing_means() const { return shows_flowing_means_; }

  [[nodiscard]] std::vector<FieldEvent> take_events() { return std::move(events_); }

 private:
  enum class Gauge : std::uint8_t { wellhead, temperature, opening };
  [[nodiscard]] WellReadings shown(int day, const ProducerDay& done, const PlannedDay& planned);
  void add_noise(WellReadings& readings, int day, double on_frac);
  double stuck(Gauge gauge, int day, double value);
  void record_wellhead(DailyRow& row, int day, const WellReadings& readings);
  void record_downhole(DailyRow& row, int day, const WellReadings& readings, bool flows);
  std::optional<double> annulus_bar(int day, double wellhead_temp_degc);
  void note_downhole_faults();
  void note(EventKind kind, int day, int days);

  struct Character {  // of a well's gauges; standard deviations of a day's mean
    double bottomhole_bar, wellhead_bar, temperature_k, opening_pct, annulus_bar;
    double opening_scale;  // reading by opening
    double annulus_bar_per_k;
    double annulus_start_bar;
    double shut_opening_pct;
    bool has_annulus;
  };
  struct Stuck {
    int until_day = -1;
    double value = 0;
    double last = 0;
  };

  const FieldCalendar& calendar_;
  RandomSource random_;
  int well_;
  int start_day_;
  GaugeFaults faults_;
  PartialDayMeans means_;
  Character character_;
  Wander bottomhole_drift_{0.5, 500};
  Wander wellhead_drift_{0.25, 200};
  Wander weather_;
  Wander annulus_drift_{0.12, 4};
  double annulus_warm_degc_ = 10;
  double annulus_offset_bar_ = 0;
  double bottomhole_cooling_k_ = 0;
  std::array<Stuck, 3> stuck_{};
  std::optional<double> last_bottomhole_bar_;
  bool shows_flowing_means_ = false;
  std::vector<FieldEvent> events_;
};

}  // namespace flodata::simulator
