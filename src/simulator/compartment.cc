#include "simulator/compartment.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include "base/check.h"
#include "base/error.h"
#include "model/units.h"
#include "simulator/allocation.h"
#include "simulator/instruments.h"
#include "simulator/interruptions.h"
#include "simulator/plant.h"
#include "simulator/well_life.h"

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
  std::optional<WellLife> life;  // and below: of a natural field
  std::optional<Instruments> instruments;
  Wander injection_drift{0.025, 15};

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

GaugeFaults gauge_faults(const CompartmentOptions& options, const WellDesign& well, int day_count,
                         const RandomSource& source) {
  const RandomSource random(options.seed,
                            kFirstCompartmentOwner + static_cast<std::uint64_t>(options.first_well));
  // One gauge of the two oldest producers dies, the other one freezes.
  const int dying = random.uniform(Aspect::dead_gauge_well) < 0.5 || options.well_count < 2 ? 0 : 1;
  const int place = well.index - options.first_well;
  const auto fate = place > 1 ? GaugeFate::lasts : place == dying ? GaugeFate::dies : GaugeFate::freezes;
  return design_gauge_faults(fate, well.times, day_count, source);
}

class Simulation {
 public:
  Simulation(const CompartmentOptions& options, const FieldCalendar& calendar)
      : options_(options),
        calendar_(calendar),
        design_(
            design_compartment(options.first_well, options.well_count, options.seed, calendar, options.kind)),
        fluid_(design_.fluid),
        layer_(design_.rock),
        tank_(design_.tank, design_.fluid.solution_gor, fluid_),
        injection_(design_.target_pressure_bar) {
    if (is_natural()) {
      const RandomSource random(options.seed,
                                kFirstCompartmentOwner + static_cast<std::uint64_t>(options.first_well));
      plant_.emplace(design_, calendar_, random);
      allocation_.emplace(calendar_, random, options.seed);
      stops_ = plan_plant_stops(calendar_, RandomSource(options.seed, kFieldOwner));
    }
    for (const auto& well : design_.wells) add_well(well);
  }

