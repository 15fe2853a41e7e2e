#include "simulator/wells/design.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace flodata::simulator {
namespace {

struct Range {
  double low;
  double high;
  [[nodiscard]] double pick(const RandomSource& random, Aspect aspect) const {
    return random.between(low, high, aspect);
  }
};

/// The pattern of a compartment: two large wells at first, a smaller one that becomes an injector, two later
/// ones into what is left, and two injectors.
struct Place {
  Range start_of_life;  // part of the field's life after which the well starts
  Range productivity_sm3_per_day_bar;
  Range drained_oil_sm3;
  Range permeability_variation;
  Range plateau_oil_sm3_per_day;
  Range largest_drawdown_bar;
  double inner_diameter_m;
  double choke_kv_m3_per_h;
};

constexpr std::array<Place, kProducersPerCompartment> kPlaces = {{
    {{0, 0}, {80, 110}, {8.5e6, 10.5e6}, {0.45, 0.60}, {4700, 5900}, {55, 78}, 0.152, 330},
    {{0.010, 0.015}, {70, 95}, {7.5e6, 9.3e6}, {0.45, 0.62}, {4000, 5200}, {52, 76}, 0.152, 310},
    {{0.04, 0.07}, {30, 45}, {2.2e6, 3.2e6}, {0.62, 0.75}, {1500, 2300}, {50, 72}, 0.124, 160},
    {{0.32, 0.42}, {34, 50}, {3.6e6, 5.0e6}, {0.50, 0.66}, {2000, 2900}, {52, 74}, 0.124, 170},
    {{0.58, 0.68}, {4, 9}, {0.7e6, 1.2e6}, {0.60, 0.72}, {180, 450}, {70, 92}, 0.100, 50},
}};
constexpr std::array<Range, kWellsPerCompartment - kProducersPerCompartment> kInjectorStarts = {
    {{0.004, 0.008}, {0.06, 0.10}}};
constexpr int kConvertedPlace = 2;
constexpr Range kConversionOfLife{0.52, 0.62};
constexpr int kShortestLifeBeforeConversionDays = 90;
/// The oil of the regions lasts a field of nine years; one of more days has so much more.
constexpr double kDesignLifeDays = 3288;

FluidDescription design_fluid(const RandomSource& random) {
  return {random.between(32.5, 34.5, Aspect::oil_gravity), random.between(0.78, 0.82, Aspect::gas_gravity),
          random.between(102, 108, Aspect::reservoir_temperature),
          random.between(146, 158, Aspect::solution_gor)};
}

RockDescription design_rock(const RandomSource& random) {
  constexpr double kWaterEndPoint = 0.4;
  constexpr double kWaterExponent = 3;
  constexpr double kOilExponent = 2.5;
  constexpr double kViscosityRatio = 1.6;
  return {random.between(0.18, 0.24, Aspect::connate_water),
          random.between(0.20, 0.26, Aspect::residual_oil),
          kWaterEndPoint,
          kWaterExponent,
          kOilExponent,
          kViscosityRatio};
}

ProducerDesign design_producer(int place, double life_factor, const RandomSource& well) {
  const auto& ranges = kPlaces[static_cast<std::size_t>(place)];
  return {ranges.productivity_sm3_per_day_bar.pick(well, Aspect::productivity),
          well.between(0.02, 0.05, Aspect::productivity_loss) / life_factor,
          ranges.drained_oil_sm3.pick(well, Aspect::drained_oil) * life_factor,
          ranges.permeability_variation.pick(well, Aspect::permeability_variation),
          ranges.plateau_oil_sm3_per_day.pick(well, Aspect::plateau),
          ranges.largest_drawdown_bar.pick(well, Aspect::largest_drawdown),
          well.between(0.95, 1.06, Aspect::gas_factor),
          ranges.choke_kv_m3_per_h};
}

int start_day(const Range& start_of_life, const FieldCalendar& calendar, const RandomSource& well) {
  const auto planned = static_cast<int>(start_of_life.pick(well, Aspect::start) * calendar.size());
  for (int day = planned; day < calendar.size(); ++day)  // not in the middle of a turnaround
    if (!calendar[day].turnaround) return day;
  return planned;
}

WellDesign design_well(int index, int place, double life_factor, double gauge_depth_m,
                       const FieldCalendar& calendar, const RandomSource& well) {
  constexpr double kRoughnessM = 3e-5;
  constexpr double kInjectorDiameterM = 0.152;
  const bool injector = place >= kProducersPerCompartment;
  const auto ranges_place = static_cast<std::size_t>(injector ? 0 : place);
  const auto& start_of_life =
      injector ? kInjectorStarts[static_cast<std::size_t>(place - kProducersPerCompartment)]
               : kPlaces[ranges_place].start_of_life;
  WellDesign design{index, injector, {start_day(start_of_life, calendar, well), std::nullopt}, {}, {}, {}};
  const double depth_m = gauge_depth_m + well.between(-25, 25, Aspect::depth);
  design.tubing = {depth_m, depth_m * well.between(1.15, 1.45, Aspect::depth, 1),
                   injector ? kInjectorDiameterM : kPlaces[ranges_place].inner_diameter_m, kRoughnessM};
  if (!injector) design.producer = design_producer(place, life_factor, well);
  design.injector = {well.between(90, 150, Aspect::injectivity), injector ? 9000.0 : 4000.0, 90};
  if (place == kConvertedPlace) {
    const auto day = static_cast<int>(kConversionOfLife.pick(well, Aspect::conversion) * calendar.size());
    if (day >= design.times.start_day + kShortestLifeBeforeConversionDays) design.times.conversion_day = day;
  }
  return design;
}

AquiferDescription design_aquifer(const CompartmentDesign& compartment, double pore_volume_rm3,
                                  const RandomSource& random) {
  constexpr double kTotalCompressibilityPerBar = 1.1e-4;  // of water and rock
  constexpr double kReservoirPerSurfaceVolume = 1.35;
  double plateau_sm3_per_day = 0;
  bool injection = false;
  for (const auto& well : compartment.wells) {
    injection = injection || well.begins_as_injector;
    if (!well.begins_as_injector) plateau_sm3_per_day += well.producer.plateau_oil_sm3_per_day;
  }
  const double size = (injection ? 12 : 70) * random.between(0.8, 1.2, Aspect::aquifer);
  const double full_drive_bar = injection ? 120 : 32;  // pressure difference at which it replaces a plateau
  return {size * pore_volume_rm3 * kTotalCompressibilityPerBar * compartment.tank.initial_pressure_bar,
          plateau_sm3_per_day * kReservoirPerSurfaceVolume / full_drive_bar};
}

/// How deep a natural field's reservoir lies, by the first one's depth.
double depth_factor(int first_well, std::uint64_t seed, FieldKind kind) {
  const int reservoir = first_well / kWellsPerCompartment / kCompartmentsPerReservoir;
  if (kind == FieldKind::clean || reservoir == 0) return 1;
  const RandomSource random(seed, kFirstReservoirOwner + static_cast<std::uint64_t>(reservoir));
  return random.between(0.78, 1.18, Aspect::reservoir);
}

FluidDescription at_depth(FluidDescription fluid, double factor) {
  constexpr double kGasExponent = 1.2;  // keeps the bubble point's part of the pressure (Standing 1947)
  fluid.reservoir_temp_degc *= factor;
  fluid.solution_gor *= std::pow(factor, kGasExponent);
  return fluid;
}

/// Groups of wells of a natural field start one after the other over the first part of its life.
void stagger(CompartmentDesign& design, int first_well, int days, std::uint64_t seed) {
  constexpr double kStartingPart = 0.45;
  const RandomSource random(seed, kFirstCompartmentOwner + static_cast<std::uint64_t>(first_well));
  const double offset = first_well == 0 ? 0 : random.between(0, kStartingPart, Aspect::start_of_group) * days;
  const auto moved = [&](int day) { return static_cast<int>(offset + day * (1 - offset / days)); };
  for (auto& well : design.wells) {
    well.times.start_day = moved(well.times.start_day);
    if (well.times.conversion_day)
      well.times.conversion_day = std::max(moved(*well.times.conversion_day),
                                           well.times.start_day + kShortestLifeBeforeConversionDays);
    if (well.times.conversion_day && *well.times.conversion_day >= days) well.times.conversion_day.reset();
  }
}

/// Chokes are bought alike and larger than most wells need, operators dare more, and injectors come late.
void make_natural(CompartmentDesign& design, int first_well, int days, std::uint64_t seed) {
  stagger(design, first_well, days, seed);
  const RandomSource random(seed, kFirstCompartmentOwner + static_cast<std::uint64_t>(first_well));
  design.separator_bar = random.between(26.5, 31, Aspect::separator);
  constexpr double kMoreDrawdown = 1.05;
  constexpr int kSmallPlace = 4;
  constexpr double kMoreOfTheSmall = 1.3;
  for (auto& well : design.wells) {
    const RandomSource source(seed, static_cast<std::uint64_t>(well.index));
    well.producer.choke_kv_m3_per_h = source.between(280, 420, Aspect::restart_opening, -1);
    well.producer.largest_drawdown_bar *= kMoreDrawdown;
    well.producer.gas_factor *= 0.965;  // water brings gas too
    if ((well.index - first_well) == kSmallPlace) well.producer.plateau_oil_sm3_per_day *= kMoreOfTheSmall;
    well.producer.productivity_loss_per_year_frac = 0;  // skin has it
    if (well.begins_as_injector)
      well.times.start_day =
          std::min(days - 1, well.times.start_day + static_cast<int>(source.between(0, 25, Aspect::start, 2) *
                                                                     std::min(1.0, days / kDesignLifeDays)));
  }
}

}  // namespace

