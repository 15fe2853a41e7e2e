// `flodata replay …`: asks the streamer at work through the database, and waits for its answer.
#include <chrono>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "base/json.h"
#include "base/run_coroutine.h"
#include "cli/command.h"
#include "cli/connection_file.h"
#include "cli/database_options.h"
#include "cli/stream_setup.h"
#include "store/production_store.h"
#include "store/replay_commands.h"

namespace flodata::cli {
namespace {

constexpr int kPatienceSeconds = 15;  // a stand-by takes over within ten
constexpr int kLongestPatienceSeconds = 3600;
constexpr std::chrono::seconds kPatience{10};  // for an answer of the database

struct ReplayOptions {
  std::string data_directory = kDefaultDataDirectory;
  std::string request_id;
  std::string argument;
  int patience_seconds = kPatienceSeconds;
  bool as_json = false;
};

void print_status(const replay::Status& status, const TimeZone& zone) {
  const auto time = [&](const std::optional<Instant>& instant) {
    return instant ? format_iso8601(*instant, zone) : std::string("-");
  };
  const auto streamer = status.streamer_alive
                            ? fmt::format("process {} on {}", status.process_id, status.host)
                            : fmt::format("none; last seen {}", time(status.seen_at));
  fmt::print(
      "state        {}\nstreamer     {}\nsource       {}\nnext hour    {} (loop {})\nits label    {}\n"
      "newest label {}\nspeed        {}\nlag          {:.1f} s\nepoch        {}\nsequence     {}\n"
      "pending      {} commands\n",
      status.state, streamer, status.source, time(status.source_time), status.loop, time(status.next_label),
      time(status.newest_label), status.speed, status.lag_seconds, status.epoch, status.sequence,
      status.pending_commands);
}

/// Errors: Failure(not_found) when there is no stream.
replay::Status read_status(const pg::ConnectionOptions& database) {
  boost::asio::io_context io;
  store::ProductionStore store(io.get_executor(), database);
  const auto reading =
      run_coroutine(io, store.versions().stream_reading(std::chrono::steady_clock::now() + kPatience));
  if (!reading) throw Failure(store::no_stream(database));
  return reading->status;
}

ExitCode run_status(CommandContext& context, const ReplayOptions& options) {
  const auto settings = context.settings();
  const auto zone = value_or_throw(TimeZone::find(settings.target_timezone));
  const auto status = read_status(database_of(settings, options.data_directory, "flodata-replay"));
  if (options.as_json)
    fmt::print("{}\n", to_json(status, zone));
  else
    print_status(status, zone);
  return ExitCode::done;
}

ExitCode run_command(CommandContext& context, const std::string& name, const ReplayOptions& options) {
  const auto settings = context.settings();
  const auto zone = value_or_throw(TimeZone::find(settings.target_timezone));
  const auto command = replay::parse_command(name, options.argument, zone);
  if (!command) {
    context.log.error("{}", command.error().message);
    return ExitCode::wrong_usage;
  }
  boost::asio::io_context io;
  store::ReplayCommands commands(database_of(settings, options.data_directory, "flodata-replay"));
  const auto withdraw = std::chrono::steady_clock::now() + std::chrono::seconds(options.patience_seconds);
  const auto answer = value_or_throw(run_coroutine(
      io, commands.ask({*command, options.request_id, "flodata replay"}, {withdraw, withdraw + kPatience})));
  if (options.as_json) {
    std::string json = fmt::format(R"({{"id":{},"request_id":)", answer.id);
    append_json_string(json, answer.request_id);
    json += fmt::format(R"(,"status":"{}","detail":)", answer.status);
    append_json_string(json, answer.detail);
    fmt::print("{}}}\n", json);
  } else {
    fmt::print("{}: {}\n", answer.status, answer.detail);
  }
  return answer.status == "refused" ? ExitCode::failed : ExitCode::done;
}

struct Declared {
  const char* name;
  const char* argument;  // nothing for a command without
  const char* help;
};

constexpr Declared kDeclared[] = {
    {"pause", nullptr, "write nothing more after the hours that are due now"},
    {"resume", nullptr, "continue where the pause began; the pause is no part of the live timeline"},
    {"speed", "N", "source time per wall time, 0.1 to 100000, from now on; 3600 makes an hour a second"},
    {"seek", "TIME",
     "continue with the hour that holds TIME, a time in the data: ISO 8601, without offset in "
     "TARGET_TIMEZONE"},
    {"step", "N", "stream N hours and pause, at once where the labels have time for it"},
    {"re-anchor", "DAY", "make day DAY of the data (0 is its first) today, as a first start would"},
};

void add_common(CLI::App& command, ReplayOptions& options) {
  add_data_directory(command, options.data_directory);
  command.add_flag("--json", options.as_json, "print as JSON");
}

void add_replay_command(CLI::App& parent, Chosen& chosen, const Declared& declared) {
  auto* command = parent.add_subcommand(declared.name, declared.help);
  const auto options = std::make_shared<ReplayOptions>();
  if (declared.argument != nullptr)
    command->add_option(declared.argument, options->argument, "see above")->required();
  command->add_option("--id", options->request_id,
                      "id of this request: a request sent again is not carried out twice");
  command
      ->add_option("--wait", options->patience_seconds,
                   "seconds to wait until a streamer has carried the command out")
      ->check(CLI::Range(1, kLongestPatienceSeconds))
      ->capture_default_str();
  add_common(*command, *options);
  command->callback([&chosen, options, name = std::string(declared.name)] {
    chosen.run = [options, name](CommandContext& context) { return run_command(context, name, *options); };
  });
}

}  // namespace

void add_replay_commands(CLI::App& parent, Chosen& chosen) {
  auto* status = parent.add_subcommand("status", "what the stream does: state, position, speed, lag");
  const auto options = std::make_shared<ReplayOptions>();
  add_common(*status, *options);
  status->callback([&chosen, options] {
    chosen.run = [options](CommandContext& context) { return run_status(context, *options); };
  });
  for (const auto& declared : kDeclared) add_replay_command(parent, chosen, declared);
}

}  // namespace flodata::cli
