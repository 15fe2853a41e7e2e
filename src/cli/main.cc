// `flodata`: options -> settings -> the chosen command -> exit code. Signals and getenv live here and nowhere
// else.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/own_file.h"
#include "cli/command.h"
#include "cli/usage_error.h"

namespace flodata::cli {
namespace {

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // read before any thread starts
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

/// Opens standard streams that the parent process has closed: the next file or socket would
/// take their numbers, and log lines would be written into it.
void open_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", O_RDWR) != stream) std::abort();
}

/// Removes what libpq would take from the environment behind the settings' back: another server, other
/// formats of its texts. What concerns TLS (PGSSLMODE and the like) stays: no setting says that.
void clean_environment_of_libpq() {
  for (const char* name : {"PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS", "PGTZ", "PGDATESTYLE",
                           "PGGEQO", "PGTARGETSESSIONATTRS", "PGREQUIREAUTH", "PGREQUIREPEER"})
    unsetenv(name);  // before any thread starts
}

/// Settings of the environment and of `.env` in the current folder, which may belong to another user.
Expected<Settings> read_settings() {
  const auto dotenv = read_own_file(".env");
  if (!dotenv) return std::unexpected(dotenv.error());
  return load_settings(environment_variable, dotenv->value_or(""));
}

/// From the signal to the end, at most; three seconds are promised to users.
constexpr std::chrono::milliseconds kLongestStop(2500);

/// Turns SIGINT, SIGTERM and SIGHUP into a stop request. Constructed before any other thread, so that all of
/// them inherit the blocked mask and only this one receives the signals.
class SignalStop {
 public:
  SignalStop() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    struct sigaction hang_up{};
    sigaction(SIGHUP, nullptr, &hang_up);
    if (hang_up.sa_handler != SIG_IGN)
      sigaddset(&signals_, SIGHUP);  // the terminal was closed; `nohup` ignores it
    sigaddset(&signals_, SIGUSR1);   // ends the thread itself
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    thread_ = std::thread([this] { run(); });
  }
  ~SignalStop() {
    pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
  }
  SignalStop(const SignalStop&) = delete;
  SignalStop& operator=(const SignalStop&) = delete;
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// Whether it was Ctrl-C. A service that ends on SIGTERM did what it was told.
  [[nodiscard]] bool interrupted() const { return signal_ == SIGINT; }
  [[nodiscard]] std::string reason() const {
    switch (signal_) {
      case SIGINT:
        return "Ctrl-C (SIGINT)";
      case SIGTERM:
        return "SIGTERM";
      case SIGHUP:
        return "its terminal was closed (SIGHUP); to keep it running, start it with nohup";
      default:
        return "it ended by itself";
    }
  }

 private:
  void run() {
    int signal = 0;
    sigwait(&signals_, &signal);
    if (signal == SIGUSR1) return;
    signal_ = signal;
    source_.request_stop();
    const auto end = std::chrono::steady_clock::now() + kLongestStop;
    while (true) {
      const auto left = std::max(std::chrono::nanoseconds(0),
                                 std::chrono::nanoseconds(end - std::chrono::steady_clock::now()));
      const auto whole = std::chrono::floor<std::chrono::seconds>(left);
      const timespec wait{whole.count(), (left - whole).count()};
      signal = sigtimedwait(&signals_, nullptr, &wait);
      if (signal == SIGUSR1) return;
      if (signal < 0 && errno == EAGAIN) break;
    }
    // Something cannot be interrupted: a look-up of a name, a disk. What is half done is rolled back, or
    // removed by the next run.
    std::fprintf(stderr, "flodata: did not end by itself in time after the signal, and was ended\n");
    _exit(static_cast<int>(ExitCode::interrupted));
  }

  sigset_t signals_{};
  std::stop_source source_;
  std::atomic<int> signal_ = 0;
  std::thread thread_;
};

void build_app(CLI::App& app, Chosen& chosen) {
  app.require_subcommand(1);
  app.set_version_flag("--version", FLODATA_VERSION);
  app.footer("Settings (environment, then .env in the current folder, then the default):\n" +
             describe_settings());
  add_up_command(app, chosen);
  add_stream_command(app, chosen);
  add_serve_command(app, chosen);
  add_licenses_command(app, chosen);
  auto* dataset = app.add_subcommand("dataset", "make, fill, inspect and export source files (DuckDB)");
  dataset->require_subcommand(1);
  add_import_command(*dataset, chosen);
  add_simulate_command(*dataset, chosen);
  add_upsample_command(*dataset, chosen);
  add_verify_command(*dataset, chosen);
  add_info_command(*dataset, chosen);
  add_export_command(*dataset, chosen);
  auto* db = app.add_subcommand("db", "schema of the live database (PostgreSQL)");
  db->require_subcommand(1);
  add_db_commands(*db, chosen);
  auto* replay = app.add_subcommand("replay", "control a running streamer, and see what it does");
  replay->require_subcommand(1);
  add_replay_commands(*replay, chosen);
}

ExitCode run(const Run& command) {
  const auto settings = read_settings();
  // Commands that need no settings work beside a bad .env; those that do say what is bad in it.
  const Log log(settings ? parse_log_level(settings->log_level) : LogLevel::info,
                settings && settings->log_format == "json" ? LogFormat::json : LogFormat::text);
  const SignalStop signals;
  CommandContext context{log, signals.token(), [&settings] { return value_or_throw(settings); },
                         ServiceNotify(environment_variable("NOTIFY_SOCKET").value_or("")),
                         [&signals] { return signals.reason(); }};
  try {
    const auto code = command(context);
    return signals.interrupted() ? ExitCode::interrupted : code;
  } catch (const Failure& failure) {
    const bool was_cut = context.stop.stop_requested() && is_transient(failure.code());
    if (failure.code() == Code::interrupted || was_cut) return ExitCode::interrupted;
    log.error("{}", failure.what());
    return ExitCode::failed;
  }
}

int main_checked(int argc, char** argv) {
  CLI::App app{"OpenFloData: an oil field's history, happening now", "flodata"};
  Chosen chosen;
  build_app(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (const auto message = unknown_word(app, {argv + 1, argv + argc})) {
      std::fprintf(stderr, "flodata: %s\n", message->c_str());
      return static_cast<int>(ExitCode::wrong_usage);
    }
    return static_cast<int>(app.exit(error) == 0 ? ExitCode::done : ExitCode::wrong_usage);
  }
  return static_cast<int>(run(chosen.run));
}

}  // namespace
}  // namespace flodata::cli

int main(int argc, char** argv) {
  flodata::cli::open_standard_streams();
  flodata::cli::clean_environment_of_libpq();
  try {
    return flodata::cli::main_checked(argc, argv);
  } catch (const std::exception& error) {  // a bug or no memory: say it and fail
    std::fprintf(stderr, "flodata: %s\n", error.what());
    return static_cast<int>(flodata::cli::ExitCode::failed);
  }
}
