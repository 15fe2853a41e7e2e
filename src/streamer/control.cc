#include "streamer/control.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/stop_deadline.h"
#include "pg/connection.h"
#include "streamer/command_log.h"

namespace flodata::streamer {
namespace {

constexpr std::chrono::milliseconds kLastWords{500};  // from a stop to the end of the session

/// A file that can be read once `stop` is requested: ends a wait for notices.
class StopFile {
 public:
  explicit StopFile(const std::stop_token& stop) : callback_(stop, Write{file_.number}) {}
  [[nodiscard]] int number() const { return file_.number; }

 private:
  struct File {
    File() = default;
    ~File() { close(number); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int number = eventfd(0, EFD_CLOEXEC);
  };
  struct Write {
    void operator()() const { eventfd_write(file, 1); }
    int file;
  };
  File file_;
  std::stop_callback<Write> callback_;  // goes first: it writes into the file
};

struct Entry {
  ReplayAnswer answer;
  std::string command;
  std::string argument;
};

std::optional<Entry> find_entry(pg::Connection& connection, const std::string& stream_id,
                                const std::string& request_id) {
  const auto rows = connection.query(
      "SELECT id, request_id, status, coalesce(detail, ''), command, argument FROM replay_command WHERE "
      "stream_id = $1 "
      "AND request_id = $2",
      {stream_id, request_id});
  if (rows.row_count() == 0) return std::nullopt;
  return Entry{{rows.int64(0, 0), std::string(rows.text(0, 1)), std::string(rows.text(0, 2)),
                std::string(rows.text(0, 3))},
               std::string(rows.text(0, 4)),
               std::string(rows.text(0, 5))};
}

/// Writes the command down, unless a request of this id is there. Returns the id.
std::string submit(pg::Connection& connection, const std::string& stream_id, const ReplayRequest& request) {
  const auto request_id = request.request_id.empty()
                              ? std::string(connection.query("SELECT gen_random_uuid()").text(0, 0))
                              : request.request_id;
  connection.query(
      "INSERT INTO replay_command (stream_id, request_id, command, argument, requested_by) VALUES ($1, $2, "
      "$3, $4, $5) "
      "ON CONFLICT (stream_id, request_id) DO UPDATE SET status = 'pending', requested_at = now(), "
      "answered_at = "
      "NULL, detail = NULL WHERE replay_command.status = 'withdrawn' AND replay_command.command = "
      "excluded.command "
      "AND replay_command.argument = excluded.argument",
      {stream_id, request_id, std::string(name_of(request.command)), argument_of(request.command),
       request.requested_by});
  connection.query("SELECT pg_notify($1, $2)", {kControlChannel, stream_id});
  return request_id;
}

/// Takes the command back if nobody has answered it.
bool withdraw(pg::Connection& connection, std::int64_t id) {
  return connection
             .query(
                 "UPDATE replay_command SET status = 'withdrawn', answered_at = clock_timestamp(), detail = "
                 "'no "
                 "streamer took it in time' WHERE id = $1 AND status = 'pending'",
                 {std::to_string(id)})
             .affected_rows() == 1;
}

std::unexpected<Error> no_stream(const pg::ConnectionOptions& database) {
  return unexpected(
      Code::not_found,
      fmt::format("database '{}' holds no stream yet; `flodata up` or `flodata stream` starts one",
                  database.database));
}

Expected<ReplayAnswer> no_streamer(const Entry& entry) {
  return unexpected(
      Code::unavailable,
      fmt::format("no streamer took the command {} in time, so it was withdrawn and nothing changed; "
                  "`flodata replay status` says whether one is at work",
                  entry.command));
}

}  // namespace

Expected<ReplayAnswer> request_replay(const pg::ConnectionOptions& database, const ReplayRequest& request,
                                      std::chrono::milliseconds patience, const std::string& stream_id,
                                      const std::stop_token& stop) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const StopFile stopped(stop);
  pg::Connection connection(database);
  const StopDeadline end_of_session(stop, kLastWords, [&connection] { connection.abort(); });
  // What waits for a lock for so long must not be written down after the caller was told that it failed.
  connection.execute(fmt::format("SET statement_timeout = {}", std::max<std::int64_t>(patience.count(), 1)));
  if (connection.query("SELECT to_regclass('replay_command')").is_null(0, 0) ||
      connection.query("SELECT 1 FROM stream_state WHERE stream_id = $1", {stream_id}).row_count() == 0)
    return no_stream(database);
  connection.execute(fmt::format("LISTEN {}", kAnswerChannel));
  const auto request_id = submit(connection, stream_id, request);
  for (;;) {
    auto entry = find_entry(connection, stream_id, request_id);
    if (!entry) return unexpected(Code::not_found, "the record of commands was emptied meanwhile; ask again");
    if (entry->command != name_of(request.command) || entry->argument != argument_of(request.command))
      return unexpected(Code::conflict,
                        fmt::format("request '{}' was used for '{} {}' before; give a new one", request_id,
                                    entry->command, entry->argument));
    if (entry->answer.status == "withdrawn") return no_streamer(*entry);
    if (entry->answer.status != "pending") return entry->answer;
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left.count() > 0 && !stop.stop_requested()) {
      connection.wait_for_notices(std::chrono::ceil<std::chrono::milliseconds>(left), stopped.number());
    } else if (withdraw(connection, entry->answer.id)) {
      return no_streamer(*entry);
    }
  }
}

Expected<ReplayStatus> read_replay_status(const pg::ConnectionOptions& database,
                                          const std::string& stream_id) {
  pg::Connection connection(database);
  if (connection.query("SELECT to_regclass('replay_status')").is_null(0, 0)) return no_stream(database);
  // Times as numbers, whatever the session's zone.
  const auto rows = connection.query(
      fmt::format(
          "SELECT stream_id, state, epoch, sequence, speed, loop_number, {}, {}, {}, lag_seconds, paused, "
          "history_complete, {}, {}, source_identity, streamer_alive, {}, coalesce(host, ''), "
          "coalesce(process_id, 0), pending_commands FROM replay_status WHERE stream_id = $1",
          pg::instant_to_sql("source_time"), pg::instant_to_sql("newest_label"),
          pg::instant_to_sql("next_label"), pg::instant_to_sql("anchor_source"),
          pg::instant_to_sql("anchor_live"), pg::instant_to_sql("seen_at")),
      {stream_id});
  if (rows.row_count() == 0) return no_stream(database);
  const auto instant = [&](std::size_t column) {
    return rows.is_null(0, column) ? std::nullopt : std::optional(rows.instant(0, column));
  };
  return ReplayStatus{.stream_id = std::string(rows.text(0, 0)),
                      .state = std::string(rows.text(0, 1)),
                      .epoch = rows.int64(0, 2),
                      .sequence = rows.int64(0, 3),
                      .speed = rows.float64(0, 4),
                      .loop = rows.int64(0, 5),
                      .source_time = rows.instant(0, 6),
                      .newest_label = instant(7),
                      .next_label = rows.instant(0, 8),
                      .lag_seconds = rows.float64(0, 9),
                      .paused = rows.boolean(0, 10),
                      .history_complete = rows.boolean(0, 11),
                      .anchor_source = rows.instant(0, 12),
                      .anchor_live = rows.instant(0, 13),
                      .source = std::string(rows.text(0, 14)),
                      .streamer_alive = rows.boolean(0, 15),
                      .seen_at = instant(16),
                      .host = std::string(rows.text(0, 17)),
                      .process_id = rows.int64(0, 18),
                      .pending_commands = rows.int64(0, 19)};
}

}  // namespace flodata::streamer
