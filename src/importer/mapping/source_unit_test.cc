// Units as people write them, and that the documentation lists them all.
#include "importer/mapping/source_unit.h"

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flodata::importer {
namespace {

using testing::HasSubstr;

const Tag& tag(std::string_view column) { return kTags[find_tag_by_source_column(column).value()]; }

std::string unit(std::string_view name, std::string_view column) {
  const auto found = find_source_unit(name, tag(column));
  return found ? found->name : "rejected: " + found.error().message;
}

TEST(SourceUnit, CaseBlanksAndWordsForADayDoNotMatter) {
  for (const char* name : {"MCF/D", "mcf/d", "Mcf/day", "MCFD", "Mscf/d", "mscf/d", "MSCF/DAY",
                           "Mscf per day", "MCFPD", "kscf/d"})
    EXPECT_EQ(unit(name, "BORE_GAS_VOL"), "Mscf/d") << name;
  for (const char* name : {"MMSCFD", "mmscf/d", "MMcf/D", "MMCFD"})
    EXPECT_EQ(unit(name, "BORE_GAS_VOL"), "MMscf/d") << name;
  for (const char* name : {"MCF", "mcf", "MSCF"}) EXPECT_EQ(unit(name, "BORE_GAS_VOL"), "Mscf") << name;
  for (const char* name : {"BBL", "BBLS", "Bbls.", "barrels"})
    EXPECT_EQ(unit(name, "BORE_OIL_VOL"), "bbl") << name;
  for (const char* name : {"BBL/D", "bpd", "b/d", "Bbls / day"})
    EXPECT_EQ(unit(name, "BORE_WAT_VOL"), "bbl/d") << name;
  for (const char* name : {"STB", "stb"}) EXPECT_EQ(unit(name, "BORE_OIL_VOL"), "stb") << name;
  for (const char* name : {"m3", "M3", "m³", "Sm³", "sm3", "m^3"})
    EXPECT_EQ(unit(name, "BORE_OIL_VOL"), "Sm3") << name;
  for (const char* name : {"e3m3", "E3M3", "10³m³", "10^3 m3", "1000 m3", "kSm3"})
    EXPECT_EQ(unit(name, "BORE_GAS_VOL"), "kSm3") << name;
  for (const char* name : {"PSIA", "psi(a)", "psi a"}) EXPECT_EQ(unit(name, "AVG_WHP_P"), "psia") << name;
  for (const char* name : {"kPag", "kPa(g)", "KPAG"}) EXPECT_EQ(unit(name, "AVG_WHP_P"), "kPag") << name;
  for (const char* name : {"°F", "F", "deg F", "DEGF"}) EXPECT_EQ(unit(name, "AVG_WHT_P"), "degF") << name;
  for (const char* name : {"HRS", "Hours", "hr"}) EXPECT_EQ(unit(name, "ON_STREAM_HRS"), "h") << name;
  EXPECT_EQ(unit("STB/D on stream", "BORE_OIL_VOL"), "stb/d on stream");
  EXPECT_EQ(unit("hrs down", "ON_STREAM_HRS"), "h down");
}

TEST(SourceUnit, CaseThatChangesTheValueMatters) {
  EXPECT_EQ(unit("MPa", "AVG_WHP_P"), "MPa");
  EXPECT_EQ(unit("MPA", "AVG_WHP_P"), "MPa");
  EXPECT_THAT(unit("mPa", "AVG_WHP_P"), HasSubstr("write MPa if that is meant"));
  EXPECT_EQ(unit("MSm3", "BORE_GAS_VOL"), "MSm3");
  EXPECT_THAT(unit("mSm3", "BORE_GAS_VOL"), HasSubstr("write MSm3 if that is meant"));
  for (const char* name : {"Mm3", "km3", "Nm3", "boe", "Mbbl", "gal", ""})
    EXPECT_THAT(unit(name, "BORE_GAS_VOL"), HasSubstr("unknown unit")) << name;
}

TEST(SourceUnit, NameThatSaysWhatFlowsGoesWithThatColumnOnly) {
  EXPECT_EQ(unit("bopd", "BORE_OIL_VOL"), "BOPD");
  EXPECT_THAT(unit("BOPD", "BORE_WAT_VOL"), HasSubstr("unknown unit 'BOPD' of BORE_WAT_VOL"));
  EXPECT_EQ(unit("BWPD", "BORE_WAT_VOL"), "BWPD");
  EXPECT_EQ(unit("BWPD", "BORE_WI_VOL"), "BWPD");
  EXPECT_EQ(unit("BWIPD", "BORE_WI_VOL"), "BWIPD");
  EXPECT_THAT(unit("BWIPD", "BORE_WAT_VOL"), HasSubstr("unknown"));
  EXPECT_THAT(unit("stb on stream", "BORE_OIL_VOL"), HasSubstr("unknown")) << "a volume is no rate";
  EXPECT_THAT(unit("kPag", "DP_CHOKE_SIZE"), HasSubstr("unknown")) << "a difference has no reference";
}

/// Known values: 1 bbl = 0.158987 Sm3, 1 Mscf = 28.3168 Sm3, 1 atm = 101.325 kPa, 1 kgf/cm2 = 98.0665 kPa.
TEST(SourceUnit, FactorsAreRight) {
  const auto converted = [](std::string_view name, std::string_view column, double value) {
    const auto found = find_source_unit(name, tag(column)).value();
    return (value + found.offset) * found.factor;
  };
  EXPECT_NEAR(converted("BOPD", "BORE_OIL_VOL", 1000), 158.987, 1e-3);
  EXPECT_NEAR(converted("MCF", "BORE_GAS_VOL", 1000), 28316.8, 0.1);
  EXPECT_NEAR(converted("MMcf/d", "BORE_GAS_VOL", 1), 28316.8, 0.1);
  EXPECT_EQ(converted("e3m3", "BORE_GAS_VOL", 2.5), 2500);
  EXPECT_EQ(converted("MSm3/d", "BORE_GAS_VOL", 2.5), 2.5e6);
  EXPECT_NEAR(converted("kPag", "AVG_WHP_P", 0), 1.01325, 1e-12);
  EXPECT_NEAR(converted("kPag", "AVG_WHP_P", 1000), 11.01325, 1e-12);
  EXPECT_NEAR(converted("kg/cm2", "AVG_WHP_P", 100), 98.0665, 1e-12);
  EXPECT_NEAR(converted("psig", "AVG_WHP_P", 0), 1.01325, 1e-12);
  EXPECT_NEAR(converted("F", "AVG_WHT_P", 212), 100, 1e-12);
  EXPECT_NEAR(converted("min", "ON_STREAM_HRS", 1440), 24, 1e-12);
}

TEST(SourceUnit, PublishedUnitsChangeNothing) {
  for (const auto& each : kTags) {
    const auto found = published_unit(each);
    EXPECT_EQ(found.factor, 1) << each.source_column;
    EXPECT_EQ(found.offset, 0) << each.source_column;
    EXPECT_EQ(found.basis, UnitBasis::as_it_is) << each.source_column;
  }
}

TEST(SourceUnit, DocumentationListsEverySpelling) {
  std::ifstream file(FLODATA_SOURCE_DIR "/docs/formats/mapping.md");
  std::ostringstream text;
  text << file.rdbuf();
  for (const auto& [name, others, family] : unit_spellings())
    EXPECT_THAT(text.str(),
                HasSubstr(fmt::format("`{}` | {}|", name, others.empty() ? "" : fmt::format("{} ", others))))
        << "docs/formats/mapping.md";
}

}  // namespace
}  // namespace flodata::importer
