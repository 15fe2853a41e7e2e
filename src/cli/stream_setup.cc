#include "cli/stream_setup.h"

#include "dataset/field_file.h"
#include "replay/names.h"

namespace flodata::cli {

std::filesystem::path default_source(const std::filesystem::path& data_directory) {
  return data_directory / "field.duckdb";
}

std::filesystem::path ensure_source(const std::filesystem::path& chosen,
                                    const std::filesystem::path& data_directory, const Log& log,
                                    const std::stop_token& stop) {
  if (!chosen.empty()) return chosen;
  auto path = default_source(data_directory);
  if (std::filesystem::exists(path)) return path;
  log.info("no source file given: making a simulated field in '{}'", path.string());
  if (std::filesystem::create_directories(data_directory))
    std::filesystem::permissions(data_directory, std::filesystem::perms::owner_all);
  dataset::make_simulated_field(path, SimulatedField{}, stop);
  return path;
}

streamer::StreamerOptions streamer_options(const Settings& settings, const pg::ConnectionOptions& database,
                                           std::int64_t start_offset_days,
                                           streamer::ChangedHours changed_hours,
                                           const ServiceNotify& service) {
  streamer::StreamerOptions options{
      database,
      replay::kStreamId,
      settings.is_given("START_OFFSET_DAYS") ? settings.start_offset_days : start_offset_days,
      {settings.batch_size_hours, settings.catchup_threshold_hours, settings.catchup_batch_hours},
      settings.is_given("REPLAY_SPEED") ? std::optional(settings.replay_speed) : std::nullopt,
      value_or_throw(TimeZone::find(settings.target_timezone)),
      changed_hours,
      service};
  // A batch that was asked for is a commit of its own.
  if (settings.is_given("BATCH_SIZE_HOURS")) options.history_transaction_rows = 0;
  if (settings.is_given("CATCHUP_BATCH_HOURS")) options.catch_up_transaction_rows = 0;
  if (settings.retention_days > 0) options.partitions.kept_days = settings.retention_days;
  return options;
}

void add_accept_changes(CLI::App& command, streamer::ChangedHours& changed_hours) {
  command.add_flag_callback(
      "--accept-changes", [&changed_hours] { changed_hours = streamer::ChangedHours::rewrite; },
      "take a source file whose streamed hours have changed: they are rewritten, and the change is recorded");
}

}  // namespace flodata::cli
