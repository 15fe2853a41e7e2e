// What the benchmarks share: a PostgreSQL of their own, the streamer as a child process, medians, and figures
// as JSON. Each benchmark is a program: it runs us and a peer in turn, in one run, and prints one array.
#pragma once

#include <libpq-fe.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/log.h"
#include "dataset/field_file.h"
#include "pg/connection.h"
#include "pg/migrations.h"
#include "pg/private/private_server.h"
#include "replay/names.h"

namespace flodata::bench {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

inline double seconds_since(Steady::time_point begin) {
  return std::chrono::duration<double>(Steady::now() - begin).count();
}

inline double seconds_of(const std::function<void()>& work) {
  const auto begin = Steady::now();
  work();
  return seconds_since(begin);
}

/// The value that a part `part` of the values does not exceed.
inline double quantile(std::vector<double> values, double part) {
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// The value in the middle; of an even number of values the mean of the two there.
inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

/// Our figure beside a peer's, round by round; the ratio is the median of the rounds' ratios, which a noisy
/// machine moves less than either side.
struct Rounds {
  std::vector<double> ours;
  std::vector<double> peer;

  [[nodiscard]] double ratio() const {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < ours.size(); ++i) ratios.push_back(ours[i] / peer[i]);
    return median(std::move(ratios));
  }
};

struct Figure {
  std::string name;
  double ours;
  double peer;
  double ratio;
  std::string unit;
  std::size_t runs;
};

inline Figure figure_of(std::string name, const Rounds& rounds, std::string unit) {
  return {std::move(name), median(rounds.ours), median(rounds.peer),
          rounds.ratio(),  std::move(unit),     rounds.ours.size()};
}

/// Prints the figures as one line of JSON, and for people on stderr.
inline void print(const std::vector<Figure>& figures) {
  std::string json;
  for (const auto& figure : figures) {
    const int decimals = figure.peer < 1000 ? 2 : 0;
    fmt::print(stderr, "{}: {:.{}f} / {:.{}f} {} = {:.3f} (median of {})\n", figure.name, figure.ours,
               decimals, figure.peer, decimals, figure.unit, figure.ratio, figure.runs);
    json += json.empty() ? "[{\"name\":" : ",{\"name\":";
    append_json_string(json, figure.name);
    json += fmt::format(R"(,"ours":{:.{}f},"peer":{:.{}f},"ratio":{:.3f},"unit":"{}","runs":{}}})",
                        figure.ours, decimals, figure.peer, decimals, figure.ratio, figure.unit, figure.runs);
  }
  fmt::print("{}]\n", json);
}

/// A folder for one benchmark, gone with it.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("flodata_bench_{}", getpid())) {
    fs::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;  // what is left of a benchmark must not hide its result
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

/// Makes the field's source file in a process of its own: what it needs of memory stays there.
inline fs::path make_field(const fs::path& path, const SimulatedField& field) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      dataset::make_simulated_field(path, field, std::stop_token());
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      _exit(1);
    }
    _exit(0);
  }
  int status = 1;
  waitpid(child, &status, 0);
  if (status != 0) throw Failure(Code::io, "cannot make the field");
  return path;
}

/// Empties the live schema, so that both sides start at the same point.
inline void reset(const pg::ConnectionOptions& database) {
  pg::Connection connection(database);
  connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  pg::migrate(connection, pg::embedded_migrations());
  connection.execute("CHECKPOINT");
}

/// The same, with a production_data that has no partitions.
inline void reset_plain(const pg::ConnectionOptions& database) {
  reset(database);
  pg::Connection(database).execute(
      "ALTER TABLE production_data RENAME TO partitioned; CREATE TABLE production_data (LIKE partitioned "
      "INCLUDING ALL)");
}

inline double row_count(const pg::ConnectionOptions& database) {
  return pg::Connection(database).query("SELECT count(*) FROM production_data").float64(0, 0);
}

struct PgFinish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, PgFinish>;

/// A session on bare libpq: for LISTEN, and for peers that should not use our code.
class Session {
 public:
  explicit Session(const pg::ConnectionOptions& options)
      : connection_(PQsetdbLogin(options.host.c_str(), std::to_string(options.port).c_str(), nullptr, nullptr,
                                 options.database.c_str(), options.user.c_str(), options.password.c_str())) {
    if (PQstatus(connection_.get()) != CONNECTION_OK)
      throw Failure(Code::unavailable, PQerrorMessage(connection_.get()));
  }

