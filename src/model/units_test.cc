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

// Published: the field's 10,037,080.61 Sm3 of oil are 63.13 million stb; 1 Sm3/Sm3 = 5.6146 scf/stb (the
// cubic feet of a barrel, 5.614583, to the digits of the two factors); GOR 150 Sm3/Sm3 = 842 scf/stb.
TEST(Units, VolumesAndRatiosMatchPublishedConversions) {
  EXPECT_NEAR(from_metric(10'037'080.61, UnitFamily::liquid_volume, UnitSystem::field), 63.13e6, 0.005e6);
  EXPECT_DOUBLE_EQ(from_metric(1000, UnitFamily::gas_volume, UnitSystem::field), 35.3147);
  EXPECT_NEAR(from_metric(1, UnitFamily::gas_oil_ratio, UnitSystem::field), 5.614583, 1e-4);
  EXPECT_NEAR(from_metric(150, UnitFamily::gas_oil_ratio, UnitSystem::field), 842.2, 0.05);
  EXPECT_EQ(from_metric(0.25, UnitFamily::fraction, UnitSystem::field), 0.25);
  EXPECT_EQ(from_metric(7, UnitFamily::count, UnitSystem::field), 7);
}

TEST(Units, SymbolsOfVolumesAndRatios) {
  EXPECT_EQ(unit_symbol(UnitFamily::liquid_volume, UnitSystem::metric), "Sm3");
  EXPECT_EQ(unit_symbol(UnitFamily::liquid_volume, UnitSystem::field), "stb");
  EXPECT_EQ(unit_symbol(UnitFamily::gas_volume, UnitSystem::metric), "Sm3");
  EXPECT_EQ(unit_symbol(UnitFamily::gas_volume, UnitSystem::field), "Mscf");
  EXPECT_EQ(unit_symbol(UnitFamily::gas_oil_ratio, UnitSystem::metric), "Sm3/Sm3");
  EXPECT_EQ(unit_symbol(UnitFamily::gas_oil_ratio, UnitSystem::field), "scf/stb");
  EXPECT_EQ(unit_symbol(UnitFamily::fraction, UnitSystem::field), "fraction");
  EXPECT_EQ(unit_symbol(UnitFamily::count, UnitSystem::field), "1");
}

TEST(Units, MetricIsTheIdentity) {
  for (const auto& tag : kTags)
    EXPECT_EQ(from_metric(12.5, tag.family, UnitSystem::metric), 12.5) << tag.name;
}

}  // namespace
}  // namespace flodata
