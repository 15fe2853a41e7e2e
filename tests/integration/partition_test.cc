// production_data in partitions: made ahead, from earlier schemas without a copy, and read no further than
// asked.
#include <map>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "pg/connection.h"
#include "pg/migrations.h"
#include "replay/names.h"
#include "store/row_pages.h"
#include "store/sql.h"
#include "streamer/checkpoint.h"
#include "streamer/partitions/history_load.h"
#include "streamer/partitions/partition_keeper.h"
#include "streamer/row_comparison.h"
#include "support/stream_test.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using test::execute_sql;
using test::kHashOfTable;
using test::kToday;
using test::RunningStreamer;

constexpr std::size_t kBeforePartitions = 12;
constexpr const char* kBounds =
    "SELECT string_agg(name || ' ' || bound, '; ' ORDER BY name COLLATE \"C\" DESC) FROM (SELECT c.relname "
    "AS name, "
    "pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "WHERE i.inhparent = 'production_data'::regclass) p";
constexpr const char* kPartitions =
    "SELECT count(*) FROM pg_inherits WHERE inhparent = 'production_data'::regclass";
constexpr const char* kWithoutKey =
    "SELECT count(*) FROM pg_inherits i WHERE i.inhparent = 'production_data'::regclass AND NOT EXISTS "
    "(SELECT FROM "
    "pg_constraint k WHERE k.conrelid = i.inhrelid AND k.contype = 'p')";

class PartitionTest : public test::StreamTest {
 protected:
  /// Partitions of a day: two wells have some fifty rows.
  [[nodiscard]] StreamerOptions by_day() const {
    auto chosen = options();
    chosen.partitions.most_rows = 60;
    return chosen;
  }