  SimulatedCompartment run(const std::stop_token& stop) {
    result_.design = design_;
    result_.tank.reserve(calendar_.days.size());
    for (int day = 0; day < calendar_.size(); ++day) {
      if (stop.stop_requested()) throw Failure(Code::interrupted, "simulation stopped");
      live(day);
    }
    collect_events();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool is_natural() const { return options_.kind == FieldKind::natural; }

  void add_well(const WellDesign& well) {
    const RandomSource source(options_.seed, static_cast<std::uint64_t>(well.index));
    const auto faults = gauge_faults(options_, well, calendar_.size(), source);
    const auto& habits = is_natural() ? kNaturalHabits : kCleanHabits;
    wells_.push_back({well,
                      {},
                      Producer(design_, well, layer_, fluid_, habits, source),
                      Injector(well, source),
                      Recorder(faults, source),
                      std::nullopt,
                      std::nullopt});
    auto& added = wells_.back();
    if (is_natural()) {
      auto interruptions = plan_interruptions(well, calendar_, stops_, source);
      added.plan = plan_natural_days(well, calendar_, interruptions, source);
      added.life.emplace(well, calendar_, std::move(interruptions), source);
      added.instruments.emplace(well, faults, options_.partial_days, calendar_, source);
    } else {
      added.plan = plan_days(well.times, calendar_, source);
    }
    result_.wells.push_back({well, {}, {}, {}});
    result_.wells.back().rows.reserve(added.plan.size());
  }

  void live(int day) {
    SurfaceVolumes sum;
    std::vector<std::pair<Producer*, double>> withdrawals_rm3;
    const TankState state = tank_state();
    if (plant_) plant_->begin_day(day);
    std::vector<std::pair<std::size_t, ProducerDay>> produced;
    for (std::size_t i = 0; i < wells_.size(); ++i) {
      auto& well = wells_[i];
      if (!well.has_started(day)) continue;
      if (well.design.injects_on(day)) {
        sum.injected_sm3 += inject(i, day);
        continue;
      }
      auto done = produce(i, day, state);
      sum.oil_sm3 += done.volumes.oil_sm3;
      sum.gas_sm3 += done.volumes.gas_sm3;
      sum.water_sm3 += done.volumes.water_sm3;
      withdrawals_rm3.emplace_back(&well.producer, done.reservoir_liquid_rm3);
      produced.emplace_back(i, done);
    }
    publish(day, produced);
    book(day, sum, withdrawals_rm3);
  }

  [[nodiscard]] TankState tank_state() const {
    return {tank_.pressure_bar(), tank_.oil(), tank_.produced_gor(design_.rock),
            tank_.pore_volume_rm3(design_.tank.initial_pressure_bar), tank_.initial_oil_in_place_sm3()};
  }

  ProducerDay produce(std::size_t i, int day, const TankState& state) {
    auto& well = wells_[i];
    const auto& date = calendar_[day];
    const auto& planned = well.planned(day);
    const auto conditions = well.life ? well.life->begin_day(day, planned, plant_->separator_bar(),
                                                             plant_->opening_frac(i, day), well.producer)
                                      : well.producer.clean_conditions(day, planned.on_hours, date.hour_count,
                                                                       well.is_shut_after(day));
    auto done = well.producer.live(day, date.hour_count, conditions, state, sea_degc(date.date));
    if (well.life) well.life->end_day(done, state);
    const auto gauge =
        well.instruments ? well.instruments->downhole_state(day) : well.recorder.gauge_state(day);
    result_.wells[i].truth.push_back({day, done.inflow, done.flowing, gauge, 0, done.on_hours,
                                      conditions.opening_pct, done.volumes, false});
    return done;
  }

  /// Writes down the producers' day.
  void publish(int day, const std::vector<std::pair<std::size_t, ProducerDay>>& produced) {
    if (!is_natural()) {
      for (const auto& [i, done] : produced)
        add_row(i, day, wells_[i].recorder.record(calendar_[day].date, day, done));
      return;
    }
    std::vector<AllocatedDay> allocated;
    std::vector<double> water_sm3(wells_.size());
    std::vector<double> water_cut_frac(wells_.size());
    for (const auto& [i, done] : produced) {
      auto volumes = done.volumes;
      volumes.gas_sm3 += done.water_gas_sm3;
      allocated.push_back({&wells_[i].design, done.on_hours, volumes});
      water_sm3[i] = volumes.water_sm3;
      water_cut_frac[i] = done.inflow.water_cut_frac;
    }
    allocation_->share(day, allocated);
    plant_->end_day(day, water_sm3, water_cut_frac);
    for (std::size_t n = 0; n < produced.size(); ++n) {
      const auto& [i, done] = produced[n];
      auto& well = wells_[i];
      add_row(i, day, well.instruments->record(day, well.planned(day), done, allocated[n].volumes));
      result_.wells[i].truth.back().shows_flowing_means = well.instruments->shows_flowing_means();
    }
  }

  void add_row(std::size_t i, int day, DailyRow row) {
    if (wells_[i].planned(day).reported) result_.wells[i].rows.push_back(std::move(row));
  }

  [[nodiscard]] InjectionConditions injection_conditions(std::size_t i, int day) {
    auto& well = wells_[i];
    const auto& date = calendar_[day];
    double open_sm3_per_day = 0;  // what all that are open today could take
    for (const auto& other : wells_)
      if (other.injects_now(day)) open_sm3_per_day += other.injector.largest_rate_sm3_per_day();
    const double share =
        open_sm3_per_day > 0 ? well.injector.largest_rate_sm3_per_day() / open_sm3_per_day : 0.0;
    const double wanted_sm3_per_day = share * injection_.wanted_sm3_per_day(day, tank_);
    if (!is_natural())
      return well.injector.clean_conditions(day, well.planned(day).on_hours, date.hour_count,
                                            well.is_shut_after(day), tank_.pressure_bar(), wanted_sm3_per_day,
                                            sea_degc(date.date));
    const RandomSource source(options_.seed, static_cast<std::uint64_t>(well.design.index));
    const double drift = well.injection_drift.step(source, Aspect::injection_noise, day);
    return {well.planned(day).states, tank_.pressure_bar(),
            wanted_sm3_per_day * plant_->wanted_injection_frac() * (1 + drift), plant_->pump_bar(),
            sea_degc(date.date)};
  }

  double inject(std::size_t i, int day) {
    auto& well = wells_[i];
    const auto conditions = injection_conditions(i, day);
    const auto done = well.injector.live(calendar_[day].hour_count, conditions);
    add_row(i, day,
            well.instruments ? well.instruments->record(day, done)
                             : well.recorder.record(calendar_[day].date, day, done));
    const double injectivity = well.design.injector.injectivity_sm3_per_day_bar;
    result_.wells[i].injection_truth.push_back(
        {day, conditions.reservoir_bar, injectivity, done.on_hours, done.injected_sm3,
         done.on_hours > 0 ? std::optional(conditions.reservoir_bar + done.rate_sm3_per_day / injectivity)
                           : std::nullopt});
    return done.injected_sm3;
  }

  void collect_events() {
    if (!is_natural()) return;
    const auto take = [&](std::vector<FieldEvent> events) {
      std::erase_if(events, [&](const FieldEvent& event) {
        return event.from_hours >= calendar_.days.back().begin_hours + calendar_.days.back().hour_count;
      });
      result_.events.insert(result_.events.end(), events.begin(), events.end());
    };
    take(plant_->take_events());
    take(allocation_->take_events());
    for (auto& well : wells_) {
      take(well.life->take_events());
      take(well.instruments->take_events());
    }
    std::ranges::sort(result_.events, {}, [](const FieldEvent& event) {
      return std::tuple(event.well, event.from_hours, event.kind, event.to_hours);
    });
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

  const CompartmentOptions options_;
  const FieldCalendar& calendar_;
  CompartmentDesign design_;
  Fluid fluid_;
  LayerOutflow layer_;
  ReservoirTank tank_;
  InjectionPlan injection_;
  std::optional<Plant> plant_;
  std::optional<Allocation> allocation_;
  std::vector<PlantStop> stops_;
  std::vector<Well> wells_;
  double waiting_water_rm3_ = 0;
  SimulatedCompartment result_;
};

}  // namespace

SimulatedCompartment simulate_compartment(const CompartmentOptions& options, const FieldCalendar& calendar,
                                          const std::stop_token& stop) {
  FLODATA_CHECK(options.well_count >= 1 && options.well_count <= kWellsPerCompartment);
  return Simulation(options, calendar).run(stop);
}

}  // namespace flodata::simulator
