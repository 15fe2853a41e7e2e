#include "simulator/compartment.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "base/error.h"
#include "model/units.h"

namespace flodata::simulator {
namespace {

/// Temperature of the sea by the season [degC]: lowest in March, highest in September.
double sea_degc(LocalDay date) {
  constexpr double kMeanDegc = 8.5;
  constexpr double kSwingK = 3.5;
  constexpr int kColdestDay = 65;  // counted from 1970-01-01, a first of January
  const double year = static_cast<double>(date.time_since_epoch().count() - kColdestDay) / kDaysPerYear;
  return kMeanDegc - kSwingK * std::cos(2 * std::numbers::pi * year);
}

/// How much water the operator puts in: as much as is taken out, more or less until the pressure is where it
/// should be. Looked at once a week.
class InjectionPlan {
 public:
  explicit InjectionPlan(double target_bar) : target_bar_(target_bar) {}

  void observe(double voidage_rm3) {
    constexpr double kMemoryDays = 20;
    voidage_rm3_per_day_ += (voidage_rm3 - voidage_rm3_per_day_) / kMemoryDays;
  }

  double wanted_sm3_per_day(int day, const ReservoirTank& tank) {
    constexpr int kReviewDays = 7;
    constexpr double kCorrectionDays = 60;
    constexpr double kCompressibilityPerBar = 2.2e-4;
    constexpr double kLeastPart = 0.3;
    constexpr double kLeastSm3PerDay = 500;  // the pumps' own least flow
    if (day % kReviewDays == 0 || wanted_sm3_per_day_ <= 0) {
      const double pressure_bar = tank.pressure_bar();
      const double missing_rm3 =
          tank.pore_volume_rm3(pressure_bar) * kCompressibilityPerBar * (target_bar_ - pressure_bar);
      const double wanted_rm3 = voidage_rm3_per_day_ + missing_rm3 / kCorrectionDays;
      const double replaced_rm3 = std::max(kLeastPart * voidage_rm3_per_day_, wanted_rm3);
      wanted_sm3_per_day_ =
          std::max(kLeastSm3PerDay, replaced_rm3 / Fluid::water_volume_factor(pressure_bar));
    }
    return wanted_sm3_per_day_;
  }

 private:
  double target_bar_;
  double voidage_rm3_per_day_ = 0;
  double wanted_sm3_per_day_ = 0;
};

/// A well's course in both of its roles.
struct Well {
  WellDesign design;
  std::vector<PlannedDay> plan;
  Producer producer;
  Injector injector;
  Recorder recorder;

  [[nodiscard]] bool has_started(int day) const { return day >= design.times.start_day; }
  [[nodiscard]] const PlannedDay& planned(int day) const {
    return plan[static_cast<std::size_t>(day - design.times.start_day)];
  }
  [[nodiscard]] bool is_shut_after(int day) const {
    const auto next = static_cast<std::size_t>(day + 1 - design.times.start_day);
    return next < plan.size() && plan[next].on_hours <= 0;
  }
  [[nodiscard]] bool injects_now(int day) const {
    return has_started(day) && design.injects_on(day) && planned(day).on_hours > 0;
  }
};

class Simulation {
 public:
  Simulation(int first_well, int well_count, std::uint64_t seed, const FieldCalendar& calendar)
      : calendar_(calendar),
        design_(design_compartment(first_well, well_count, seed, calendar)),
        fluid_(design_.fluid),
        layer_(design_.rock),
        tank_(design_.tank, design_.fluid.solution_gor, fluid_),
        injection_(design_.target_pressure_bar) {
    const RandomSource random(seed, kFirstCompartmentOwner + static_cast<std::uint64_t>(first_well));
    // One gauge of the two oldest producers dies, the other one freezes.
    const int dying = random.uniform(Aspect::dead_gauge_well) < 0.5 || well_count < 2 ? 0 : 1;
    for (const auto& well : design_.wells) {
      const RandomSource source(seed, static_cast<std::uint64_t>(well.index));
      const int place = well.index - first_well;
      const auto fate = place > 1 ? GaugeFate::lasts : place == dying ? GaugeFate::dies : GaugeFate::freezes;
      const auto faults = design_gauge_faults(fate, well.times, calendar.size(), source);
      wells_.push_back({well, plan_days(well.times, calendar, source),
                        Producer(design_, well, layer_, fluid_, source), Injector(well, source),
                        Recorder(faults, source)});
      result_.wells.push_back({well, {}, {}});
      result_.wells.back().rows.reserve(wells_.back().plan.size());
    }
  }

  SimulatedCompartment run(const std::stop_token& stop) {
    result_.design = design_;
    result_.tank.reserve(calendar_.days.size());
    for (int day = 0; day < calendar_.size(); ++day) {
      if (stop.stop_requested()) throw Failure(Code::interrupted, "simulation stopped");
      live(day);
    }
    return std::move(result_);
  }

