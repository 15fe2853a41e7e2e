// Which well a name means, and that no well ever answers for another one.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "model/name_fold.h"
#include "model/well_name.h"

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

WellNames npd_well(const std::string& name, const std::string& code) {
  return {canonical_well_name(name, WellNaming::npd), name, code};
}

WellNames foreign_well(const std::string& name) { return {name, name, name}; }

std::string error_of(const WellDirectory& wells, std::string_view asked) {
  const auto found = wells.find(asked);
  return found ? "found " + *found : found.error().message;
}

TEST(WellDirectory, EveryPublishedNameFindsItsWell) {
  const WellDirectory wells(volve());
  for (const auto& well : volve()) {
    EXPECT_EQ(wells.find(well.well_name), well.well_name);
    EXPECT_EQ(wells.find(well.npd_well_bore_name), well.well_name);
    EXPECT_EQ(wells.find(well.well_bore_code), well.well_name);
    EXPECT_EQ(wells.find(short_well_name(well)), well.well_name);
  }
  EXPECT_EQ(wells.find("f-12"), "NO-15/9-F-12");
  EXPECT_EQ(wells.find("no-15/9 - f - 1c"), "NO-15/9-F-1C");
}

TEST(WellDirectory, SidetrackOfASlotWithOneWellboreFindsIt) {
  const WellDirectory wells(volve());
  for (const auto* name : {"F-11A", "F-11 A", "F-11 T2", "F-11 A T2", "NO-15/9-F-11A", "15/9-F-11 B"})
    EXPECT_EQ(wells.find(name), "NO-15/9-F-11") << name;
  EXPECT_EQ(wells.find("F-1 B"), "NO-15/9-F-1C");
  EXPECT_EQ(wells.find("F-4A"), "NO-15/9-F-4");
}

TEST(WellDirectory, NothingElseIsAName) {
  const WellDirectory wells(volve());
  for (const auto* name : {"F-12xyz",
                           "F-12 (closed)",
                           "F-11;",
                           "F-11B'; DROP TABLE x; --",
                           "F-4X",
                           "F-11 T",
                           "F-11 T22",
                           "F-11AB",
                           "F-15",
                           "F-1",
                           "15/9-F",
                           "NO-",
                           "NO",
                           "15",
                           "",
                           " ",
                           "12",
                           "F-",
                           "-12",
                           "A",
                           "T2",
                           "NO 15/9-F-12",
                           "NO-NO-15/9-F-12",
                           "F-12\n.",
                           "*",
                           "%"})
    EXPECT_FALSE(wells.find(name)) << name;
}

