// A database that lacks commits which somebody saw is not taken for the one that has them.
#include <filesystem>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "pg/connection.h"
#include "replay/names.h"
#include "streamer/checkpoint.h"
#include "streamer/history_check.h"
#include "streamer/row_comparison.h"
#include "support/stream_test.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using test::execute_sql;
using test::kToday;

/// Stands still; the first wait calls `meanwhile`, and a wait after that ends the streamer.
class InterruptedClock final : public Clock {
 public:
  InterruptedClock(Instant now, std::stop_source stop, std::function<void()> meanwhile)
      : now_(now), stop_(std::move(stop)), meanwhile_(std::move(meanwhile)) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] Microseconds uptime() const override { return 0s; }
  bool wait_for(Microseconds, std::stop_token) const override {
    constexpr int kLastWait = 3;  // idle, before it connects again, idle again
    if (++waits_ == 1) meanwhile_();
    if (waits_ < kLastWait) return true;
    stop_.request_stop();
    return false;
  }

 private:
  Instant now_;
  mutable std::stop_source stop_;
  std::function<void()> meanwhile_;
  mutable int waits_ = 0;
};

class HistoryTest : public test::StreamTest {
 protected:
  [[nodiscard]] std::string lineage() const { return value("SELECT lineage FROM stream_state"); }
  [[nodiscard]] std::string branches() const {
    return value("SELECT count(DISTINCT branch) FROM stream_commit WHERE branch IS NOT NULL");
  }
  /// Takes the database back to an earlier commit, as a backup of that moment would.
  void restore_commit(int sequence) const {
    execute_sql(
        database(),
        fmt::format("DELETE FROM stream_commit WHERE sequence > {0};"
                    "DELETE FROM production_data WHERE time > (SELECT newest_label FROM stream_commit "
                    "ORDER BY sequence DESC LIMIT 1);"
                    "UPDATE stream_state s SET sequence = c.sequence, newest_label = c.newest_label, "
                    "position = anchor_source + (c.newest_label - anchor_live) + interval '1 hour' "
                    "FROM stream_commit c WHERE c.sequence = {0};"
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
                    "current_database() AND application_name LIKE 'flodata-streamer%'",
                    sequence));
  }
  void stream_interrupted_by(const std::function<void()>& meanwhile) {
    std::stop_source stop;
    const InterruptedClock clock(kToday + 9h, stop, meanwhile);
    auto source = SourceFile::open(path_).value();
    Streamer(source, options(), clock, log_).run(stop.get_token());
  }
};

TEST_F(HistoryTest, ARestartKeepsTheLineageAndDrawsABranch) {
  stream_until_idle(kToday + 8h);
  const auto before = lineage();
  EXPECT_EQ(branches(), "1");
  stream_until_idle(kToday + 9h);
  EXPECT_EQ(lineage(), before);
  EXPECT_EQ(branches(), "2");
  EXPECT_EQ(value("SELECT count(*) FROM stream_commit WHERE branch IS NULL"), "0");
}

TEST_F(HistoryTest, ALostSessionKeepsTheLineage) {
  std::string before;
  stream_interrupted_by([&] {
    before = lineage();
    execute_sql(
        database(),
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND "
        "application_name LIKE 'flodata-streamer%'");
  });
  EXPECT_EQ(lineage(), before);
}

TEST_F(HistoryTest, CommitsThatAreGoneBeginANewLineageAndTheirHoursAreWrittenAgain) {
  std::string before;
  stream_interrupted_by([&] {
    before = lineage();
    restore_commit(2);
  });
  EXPECT_NE(lineage(), before);
  EXPECT_EQ(value("SELECT count(*) FROM production_data"), "58");
  EXPECT_EQ(value("SELECT count(*) - count(DISTINCT (well_name, time)) FROM production_data"), "0");
}

TEST_F(HistoryTest, ACommitOfAnotherBranchUnderTheSameNumberIsAnotherOne) {
  stream_until_idle(kToday + 8h);
  pg::Connection connection(database());
  const auto loops = SourceFile::open(path_).value().timeline().loops();
  const auto state = read_state(connection, replay::kStreamId, loops).value();
  const auto known = check_history(connection, state, std::nullopt, "").known;
  EXPECT_EQ(known.sequence, state.sequence);
  EXPECT_FALSE(check_history(connection, state, known, "").replaced);
  auto other = known;
  other.branch += 1;
  EXPECT_TRUE(check_history(connection, state, other, "").replaced);
}

TEST_F(HistoryTest, AnotherServerBeginsANewLineage) {
  stream_until_idle(kToday + 8h);
  const auto before = lineage();
  const auto server = value("SELECT server FROM stream_state");
  EXPECT_EQ(server, value("SELECT (SELECT system_identifier FROM pg_control_system()) || '/00000001'"));
  for (const auto* other : {"1/00000001", "2/00000001"}) {
    execute_sql(database(), fmt::format("UPDATE stream_state SET server = '{}'", other));
    const auto last = lineage();
    stream_until_idle(kToday + 9h);
    EXPECT_NE(lineage(), last);
    EXPECT_NE(lineage(), before);
    EXPECT_EQ(value("SELECT server FROM stream_state"), server);
  }
}

TEST_F(HistoryTest, CopiedFilesBeginANewLineageWhereTheyAreKnown) {
  const auto lead = [&](const std::string& files) {
    auto chosen = options();
    chosen.server_files = files;
    stream_until_idle(kToday + 8h, chosen);
    return lineage();
  };
  const auto first = lead("");
  EXPECT_EQ(lead("7.1.2"), first) << "an earlier version wrote nothing of the files";
  EXPECT_EQ(lead("7.1.2"), first);
  EXPECT_EQ(lead(""), first) << "a streamer that does not know the files";
  EXPECT_EQ(lead("7.1.2"), first);
  const auto second = lead("7.1.20");
  EXPECT_NE(second, first);
  EXPECT_NE(lead("8.1.20"), second);
}

TEST_F(HistoryTest, RowsThatWereChangedByHandAreFoundAndWrittenAgainFromTheSource) {
  stream_until_idle(kToday + 9h);
  const auto compared = [&] {
    pg::Connection connection(database());
    auto source = SourceFile::open(path_).value();
    return compare_stream(connection, source, replay::kStreamId).value();
  };
  EXPECT_EQ(compared().all(), 0);
  const auto before = value(test::kHashOfTable);
  execute_sql(database(),
              "UPDATE production_data SET oil_rate = oil_rate + 1 WHERE time = '2026-11-23 05:00+00';"
              "DELETE FROM production_data WHERE time = '2026-11-23 07:00+00';"
              "INSERT INTO production_data (time, original_time, well_name) "
              "VALUES ('2026-12-30', '2030-01-01', 'NO-99/1-A-1')");
  const auto found = compared();
  EXPECT_EQ(found.changed, 1);
  EXPECT_EQ(found.late, 1);
  EXPECT_EQ(found.gone, 1);
  EXPECT_NE(found.examples.find("NO-99/1-A-1"), std::string::npos) << found.examples;
  stream_until_idle(kToday + 9h);
  EXPECT_EQ(compared().all(), 3) << "nobody asked to write them again";
  auto accepting = options();
  accepting.changed_hours = ChangedHours::rewrite;
  stream_until_idle(kToday + 9h, accepting);
  EXPECT_EQ(compared().all(), 0);
  EXPECT_EQ(value(test::kHashOfTable), before);
  EXPECT_EQ(value("SELECT revision FROM stream_commit ORDER BY sequence DESC LIMIT 1"), "t");
}

}  // namespace
}  // namespace flodata::streamer