 private:
  void live(int day) {
    SurfaceVolumes sum;
    std::vector<std::pair<Producer*, double>> withdrawals_rm3;
    const TankState state = tank_state();
    for (std::size_t i = 0; i < wells_.size(); ++i) {
      auto& well = wells_[i];
      if (!well.has_started(day)) continue;
      if (well.design.injects_on(day)) {
        sum.injected_sm3 += inject(i, day);
        continue;
      }
      const auto done = produce(i, day, state);
      sum.oil_sm3 += done.volumes.oil_sm3;
      sum.gas_sm3 += done.volumes.gas_sm3;
      sum.water_sm3 += done.volumes.water_sm3;
      withdrawals_rm3.emplace_back(&well.producer, done.reservoir_liquid_rm3);
    }
    book(day, sum, withdrawals_rm3);
  }

  [[nodiscard]] TankState tank_state() const {
    return {tank_.pressure_bar(), tank_.oil(), tank_.produced_gor(design_.rock),
            tank_.pore_volume_rm3(design_.tank.initial_pressure_bar), tank_.initial_oil_in_place_sm3()};
  }

  ProducerDay produce(std::size_t i, int day, const TankState& state) {
    auto& well = wells_[i];
    const auto& date = calendar_[day];
    const auto done = well.producer.live(day, well.planned(day).on_hours, date.hour_count,
                                         well.is_shut_after(day), state, sea_degc(date.date));
    const auto gauge = well.recorder.gauge_state(day);
    auto row = well.recorder.record(date.date, day, done);
    if (well.planned(day).reported) result_.wells[i].rows.push_back(std::move(row));
    result_.wells[i].truth.push_back({day, done.inflow, done.flowing, gauge, 0});
    return done;
  }

  double inject(std::size_t i, int day) {
    auto& well = wells_[i];
    const auto& date = calendar_[day];
    double open_sm3_per_day = 0;  // what all that are open today could take
    for (const auto& other : wells_)
      if (other.injects_now(day)) open_sm3_per_day += other.injector.largest_rate_sm3_per_day();
    const double share =
        open_sm3_per_day > 0 ? well.injector.largest_rate_sm3_per_day() / open_sm3_per_day : 0.0;
    const auto done = well.injector.live(
        day, well.planned(day).on_hours, date.hour_count, well.is_shut_after(day), tank_.pressure_bar(),
        share * injection_.wanted_sm3_per_day(day, tank_), sea_degc(date.date));
    if (well.planned(day).reported)
      result_.wells[i].rows.push_back(well.recorder.record(date.date, day, done));
    return done.injected_sm3;
  }

  /// Books the day in the tank, and lets the water that came in advance towards the producers by what each of
  /// them took. Water beyond that waits: it has only raised the pressure.
  void book(int day, const SurfaceVolumes& volumes,
            const std::vector<std::pair<Producer*, double>>& withdrawals_rm3) {
    const double begin_bar = tank_.pressure_bar();
    const double influx_before_rm3 = tank_.aquifer_influx_rm3();
    tank_.book(volumes, calendar_[day].hour_count / kHoursPerRateDay);
    double withdrawn_rm3 = 0;
    for (const auto& [producer, rm3] : withdrawals_rm3) withdrawn_rm3 += rm3;
    injection_.observe(withdrawn_rm3);
    waiting_water_rm3_ += volumes.injected_sm3 * Fluid::water_volume_factor(begin_bar) +
                          tank_.aquifer_influx_rm3() - influx_before_rm3;
    const double advancing_rm3 = std::clamp(waiting_water_rm3_, 0.0, withdrawn_rm3);
    waiting_water_rm3_ -= advancing_rm3;
    for (const auto& [producer, rm3] : withdrawals_rm3)
      if (rm3 > 0) producer->invade(advancing_rm3 * rm3 / withdrawn_rm3);
    for (std::size_t i = 0; i < wells_.size(); ++i)
      if (wells_[i].has_started(day) && !wells_[i].design.injects_on(day))
        result_.wells[i].truth.back().invaded_rm3 = wells_[i].producer.invaded_rm3();
    result_.tank.push_back({begin_bar, tank_.pressure_bar(), tank_.produced(), tank_.aquifer_influx_rm3(),
                            tank_.water_saturation_frac(), tank_.oil().bubble_point_bar});
  }

  const FieldCalendar& calendar_;
  CompartmentDesign design_;
  Fluid fluid_;
  LayerOutflow layer_;
  ReservoirTank tank_;
  InjectionPlan injection_;
  std::vector<Well> wells_;
  double waiting_water_rm3_ = 0;
  SimulatedCompartment result_;
};

}  // namespace

SimulatedCompartment simulate_compartment(int first_well, int well_count, std::uint64_t seed,
                                          const FieldCalendar& calendar, const std::stop_token& stop) {
  FLODATA_CHECK(well_count >= 1 && well_count <= kWellsPerCompartment);
  return Simulation(first_well, well_count, seed, calendar).run(stop);
}

}  // namespace flodata::simulator
