// First load of a whole history into PostgreSQL, in rows per second, beside `psql \copy` of the same rows
// from a ready binary file into an identical table: same server, same run, in turn.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/field_file.h"
#include "pg/connection.h"
#include "pg/migrations.h"
#include "pg/private_server.h"
#include "streamer/streamer.h"
#include "support/idle_clock.h"

namespace flodata {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 5;
constexpr const char* kDatabase = "bench";

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

/// Empties the live schema and gives the server the same starting point for both sides.
void reset(const pg::ConnectionOptions& database) {
  pg::Connection connection(database);
  connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  pg::migrate(connection, pg::embedded_migrations());
  connection.execute("CHECKPOINT");
}

void load_by_streamer(const fs::path& source_path, const pg::ConnectionOptions& database, const Log& log) {
  auto source = value_or_throw(streamer::SourceFile::open(source_path));
  std::stop_source stop;
  const test::IdleClock clock(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23), stop);
  const streamer::StreamerOptions options{database,     "main",       source.timeline().day_count() - 1,
                                          {168, 2, 24}, std::nullopt, value_or_throw(TimeZone::find("UTC"))};
  streamer::Streamer(source, options, clock, log).run(stop.get_token());
}

/// Runs one psql command; its output goes to nowhere. The password file stands in the environment.
void psql(const pg::PrivateServer& server, const std::string& command) {
  const pid_t child = fork();
  if (child == 0) {
    setenv("PGPASSFILE", server.password_file().c_str(), 1);
    const auto& connection = server.connection();
    const auto port = std::to_string(connection.port);
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(1);
    execlp("psql", "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", connection.host.c_str(), "-p",
           port.c_str(), "-U", connection.user.c_str(), "-d", connection.database.c_str(), "-c",
           command.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) throw Failure(Code::io, fmt::format("psql failed: {}", command));
}

struct Figures {
  std::vector<double> ours;  // rows/s
  std::vector<double> peer;
  std::vector<double> ratio;
};

Figures measure(const fs::path& folder, const pg::PrivateServer& server, const fs::path& source,
                const Log& log) {
  const auto& database = server.connection();
  const auto ready_file = (folder / "rows.bin").string();
  reset(database);
  load_by_streamer(source, database, log);
  const auto rows =
      static_cast<double>(pg::Connection(database).query("SELECT count(*) FROM production_data").int64(0, 0));
  psql(server,
       fmt::format("\\copy (SELECT * FROM production_data ORDER BY time, well_name) TO '{}' (FORMAT binary)",
                   ready_file));
  Figures figures;
  for (int round = 0; round < kRounds; ++round) {
    reset(database);
    figures.ours.push_back(rows / seconds_of([&] { load_by_streamer(source, database, log); }));
    reset(database);
    figures.peer.push_back(
        rows / seconds_of([&] {
          psql(server, fmt::format("\\copy production_data FROM '{}' (FORMAT binary)", ready_file));
        }));
    figures.ratio.push_back(figures.ours.back() / figures.peer.back());
    fmt::print(stderr, "round {}: streamer {:.0f} rows/s, psql \\copy {:.0f} rows/s, ratio {:.2f}\n",
               round + 1, figures.ours.back(), figures.peer.back(), figures.ratio.back());
  }
  fmt::print(stderr, "{:.0f} rows\n", rows);
  return figures;
}

int run() {
  const Log log(LogLevel::warning);
  const auto folder = fs::temp_directory_path() / fmt::format("flodata_bench_{}", getpid());
  fs::create_directories(folder);
  const auto source = folder / "field.duckdb";
  cli::make_simulated_field(source, cli::SimulatedFieldOptions{}, std::stop_token());
  {
    const pg::PrivateServer server({folder / "postgres", kDatabase, "flodata"}, log);
    const auto figures = measure(folder, server, source, log);
    fmt::print(
        R"([{{"name":"first load / psql \\copy of a ready binary file","ours":{:.0f},"peer":{:.0f},"ratio":{:.3f},)"
        R"("unit":"rows/s","runs":{}}}])"
        "\n",
        median(figures.ours), median(figures.peer), median(figures.ratio), kRounds);
  }
  fs::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace flodata

int main() {
  try {
    return flodata::run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "first_load: %s\n", error.what());
    return 1;
  }
}
