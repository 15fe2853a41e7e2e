// Old rows go as whole partitions, with their commits and rollups.
#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "pg/connection.h"
#include "replay/names.h"
#include "streamer/rollup_writer.h"
#include "streamer/row_comparison.h"
#include "support/stream_test.h"

namespace flodata::test {
namespace {

using namespace std::chrono_literals;

class RetentionTest : public StreamTest {
 protected:
  [[nodiscard]] streamer::StreamerOptions keeping(std::int64_t days) const {
    auto chosen = options();
    chosen.partitions.kept_days = days;
    return chosen;
  }

  /// Thirty days, in which the source begins again twice.
  void stream_thirty_days(std::int64_t kept_days) {
    stream_until_idle(kToday, keeping(kept_days));
    stream_until_idle(kToday + 24h * 30, keeping(kept_days));
  }

  void expect_whole() const {
    pg::Connection connection(database());
    auto source = streamer::SourceFile::open(path_).value();
    const auto rows = streamer::compare_stream(connection, source, replay::kStreamId).value();
    EXPECT_EQ(rows.all(), 0) << rows.examples;
    const auto cells = streamer::compare_rollups(connection, replay::kStreamId);
    EXPECT_EQ(cells.missing + cells.wrong, 0) << cells.example;
    EXPECT_EQ(value("SELECT count(*) FROM stream_commit c, stream_state s WHERE c.newest_label < s.horizon"),
              "0");
    EXPECT_EQ(value("SELECT count(*) FROM production_data p, stream_state s WHERE p.time < s.horizon"), "0");
    EXPECT_EQ(value("SELECT count(*) FROM rollup_well_day r, stream_state s WHERE r.cell < s.horizon"), "0");
  }
};

TEST_F(RetentionTest, RowsCommitsAndRollupsGoTogetherAndTheRestIsWhole) {
  stream_thirty_days(3);
  EXPECT_EQ(value("SELECT max(time) - min(time) BETWEEN interval '3 days' AND interval '4 days' FROM "
                  "production_data"),
            "t");
  EXPECT_EQ(value("SELECT loop_number FROM stream_state"), "3");
  EXPECT_EQ(value("SELECT count(*) FROM well"), "2");
  expect_whole();
}

TEST_F(RetentionTest, AllIsKeptByDefault) {
  stream_until_idle(kToday);
  stream_until_idle(kToday + 24h * 30);
  EXPECT_EQ(value("SELECT min(time) = '2026-11-21 00:00+00' FROM production_data"), "t");
  EXPECT_EQ(value("SELECT horizon IS NULL AND retention IS NULL FROM stream_state"), "t");
}

TEST_F(RetentionTest, FirstLoadKeepsNoMoreThanItMay) {
  stream_until_idle(kToday, keeping(1));
  EXPECT_LE(std::stoi(value("SELECT count(DISTINCT time) FROM production_data")), 50);
  expect_whole();
  EXPECT_EQ(
      value(
          "SELECT count(*) FROM pg_inherits i WHERE i.inhparent = 'production_data'::regclass AND NOT EXISTS "
          "(SELECT FROM pg_constraint k WHERE k.conrelid = i.inhrelid AND k.contype = 'p')"),
      "0");
}

TEST_F(RetentionTest, LongReaderPutsItOffAndHoldsUpNoRow) {
  stream_until_idle(kToday, keeping(3));
  pg::Connection reader(database());
  reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM production_data");
  stream_until_idle(kToday + 24h * 8, keeping(3));
  EXPECT_EQ(value("SELECT max(time) = '2026-12-01 00:00+00' FROM production_data"), "t");
  EXPECT_EQ(value("SELECT horizon IS NULL FROM stream_state"), "t");
  EXPECT_EQ(reader.query("SELECT count(*) > 0 FROM production_data").text(0, 0), "t");
  reader.execute("ROLLBACK");
  stream_until_idle(kToday + 24h * 9, keeping(3));
  EXPECT_EQ(value("SELECT max(time) - min(time) < interval '4 days' FROM production_data"), "t");
  expect_whole();
}

TEST_F(RetentionTest, PartitionThatCannotBeDroppedStopsNothing) {
  stream_until_idle(kToday, keeping(3));
  execute_sql(database(), "CREATE VIEW theirs AS SELECT * FROM production_data_first");
  stream_until_idle(kToday + 24h * 8, keeping(3));
  EXPECT_EQ(value("SELECT max(time) = '2026-12-01 00:00+00' FROM production_data"), "t");
  EXPECT_EQ(value("SELECT min(newest_label) < '2026-11-22' AND count(*) > 0 FROM stream_commit"), "t")
      << "commits go with their rows or not at all";
  execute_sql(database(), "DROP VIEW theirs");
  stream_until_idle(kToday + 24h * 9, keeping(3));
  expect_whole();
}

TEST_F(RetentionTest, ChangedSourceIsComparedFromTheHorizonOn) {
  stream_thirty_days(3);
  execute_sql(
      database(),
      "UPDATE production_data SET oil_rate = 4711 WHERE time = (SELECT max(time) FROM production_data)");
  auto accepting = keeping(3);
  accepting.changed_hours = streamer::ChangedHours::rewrite;
  stream_until_idle(kToday + 24h * 30, accepting);
  EXPECT_EQ(value("SELECT count(*) FROM production_data WHERE oil_rate = 4711"), "0");
  EXPECT_EQ(value("SELECT count(*) FROM well"), "2");
  expect_whole();
}

/// The disk that rows, commits and rollups take.
constexpr const char* kDisk =
    "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE oid IN (SELECT relid FROM "
    "pg_partition_tree('production_data')) OR relname IN ('stream_commit', 'rollup_field', "
    "'rollup_well_day')";

TEST_F(RetentionTest, DiskIsFlatOverTheYears) {
  const auto* years = std::getenv("FLODATA_RETENTION_YEARS");  // NOLINT(concurrency-mt-unsafe): one thread
  const int quarters = 4 * (years == nullptr ? 2 : std::stoi(years));
  constexpr auto kQuarter = 24h * 91;  // whole weeks, as a partition is: at the same place in one each time
  auto chosen = keeping(90);
  chosen.catch_up_transaction_rows = 5000;
  stream_until_idle(kToday, chosen);
  double after_a_year = 0;  // until then indexes of commits and cells find their size
  for (int quarter = 1; quarter <= quarters; ++quarter) {
    stream_until_idle(kToday + quarter * kQuarter, chosen);
    const auto size = std::stod(value(kDisk));
    if (quarter == 4) after_a_year = size;
    if (quarter > 4) EXPECT_NEAR(size / after_a_year, 1, 0.05) << "quarter " << quarter;
  }
  expect_whole();
}

}  // namespace
}  // namespace flodata::test
