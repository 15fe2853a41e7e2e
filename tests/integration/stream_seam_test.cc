// Where the source time of a stream does not go on: by its segments, and as the database keeps them.
#include "store/stream_seam.h"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include "base/run_coroutine.h"
#include "store/data_axis.h"
#include "store/production_store.h"
#include "support/temporary_postgres.h"

namespace flodata::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using store::Seam;
using store::SeamKind;
using store::StreamSegment;

constexpr Instant kFirst = std::chrono::sys_days{2021y / 3 / 1};
constexpr Instant kLive = std::chrono::sys_days{2026y / 1 / 1};

/// Positions in days since the source's first; the source has 100 days.
StreamSegment segment(int from, int to, Instant label_of_from, double speed = 1) {
  return {.from = kFirst + days(from),
          .to = kFirst + days(to),
          .anchor_source = kFirst + days(from),
          .anchor_live = label_of_from,
          .speed = speed,
          .source_start = kFirst,
          .source_period = days(100)};
}

std::optional<Seam> found(const std::vector<StreamSegment>& segments, Instant last) {
  return store::newest_seam(segments, last);
}

TEST(StreamSeam, ThereIsNoneInTheFirstLoop) {
  EXPECT_EQ(found({}, kLive), std::nullopt);
  EXPECT_EQ(found({segment(0, 90, kLive)}, kLive + days(80)), std::nullopt);
  EXPECT_EQ(found({segment(40, 100, kLive)}, kLive + days(59)), std::nullopt);
}

TEST(StreamSeam, IsWhereTheNewestLoopBegins) {
  const std::vector segments = {segment(0, 350, kLive)};
  EXPECT_EQ(found(segments, kLive + days(349)), (Seam{kLive + days(300), SeamKind::loop}));
  EXPECT_EQ(found(segments, kLive + days(300)), (Seam{kLive + days(300), SeamKind::loop}));
  EXPECT_EQ(found(segments, kLive + days(300) - 1h), (Seam{kLive + days(200), SeamKind::loop}));
  EXPECT_EQ(found(segments, kLive + days(99)), std::nullopt);
}

TEST(StreamSeam, AChangeOfTheSpeedOrAPauseIsNone) {
  const std::vector segments = {segment(0, 40, kLive), segment(40, 60, kLive + days(40), 10),
                                segment(60, 70, kLive + days(45))};
  EXPECT_EQ(found(segments, kLive + days(50)), std::nullopt);
}

TEST(StreamSeam, NewestOnesComeInTheirOrder) {
  const std::vector segments = {segment(0, 250, kLive), segment(20, 220, kLive + days(250))};
  const Seam first{kLive + days(100), SeamKind::loop};
  const Seam second{kLive + days(200), SeamKind::loop};
  const Seam jump{kLive + days(250), SeamKind::jump};
  const Seam third{kLive + days(330), SeamKind::loop};
  const Seam fourth{kLive + days(430), SeamKind::loop};
  EXPECT_EQ(store::newest_seams(segments, 10), (std::vector{first, second, jump, third, fourth}));
  EXPECT_EQ(store::newest_seams(segments, 3), (std::vector{jump, third, fourth}));
  EXPECT_EQ(store::newest_seams(segments, 2), (std::vector{third, fourth}));
  EXPECT_TRUE(store::newest_seams({}, 10).empty());
}

TEST(DataAxis, ADayOfDataIsADayWhateverTheSpeed) {
  // 40 days at speed 1, 20 at speed 10, a pause of 5 days, 10 at speed 1.
  const std::vector segments = {segment(0, 40, kLive), segment(40, 60, kLive + days(40), 10),
                                segment(60, 70, kLive + days(47))};
  const store::DataAxis axis(segments, 1);
  EXPECT_EQ(axis.data_at(kLive + days(50)), days(63));
  EXPECT_EQ(axis.label_at(days(63)), kLive + days(50));
  EXPECT_EQ(axis.label_at(days(63) - days(10)), kLive + days(40) + std::chrono::minutes(1872));
  EXPECT_EQ(axis.label_at(days(63) - days(30)), kLive + days(33));
}

TEST(DataAxis, APauseIsNothingAndWhatCameAgainCountsAgain) {
  const std::vector segments = {segment(0, 40, kLive), segment(10, 30, kLive + days(60))};
  const store::DataAxis axis(segments, 1);
  EXPECT_EQ(axis.data_at(kLive + days(50)), days(40));
  EXPECT_EQ(axis.data_at(kLive + days(61)), days(41));
  EXPECT_EQ(axis.label_at(days(41)), kLive + days(61));
  EXPECT_EQ(axis.label_at(days(39)), kLive + days(39));
}