TEST(WellDirectory, NameLongerThanAnyIsNotCutToOneThatIsThere) {
  const std::string name(100, 'W');
  const WellDirectory wells({foreign_well(name)});
  EXPECT_EQ(wells.find(name), name);
  EXPECT_FALSE(wells.find(name + "W"));
  EXPECT_LT(error_of(wells, std::string(100'000, 'x')).size(), 400U);
}

TEST(WellDirectory, SidetrackOfASlotWithTwoWellboresIsAmbiguous) {
  auto names = volve();
  names.push_back(npd_well("15/9-F-1 B", "NO 15/9-F-1 B"));
  const WellDirectory wells(names);
  EXPECT_EQ(wells.find("F-1 C"), "NO-15/9-F-1C");
  const auto message = error_of(wells, "F-1 A");
  EXPECT_NE(message.find("NO-15/9-F-1C or NO-15/9-F-1B"), std::string::npos) << message;
  EXPECT_NE(message.find("more than one well"), std::string::npos) << message;
}

TEST(WellDirectory, NameOfAWellThatIsNotLiveYetMeansNobody) {
  auto names = volve();
  const auto later = npd_well("15/9-F-11 A", "NO 15/9-F-11 A");
  for (const auto* name : {"NO-15/9-F-11A", "F-11 A", "15/9-F-11 A", "NO 15/9-F-11 A", "F-11 B"})
    EXPECT_FALSE(WellDirectory(names, {later}).find(name)) << name;
  EXPECT_EQ(WellDirectory(names, {later}).find("F-11"), "NO-15/9-F-11");
  EXPECT_EQ(error_of(WellDirectory(names, {later}), "F-11 A").find("more than one"), std::string::npos);
  names.push_back(later);
  EXPECT_EQ(WellDirectory(names).find("F-11 A"), "NO-15/9-F-11A");
}

TEST(WellDirectory, NameOfAnotherFieldIsKnownByItselfOnly) {
  const WellDirectory wells({foreign_well("STATE 36-1H"), foreign_well("211/29-B22")},
                            {foreign_well("STATE 36-1MBH")});
  EXPECT_EQ(wells.find("STATE 36-1H"), "STATE 36-1H");
  EXPECT_EQ(wells.find("state36-1h"), "STATE 36-1H");
  EXPECT_EQ(wells.find("211/29-b22"), "211/29-B22");
  for (const auto* name : {"STATE 36-1MBH", "STATE 36-1", "STATE 36-1HA", "STATE 36-1H T2", "B22",
                           "NO-211/29-B22", "211/29-B22A"})
    EXPECT_FALSE(wells.find(name)) << name;
}

TEST(WellDirectory, NamesThatDifferInCaseAreFoundExactlyAndOtherwiseAmbiguous) {
  const WellDirectory wells({foreign_well("EAGLE-7H"), foreign_well("Eagle-7H")});
  EXPECT_EQ(wells.find("Eagle-7H"), "Eagle-7H");
  EXPECT_EQ(wells.find("EAGLE-7H"), "EAGLE-7H");
  EXPECT_EQ(error_of(wells, "eagle-7h"),
            "Well 'eagle-7h' not found: the name fits more than one well; ask for EAGLE-7H or Eagle-7H");
}

TEST(WellDirectory, UnknownNameListsTheNearest) {
  const auto message = error_of(WellDirectory(volve()), "NO-15/9-F-13");
  EXPECT_NE(message.find("'NO-15/9-F-13' not found"), std::string::npos);
  EXPECT_NE(message.find("NO-15/9-F-12"), std::string::npos);
  EXPECT_NE(error_of(WellDirectory(), "F-1").find("no well has data yet"), std::string::npos);
  EXPECT_EQ(error_of(WellDirectory(volve(), {foreign_well("F-13")}), "F-13").find("F-13,"),
            std::string::npos);
}

/// Names that are near to each other, so that they often clash.
rc::Gen<std::string> any_name() {
  return rc::gen::mapcat(rc::gen::inRange(0, 3), [](int kind) -> rc::Gen<std::string> {
    const auto text = [](const char* letters) {
      return rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string(letters))));
    };
    if (kind == 0) return text("aAbBtT12- /");
    if (kind == 1)
      return rc::gen::map(text("12ABTX "), [](const std::string& tail) { return "15/9-F-1" + tail; });
    return rc::gen::element<std::string>("15/9-F-1", "15/9-F-1 A", "15/9-F-1 B", "F-1", "F-1A", "f-1 a",
                                         "NO-15/9-F-1", "15/9-F-1 T2", "NO 15/9-F-1 H", "1/9-1", "1/9-1 A",
                                         "1", "ærø 1", "ÆRØ1");
  });
}

std::vector<std::string> few_names() {
  constexpr int kMost = 8;
  return *rc::gen::resize(kMost, rc::gen::container<std::vector<std::string>>(any_name()));
}

struct Field {
  std::vector<WellNames> live;
  std::vector<WellNames> to_come;
};

