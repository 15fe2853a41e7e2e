// `flodata up`: source file, private PostgreSQL, streamer and API in one process, with no configuration.
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "api/server.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/stop_deadline.h"
#include "cli/browser.h"
#include "cli/command.h"
#include "cli/connection_file.h"
#include "cli/data_directory.h"
#include "cli/database_options.h"
#include "cli/server_options.h"
#include "cli/stream_setup.h"
#include "dataset/imported_source.h"
#include "duck/file_replacement.h"
#include "pg/connection.h"
#include "pg/migrations.h"
#include "pg/private/private_server.h"
#include "streamer/source/source_file.h"
#include "streamer/streamer.h"

namespace flodata::cli {
namespace {

namespace fs = std::filesystem;

struct UpOptions {
  std::string source;
  std::string mapping;
  std::string data_directory = kDefaultDataDirectory;
  std::string port;
  std::string speed;
  bool open = false;
  streamer::ChangedHours changed_hours = streamer::ChangedHours::reject;
};

Settings settings_of(CommandContext& context, const UpOptions& options) {
  auto settings = context.settings();
  if (!options.source.empty()) value_or_throw(assign_setting(settings, "DUCKDB_PATH", options.source));
  if (!options.port.empty()) value_or_throw(assign_setting(settings, "API_PORT", options.port));
  if (!options.speed.empty()) value_or_throw(assign_setting(settings, "REPLAY_SPEED", options.speed));
  return settings;
}

/// The streamer in a thread of its own; a failure of it ends the program.
class StreamerThread {
 public:
  StreamerThread(streamer::SourceFile& source, const streamer::StreamerOptions& options, const Clock& clock,
                 const Log& log)
      : streamer_(source, options, clock, log), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  /// Tells it to stop, without waiting.
  void stop() { thread_.request_stop(); }

  /// Waits until `stop` is requested or the streamer ended, at most for `longest`. Returns whether one of
  /// them happened. Errors: the streamer's Failure.
  bool wait(const std::stop_token& stop, std::chrono::milliseconds longest) {
    MutexLock lock(mutex_);
    const bool is_done =
        ended_.wait_for(lock, stop, longest, [this]() FLODATA_REQUIRES(mutex_) { return done_; });
    if (failure_) std::rethrow_exception(failure_);
    return is_done || stop.stop_requested();
  }

 private:
  void run(const std::stop_token& stop) {
    std::exception_ptr failure;
    try {
      streamer_.run(stop);
    } catch (...) {  // handed to the waiting thread, which throws it again
      failure = std::current_exception();
    }
    const MutexLock lock(mutex_);
    failure_ = failure;
    done_ = true;
    ended_.notify_all();
  }

  Mutex mutex_;
  std::condition_variable_any ended_;
  bool done_ FLODATA_GUARDED_BY(mutex_) = false;
  std::exception_ptr failure_ FLODATA_GUARDED_BY(mutex_);
  streamer::Streamer streamer_;
  std::jthread thread_;  // last: it uses all of the above, and is joined first
};

std::unique_ptr<pg::PrivateServer> start_private_server(const Settings& settings,
                                                        const DataDirectory& directory,
                                                        const fs::path& source, CommandContext& context) {
  if (settings.is_given("DB_HOST")) return nullptr;
  const auto folder = directory.server_directory(source);
  return std::make_unique<pg::PrivateServer>(
      pg::PrivateServerOptions{folder, settings.db_name, settings.db_user, context.stop}, context.log);
}

void migrate(pg::ConnectionOptions database, const Log& log, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds kStopPatience(500);
  database.stop = stop;
  pg::Connection connection(database);
  const StopDeadline deadline(stop, kStopPatience, [&] { connection.abort(); });
  try {
    for (const auto& name : pg::migrate(connection, pg::embedded_migrations()))
      log.info("applied schema migration {}", name);
  } catch (const Failure& failure) {
    if (!stop.stop_requested()) throw;
    throw Failure(Code::interrupted, failure.what());
  }
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-").contains(c);
  });
}

/// A value of a connection string between the double quotes of a shell: a folder's name may hold anything.
std::string quoted_value(std::string_view value) {
  if (is_plain(value)) return std::string(value);
  std::string in_string;
  for (const char c : value) {
    if (c == '\'' || c == '\\') in_string += '\\';
    in_string += c;
  }
  std::string in_shell = "'";
  for (const char c : in_string) {
    if (std::string_view("\\\"$`").contains(c)) in_shell += '\\';
    in_shell += c;
  }
  return in_shell + "'";
}

