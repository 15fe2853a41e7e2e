// Fixture for tests of a stream: a small source file, a database, and streamers run against a clock that the
// test holds.
#pragma once

#include <condition_variable>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/log.h"
#include "replay/request.h"
#include "streamer/streamer.h"
#include "support/temporary_postgres.h"

namespace flodata::test {

inline const Instant kToday = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);

/// Ten days of two wells, the second from day 4 on, with a hole of one day for all (day 6) and NULLs.
inline constexpr const char* kTenDays = R"(
  CREATE TABLE flodata_manifest (key VARCHAR, value VARCHAR);
  INSERT INTO flodata_manifest VALUES ('production_day_zone', 'Europe/Oslo');
  CREATE TABLE prod_hourly_data AS
  SELECT TIMESTAMP '2007-08-31 22:00:00' + to_hours(h.range::BIGINT) AS DATEPRD, w.code AS WELL_BORE_CODE,
         w.name AS NPD_WELL_BORE_NAME, 1.0 AS ON_STREAM_HRS, NULL::DOUBLE AS AVG_DOWNHOLE_PRESSURE,
         (h.range * 10 + w.n)::DOUBLE AS BORE_OIL_VOL, 'production' AS FLOW_KIND, 'OP' AS WELL_TYPE,
         CASE WHEN h.range % 24 = 0 THEN '{"oil_rate":{"status":"Uncertain","rule":"R2"}}' END AS QUALITY
  FROM range(240) AS h, (VALUES (1, 'NO 99/1-A-1 H', '99/1-A-1'), (2, 'NO 99/1-A-2 H', '99/1-A-2')) AS w(n, code, name)
  WHERE (w.n = 1 OR h.range >= 96) AND h.range NOT BETWEEN 144 AND 167)";

/// Two tables with the same rows have the same.
inline constexpr const char* kHashOfTable =
    "SELECT md5(string_agg(p::text, '|' ORDER BY well_name, time)) FROM production_data p";

/// A clock that stands still until the test moves it; a wait lasts until then.
class HandClock final : public Clock {
 public:
  explicit HandClock(Instant now) : now_(now) {}
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] Microseconds uptime() const override;
  bool wait_for(Microseconds duration, std::stop_token stop) const override;
  /// Lets time pass.
  void pass(Microseconds duration);
  /// Steps the wall clock.
  void step(Microseconds by);

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable_any moved_;
  Instant now_;
  Microseconds uptime_{0};
};

/// A streamer in a thread of its own, stopped and joined with the object.
class RunningStreamer {
 public:
  RunningStreamer(const std::filesystem::path& source, const streamer::StreamerOptions& options,
                  const Clock& clock, const Log& log);
  ~RunningStreamer();
  RunningStreamer(const RunningStreamer&) = delete;
  RunningStreamer& operator=(const RunningStreamer&) = delete;

  /// Stops it and throws the Failure that ended it before, if one did.
  void stop();

 private:
  std::exception_ptr failure_;
  streamer::SourceFile source_;
  streamer::Streamer streamer_;
  std::jthread thread_;
};

class StreamTest : public PostgresTest {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Replaces the source file by one that `sql` makes.
  void make_source(const std::string& sql) const;
  /// Day 2 is today; a transaction per batch of 24 h, and of 5 h to catch up.
  [[nodiscard]] streamer::StreamerOptions options() const;

  /// Streams all that is due at `now`, and stops.
  void stream_until_idle(Instant now) { stream_until_idle(now, options()); }
  void stream_until_idle(Instant now, const streamer::StreamerOptions& chosen);

  /// Asks the streamer at work.
  replay::Answer ask(const replay::Command& command, const std::string& request_id = "") const;
  /// Asks, and takes the command back when no streamer took it within `patience`.
  Expected<replay::Answer> request(replay::Request request, std::chrono::milliseconds patience) const;

  /// Every row lies in exactly one commit, and the last commit is the checkpoint's.
  void expect_commits_partition_rows() const;

  [[nodiscard]] std::string value(const std::string& sql) const { return query_value(database(), sql); }
  /// Returns when the query gives `expected`, and fails after a generous time.
  void wait_for(const std::string& sql, const std::string& expected) const;

  Log log_{LogLevel::error};
  std::filesystem::path path_;
};

}  // namespace flodata::test
