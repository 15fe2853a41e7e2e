#include "base/edit_distance.h"

#include <string>

#include <gtest/gtest.h>

namespace flodata {
namespace {

TEST(EditDistance, CountsWhatIsInsertedDeletedAndReplaced) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("wells", ""), 5U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(EditDistance, OfLongTextsOnlyTheBeginCounts) {
  EXPECT_EQ(edit_distance(std::string(1'000'000, 'a'), std::string(1'000'000, 'b')), kMostCompared);
  EXPECT_EQ(edit_distance(std::string(kMostCompared, 'a') + 'x', std::string(kMostCompared, 'a') + 'y'), 0U);
  EXPECT_EQ(
      edit_distance(std::string(kMostCompared - 1, 'a') + 'x', std::string(kMostCompared - 1, 'a') + 'y'),
      1U);
}

}  // namespace
}  // namespace flodata