/// A word of a shell's command.
std::string quoted_word(std::string_view word) {
  if (is_plain(word)) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string psql_line(const Settings& settings, const pg::PrivateServer* server) {
  if (server == nullptr)
    return fmt::format("psql -h {} -p {} -U {} -d {}", settings.db_host, settings.db_port, settings.db_user,
                       settings.db_name);
  return fmt::format("psql \"host=127.0.0.1 port={} dbname={} user={} passfile={}\"", server->port(),
                     settings.db_name, settings.db_user, quoted_value(server->password_file().string()));
}

std::string address_of(const Settings& settings, const api::Server& api) {
  return fmt::format("http://{}:{}", settings.api_bind == "0.0.0.0" ? "127.0.0.1" : settings.api_bind,
                     api.port());
}

void print_banner(const Settings& settings, const pg::PrivateServer* server, const std::string& address,
                  const fs::path& source_path, const fs::path& data_directory) {
  fmt::print(
      "OpenFloData is up\n"
      "  console {0}/\n"
      "  API     {0}\n"
      "  docs    {0}/docs\n"
      "  psql    {1}\n"
      "  source  {2}\n"
      "  control flodata replay status --data-dir {3}   (pause, resume, speed, seek, step, re-anchor)\n"
      "Ctrl-C stops everything; the next `flodata up` continues where this one stopped.\n",
      address, psql_line(settings, server), source_path.string(), quoted_word(data_directory.string()));
  std::fflush(stdout);
}

void open_console(const std::string& address) {
  if (const auto opened = open_in_browser(address); !opened)
    fmt::print("--open: {}; open {} in a browser that reaches this machine.\n", opened.error().message,
               address);
  std::fflush(stdout);
}

ExitCode run_up(CommandContext& context, const UpOptions& options) {
  const auto settings = settings_of(context, options);
  umask(S_IRWXG | S_IRWXO);  // what is made below is ours alone
  const DataDirectory directory(options.data_directory);
  if (directory.was_interrupted())
    context.log.warning(
        "the last `flodata up` in '{}' did not end in order: it was killed (kill -9, or no memory left), or "
        "the machine went "
        "down; going on from its last commit",
        directory.path().string());
  const dataset::GivenSource given_source{
      settings.duckdb_path.empty() ? fs::path() : fs::weakly_canonical(settings.duckdb_path),
      options.mapping};
  dataset::check_given_source(given_source);
  duck::FileReplacement::remove_leftovers(directory.path());
  const auto chosen = given_source.streamed_file(directory.path());
  const auto path = chosen.empty() ? default_source(directory.path()) : chosen;
  // Making the simulated field and initdb take a second or two each, so they run side by side. A file that
  // was given is looked at first: no database is made for one that cannot be streamed.
  auto opened = std::async(std::launch::async, [&] {
    dataset::ensure_imported(given_source, directory.path(), context.log, context.stop);
    return value_or_throw(streamer::SourceFile::open(
        ensure_source(chosen, directory.path(), context.log, context.stop), {}, context.stop));
  });
  std::optional<streamer::SourceFile> given;
  if (!chosen.empty()) given = opened.get();
  const auto server = start_private_server(settings, directory, path, context);
  auto source = given ? *std::move(given) : opened.get();
  context.log.info("source '{}': {} wells, {}", path.string(), source.well_count(), source.identity());

  const SystemClock clock;
  const auto database = server ? server->connection() : database_options(settings, "flodata");
  // The role of the API gets its rights with the schema.
  if (server) migrate(database, context.log, context.stop);
  api::Server api(
      server_options(settings, server ? server->reader_connection() : api_database_options(settings)),
      context.log, clock);
  api.start();
  const auto address = address_of(settings, api);
  print_banner(settings, server.get(), address, path, directory.path());
  if (options.open) open_console(address + "/");
  const ConnectionFile connection_file(directory.folder(), database, server.get());
  auto stream = streamer_options(settings, database, source.timeline().day_count() / 2, options.changed_hours,
                                 context.service);
  stream.speed_was_asked_for = !options.speed.empty();
  if (server) stream.server_files = server->files_identity();
  StreamerThread streamer(source, stream, clock, context.log);
  while (!streamer.wait(context.stop, pg::kTendInterval))
    if (server) server->tend(context.log);
  context.log.info("stopping: {}", context.stop_reason());
  // Side by side: PostgreSQL has what they leave of the two seconds that stopping may take.
  streamer.stop();
  api.stop();
  return ExitCode::done;
}

}  // namespace

void add_up_command(CLI::App& parent, Chosen& chosen) {
  auto* command = parent.add_subcommand("up",
                                        "everything on this machine: source file, private PostgreSQL, "
                                        "streamer, API and console in one process");
  const auto options = std::make_shared<UpOptions>();
  command->add_option(
      "--source", options->source,
      "what to stream: a source file (DuckDB), or a workbook (.xlsx) or .csv, which is imported "
      "and upsampled into the data folder, again when it changes; default: DUCKDB_PATH, or a "
      "simulated field made now");
  command->add_option("--mapping", options->mapping,
                      "TOML file that says how a .csv is to be read (as for `flodata dataset import`)");
  command->add_option("--data-dir", options->data_directory, "folder for all that is made")
      ->capture_default_str();
  command->add_option("--port", options->port, "port of the API (API_PORT)");
  command->add_option("--speed", options->speed,
                      "source time per wall time, 3600 is an hour a second (REPLAY_SPEED)");
  command->add_flag("--open", options->open, "open the console in a browser, where there is a display");
  add_accept_changes(*command, options->changed_hours);
  command->footer(
      "PostgreSQL is started below the data folder unless DB_HOST is set. Without START_OFFSET_DAYS the "
      "middle of\n"
      "the data is today. A second `up` in the same data folder resumes.");
  command->callback([&chosen, options] {
    chosen.run = [options](CommandContext& context) {
      return run_service(context, [&] { return run_up(context, *options); });
    };
  });
}

}  // namespace flodata::cli
