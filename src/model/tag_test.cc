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

TEST(Tag, UnknownNameIsNotFound) {
  EXPECT_FALSE(find_tag("oil"));
  EXPECT_FALSE(find_tag_by_source_column("oil_rate"));
}

}  // namespace
}  // namespace flodata
