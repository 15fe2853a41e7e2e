#include "support/stream_test.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "base/run_coroutine.h"
#include "duck/database.h"
#include "pg/connection.h"
#include "replay/names.h"
#include "store/replay_commands.h"
#include "support/idle_clock.h"

namespace flodata::test {

Instant HandClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

Microseconds HandClock::uptime() const {
  const std::lock_guard lock(mutex_);
  return uptime_;
}

bool HandClock::wait_for(Microseconds duration, std::stop_token stop) const {
  std::unique_lock lock(mutex_);
  const auto seen = now_;
  const auto until = uptime_ + duration;
  moved_.wait(lock, stop, [&] { return uptime_ >= until || now_ < seen; });
  return !stop.stop_requested();
}

void HandClock::pass(Microseconds duration) {
  {
    const std::lock_guard lock(mutex_);
    now_ += duration;
    uptime_ += duration;
  }
  moved_.notify_all();
}

void HandClock::step(Microseconds by) {
  {
    const std::lock_guard lock(mutex_);
    now_ += by;
    uptime_ += std::chrono::seconds(1);  // a waiting thread looks at the clock once a second
  }
  moved_.notify_all();
}

RunningStreamer::RunningStreamer(const std::filesystem::path& source,
                                 const streamer::StreamerOptions& options, const Clock& clock, const Log& log)
    : source_(streamer::SourceFile::open(source).value()), streamer_(source_, options, clock, log) {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    try {
      streamer_.run(stop);
    } catch (const Failure&) {  // thrown again by stop()
      failure_ = std::current_exception();
    }
  });
}

RunningStreamer::~RunningStreamer() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void RunningStreamer::stop() {
  thread_.request_stop();
  thread_.join();
  if (failure_) std::rethrow_exception(failure_);
}

void StreamTest::SetUp() {
  PostgresTest::SetUp();
  path_ = std::filesystem::temp_directory_path() / fmt::format("flodata_streamer_{}.duckdb", getpid());
  make_source(kTenDays);
}

void StreamTest::TearDown() {
  expect_commits_partition_rows();
  std::filesystem::remove(path_);
  PostgresTest::TearDown();
}

void StreamTest::make_source(const std::string& sql) const {
  std::filesystem::remove(path_);
  duck::Database::open(path_, duck::OpenMode::read_write).value().execute(sql);
}

streamer::StreamerOptions StreamTest::options() const {
  streamer::StreamerOptions chosen{database(), replay::kStreamId, 2,
                                   {24, 2, 5}, std::nullopt,      TimeZone::find("UTC").value()};
  chosen.history_transaction_rows = chosen.catch_up_transaction_rows = 1;
  return chosen;
}

void StreamTest::stream_until_idle(Instant now, const streamer::StreamerOptions& chosen) {
  // The server ends a session some time after its client left: until then the leader's locks are held.
  execute_sql(
      database(),
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND "
      "application_name = 'flodata-streamer-leader main'");
  std::stop_source stop;
  const IdleClock clock(now, stop);
  auto source = streamer::SourceFile::open(path_).value();
  streamer::Streamer(source, chosen, clock, log_).run(stop.get_token());
}

void StreamTest::expect_commits_partition_rows() const {
  // Without a stream (the schema, or its tables, are gone) there is nothing to expect.
  if (value("SELECT to_regclass('stream_commit') IS NULL") == "t") return;
  const std::string commits =
      "WITH c AS (SELECT *, xmin AS writer, lag(newest_label) OVER (ORDER BY sequence) AS after, "
      "lag(sequence, 1, sequence - 1) OVER (ORDER BY sequence) AS previous FROM stream_commit "
      "WHERE stream_id = 'main') ";
  EXPECT_EQ(
      value(commits +
            "SELECT count(*) FROM c WHERE previous <> sequence - 1 OR after > newest_label OR newest_label "
            "IS NULL"),
      "0")
      << "commits are missing, or go back";
  // The writer of a row is known, so that it must lie in that commit; the first one also has what was there
  // when the table of commits was made.
  EXPECT_EQ(value(commits +
                  "SELECT count(*) FROM production_data p LEFT JOIN c ON c.writer = p.xmin WHERE CASE WHEN "
                  "c.sequence IS NULL THEN p.time > (SELECT newest_label FROM c ORDER BY sequence LIMIT 1) "
                  "WHEN revision THEN p.time > newest_label "
                  "ELSE p.time > newest_label OR p.time <= after END"),
            "0")
      << "rows outside of their commit";
  EXPECT_EQ(value("SELECT count(*) FROM stream_state s WHERE s.sequence > 0 AND NOT EXISTS (SELECT FROM "
                  "stream_commit c WHERE (c.stream_id, c.sequence, c.newest_label) = (s.stream_id, "
                  "s.sequence, s.newest_label)) OR s.sequence < (SELECT max(sequence) FROM stream_commit c "
                  "WHERE c.stream_id = s.stream_id)"),
            "0")
      << "the last commit is not the checkpoint's";
}

replay::Answer StreamTest::ask(const replay::Command& command, const std::string& request_id) const {
  return value_or_throw(request({command, request_id, "test"}, std::chrono::seconds(60)));
}

Expected<replay::Answer> StreamTest::request(replay::Request request,
                                             std::chrono::milliseconds patience) const {
  boost::asio::io_context io;
  store::ReplayCommands commands(database());
  const auto withdraw = std::chrono::steady_clock::now() + patience;
  return run_coroutine(io, commands.ask(std::move(request), {withdraw, withdraw + std::chrono::seconds(60)}));
}

void StreamTest::wait_for(const std::string& sql, const std::string& expected) const {
  constexpr int kPollMilliseconds = 5;
  constexpr auto kLimit = std::chrono::seconds(60);
  const auto deadline = std::chrono::steady_clock::now() + kLimit;
  std::string last;
  while ((last = value(sql)) != expected) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << sql << " gives " << last << ", not " << expected;
    poll(nullptr, 0, kPollMilliseconds);
  }
}

}  // namespace flodata::test
