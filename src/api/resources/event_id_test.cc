#include "api/resources/event_source.h"

#include <gtest/gtest.h>

namespace flodata::api {
namespace {

TEST(EventId, SaysThePlaceAndIsReadBack) {
  const EventPlace whole{1207, std::nullopt};
  const EventPlace part{1207, Instant(std::chrono::microseconds(1'764'028'800'000'000))};
  EXPECT_EQ(to_event_id(whole), "1207");
  EXPECT_EQ(to_event_id(part), "1207.1764028800000000");
  EXPECT_EQ(parse_event_id("1207").value(), whole);
  const EventPlace of_a_lineage{1207, std::nullopt, 0x1c3f};
  EXPECT_EQ(to_event_id(of_a_lineage), "1207-1c3f");
  EXPECT_EQ(parse_event_id("1207-1c3f").value(), of_a_lineage);
  EXPECT_EQ(parse_event_id("1207.5-a").value(),
            (EventPlace{1207, Instant(std::chrono::microseconds(5)), 10}));
  EXPECT_EQ(parse_event_id("1207.1764028800000000").value(), part);
}

TEST(EventId, WhatIsNoneIsRejected) {
  for (const auto* text :
       {"", "x", "-1", "1.", ".1", "1.x", "1.2.3", " 1", "99999999999999999999", "7407321785015169870",
        "1.7407321785015169870", "1.-0", "1-", "1-0", "1--1", "1-x", "1-1-1", "-a", "1-ffffffffffffffff"})
    EXPECT_FALSE(parse_event_id(text)) << text;
}

}  // namespace
}  // namespace flodata::api
