// Where inflow, tubing and choke agree: the pressures and the rate at which a well flows.
#pragma once

#include <optional>

#include "simulator/physics/choke.h"
#include "simulator/physics/inflow.h"
#include "simulator/physics/tubing.h"

namespace flodata::simulator {

struct OperatingPoint {
  double bottomhole_bar;
  double wellhead_bar;
  double liquid_sm3_per_day;
};

struct WellSystem {
  const Inflow& inflow;
  const Tubing& tubing;
  const Choke& choke;
  const WellStream& stream;
  double opening_pct;
  double outlet_bar;  // behind the choke
  double reservoir_temp_k;
};

/// Returns the steady flow through inflow, tubing and choke in a row (nodal analysis; Gilbert 1954, as
/// above; Mach, Proaño & Brown 1979, SPE 8025), or nothing when the standing column is too heavy to be
/// lifted.
std::optional<OperatingPoint> find_operating_point(const WellSystem& well);

}  // namespace flodata::simulator