CompartmentDesign design_compartment(int first_well, int well_count, std::uint64_t seed,
                                     const FieldCalendar& calendar, FieldKind kind) {
  constexpr double kRockCompressibilityPerBar = 6e-5;
  const RandomSource random(seed, kFirstCompartmentOwner + static_cast<std::uint64_t>(first_well));
  const double life_factor = std::max(1.0, calendar.size() / kDesignLifeDays);
  const double deep = depth_factor(first_well, seed, kind);
  const double gauge_depth_m = deep * random.between(2470, 2530, Aspect::depth);
  CompartmentDesign design{at_depth(design_fluid(random), deep), design_rock(random), {}, 0, 0, {}};
  double oil_sm3 = 0;
  for (int place = 0; place < well_count; ++place) {
    const int index = first_well + place;
    const RandomSource well(seed, static_cast<std::uint64_t>(index));
    design.wells.push_back(design_well(index, place, life_factor, gauge_depth_m, calendar, well));
    if (place < kProducersPerCompartment) oil_sm3 += design.wells.back().producer.drained_oil_sm3;
  }
  const double initial_bar = deep * random.between(322, 334, Aspect::initial_pressure);
  design.tank = {initial_bar, oil_sm3, design.rock.connate_water_frac, kRockCompressibilityPerBar, {}};
  const Fluid fluid(design.fluid);
  const ReservoirTank tank({initial_bar, oil_sm3, design.rock.connate_water_frac, 0, {1, 1}},
                           design.fluid.solution_gor, fluid);
  design.tank.aquifer = design_aquifer(design, tank.pore_volume_rm3(initial_bar), random);
  design.target_pressure_bar = deep * random.between(298, 306, Aspect::target_pressure);
  design.separator_bar = random.between(17, 20, Aspect::separator);
  if (kind == FieldKind::natural) make_natural(design, first_well, calendar.size(), seed);
  return design;
}

}  // namespace flodata::simulator
