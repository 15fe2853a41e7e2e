// Units in the names of columns, against those of a mapping.
#include "importer/mapping/header_unit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flodata::importer {
namespace {

using testing::HasSubstr;

const Tag& tag(std::string_view column) { return kTags[find_tag_by_source_column(column).value()]; }

std::string said(std::string_view name, std::string_view column) {
  const auto unit = unit_in_name(name, tag(column));
  return unit ? unit->name : "";
}

/// The warning, or an empty text.
std::string warning(std::string_view name, std::string_view column, std::string_view declared) {
  return unit_contradiction(name, tag(column), find_source_unit(declared, tag(column)).value()).value_or("");
}

TEST(HeaderUnit, IsFoundInBracketsOrAtTheEnd) {
  EXPECT_EQ(said("THP (psi)", "AVG_WHP_P"), "psi");
  EXPECT_EQ(said("Tubing head pressure [bar(g)]", "AVG_WHP_P"), "barg");
  EXPECT_EQ(said("THP (avg) [psig]", "AVG_WHP_P"), "psig");
  EXPECT_EQ(said("WHP_PSIG", "AVG_WHP_P"), "psig");
  EXPECT_EQ(said("THP bar g", "AVG_WHP_P"), "barg");
  EXPECT_EQ(said("Oil, bbl/d", "BORE_OIL_VOL"), "bbl/d");
  EXPECT_EQ(said("Gas 10^3 m3", "BORE_GAS_VOL"), "kSm3");
  EXPECT_EQ(said("GAS_MCF", "BORE_GAS_VOL"), "Mscf");
  EXPECT_EQ(said("Temp (\u00b0F)", "AVG_WHT_P"), "degF");
  EXPECT_EQ(said("Hours Down", "ON_STREAM_HRS"), "h down");
  for (const auto* name : {"THP", "Pressure (avg)", "Min THP", "THP (", "THP )psi(", "", "()"})
    EXPECT_EQ(said(name, "AVG_WHP_P"), "") << name;
  EXPECT_EQ(said("Gas (MM m3)", "BORE_GAS_VOL"), "") << "not m3";
}

TEST(HeaderUnit, NameThatSaysAnotherUnitThanTheMappingIsAWarning) {
  EXPECT_EQ(
      warning("THP (psi)", "AVG_WHP_P", "bar"),
      "AVG_WHP_P: the name of the column 'THP (psi)' says psi, and the mapping bar: correct the one that "
      "is wrong");
  EXPECT_THAT(warning("THP (psig)", "AVG_WHP_P", "psia"), HasSubstr("says psig, and the mapping psia"));
  EXPECT_THAT(warning("THP (psia)", "AVG_WHP_P", "psig"), HasSubstr("says psia"));
  EXPECT_THAT(warning("Oil (bbl)", "BORE_OIL_VOL", "Sm3"), HasSubstr("says bbl, and the mapping Sm3"));
  EXPECT_THAT(warning("Gas m3", "BORE_GAS_VOL", "kSm3"), HasSubstr("says Sm3, and the mapping kSm3"));
  EXPECT_THAT(warning("WHT (K)", "AVG_WHT_P", "degC"), HasSubstr("says K"));
  EXPECT_THAT(warning("WHT [C]", "AVG_WHT_P", "K"), HasSubstr("says degC"));
  EXPECT_THAT(warning("On (h)", "ON_STREAM_HRS", "fraction"), HasSubstr("says h"));
  EXPECT_THAT(warning("Downtime (h)", "ON_STREAM_HRS", "h"), HasSubstr("speaks of time down"));
}

TEST(HeaderUnit, NameThatMeansTheSameOrSaysLessIsNone) {
  EXPECT_EQ(warning("THP (psi)", "AVG_WHP_P", "psig"), "") << "the mapping knows the reference";
  EXPECT_EQ(warning("THP (bar)", "AVG_WHP_P", "barg"), "");
  EXPECT_EQ(warning("THP (bara)", "AVG_WHP_P", "bar"), "");
  EXPECT_EQ(warning("Oil (bbl)", "BORE_OIL_VOL", "stb/d"), "")
      << "a day's volume and its rate are one number";
  EXPECT_EQ(warning("Oil (bbl/d)", "BORE_OIL_VOL", "bbl/d on stream"), "");
  EXPECT_EQ(warning("Gas (MCF)", "BORE_GAS_VOL", "Mscf/d"), "");
  EXPECT_EQ(warning("Downtime (h)", "ON_STREAM_HRS", "h down"), "");
  EXPECT_EQ(warning("AVG_DOWNHOLE_PRESSURE", "AVG_DOWNHOLE_PRESSURE", "psi"), "");
  EXPECT_EQ(warning("THP", "AVG_WHP_P", "psi"), "");
}

}  // namespace
}  // namespace flodata::importer
