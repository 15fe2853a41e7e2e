#include "model/tag.h"

#include <set>
#include <string_view>

#include <gtest/gtest.h>

namespace flodata {
namespace {

TEST(Tag, NamesAndSourceColumnsAreUnique) {
  std::set<std::string_view> names;
  std::set<std::string_view> columns;
  for (const auto& tag : kTags) {
    EXPECT_TRUE(names.insert(tag.name).second) << tag.name;
    EXPECT_TRUE(columns.insert(tag.source_column).second) << tag.source_column;
    EXPECT_LT(tag.lower, tag.upper) << tag.name;
  }
}

// A name may be a tag's own or its short one, so the two together must be unambiguous.
TEST(Tag, ShortNamesAreUniqueAndNoOtherTagsName) {
  std::set<std::string_view> short_names;
  for (TagIndex i = 0; i < kTagCount; ++i) {
    EXPECT_TRUE(short_names.insert(kTags[i].short_name).second) << kTags[i].short_name;
    EXPECT_EQ(find_tag(kTags[i].short_name).value_or(i), i) << kTags[i].short_name;
    EXPECT_EQ(find_tag_by_short_name(kTags[i].short_name), i);
  }
}

TEST(Tag, ShortNamesAreTheKeysOfTheWellsEndpoints) {
  EXPECT_EQ(find_tag_by_short_name("thp"), find_tag("avg_whp_p"));
  EXPECT_EQ(find_tag_by_short_name("wht"), find_tag("avg_wht_p"));
  EXPECT_EQ(find_tag_by_short_name("choke_size"), find_tag("avg_choke_size_p"));
  EXPECT_EQ(find_tag_by_short_name("annulus_pressure"), find_tag("avg_annulus_press"));
  EXPECT_EQ(find_tag_by_short_name("dp_tubing"), find_tag("avg_dp_tubing"));
  EXPECT_EQ(find_tag_by_short_name("downhole_pressure"), kDownholePressureTag);
  EXPECT_EQ(find_tag_by_short_name("downhole_temperature"), find_tag("avg_downhole_temperature"));
  EXPECT_EQ(find_tag_by_short_name("dp_choke_size"), find_tag("dp_choke_size"));
  EXPECT_EQ(find_tag_by_short_name("oil_rate"), kOilRateTag);
  EXPECT_FALSE(find_tag_by_short_name("avg_whp_p"));
}

TEST(Tag, UnknownNameIsNotFound) {
  EXPECT_FALSE(find_tag("oil"));
  EXPECT_FALSE(find_tag_by_source_column("oil_rate"));
}

}  // namespace
}  // namespace flodata
