#include "base/task_count.h"

#include <optional>
#include <thread>

#include <gtest/gtest.h>

namespace flodata {
namespace {

TEST(TaskCount, MovedMemberCountsOnce) {
  TaskCount count;
  {
    TaskCount::Member first(count);
    const TaskCount::Member second(std::move(first));
    EXPECT_EQ(count.alive(), 1);
  }
  EXPECT_EQ(count.alive(), 0);
}

TEST(TaskCount, WaitingEndsWithTheLastMember) {
  TaskCount count;
  std::optional<TaskCount::Member> member(count);
  std::thread ending([&] { member.reset(); });
  EXPECT_TRUE(count.wait_until_none(std::chrono::seconds(20)));
  ending.join();
}

TEST(TaskCount, WaitingGivesUpAtTheLimit) {
  TaskCount count;
  const TaskCount::Member member(count);
  EXPECT_FALSE(count.wait_until_none(std::chrono::milliseconds(1)));
}

}  // namespace
}  // namespace flodata
