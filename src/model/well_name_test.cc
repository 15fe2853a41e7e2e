#include "model/well_name.h"

#include <gtest/gtest.h>

#include "model/name_fold.h"

namespace flodata {
namespace {

TEST(WellName, CanonicalNameOfTheRegisterIsItsNameThereWithoutBlanks) {
  EXPECT_EQ(canonical_well_name("15/9-F-1 C", WellNaming::npd), "NO-15/9-F-1C");
  EXPECT_EQ(canonical_well_name("15/9-F-12", WellNaming::npd), "NO-15/9-F-12");
  EXPECT_EQ(canonical_well_name("99/1-A-1", WellNaming::npd), "NO-99/1-A-1");
}

TEST(WellName, NameOfAnotherRegisterStaysAsItIsWritten) {
  for (const std::string name : {"211/29-B22", "STATE 36-1H", "15/9-F-1 C"})
    EXPECT_EQ(canonical_well_name(name, WellNaming::as_written), name);
  EXPECT_EQ(canonical_well_name("Heron 2", WellNaming::npd), "Heron 2");
  EXPECT_EQ(canonical_well_name("15/9-", WellNaming::npd), "15/9-");
}

TEST(WellName, NamingsHaveTheirNamesInMappingsAndManifests) {
  for (const auto naming : {WellNaming::as_written, WellNaming::npd})
    EXPECT_EQ(find_well_naming(to_string(naming)), naming);
  EXPECT_FALSE(find_well_naming("npd"));
}

TEST(WellName, AliasesAreThoseOfTheRegisterOnly) {
  const WellNames volve_well{"NO-15/9-F-1C", "15/9-F-1 C", "NO 15/9-F-1 C"};
  EXPECT_EQ(well_aliases(volve_well), (std::vector<std::string>{"15/9-F-1 C", "NO 15/9-F-1 C", "F-1C"}));
  EXPECT_EQ(short_well_name(volve_well), "F-1C");
  const WellNames british{"211/29-B22", "211/29-B22", "B22"};
  EXPECT_TRUE(well_aliases(british).empty());
  EXPECT_EQ(short_well_name(british), "211/29-B22");
}

TEST(NameFold, CaseAndBlanksOfEveryScriptAreLeftOut) {
  EXPECT_EQ(fold_name(" no 15/9-f-1\tc\n"), "NO15/9-F-1C");
  EXPECT_EQ(fold_name("Скв.\u00A012\u202Fа"), "СКВ.12А");
  EXPECT_EQ(fold_name("ærø\u3000-1"), "ÆRØ-1");
  EXPECT_EQ(fold_name("\xF0\x9F\x9B\xA2 b"),
            "\xF0\x9F\x9B\xA2"
            "B");
}

TEST(NameFold, BytesThatAreNoTextStay) {
  EXPECT_EQ(fold_name("a\xFF\xC3 b"),
            "A\xFF\xC3"
            "B");
  EXPECT_EQ(fold_name("\xE2\x82"), "\xE2\x82");
}

}  // namespace
}  // namespace flodata