  void make_earlier_schema(std::size_t version = kBeforePartitions) const {
    execute_sql(database(),
                "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    pg::Connection connection(database());
    pg::migrate(connection, pg::embedded_migrations().first(version));
  }

  /// A stream of the earlier schema, as its program left it.
  void fill_earlier_schema() const {
    make_earlier_schema();
    execute_sql(
        database(),
        "INSERT INTO stream_state (stream_id, epoch, sequence, position, anchor_source, anchor_live, speed, "
        "loop_number, history_complete, source_identity, newest_label, segment_start, source_start, "
        "source_period) "
        "VALUES ('main', 4, 12, '2007-09-03 00:00+00', '2007-09-02 22:00+00', '2026-11-23 00:00+00', 1, 0, "
        "true, "
        "'2007-09-01T00:00:00+02:00 to 2007-09-10T23:00:00+02:00, 288 rows', '2026-11-23 01:00+00', "
        "'2007-09-03 00:00+00', '2007-08-31 22:00+00', '240 hours');"
        "INSERT INTO stream_commit (stream_id, sequence, newest_label) VALUES ('main', 12, '2026-11-23 "
        "01:00+00');"
        "INSERT INTO well VALUES ('NO-99/1-A-1', '99/1-A-1', 'NO 99/1-A-1 H', '2026-11-23 00:00+00');"
        "INSERT INTO production_data (time, original_time, well_name, oil_rate) VALUES "
        "('2026-11-23 00:00+00', '2007-09-02 22:00+00', 'NO-99/1-A-1', 481), "
        "('2026-11-23 01:00+00', '2007-09-02 23:00+00', 'NO-99/1-A-1', 491)");
  }

  [[nodiscard]] std::int64_t differences() const {
    pg::Connection connection(database());
    auto source = SourceFile::open(path_).value();
    return compare_stream(connection, source, replay::kStreamId).value().all();
  }

  /// The partitions that a statement touches; those that the executor leaves out do not count.
  [[nodiscard]] int partitions_touched(const std::string& statement, const std::string& parameters) const {
    pg::Connection connection(database());
    connection.execute("SET plan_cache_mode = force_generic_plan; PREPARE asked AS " + statement);
    const auto plan = connection.query(
        fmt::format("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) EXECUTE asked ({})", parameters));
    std::map<std::string, bool> touched;
    static const std::regex kScan(R"((?:Scan.* on|Scan using \S+ on) (production_data_\w+).*\((.*)\))");
    for (std::size_t row = 0; row < plan.row_count(); ++row) {
      std::smatch found;
      const std::string line(plan.text(row, 0));
      if (std::regex_search(line, found, kScan) && found[2].str().find("never executed") == std::string::npos)
        touched[found[1]] = true;
    }
    return static_cast<int>(touched.size());
  }
};

// A reader locks the table, and then its partitions.
TEST_F(PartitionTest, KeyOfTheTableAndAReaderDoNotWaitForEachOther) {
  stream_until_idle(kToday + 8h);
  execute_sql(database(), "ALTER TABLE production_data DROP CONSTRAINT production_data_pkey");
  ASSERT_NE(value(kWithoutKey), "0");
  pg::Connection reader(database());
  reader.execute("BEGIN; LOCK TABLE ONLY production_data IN ACCESS SHARE MODE");
  std::jthread building([&] {
    pg::Connection connection(database());
    pg::Transaction transaction(connection);
    build_key_after_history(connection);
    transaction.commit();
  });
  wait_for(
      "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' AND relation = "
      "'production_data'::regclass)",
      "t");
  reader.execute("SET lock_timeout = '500ms'");
  EXPECT_EQ(reader.query("SELECT count(*) > 0 FROM production_data").text(0, 0), "t");
  reader.execute("COMMIT");
  building.join();
  EXPECT_EQ(value(kWithoutKey), "0");
}

TEST_F(PartitionTest, FirstLoadMakesPartitionsWithoutGapsAndTheirKeys) {
  stream_until_idle(kToday + 8h, by_day());
  EXPECT_EQ(
      value(kBounds),
      "production_data_first FOR VALUES FROM (MINVALUE) TO ('2026-11-22 00:00:00+00'); "
      "production_data_20261123 FOR VALUES FROM ('2026-11-23 00:00:00+00') TO ('2026-11-24 00:00:00+00'); "
      "production_data_20261122 FOR VALUES FROM ('2026-11-22 00:00:00+00') TO ('2026-11-23 00:00:00+00')");
  EXPECT_EQ(value(kWithoutKey), "0");
  EXPECT_EQ(
      value("SELECT count(*) FROM pg_index WHERE indrelid = 'production_data'::regclass AND NOT indisvalid"),
      "0");
  EXPECT_EQ(value("SELECT count(*) FROM production_data_first"), "24");
  stream_until_idle(kToday + 13h, by_day());
  EXPECT_EQ(value("SELECT to_regclass('production_data_20261124') IS NOT NULL"), "t")
      << "in the second half of the day";
  stream_until_idle(kToday + 96h, by_day());
  EXPECT_EQ(value(kPartitions), "7");
  EXPECT_EQ(value(kWithoutKey), "0");
  EXPECT_EQ(differences(), 0);
}

TEST_F(PartitionTest, FewRowsMakeFewPartitions) {
  stream_until_idle(kToday + 8h);
  EXPECT_EQ(value(kPartitions), "1") << "the rest of this year";
}

TEST_F(PartitionTest, LoopsSeeksAndSpeedsKeepPartitionsAndRowsTogether) {
  test::HandClock clock(kToday);
  {
    RunningStreamer streamer(path_, by_day(), clock, log_);
    wait_for("SELECT count(*) FROM stream_state WHERE history_complete", "1");
    ask(replay::SetSpeed{24});
    clock.pass(24h);
    wait_for("SELECT max(time) >= '2026-11-23 23:57+00' FROM production_data", "t");
    ask(replay::Seek{std::chrono::sys_days(std::chrono::year(2007) / 9 / 2)});
    ask(replay::SetSpeed{1});
    clock.pass(72h);
    wait_for("SELECT max(time) >= '2026-11-26 23:00+00' FROM production_data", "t");
    streamer.stop();
  }
  EXPECT_EQ(value("SELECT count(*) > 0 FROM stream_state WHERE loop_number > 0"), "t");
  EXPECT_EQ(differences(), 0);
  EXPECT_EQ(value(kWithoutKey), "0");
  EXPECT_EQ(value("SELECT count(*) - count(DISTINCT (well_name, time)) FROM production_data"), "0");
}

TEST_F(PartitionTest, GapInTheLabelsMakesNoEmptyPartitions) {
  test::HandClock clock(kToday);
  RunningStreamer streamer(path_, by_day(), clock, log_);
  wait_for("SELECT count(*) FROM stream_state WHERE history_complete", "1");
  const auto before = std::stoi(value(kPartitions));
  ask(replay::Pause{});
  clock.pass(24h * 100);
  ask(replay::Resume{});
  clock.pass(2h);
  wait_for("SELECT max(time) > '2027-03-03' FROM production_data", "t");
  EXPECT_LE(std::stoi(value(kPartitions)), before + 2);
  streamer.stop();
  EXPECT_EQ(differences(), 0);
}

TEST_F(PartitionTest, ReadersAreNotHeldUpWhilePartitionsAreMade) {
  stream_until_idle(kToday + 8h, by_day());
  pg::Connection reader(database());  // as a long pg_dump has
  reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM production_data");
  stream_until_idle(kToday + 96h, by_day());
  EXPECT_EQ(value("SELECT max(time) = '2026-11-26 23:00+00' FROM production_data"), "t");
  EXPECT_EQ(reader.query("SELECT max(time) = '2026-11-23 08:00+00' FROM production_data").text(0, 0), "t");
}

TEST_F(PartitionTest, LockThatPreventsTheNextPartitionHoldsUpNoRow) {
  stream_until_idle(kToday + 8h, by_day());
  const auto partitions = value(kPartitions);
  pg::Connection other(database());
  other.execute("BEGIN; LOCK TABLE production_data IN SHARE UPDATE EXCLUSIVE MODE");  // as VACUUM has
  stream_until_idle(kToday + 14h, by_day());
  EXPECT_EQ(value("SELECT max(time) = '2026-11-23 14:00+00' FROM production_data"), "t");
  EXPECT_EQ(value(kPartitions), partitions);
  other.execute("ROLLBACK");
  stream_until_idle(kToday + 15h, by_day());
  EXPECT_NE(value(kPartitions), partitions);
}

TEST_F(PartitionTest, DeposedStreamerMakesNoPartition) {
  stream_until_idle(kToday + 8h, by_day());
  pg::Connection connection(database());
  auto state = read_state(connection, replay::kStreamId, {}).value();
  execute_sql(database(), "UPDATE stream_state SET epoch = epoch + 1");
  PartitionKeeper keeper(connection, 2, {60, {}});
  keeper.begin();
  const auto before = value(kPartitions);
  EXPECT_THROW(keeper.prepare(state, state.position + 240h, state.position + 241h), Failure);
  EXPECT_EQ(value(kPartitions), before);
  execute_sql(database(), "UPDATE stream_state SET epoch = epoch - 1");
}

TEST_F(PartitionTest, EarlierTableBecomesTheFirstPartitionWithoutACopy) {
  fill_earlier_schema();
  const auto hash = value(kHashOfTable);
  const auto file = value("SELECT pg_relation_filenode('production_data')");
  const auto key = value("SELECT pg_relation_filenode('production_data_pkey')");
  const auto comment = value("SELECT col_description('production_data'::regclass, 3)");
  execute_sql(database(),
              "DROP ROLE IF EXISTS analyst; CREATE ROLE analyst; GRANT SELECT ON production_data TO analyst;"
              "GRANT SELECT, UPDATE ON production TO analyst;"
              "CREATE VIEW theirs WITH (security_barrier) AS SELECT well_name, time FROM production_data");
  stream_until_idle(kToday + 1h, by_day());
  EXPECT_EQ(value(kHashOfTable), hash);
  EXPECT_EQ(value("SELECT pg_relation_filenode('production_data_first')"), file);
  EXPECT_EQ(value("SELECT pg_relation_filenode('production_data_first_pkey')"), key);
  EXPECT_EQ(
      value("SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'production_data_first'"),
      "FOR VALUES FROM (MINVALUE) TO ('2026-11-25 00:00:00+00')");
  EXPECT_EQ(value("SELECT col_description('production_data'::regclass, 3)"), comment);
  EXPECT_NE(value("SELECT coalesce(obj_description('production_data'::regclass), '')"), "");
  stream_until_idle(kToday + 96h, by_day());
  EXPECT_EQ(value("SELECT count(*) FROM production_data"), value("SELECT count(*) FROM production"));
  EXPECT_EQ(value("SELECT count(*) FROM production_data"), value("SELECT count(*) FROM theirs"));
  EXPECT_EQ(value("SELECT reloptions::text FROM pg_class WHERE relname = 'theirs'"),
            "{security_barrier=true}");
  EXPECT_EQ(value("SELECT has_table_privilege('analyst', 'production_data', 'SELECT') AND "
                  "has_table_privilege('analyst', 'production', 'UPDATE')"),
            "t");
  EXPECT_NE(value("SELECT coalesce(obj_description('production'::regclass), '')"), "");
  EXPECT_EQ(value("SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY indexrelid::regclass::text) "
                  "FROM pg_index "
                  "WHERE indrelid = 'production_data'::regclass AND indisvalid"),
            "production_data_not_flowing_idx production_data_pkey production_data_time_idx");
  EXPECT_EQ(differences(), 0);
  execute_sql(database(), "DROP OWNED BY analyst; DROP ROLE analyst");
}

TEST_F(PartitionTest, InterruptedMigrationKeepsEveryRowAndIsDoneAgain) {
  fill_earlier_schema();
  const auto hash = value(kHashOfTable);
  pg::Connection reader(database());
  reader.execute("BEGIN; SELECT count(*) FROM production_data");  // holds up the exchange of names
  pg::Connection connection(database());
  try {
    pg::migrate(connection, pg::embedded_migrations());
    ADD_FAILURE() << "it does not wait for the reader";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::unavailable) << failure.what();
  }
  EXPECT_EQ(value(kHashOfTable), hash);
  reader.execute("ROLLBACK");
  pg::migrate(connection, pg::embedded_migrations());
  EXPECT_EQ(value(kHashOfTable), hash);
  EXPECT_EQ(value(kPartitions), "1");
  stream_until_idle(kToday + 9h);
}

