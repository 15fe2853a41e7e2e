#include "pg/session_budget.h"

#include <vector>

#include <gtest/gtest.h>

namespace flodata::pg {
namespace {

TEST(SessionBudget, GivesPlacesUpToTheLimitLessThoseOfOthers) {
  SessionBudget budget(kStreamerSessions);
  budget.limit_to(5);
  EXPECT_EQ(budget.limit(), 2);
  auto first = budget.try_take();
  {
    const auto second = budget.try_take();
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(budget.is_scarce());
    EXPECT_FALSE(budget.try_take());
    EXPECT_TRUE(budget.is_scarce());
  }
  EXPECT_TRUE(budget.try_take());
}

TEST(SessionBudget, AlwaysHasOnePlace) {
  SessionBudget budget(kStreamerSessions);
  budget.limit_to(2);
  EXPECT_TRUE(budget.try_take());
}

TEST(SessionBudget, RejectionLeavesTheOtherPlaces) {
  SessionBudget budget(0);
  auto kept = budget.try_take();
  {
    const auto rejected = budget.try_take();
    budget.reject();
  }
  EXPECT_TRUE(budget.is_scarce());
  EXPECT_FALSE(budget.try_take());
}

}  // namespace
}  // namespace flodata::pg
