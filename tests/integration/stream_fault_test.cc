// What the world does to a streamer, and that it recovers. Cut and slow networks: tests/chaos/.
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fmt/format.h>

#include "pg/connection.h"
#include "pg/migrations.h"
#include "support/stream_test.h"
#include "support/temporary_folder.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using test::execute_sql;
using test::kToday;

/// A clock at one moment: the first wait mends what is broken, and a wait after that means "nothing left to
/// do".
class MendingClock final : public Clock {
 public:
  MendingClock(Instant now, std::stop_source stop, std::function<void()> mend)
      : now_(now), stop_(std::move(stop)), mend_(std::move(mend)) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] Microseconds uptime() const override { return 0s; }
  bool wait_for(Microseconds, std::stop_token) const override {
    if (++waits_ == 1) {
      mend_();
      return true;
    }
    stop_.request_stop();
    return false;
  }
  [[nodiscard]] int waits() const { return waits_; }

 private:
  Instant now_;
  mutable std::stop_source stop_;
  std::function<void()> mend_;
  mutable int waits_ = 0;
};

class StreamFaultTest : public test::StreamTest {
 protected:
  /// Streams to 09:00 in a world that `mend` puts right at the first wait, and checks that all hours are
  /// there.
  void expect_recovery(const std::function<void()>& mend) { expect_recovery(options(), mend); }
  void expect_recovery(const StreamerOptions& chosen, const std::function<void()>& mend) {
    std::stop_source stop;
    const MendingClock clock(kToday + 9h, stop, mend);
    auto source = SourceFile::open(path_).value();
    Streamer(source, chosen, clock, log_).run(stop.get_token());
    EXPECT_EQ(clock.waits(), 2) << "nothing failed, or it failed again after it was mended";
    EXPECT_EQ(value("SELECT max(time) AT TIME ZONE 'UTC' FROM production_data"), "2026-11-23 09:00:00");
    EXPECT_EQ(value("SELECT count(*) FROM production_data"), "58");
    EXPECT_EQ(value("SELECT metrics ~ 'reconnects_total 1' FROM replay_status"), "t");
  }
  /// A clear stop: the Failure's code and what its message names.
  Failure failure_of(const StreamerOptions& chosen) {
    try {
      stream_until_idle_without_waiting(chosen);
    } catch (const Failure& failure) {
      return failure;
    }
    ADD_FAILURE() << "the streamer did not stop";
    return {Code::io, ""};
  }
  void stream_until_idle_without_waiting(const StreamerOptions& chosen) {
    std::stop_source stop;
    const MendingClock clock(kToday + 9h, stop, [] { FAIL() << "tried again"; });
    auto source = SourceFile::open(path_).value();
    Streamer(source, chosen, clock, log_).run(stop.get_token());
  }
  /// Options for a role without privileges over limits, which owns all that the streamer makes.
  StreamerOptions as_ordinary_role(const std::string& attributes) {
    execute_sql(database(), fmt::format("CREATE ROLE ordinary {}", attributes));
    execute_sql(database(),
                "ALTER SCHEMA public OWNER TO ordinary; DO $$ DECLARE t text; BEGIN FOR t IN SELECT "
                "format('ALTER %s %I OWNER TO ordinary', CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' "
                "END, relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN "
                "('r', 'p', 'v') LOOP EXECUTE t; END LOOP; END $$");
    auto chosen = options();
    chosen.database.user = "ordinary";
    return chosen;
  }
  void set_in_database(const std::string& setting) {
    execute_sql(database(), fmt::format("ALTER DATABASE {} {}", database().database, setting));
  }
  void TearDown() override {
    StreamTest::TearDown();
    execute_sql(server().options(), "DROP ROLE IF EXISTS ordinary");
  }
};

TEST_F(StreamFaultTest, ServerThatIsStoppedComesBack) {
  server().stop();
  expect_recovery([] { server().start(); });
}

TEST_F(StreamFaultTest, ServerThatCrashedAfterTheHistoryComesBackWithAllOfIt) {
  stream_until_idle(kToday);
  execute_sql(database(), "CHECKPOINT");
  server().crash();
  expect_recovery([] { server().start(); });
}

TEST_F(StreamFaultTest, SessionThatTheAdministratorEndsIsMadeAnew) {
  stream_until_idle(kToday);
  // The hook ends the writing session in the middle of its next batch.
  execute_sql(database(),
              "CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
              "pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$; CREATE TRIGGER hang_up BEFORE "
              "INSERT ON production_data FOR EACH ROW EXECUTE FUNCTION hang_up()");
  expect_recovery([this] { execute_sql(database(), "DROP TRIGGER hang_up ON production_data"); });
}

TEST_F(StreamFaultTest, NoConnectionLeftIsWaitedFor) {
  const auto chosen = as_ordinary_role("LOGIN CONNECTION LIMIT 0");
  expect_recovery(chosen, [this] { execute_sql(database(), "ALTER ROLE ordinary CONNECTION LIMIT -1"); });
}

TEST_F(StreamFaultTest, StatementTimeoutIsTriedAgain) {
  stream_until_idle(kToday);
  pg::Connection other(database());
  other.execute("BEGIN; LOCK TABLE production_data IN ACCESS EXCLUSIVE MODE");
  set_in_database("SET statement_timeout = '2s'");
  expect_recovery([&] {
    other.execute("ROLLBACK");
    set_in_database("RESET statement_timeout");
  });
}

TEST_F(StreamFaultTest, ReadOnlyServerIsWaitedForUntilItIsPromoted) {
  set_in_database("SET default_transaction_read_only = on");
  expect_recovery([this] {
    pg::Connection connection(database());
    connection.execute("SET default_transaction_read_only = off");
    connection.execute(
        fmt::format("ALTER DATABASE {} RESET default_transaction_read_only", database().database));
  });
}

