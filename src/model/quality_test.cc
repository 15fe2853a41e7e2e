#include "model/quality.h"

#include <gtest/gtest.h>

namespace flodata {
namespace {

TEST(Quality, GoodRowHasNoText) { EXPECT_FALSE(quality_json(RowQuality{})); }

TEST(Quality, NamesOnlyTheValuesThatAreNotGood) {
  RowQuality quality{};
  quality[kOnStreamTag] = {QualityStatus::uncertain, QualityRule::r1_hours_clipped};
  quality[kDownholePressureTag] = {QualityStatus::bad, QualityRule::r5_dead_gauge};
  EXPECT_EQ(quality_json(quality), R"({"on_stream_hrs":{"status":"Uncertain","rule":"R1"},)"
                                   R"("avg_downhole_pressure":{"status":"Bad","rule":"R5"}})");
}

}  // namespace
}  // namespace flodata