TEST(DataAxis, GoesOnBeforeTheFirstSegmentAndAfterTheLast) {
  const store::DataAxis axis(std::vector{segment(0, 10, kLive, 2)}, 1);
  EXPECT_EQ(axis.data_at(kLive - days(1)), -days(2));
  EXPECT_EQ(axis.label_at(-days(2)), kLive - days(1));
  EXPECT_EQ(axis.data_at(kLive + days(10)), days(20));
  EXPECT_EQ(axis.label_at(days(20)), kLive + days(10));
}

TEST(DataAxis, WithoutSegmentsTheSpeedIsTaken) {
  const store::DataAxis axis({}, 3600);
  EXPECT_EQ(axis.data_at(kLive + 1s) - axis.data_at(kLive), 1h);
  EXPECT_EQ(axis.label_at(axis.data_at(kLive) + 24h), kLive + 24s);
}

TEST(StreamSeam, AJumpForthOrBackIsOne) {
  const Seam jump{kLive + days(40), SeamKind::jump};
  for (const int to : {80, 20, 170, 41}) {
    const std::vector segments = {segment(0, 40, kLive), segment(to, to + 3, kLive + days(40))};
    EXPECT_EQ(found(segments, kLive + days(42)), jump) << to;
    EXPECT_EQ(found(segments, kLive + days(39)), std::nullopt) << to;
  }
}

TEST(StreamSeam, AJumpToTheSamePlaceOfAnotherLoopIsNone) {
  EXPECT_EQ(found({segment(0, 40, kLive), segment(140, 143, kLive + days(40))}, kLive + days(42)),
            std::nullopt);
}

TEST(StreamSeam, SegmentsWithoutAPositionDoNotCount) {
  EXPECT_EQ(found({segment(0, 40, kLive), segment(80, 80, kLive + days(40))}, kLive + days(40)),
            std::nullopt);
  EXPECT_EQ(
      found({segment(0, 40, kLive), segment(80, 80, kLive + days(40)), segment(40, 42, kLive + days(40))},
            kLive + days(41)),
      std::nullopt);
}

TEST(StreamSeam, ALoopThatBeginsWithASegmentIsOne) {
  EXPECT_EQ(found({segment(50, 100, kLive), segment(100, 120, kLive + days(50), 2)}, kLive + days(55)),
            (Seam{kLive + days(50), SeamKind::loop}));
}

TEST(StreamSeam, ASourceThatGrewGoesOnWithinItsFirstLoop) {
  auto longer = segment(80, 150, kLive + days(80));
  longer.source_period = days(200);
  EXPECT_EQ(found({segment(0, 80, kLive), longer}, kLive + days(120)), std::nullopt);
  auto in_second = segment(130, 150, kLive + days(130));
  in_second.source_period = days(200);
  EXPECT_EQ(found({segment(0, 130, kLive), in_second}, kLive + days(140)),
            (Seam{kLive + days(130), SeamKind::jump}));
}

class StreamSeamTest : public PostgresTest {
 protected:
  std::optional<Seam> found(Instant last) {
    store::ProductionStore store(io_.get_executor(), database());
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    return run_coroutine(io_, store.versions().newest_seam(last, deadline));
  }

 private:
  boost::asio::io_context io_;
};

TEST_F(StreamSeamTest, ComesFromTheSegmentsOfTheDatabase) {
  EXPECT_EQ(found(kLive), std::nullopt);
  execute_sql(database(),
              "INSERT INTO stream_segment VALUES ('main', 1, '2021-03-01Z', '2021-04-10Z', '2021-03-01Z', "
              "'2026-01-01Z', 1, '2021-03-01Z', '100 days')");
  execute_sql(database(),
              "INSERT INTO stream_state (stream_id, epoch, sequence, position, anchor_source, anchor_live, "
              "speed, loop_number, history_complete, source_identity, segment_start, source_start, "
              "source_period) VALUES ('main', 1, 1, '2021-05-10Z', '2021-05-01Z', '2026-02-10Z', 1, 0, true, "
              "'test', '2021-05-01Z', '2021-03-01Z', '100 days')");
  EXPECT_EQ(found(kLive + days(50)), (Seam{kLive + days(40), SeamKind::jump}));
  EXPECT_EQ(found(kLive + days(40) - 1h), std::nullopt);
  execute_sql(database(), "UPDATE stream_state SET source_start = NULL, source_period = NULL");
  EXPECT_EQ(found(kLive + days(50)), std::nullopt);
}

}  // namespace
}  // namespace flodata::test
