#include "model/units.h"

#include <gtest/gtest.h>

namespace flodata {
namespace {

// Published: 1 Sm3 = 6.2898 stb; 1000 Sm3 = 35.3147 Mscf; 100 bar = 1450.3774 psi; 100 degC = 212 degF.
TEST(Units, FieldUnitsMatchPublishedConversions) {
  EXPECT_DOUBLE_EQ(from_metric(1000, UnitFamily::liquid_rate, UnitSystem::field), 6289.8);
  EXPECT_DOUBLE_EQ(from_metric(1000, UnitFamily::gas_rate, UnitSystem::field), 35.3147);
  EXPECT_DOUBLE_EQ(from_metric(100, UnitFamily::pressure, UnitSystem::field), 1450.3774);
  EXPECT_DOUBLE_EQ(from_metric(100, UnitFamily::temperature, UnitSystem::field), 212);
  EXPECT_DOUBLE_EQ(from_metric(40, UnitFamily::percent, UnitSystem::field), 40);
}

TEST(Units, MetricIsTheIdentity) {
  for (const auto& tag : kTags)
    EXPECT_EQ(from_metric(12.5, tag.family, UnitSystem::metric), 12.5) << tag.name;
}

}  // namespace
}  // namespace flodata