TEST_F(StreamFaultTest, RefusedRoleIsAClearStopThatNamesTheSettings) {
  const auto chosen = as_ordinary_role("NOLOGIN");
  const auto failure = failure_of(chosen);
  EXPECT_EQ(failure.code(), Code::permission_denied);
  EXPECT_NE(std::string(failure.what()).find("DB_PASSWORD"), std::string::npos) << failure.what();
  EXPECT_NE(std::string(failure.what()).find("'ordinary'"), std::string::npos) << failure.what();
  execute_sql(database(), "ALTER ROLE ordinary LOGIN");
  stream_until_idle(kToday + 9h, chosen);  // and it recovers
  EXPECT_EQ(value("SELECT count(*) FROM production_data"), "58");
}

TEST_F(StreamFaultTest, RoleThatCanOnlyLogInHoldsUpNeitherLeadNorMigration) {
  execute_sql(database(), "DROP ROLE IF EXISTS lurker; CREATE ROLE lurker LOGIN");
  {
    auto lurking = database();
    lurking.user = "lurker";
    pg::Connection lurker(lurking);
    for (const char* key : {"flodata stream main", "flodata schema"})
      lurker.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", {key});
    for (const char* table : {"stream_lead", "schema_migration"})
      for (const char* mode : {"ACCESS SHARE", "EXCLUSIVE"})
        EXPECT_THROW(lurker.execute(fmt::format("BEGIN; LOCK TABLE {} IN {} MODE", table, mode)), Failure);
    stream_until_idle(kToday + 9h);
    EXPECT_EQ(value("SELECT count(*) FROM production_data"), "58");
  }
  execute_sql(database(), "DROP ROLE lurker");
}

TEST_F(StreamFaultTest, DatabaseThatIsNotThereIsAClearStop) {
  auto chosen = options();
  chosen.database.database = "nowhere";
  const auto failure = failure_of(chosen);
  EXPECT_EQ(failure.code(), Code::not_found);
  EXPECT_NE(std::string(failure.what()).find("DB_NAME"), std::string::npos) << failure.what();
}

TEST_F(StreamFaultTest, SchemaOfANewerProgramIsAClearStop) {
  execute_sql(database(), "INSERT INTO schema_migration (version, name, sha256) VALUES (9999, 'future', '')");
  const auto failure = failure_of(options());
  EXPECT_EQ(failure.code(), Code::conflict);
  EXPECT_NE(std::string(failure.what()).find("has version 9999"), std::string::npos) << failure.what();
  EXPECT_NE(std::string(failure.what()).find("use a newer flodata"), std::string::npos) << failure.what();
  execute_sql(database(), "DELETE FROM schema_migration WHERE version = 9999");
  stream_until_idle(kToday + 9h);  // and it recovers
}

TEST_F(StreamFaultTest, StreamOfAnOlderSchemaGoesOnWithoutAGap) {
  execute_sql(database(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  pg::Connection connection(database());
  pg::migrate(connection, pg::embedded_migrations().first(2));
  // Two hours, as a program of that time left them: day 2 is today.
  connection.execute(
      "INSERT INTO stream_state VALUES ('main', 4, 12, '2007-09-03 00:00+00', '2007-09-02 22:00+00', "
      "'2026-11-23 00:00+00', 1, 0, true, '2007-09-01T00:00:00+02:00 to 2007-09-10T23:00:00+02:00, 288 "
      "rows');"
      "INSERT INTO production_data (time, original_time, well_name, oil_rate) VALUES "
      "('2026-11-23 00:00+00', '2007-09-02 22:00+00', 'NO-99/1-A-1', 481), "
      "('2026-11-23 01:00+00', '2007-09-02 23:00+00', 'NO-99/1-A-1', 491)");
  stream_until_idle(kToday + 9h);
  EXPECT_EQ(value("SELECT string_agg(oil_rate::text, ' ' ORDER BY time) FROM production_data"),
            "481 491 501 511 521 531 541 551 561 571");
  EXPECT_EQ(value("SELECT epoch FROM stream_state"), "5");
}

/// A disk of a megabyte, in memory.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path path) : path_(std::move(path)) {
    std::filesystem::create_directories(path_);
    mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=1m,mode=777") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  void fill() const {
    std::ofstream file(path_ / "filler", std::ios::binary);
    for (const std::string block(4096, 'x'); file.write(block.data(), 4096).flush();) {
    }
  }
  void make_room() const { std::filesystem::remove(path_ / "filler"); }

 private:
  std::filesystem::path path_;
  bool mounted_ = false;
};

TEST_F(StreamFaultTest, FullDiskIsWaitedForUntilThereIsRoom) {
  const test::TemporaryFolder folder;
  const SmallDisk disk(folder / "disk");
  if (!disk.mounted()) GTEST_SKIP() << "making a small disk needs root and the right to mount";
  server().make_folder(folder / "disk" / "space");
  execute_sql(database(),
              fmt::format("CREATE TABLESPACE small LOCATION '{}'", (folder / "disk" / "space").string()));
  execute_sql(database(), "ALTER TABLE production_data SET TABLESPACE small");
  disk.fill();
  expect_recovery([&] { disk.make_room(); });
  execute_sql(database(), "ALTER TABLE production_data SET TABLESPACE pg_default");
  execute_sql(database(), "ALTER TABLE ALL IN TABLESPACE small SET TABLESPACE pg_default");
  execute_sql(database(), "DROP TABLESPACE small");
}

}  // namespace
}  // namespace flodata::streamer
