// From what the wells of a natural compartment truly gave to what is published: the sum is metered, and
// shared by what each well should have given by its last test. Tests err, so a well's volumes step with each
// test, and what one well is given too much the others lack.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "simulator/field_event.h"
#include "simulator/wells/design.h"
#include "simulator/wells/producer.h"

namespace flodata::simulator {

/// A well's day before and after allocation.
struct AllocatedDay {
  const WellDesign* well;
  double on_hours;
  SurfaceVolumes volumes;  // true ones before, published ones after
};

class Allocation {
 public:
  Allocation(const FieldCalendar& calendar, const RandomSource& compartment, std::uint64_t seed)
      : calendar_(calendar), random_(compartment), seed_(seed) {}

  /// Replaces the true volumes of all producers of a day.
  void share(int day, std::vector<AllocatedDay>& wells);

  [[nodiscard]] std::vector<FieldEvent> take_events() { return std::move(events_); }

 private:
  static constexpr std::size_t kPhases = 3;  // oil, gas, water
  using Factors = std::array<double, kPhases>;
  struct LastTest {
    int well = -1;
    int next_day = 0;
    Factors error{};  // logarithm
  };

  [[nodiscard]] Factors assumed(int day, const AllocatedDay& well);
  void test(LastTest& last, const AllocatedDay& well, int day, const RandomSource& random);
  void correct(int day, AllocatedDay& well);

  const FieldCalendar& calendar_;
  RandomSource random_;
  std::uint64_t seed_;
  std::array<LastTest, kProducersPerCompartment> tests_;
  std::vector<FieldEvent> events_;
};

}  // namespace flodata::simulator
