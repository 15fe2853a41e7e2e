#include <memory>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "base/progress.h"
#include "cli/command.h"
#include "dataset/field_file.h"
#include "duck/manifest.h"

namespace flodata::cli {
namespace {

struct SimulateOptions {
  std::string path;
  SimulatedField field;
};

/// Only a simulated field may be replaced by another: an imported data set is the user's work.
void check_may_replace(const std::string& path, const std::stop_token& stop) {
  if (!std::filesystem::exists(path)) return;
  auto database = duck::Database::open_source(path, {.stop = stop});
  if (database && duck::get_manifest(*database, "simulate.seed")) return;
  throw Failure(
      Code::conflict,
      fmt::format("'{}' is there already and holds no simulated field; remove it or choose another name",
                  path));
}

ExitCode run_simulate(const SimulateOptions& options, CommandContext& context) {
  check_may_replace(options.path, context.stop);
  Progress progress("simulate", "wells");
  dataset::make_field_file(options.path, context.stop, [&](duck::Database& database) {
    write_simulated_field(database, options.field, context.stop,
                          [&](int done) { progress.update(done, options.field.wells); });
  });
  progress.clear();
  const auto last_day = kFirstSimulatedDay + std::chrono::days(options.field.days - 1);
  fmt::print(
      "{}: simulated field OPENFLO, {} wells, {} to {} ({} days), seed {}\n"
      "Hours are made by `flodata dataset upsample {}`.\n",
      options.path, options.field.wells, format_day(kFirstSimulatedDay), format_day(last_day),
      options.field.days, options.field.seed, options.path);
  return ExitCode::done;
}

}  // namespace

void add_simulate_command(CLI::App& parent, Chosen& chosen) {
  auto* command = parent.add_subcommand("simulate", "make a daily data set of a simulated field, by seed");
  auto options = std::make_shared<SimulateOptions>();
  command
      ->add_option("--out", options->path,
                   "DuckDB file to make (a simulated field that is there is replaced)")
      ->required();
  command
      ->add_option(
          "--wells", options->field.wells,
          "number of wells; of every seven, five produce and two inject, and one of the five is converted "
          "later")
      ->check(CLI::Range(1, kMostSimulatedWells))
      ->capture_default_str();
  command->add_option("--days", options->field.days, "production days from 2007-09-01 on")
      ->check(CLI::Range(1, kMostSimulatedDays))
      ->capture_default_str();
  command->add_option("--seed", options->field.seed, "another seed, another field")
      ->check(refuse_negative)
      ->capture_default_str();
  auto* clean = command->add_flag_callback(
      "--clean", [options] { options->field.kind = FieldKind::clean; },
      "without noise, events and faults of allocation: exact physics for teaching and tests");
  command
      ->add_option_function<std::string>(
          "--partial-days",
          [options](const std::string& means) {
            options->field.partial_days =
                means == "24h" ? PartialDayMeans::whole_day : PartialDayMeans::on_stream;
          },
          "what pressures and temperatures of a partial day are means over: its hours on stream, mostly (as "
          "at "
          "Volve), or 24h (always with --clean)")
      ->check(CLI::IsMember({"on-stream", "24h"}))
      ->default_str("on-stream")
      ->excludes(clean);
  command->footer(
      "The field is simulated: reservoir and wells follow textbook physics, their numbers come from the "
      "seed. "
      "It is\n"
      "not Volve, not derived from its data and describes no real reservoir. The data made is dedicated to "
      "the\n"
      "public domain (CC0 1.0). The same options give the same data.");
  command->callback([&chosen, options] {
    chosen.run = [options](CommandContext& context) { return run_simulate(*options, context); };
  });
}

}  // namespace flodata::cli