Field any_field(WellNaming naming) {
  Field field;
  std::set<std::string> taken;
  for (const auto& name : few_names()) {
    const auto canonical = canonical_well_name(name, naming);
    if (!taken.insert(canonical).second) continue;
    (*rc::gen::inRange(0, 3) == 0 ? field.to_come : field.live).push_back({canonical, name, name + " H"});
  }
  return field;
}

/// All that the contract calls a name of the well, folded; sidetracks of its slot by their bare form.
std::set<std::string> names_of(const WellNames& well) {
  std::set<std::string> names{fold_name(well.well_name)};
  if (well.well_name == well.npd_well_bore_name) return names;
  names.insert(fold_name(well.npd_well_bore_name));
  names.insert(fold_name(well.well_bore_code));
  const auto npd = fold_name(well.npd_well_bore_name);
  names.insert(npd.substr(npd.find('-') + 1));
  std::string slot = npd;
  if (slot.size() > 2 && slot.ends_with('2') && slot[slot.size() - 2] == 'T') slot.resize(slot.size() - 2);
  if (slot.back() >= 'A' && slot.back() <= 'Q') slot.pop_back();
  if (slot.back() < '0' || slot.back() > '9') slot = npd;
  for (const auto& base : {"NO-" + slot, slot, slot.substr(slot.find('-') + 1)})
    for (char letter = 'A' - 1; letter <= 'Q'; ++letter)
      for (char digit = '0' - 1; digit <= '9'; ++digit) {
        auto name = base;
        if (letter >= 'A') name += letter;
        if (digit >= '0') name += std::string("T") + digit;
        if (name != base) names.insert(name);
      }
  return names;
}

void no_well_answers_for_another(WellNaming naming) {
  const auto field = any_field(naming);
  const WellDirectory wells(field.live, field.to_come);
  auto all = field.live;
  all.insert(all.end(), field.to_come.begin(), field.to_come.end());
  for (const auto& well : field.live) RC_ASSERT(wells.find(well.well_name).value_or("") == well.well_name);
  for (const auto& well : field.to_come) RC_ASSERT(!wells.find(well.well_name));
  auto asked = few_names();
  for (const auto& well : all)
    for (const auto& alias : well_aliases(well)) asked.push_back(alias);
  std::map<std::string, std::set<std::string>> names;
  for (const auto& well : field.live) names.emplace(well.well_name, names_of(well));
  for (const auto& name : asked) {
    const auto found = wells.find(name);
    if (!found) continue;
    const auto well = std::ranges::find(field.live, *found, &WellNames::well_name);
    RC_ASSERT(well != field.live.end());
    if (name == well->well_name) continue;
    RC_ASSERT(std::ranges::none_of(all, [&](const auto& other) { return other.well_name == name; }));
    RC_ASSERT(names.at(*found).contains(fold_name(name)));
  }
}

RC_GTEST_PROP(WellNameProperty, NoWellAnswersForAnotherAsWritten, ()) {
  no_well_answers_for_another(WellNaming::as_written);
}

RC_GTEST_PROP(WellNameProperty, NoWellAnswersForAnotherOfTheRegister, ()) {
  no_well_answers_for_another(WellNaming::npd);
}

/// An alias that two wells have must find neither.
RC_GTEST_PROP(WellNameProperty, AliasOfTwoWellsFindsNeither, ()) {
  const auto field = any_field(WellNaming::npd);
  const WellDirectory wells(field.live, field.to_come);
  std::map<std::string, std::set<std::string>> owners;
  std::set<std::string> canonical;
  for (const auto* group : {&field.live, &field.to_come})
    for (const auto& well : *group) {
      canonical.insert(well.well_name);
      owners[fold_name(well.well_name)].insert(well.well_name);
      for (const auto& alias : well_aliases(well)) owners[fold_name(alias)].insert(well.well_name);
    }
  for (const auto& [alias, names] : owners)
    if (names.size() > 1 && !canonical.contains(alias)) RC_ASSERT(!wells.find(alias));
}

}  // namespace
}  // namespace flodata
