// What every subcommand gets and gives: a command registers its options and leaves behind what is to run.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include <CLI/CLI.hpp>

#include "base/log.h"
#include "base/service_notify.h"
#include "base/settings.h"

namespace flodata::cli {

enum class ExitCode : int { done = 0, failed = 1, wrong_usage = 2, interrupted = 130 };

struct CommandContext {
  const Log& log;
  std::stop_token stop;  // requested by Ctrl-C and SIGTERM
  std::function<Settings()>
      settings;           // environment and .env, read when asked for; throws Failure on bad values
  ServiceNotify service;  // the service manager that started this process, if one did
  std::function<std::string()> stop_reason;  // what requested the stop, for the log
};

/// The chosen subcommand's work. Failure thrown out of it ends the program with exit code 1 and its message.
using Run = std::function<ExitCode(CommandContext&)>;

/// Where a subcommand's parse callback leaves its work.
struct Chosen {
  Run run;
};

/// A check for whole numbers from 0 on: CLI11 takes a negative one for a huge one.
inline std::string refuse_negative(const std::string& text) {
  return text.starts_with('-') ? text + " is below 0" : std::string();
}

// Each registers its subcommands (with --help text) below `parent`.
void add_import_command(CLI::App& parent, Chosen& chosen);    // dataset import
void add_info_command(CLI::App& parent, Chosen& chosen);      // dataset info
void add_export_command(CLI::App& parent, Chosen& chosen);    // dataset export
void add_simulate_command(CLI::App& parent, Chosen& chosen);  // dataset simulate
void add_upsample_command(CLI::App& parent, Chosen& chosen);  // dataset upsample
void add_verify_command(CLI::App& parent, Chosen& chosen);    // dataset verify
void add_licenses_command(CLI::App& parent, Chosen& chosen);  // licenses
void add_serve_command(CLI::App& parent, Chosen& chosen);     // serve
void add_stream_command(CLI::App& parent, Chosen& chosen);    // stream
void add_up_command(CLI::App& parent, Chosen& chosen);        // up
void add_db_commands(CLI::App& parent, Chosen& chosen);       // db migrate, status, verify
void add_replay_commands(CLI::App& parent, Chosen& chosen);   // replay status, pause, resume, speed, …

}  // namespace flodata::cli
