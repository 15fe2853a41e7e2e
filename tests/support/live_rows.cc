#include "support/live_rows.h"

#include <chrono>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include "base/error.h"
#include "model/well_name.h"
#include "replay/names.h"
#include "support/temporary_postgres.h"

namespace flodata::test {
namespace {

void run(PGconn* connection, const std::string& sql) {
  PGresult* result = PQexec(connection, sql.c_str());
  const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
  PQclear(result);
  if (!done) throw Failure(Code::database, PQerrorMessage(connection));
}

}  // namespace

void insert_well(const pg::ConnectionOptions& database, const std::string& npd_well_bore_name) {
  execute_sql(database, fmt::format("INSERT INTO well VALUES ('{}', '{}', 'NO {} H', '2008-01-01Z')",
                                    canonical_well_name(npd_well_bore_name, WellNaming::npd),
                                    npd_well_bore_name, npd_well_bore_name));
}

void insert_hours(const pg::ConnectionOptions& database, const std::string& well_name,
                  const std::string& first, const std::string& last) {
  execute_sql(database,
              fmt::format("INSERT INTO production_data (time, original_time, well_name, well_type, flow_kind,"
                          " on_stream_hrs, oil_rate, gas_rate, avg_downhole_pressure)"
                          " SELECT t, t - interval '365 days', '{}', 'OP', 'production', 1,"
                          " extract(epoch FROM t - timestamptz '{}') / 3600, 1000, 234.5"
                          " FROM generate_series(timestamptz '{}', timestamptz '{}', interval '1 hour') t",
                          well_name, first, first, last));
}

void commit_rows(const pg::ConnectionOptions& database) {
  execute_sql(
      database,
      fmt::format(
          "WITH newest AS (SELECT max(time) AS label FROM production_data),"
          " moved AS (INSERT INTO stream_state AS s (stream_id, epoch, sequence, position, anchor_source,"
          " anchor_live, speed, loop_number, history_complete, source_identity, segment_start, newest_label)"
          " SELECT '{}', 1, 1, '2008-01-01Z', '2008-01-01Z', '2008-01-01Z', 1, 0, true, 'rows of a test',"
          " '2008-01-01Z', label FROM newest"
          " ON CONFLICT (stream_id) DO UPDATE SET sequence = s.sequence + 1,"
          " newest_label = greatest(s.newest_label, excluded.newest_label), updated_at = now() RETURNING *),"
          " kept AS (INSERT INTO stream_commit (stream_id, sequence, newest_label)"
          " SELECT stream_id, sequence, newest_label FROM moved)"
          " SELECT pg_notify('{}', sequence::text) FROM moved",
          replay::kStreamId, replay::kCommitChannel));
}

TableLock::TableLock(const pg::ConnectionOptions& database, const std::string& table) : database_(database) {
  auto* connection = PQconnectdb(
      fmt::format("host={} dbname={} user={}", database.host, database.database, database.user).c_str());
  connection_ = connection;
  run(connection, "BEGIN");
  run(connection, fmt::format("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", table));
}

TableLock::~TableLock() { PQfinish(static_cast<PGconn*>(connection_)); }

void TableLock::wait_for_waiting(int count) const {
  constexpr int kPollMilliseconds = 5;
  constexpr auto kLimit = std::chrono::seconds(20);
  const auto deadline = std::chrono::steady_clock::now() + kLimit;
  while (std::stoi(query_value(database_, "SELECT count(*) FROM pg_locks WHERE NOT granted")) < count) {
    if (std::chrono::steady_clock::now() > deadline)
      throw Failure(Code::timed_out, "nobody waits for the lock");
    poll(nullptr, 0, kPollMilliseconds);
  }
}

}  // namespace flodata::test
