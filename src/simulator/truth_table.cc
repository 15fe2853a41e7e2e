#include "simulator/truth_table.h"

#include <algorithm>
#include <cmath>

#include "model/units.h"
#include "simulator/simulated_field.h"
#include "simulator/sql.h"
#include "simulator/well_life.h"

namespace flodata::simulator {
namespace {

std::optional<std::string_view> fault_of(GaugeState state) {
  switch (state) {
    case GaugeState::good:
      return std::nullopt;
    case GaugeState::frozen:
      return "frozen";
    case GaugeState::dead:
      return "dead";
  }
  return std::nullopt;
}

class RowAppender {
 public:
  explicit RowAppender(duck::Appender& appender) : appender_(appender) {}
  void begin(const WellIdentity& well, LocalDay day, double on_hours) {
    appender_.day(day);
    appender_.text(std::string_view(well.well_bore_code));
    appender_.text(std::string_view(well.npd_well_bore_name));
    number(on_hours);
  }
  /// As exact as anybody can use, and short.
  void number(std::optional<double> value) {
    constexpr double kSteps = 1e6;
    appender_.float64(value ? std::optional(std::round(*value * kSteps) / kSteps) : std::nullopt);
  }
  void text(std::optional<std::string_view> value) { value ? appender_.text(*value) : appender_.null(); }
  void end() { appender_.end_row(); }

 private:
  duck::Appender& appender_;
};

}  // namespace

double absolute_open_flow_sm3_per_day(const Inflow& inflow) {
  return (1 - inflow.water_cut_frac) * inflow.rate_sm3_per_day(kStandardPressureBar);
}

double skin_of(const Inflow& inflow, const WellDesign& design) {
  return kInflowLogarithm *
         (design.producer.productivity_sm3_per_day_bar / inflow.productivity_sm3_per_day_bar - 1);
}

void create_truth_tables(duck::Database& database) { database.execute(sql::kCreateTruth); }

void TruthWriter::append(const SimulatedWell& well, const SimulatedCompartment& compartment) {
  const auto identity = invented_well_identity(well.design.index);
  RowAppender row(days_);
  for (const auto& day : well.truth) {
    const auto& inflow = day.inflow;
    row.begin(identity, kFirstSimulatedDay + std::chrono::days(day.day), day.on_hours);
    row.number(inflow.reservoir_bar);
    row.number(compartment.tank[static_cast<std::size_t>(day.day)].oil_bubble_point_bar);
    row.number(day.flowing ? std::optional(day.flowing->bottomhole_bar) : std::nullopt);
    row.number(inflow.productivity_sm3_per_day_bar);
    row.number(std::nullopt);
    row.number(skin_of(inflow, well.design));
    row.number(absolute_open_flow_sm3_per_day(inflow));
    row.number(inflow.water_cut_frac);
    for (const double volume : {day.volumes.oil_sm3, day.volumes.gas_sm3, day.volumes.water_sm3})
      row.number(volume);
    row.number(std::nullopt);
    row.number(day.opening_pct);
    row.text(fault_of(day.gauge));
    row.text(day.shows_flowing_means ? std::optional<std::string_view>("on-stream") : std::nullopt);
    row.end();
  }
  for (const auto& day : well.injection_truth) {
    row.begin(identity, kFirstSimulatedDay + std::chrono::days(day.day), day.on_hours);
    row.number(day.reservoir_bar);
    row.number(compartment.tank[static_cast<std::size_t>(day.day)].oil_bubble_point_bar);
    row.number(day.bottomhole_bar);
    row.number(std::nullopt);
    row.number(day.injectivity_sm3_per_day_bar);
    constexpr int kColumnsOfProducers = 6;  // skin to water volume
    for (int i = 0; i < kColumnsOfProducers; ++i) row.number(std::nullopt);
    row.number(day.injected_sm3);
    row.number(std::nullopt);
    row.text(std::nullopt);
    row.text(std::nullopt);
    row.end();
  }
}

void TruthWriter::append(const FieldEvent& event, const FieldCalendar& calendar, Instant begin) {
  constexpr std::int64_t kSecondsPerHour = 3600;
  const auto at = [&](double hours) {
    return begin + std::chrono::seconds(std::llround(hours * kSecondsPerHour));
  };
  const double end_hours = calendar.days.back().begin_hours + calendar.days.back().hour_count;
  const auto identity = invented_well_identity(event.well);
  events_.text(std::string_view(identity.well_bore_code));
  events_.text(std::string_view(identity.npd_well_bore_name));
  events_.text(to_string(event.kind));
  events_.timestamp(at(event.from_hours));
  events_.timestamp(at(std::min(event.to_hours, end_hours)));
  events_.float64(event.size);
  events_.end_row();
}

void TruthWriter::close() {
  days_.close();
  events_.close();
}

}  // namespace flodata::simulator
