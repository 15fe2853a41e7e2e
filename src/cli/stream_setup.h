// What `stream` and `up` share: the source file (made when there is none) and the streamer's options.
#pragma once

#include <filesystem>
#include <stop_token>

#include <CLI/CLI.hpp>

#include "base/log.h"
#include "base/settings.h"
#include "cli/command.h"
#include "streamer/streamer.h"

namespace flodata::cli {

/// Default folder of everything that is made without being asked for.
inline constexpr const char* kDefaultDataDirectory = "flodata-data";

/// Returns where the simulated field of a data folder is.
std::filesystem::path default_source(const std::filesystem::path& data_directory);

/// Returns the file to stream: `chosen`, or where that is empty the simulated field in `data_directory`, made
/// now if it is not there yet. Errors: Failure.
std::filesystem::path ensure_source(const std::filesystem::path& chosen,
                                    const std::filesystem::path& data_directory, const Log& log,
                                    const std::stop_token& stop);

/// Returns the streamer's options from the settings. `start_offset_days` stands in where the setting is not
/// given.
streamer::StreamerOptions streamer_options(const Settings& settings, const pg::ConnectionOptions& database,
                                           std::int64_t start_offset_days,
                                           streamer::ChangedHours changed_hours,
                                           const ServiceNotify& service);

/// Runs a service. One that is told to stop while it still reads its source did what it was told.
template <typename Work>
ExitCode run_service(CommandContext& context, const Work& work) {
  try {
    return work();
  } catch (const Failure& failure) {
    if (failure.code() == Code::interrupted && context.stop.stop_requested()) return ExitCode::done;
    throw;
  }
}

/// Adds the option --accept-changes to `stream` and `up`.
void add_accept_changes(CLI::App& command, streamer::ChangedHours& changed_hours);

}  // namespace flodata::cli
