#include "model/well_name.h"

#include <gtest/gtest.h>

namespace flodata {
namespace {

const std::vector<WellNames>& volve() {
  static const std::vector<WellNames> kWells = {
      {"NO-15/9-F-1C", "15/9-F-1 C", "NO 15/9-F-1 C"},    {"NO-15/9-F-11", "15/9-F-11", "NO 15/9-F-11 H"},
      {"NO-15/9-F-12", "15/9-F-12", "NO 15/9-F-12 H"},    {"NO-15/9-F-14", "15/9-F-14", "NO 15/9-F-14 H"},
      {"NO-15/9-F-15D", "15/9-F-15 D", "NO 15/9-F-15 D"}, {"NO-15/9-F-4", "15/9-F-4", "NO 15/9-F-4 AH"},
      {"NO-15/9-F-5", "15/9-F-5", "NO 15/9-F-5 AH"}};
  return kWells;
}

TEST(WellName, CanonicalNameIsTheNpdNameWithoutBlanks) {
  EXPECT_EQ(canonical_well_name("15/9-F-1 C"), "NO-15/9-F-1C");
  EXPECT_EQ(canonical_well_name("15/9-F-12"), "NO-15/9-F-12");
}

TEST(WellName, WellOfAnotherShelfKeepsItsName) {
  EXPECT_EQ(canonical_well_name("Eagle-7H"), "Eagle-7H");
  EXPECT_EQ(canonical_well_name("Heron 2"), "Heron2");
  EXPECT_EQ(canonical_well_name("99/1-A-1"), "NO-99/1-A-1");
  EXPECT_EQ(WellDirectory({{"Eagle-7H", "Eagle-7H", "Eagle-7H"}}).find("eagle-7h"), "Eagle-7H");
}

TEST(WellName, EveryPublishedNameFindsItsWell) {
  for (const auto& well : volve()) {
    EXPECT_EQ(WellDirectory(volve()).find(well.well_name), well.well_name);
    EXPECT_EQ(WellDirectory(volve()).find(well.npd_well_bore_name), well.well_name);
    EXPECT_EQ(WellDirectory(volve()).find(well.well_bore_code), well.well_name);
    EXPECT_EQ(WellDirectory(volve()).find(well.well_name.substr(8)), well.well_name)
        << well.well_name.substr(8);
  }
  EXPECT_EQ(WellDirectory(volve()).find("f-12"), "NO-15/9-F-12");
}

TEST(WellName, SidetrackOfASlotWithOneWellboreFindsIt) {
  EXPECT_EQ(WellDirectory(volve()).find("NO-15/9-F-11A"), "NO-15/9-F-11");
  EXPECT_EQ(WellDirectory(volve()).find("F-1 B"), "NO-15/9-F-1C");
  EXPECT_EQ(WellDirectory(volve()).find("F-15"), "NO-15/9-F-15D");
}

TEST(WellName, SidetrackOfASlotWithTwoWellboresIsAmbiguous) {
  auto wells = volve();
  wells.push_back({"NO-15/9-F-1B", "15/9-F-1 B", "NO 15/9-F-1 B"});
  const auto found = WellDirectory(wells).find("F-1");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::not_found);
  EXPECT_NE(found.error().message.find("NO-15/9-F-1B"), std::string::npos);
  EXPECT_EQ(WellDirectory(wells).find("F-1 C"), "NO-15/9-F-1C");
}

TEST(WellName, UnknownNameListsTheNearest) {
  const auto found = WellDirectory(volve()).find("NO-15/9-F-13");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("'NO-15/9-F-13' not found"), std::string::npos);
  EXPECT_NE(found.error().message.find("NO-15/9-F-12"), std::string::npos);
  EXPECT_FALSE(WellDirectory(volve()).find(""));
  EXPECT_FALSE(WellDirectory(volve()).find("15"));
  EXPECT_FALSE(WellDirectory().find("F-1"));
}

}  // namespace
}  // namespace flodata