  Result run(const std::string& sql) {
    Result result(PQexec(connection_.get(), sql.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
      throw Failure(Code::database, PQerrorMessage(connection_.get()));
    return result;
  }

  std::string value(const std::string& sql) { return PQgetvalue(run(sql).get(), 0, 0); }

  /// Waits for a notice. Returns false when none came in time.
  bool wait_for_notice(std::chrono::milliseconds timeout) {
    if (take_notices()) return true;
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    poll(&socket, 1, static_cast<int>(timeout.count()));
    if (PQconsumeInput(connection_.get()) == 0)
      throw Failure(Code::unavailable, PQerrorMessage(connection_.get()));
    return take_notices();
  }

 private:
  bool take_notices() {
    bool any = false;
    while (auto* notice = PQnotifies(connection_.get())) {
      any = true;
      PQfreemem(notice);
    }
    return any;
  }
  std::unique_ptr<PGconn, PgFinish> connection_;
};

/// Variables of the environment.
using Environment = std::vector<std::pair<std::string, std::string>>;

/// A program as a child process; it ends with this, and with the benchmark.
class Child {
 public:
  Child(const std::vector<std::string>& command, const Environment& environment, const fs::path& output)
      : name_(command.front()), output_(output) {
    pid_ = fork();
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    if (std::freopen(output.c_str(), "w", stdout) == nullptr || dup2(fileno(stdout), fileno(stderr)) < 0)
      _exit(126);
    std::vector<char*> arguments;
    for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments.front(), arguments.data());
    _exit(127);
  }
  ~Child() {
    if (pid_ < 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Waits for its end. Errors: Failure with its output when it failed.
  void finish() {
    int status = 1;
    waitpid(std::exchange(pid_, -1), &status, 0);
    if (status != 0) fail();
  }

  /// Ends it by SIGTERM.
  void stop() {
    kill(pid_, SIGTERM);
    finish();
  }

  /// Errors: Failure with its output when it has ended by itself.
  void check_running() {
    if (waitpid(pid_, nullptr, WNOHANG) == 0) return;
    pid_ = -1;
    fail();
  }

  /// Returns the most memory it ever had, in MB (10^6 bytes), shared pages of libraries included.
  [[nodiscard]] double peak_megabytes() const { return megabytes("VmHWM:"); }

  /// Returns the memory that it has now, in MB, shared pages of libraries included.
  [[nodiscard]] double resident_megabytes() const { return megabytes("VmRSS:"); }

 private:
  [[nodiscard]] double megabytes(std::string_view key) const {
    constexpr double kKibibyteInMegabytes = 1024e-6;
    std::ifstream status(fmt::format("/proc/{}/status", pid_));
    for (std::string line; std::getline(status, line);)
      if (line.starts_with(key))
        return std::strtod(line.c_str() + key.size(), nullptr) * kKibibyteInMegabytes;
    throw Failure(Code::io, "the kernel does not say how much memory a process had");
  }

  [[noreturn]] void fail() const {
    std::ifstream output(output_);
    throw Failure(Code::io, fmt::format("{} failed: {}", name_,
                                        std::string(std::istreambuf_iterator<char>(output), {})));
  }
  std::string name_;
  fs::path output_;
  pid_t pid_ = -1;
};

/// Our own program, which lies beside the benchmark.
inline std::string flodata_program() { return fs::read_symlink("/proc/self/exe").parent_path() / "flodata"; }

inline Environment stream_environment(const fs::path& source, const pg::ConnectionOptions& database,
                                      const Environment& more) {
  Environment all{
      {"DUCKDB_PATH", source},        {"DB_HOST", database.host}, {"DB_PORT", std::to_string(database.port)},
      {"DB_NAME", database.database}, {"DB_USER", database.user}, {"DB_PASSWORD", database.password}};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// Waits until the past is loaded and the table has its key again.
inline void wait_for_history(Child& streamer, Session& session) {
  constexpr std::chrono::milliseconds kPoll(20);
  const std::string is_done =
      "SELECT coalesce(bool_and(history_complete), false) AND EXISTS (SELECT FROM pg_constraint WHERE "
      "contype = 'p' AND "
      "conrelid = 'production_data'::regclass) FROM stream_state";
  while (session.value(is_done) != "t") {
    session.wait_for_notice(kPoll);
    streamer.check_running();
  }
}

struct FirstLoad {
  double seconds;  // from the start of the program to the last commit
  double rows;
  double peak_megabytes;
};

/// Loads the whole past of a field by `flodata stream` into an empty database: today is the field's last day.
inline FirstLoad load_by_streamer(const fs::path& source, int days, const pg::ConnectionOptions& database,
                                  const fs::path& output) {
  reset(database);
  Session session(database);
  session.run(fmt::format("LISTEN {}", replay::kCommitChannel));
  const auto begin = Steady::now();
  Child streamer({flodata_program(), "stream"},
                 stream_environment(source, database, {{"START_OFFSET_DAYS", std::to_string(days - 1)}}),
                 output);
  wait_for_history(streamer, session);
  const double seconds = seconds_since(begin);
  const double peak = streamer.peak_megabytes();
  streamer.stop();
  return {seconds, row_count(database), peak};
}

/// Runs one psql command on the server.
inline void psql(const pg::PrivateServer& server, const std::string& command, const fs::path& output) {
  const auto& connection = server.connection();
  Child({"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", connection.host, "-p",
         std::to_string(connection.port), "-U", connection.user, "-d", connection.database, "-c", command},
        {{"PGPASSFILE", server.password_file()}}, output)
      .finish();
}

/// Runs a benchmark as main() does.
inline int run(const char* name, const std::function<std::vector<Figure>()>& work) {
  try {
    print(work());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return 1;
  }
}

}  // namespace flodata::bench
