#include <memory>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/database_options.h"
#include "cli/stream_setup.h"
#include "streamer/source/source_file.h"
#include "streamer/streamer.h"

namespace flodata::cli {
namespace {

ExitCode run_stream(CommandContext& context, streamer::ChangedHours changed_hours) {
  const auto settings = context.settings();
  const auto path = ensure_source(settings.duckdb_path, kDefaultDataDirectory, context.log, context.stop);
  auto source = value_or_throw(streamer::SourceFile::open(path, {}, context.stop));
  context.log.info("source '{}': {} wells, {}", path.string(), source.well_count(), source.identity());
  const SystemClock clock;
  streamer::Streamer streamer(source,
                              streamer_options(settings, database_options(settings, "flodata-streamer"),
                                               settings.start_offset_days, changed_hours, context.service),
                              clock, context.log);
  streamer.run(context.stop);
  context.log.info("stopped: {}", context.stop_reason());
  return ExitCode::done;
}

}  // namespace

void add_stream_command(CLI::App& parent, Chosen& chosen) {
  auto* command =
      parent.add_subcommand("stream", "stream the source file into PostgreSQL, in step with the clock");
  command->footer(
      "Takes DUCKDB_PATH, DB_*, START_OFFSET_DAYS, BATCH_SIZE_HOURS, CATCHUP_*, TARGET_TIMEZONE,\n"
      "REPLAY_SPEED, LOG_FORMAT and LOG_LEVEL from the environment or .env (`flodata --help` lists them).");
  const auto changed_hours = std::make_shared<streamer::ChangedHours>(streamer::ChangedHours::reject);
  add_accept_changes(*command, *changed_hours);
  command->callback([&chosen, changed_hours] {
    chosen.run = [changed_hours](CommandContext& context) {
      return run_service(context, [&] { return run_stream(context, *changed_hours); });
    };
  });
}

}  // namespace flodata::cli
