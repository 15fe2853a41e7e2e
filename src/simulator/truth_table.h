// Tables `prod_truth` and `prod_truth_events` of a simulated field's file: what the wells truly did, beside
// what was published. Nothing of them is streamed. Columns and units: docs/formats/simulated_field.md.
#pragma once

#include <optional>

#include "duck/database.h"
#include "simulator/compartment.h"

namespace flodata::simulator {

inline constexpr const char* kTruthTable = "prod_truth";
inline constexpr const char* kEventTable = "prod_truth_events";

/// Creates both tables, replacing those that are there. Errors: Failure.
void create_truth_tables(duck::Database& database);

/// Appends within one transaction.
class TruthWriter {
 public:
  explicit TruthWriter(duck::Database& database)
      : days_(database.append_to(kTruthTable)), events_(database.append_to(kEventTable)) {}

  void append(const SimulatedWell& well, const SimulatedCompartment& compartment);
  void append(const FieldEvent& event, const FieldCalendar& calendar, Instant begin);
  void close();

 private:
  duck::Appender days_;
  duck::Appender events_;
};

/// Returns the oil rate at which a well would flow against the atmosphere. [Sm3/d]
double absolute_open_flow_sm3_per_day(const Inflow& inflow);

/// Returns the skin that leaves a well the productivity it has. [1]
double skin_of(const Inflow& inflow, const WellDesign& design);

}  // namespace flodata::simulator