TEST_F(PartitionTest, RowsThatCameBetweenTheStepsOfTheMigrationAreKept) {
  make_earlier_schema(kBeforePartitions + 1);
  execute_sql(database(),
              "INSERT INTO production_data (time, original_time, well_name) VALUES (now(), now(), 'A')");
  pg::Connection connection(database());
  pg::migrate(connection, pg::embedded_migrations());
  EXPECT_EQ(value("SELECT count(*) FROM production_data"), "1");
  execute_sql(database(), "DELETE FROM production_data");
}

TEST_F(PartitionTest, QuestionsTouchOnlyThePartitionsOfTheirWindow) {
  stream_until_idle(kToday, by_day());
  stream_until_idle(kToday + 240h, by_day());
  ASSERT_GE(std::stoi(value(kPartitions)), 12);
  constexpr const char* kWells = "'{NO-99/1-A-1,NO-99/1-A-2}'";
  const auto page = store::rows_page_sql({});
  EXPECT_EQ(
      partitions_touched(page, fmt::format("{}, '2026-11-24 05:00+00', '2026-11-24 09:00+00', 100", kWells)),
      1);
  EXPECT_EQ(
      partitions_touched(page, fmt::format("{}, '2026-11-24 05:00+00', '2026-11-25 09:00+00', 100", kWells)),
      2);
  EXPECT_EQ(partitions_touched(page, fmt::format("{}, '-infinity', '2026-11-22 09:00+00', 100", kWells)), 2)
      << "as of an earlier version";
  EXPECT_EQ(partitions_touched(store::newest_rows_sql(), fmt::format("{}, '2026-11-26 05:00+00'", kWells)), 1)
      << "the newest row of each well";
  EXPECT_EQ(partitions_touched(fmt::format(store::sql::kRangeRows, fmt::arg("columns", "time")),
                               "10, '2026-11-24 05:00+00', '2026-11-24 06:00+00', 'NO-99/1-A-1'"),
            1);
  EXPECT_LE(partitions_touched(fmt::format(store::sql::kLatestRows, fmt::arg("columns", "time")),
                               "10, 2, 'NO-99/1-A-1'"),
            3)
      << "the newest one, which may be empty, and the one before";
  EXPECT_EQ(partitions_touched(store::sql::kRowCount, "'2026-11-24 05:00+00', '2026-11-24 09:00+00'"), 1);
  EXPECT_EQ(partitions_touched(store::sql::kFieldSteps, "'2026-11-24 05:00+00', '2026-11-24 09:00+00'"), 1);
}

}  // namespace
}  // namespace flodata::streamer
