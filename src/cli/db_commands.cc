#include <chrono>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/progress.h"
#include "base/stop_deadline.h"
#include "base/time_zone.h"
#include "cli/command.h"
#include "cli/connection_file.h"
#include "cli/stream_setup.h"
#include "dataset/imported_source.h"
#include "pg/connection.h"
#include "pg/migrations.h"
#include "replay/names.h"
#include "store/stream_reading.h"
#include "streamer/checkpoint.h"
#include "streamer/rollup_writer.h"
#include "streamer/row_comparison.h"
#include "streamer/source/source_file.h"

namespace flodata::cli {
namespace {

pg::ConnectionOptions stoppable(pg::ConnectionOptions options, const std::stop_token& stop) {
  options.stop = stop;
  return options;
}

/// A session that ends when the program is told to stop, whatever it waits for.
struct Session {
  Session(CommandContext& context, const pg::ConnectionOptions& options)
      : connection(stoppable(options, context.stop)),
        deadline(context.stop, std::chrono::milliseconds(0), [this] { connection.abort(); }) {}
  pg::Connection connection;
  StopDeadline deadline;
};

ExitCode run_migrate(CommandContext& context, const std::string& data_directory) {
  Session session(context, database_of(context.settings(), data_directory, "flodata-db"));
  const auto applied = pg::migrate(session.connection, pg::embedded_migrations());
  for (const auto& name : applied) fmt::print("applied {}\n", name);
  if (applied.empty()) fmt::print("the schema is up to date\n");
  return ExitCode::done;
}

struct VerifyOptions {
  std::string source;
  std::string data_directory = kDefaultDataDirectory;
  bool as_json = false;
};

void print_differences(const streamer::Differences& rows, const streamer::RollupDifferences& rollups,
                       const std::string& source) {
  if (rows.all() == 0)
    fmt::print("every row is that of the source '{}'\n", source);
  else
    fmt::print(
        "{} rows have other values than the source '{}', {} are missing, {} are in the table only:\n{}\n"
        "Restart the streamer with --accept-changes: it writes these rows and their rollups again from the "
        "source.\n",
        rows.changed, source, rows.late, rows.gone, rows.examples);
  if (rollups.all() == 0)
    fmt::print("the rollups are those of the {} rows that have some\n", rollups.rows);
  else
    fmt::print(
        "{} rollups are missing and {} are wrong, for example {}.\n"
        "Run `flodata db rebuild-rollups`, after the rows were repaired: it makes them of the rows.\n",
        rollups.missing, rollups.wrong, rollups.example);
}

ExitCode run_verify(CommandContext& context, const VerifyOptions& options) {
  const auto settings = context.settings();
  const auto database = database_of(settings, options.data_directory, "flodata-db");
  const dataset::GivenSource given{options.source.empty() ? settings.duckdb_path : options.source, ""};
  const auto streamed = given.streamed_file(options.data_directory);
  const auto path = streamed.empty() ? default_source(options.data_directory) : streamed;
  auto source = value_or_throw(streamer::SourceFile::open(path, {}, context.stop));
  Session session(context, database);
  const auto found = streamer::compare_stream(session.connection, source, replay::kStreamId);
  if (!found) throw Failure(store::no_stream(database));
  const auto rollups = streamer::compare_rollups(session.connection, replay::kStreamId);
  if (options.as_json)
    fmt::print(
        "{{\"changed\":{},\"missing\":{},\"surplus\":{},\"rollups\":{{\"missing\":{},\"wrong\":{}}}}}\n",
        found->changed, found->late, found->gone, rollups.missing, rollups.wrong);
  else
    print_differences(*found, rollups, path.string());
  return found->all() + rollups.all() == 0 ? ExitCode::done : ExitCode::failed;
}

struct StatusOptions {
  std::string data_directory = kDefaultDataDirectory;
  bool as_json = false;
};

ExitCode run_status(CommandContext& context, const StatusOptions& options) {
  const bool as_json = options.as_json;
  Session session(context, database_of(context.settings(), options.data_directory, "flodata-db"));
  auto& connection = session.connection;
  bool complete = true;
  std::string json;
  for (const auto& [migration, applied] : pg::migration_status(connection, pg::embedded_migrations())) {
    complete = complete && applied;
    if (as_json)
      json += fmt::format("{}{{\"version\":{},\"name\":\"{}\",\"applied\":{}}}", json.empty() ? "" : ",",
                          migration->version, migration->name, applied);
    else
      fmt::print("{:<30} {}\n", migration->name, applied ? "applied" : "pending (run `flodata db migrate`)");
  }
  const auto missing = pg::missing_relations(connection, pg::embedded_migrations());
  complete = complete && missing.empty();
  if (as_json)
    fmt::print("{{\"migrations\":[{}],\"missing\":[{}],\"complete\":{}}}\n", json,
               missing.empty() ? "" : fmt::format("\"{}\"", fmt::join(missing, "\",\"")), complete);
  else
    for (const auto& name : missing)
      fmt::print(
          "{:<30} missing: somebody dropped it (restore a backup, or begin a new stream in an empty "
          "database)\n",
          name);
  return complete ? ExitCode::done : ExitCode::failed;
}

ExitCode run_rebuild_rollups(CommandContext& context, const std::string& data_directory) {
  constexpr std::int64_t kRowsPerPiece = 50'000;
  const auto settings = context.settings();
  Session session(context, database_of(settings, data_directory, "flodata-db"));
  auto& connection = session.connection;
  connection.set_answer_limit(streamer::kComparisonPatience);
  const auto state = streamer::read_state(connection, replay::kStreamId, {});
  if (!state || !state->newest_label) {
    fmt::print("there are no rows yet\n");
    return ExitCode::done;
  }
  const auto wells =
      static_cast<std::size_t>(connection.query("SELECT count(*) FROM source_well").int64(0, 0));
  streamer::RollupWriter writer(connection, replay::kStreamId);
  writer.reset(streamer::cuts_of(*state, value_or_throw(TimeZone::find(settings.target_timezone)), wells));
  Progress progress("rollups", "hours");
  while (writer.is_behind() && !context.stop.stop_requested()) {
    writer.make_up(*state->newest_label, kRowsPerPiece);
    const auto [done, all] = writer.made_up(*state->newest_label);
    progress.update(done / kHour, all / kHour);
  }
  progress.clear();
  if (context.stop.stop_requested()) return ExitCode::interrupted;
  fmt::print("the rollups were made again\n");
  return ExitCode::done;
}

}  // namespace

void add_db_verify(CLI::App& parent, Chosen& chosen) {
  auto* verify = parent.add_subcommand("verify",
                                       "compare every streamed row with the source file, and the rollups "
                                       "with the rows; exit code 1 when they differ");
  auto options = std::make_shared<VerifyOptions>();
  verify->add_option(
      "--source", options->source,
      "the file that is streamed; default: DUCKDB_PATH, or the simulated field in the data folder");
  add_data_directory(*verify, options->data_directory);
  verify->add_flag("--json", options->as_json, "print as JSON");
  verify->callback([&chosen, options] {
    chosen.run = [options](CommandContext& context) { return run_verify(context, *options); };
  });
}

void add_db_commands(CLI::App& parent, Chosen& chosen) {
  auto* migrate = parent.add_subcommand("migrate", "bring the schema up to this program's version");
  auto data_directory = std::make_shared<std::string>(kDefaultDataDirectory);
  add_data_directory(*migrate, *data_directory);
  migrate->callback([&chosen, data_directory] {
    chosen.run = [data_directory](CommandContext& context) { return run_migrate(context, *data_directory); };
  });
  add_db_verify(parent, chosen);
  auto* status = parent.add_subcommand(
      "status", "which schema migrations the database has; exit code 1 when some are pending");
  auto options = std::make_shared<StatusOptions>();
  add_data_directory(*status, options->data_directory);
  status->add_flag("--json", options->as_json, "print as JSON");
  status->callback([&chosen, options] {
    chosen.run = [options](CommandContext& context) { return run_status(context, *options); };
  });
  auto* rebuild = parent.add_subcommand(
      "rebuild-rollups", "make the rollups, from which long answers are read, of the rows again");
  rebuild->footer(
      "A streamer may be at work. Answers are made of rows meanwhile. When it is interrupted, the\n"
      "streamer makes the rest. Days and hours are cut in TARGET_TIMEZONE: that of the streamer.");
  auto rebuilt_directory = std::make_shared<std::string>(kDefaultDataDirectory);
  add_data_directory(*rebuild, *rebuilt_directory);
  rebuild->callback([&chosen, rebuilt_directory] {
    chosen.run = [rebuilt_directory](CommandContext& context) {
      return run_rebuild_rollups(context, *rebuilt_directory);
    };
  });
}

}  // namespace flodata::cli
