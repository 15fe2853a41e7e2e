#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "base/progress.h"
#include "cli/command.h"
#include "dataset/upsample_dataset.h"
#include "upsampler/resolution.h"

namespace flodata::cli {
namespace {

struct UpsampleOptions {
  std::string path;
  dataset::UpsampleDatasetOptions upsample;
  std::string method = "ups2";
  std::string resolution = "1h";
  bool scada = false;
  bool json = false;
};

ExitCode run_upsample(UpsampleOptions options, CommandContext& context) {
  options.upsample.steps_per_hour = value_or_throw(upsampler::steps_per_hour_of(options.resolution));
  if (options.scada) options.upsample.layer = upsampler::Layer::scada;
  options.upsample.method = value_or_throw(upsampler::method_of_option(options.method));
  auto database = value_or_throw(duck::Database::open_source(
      options.path, {.mode = duck::OpenMode::read_write,
                     .stop = context.stop,
                     .memory_bytes = dataset::kUpsampleMemoryBytes,
                     .threads = 1,  // queries are short, and the wells' threads need the processors
                     .spill_parent = std::filesystem::absolute(options.path).parent_path(),
                     .spill_bytes = dataset::kUpsampleSpillBytes}));
  Progress progress("upsample", "wells");
  const auto report =
      dataset::upsample_dataset(database, options.upsample, context.stop,
                                [&](std::int64_t done, std::int64_t all) { progress.update(done, all); });
  progress.clear();
  fmt::print("{}", options.json ? dataset::report_json(report) + "\n" : dataset::report_text(report));
  return ExitCode::done;
}

}  // namespace

void add_upsample_command(CLI::App& parent, Chosen& chosen) {
  auto* command = parent.add_subcommand("upsample", "daily to hourly in the same file");
  auto options = std::make_shared<UpsampleOptions>();
  command->add_option("DB", options->path, "source file (DuckDB) with a table prod_daily_data")->required();
  command
      ->add_option(
          "--seed", options->upsample.seed,
          "chooses what daily data does not say: where in its day an outage lies, how a rate moves within it")
      ->check(refuse_negative)
      ->capture_default_str();
  command
      ->add_option(
          "--method", options->method,
          "ups2 or ups1: UPS-2 decides over which hours of its day a daily mean was taken; UPS-1 takes it as "
          "one over all of them, and makes the bytes of earlier versions")
      ->capture_default_str();
  command
      ->add_option("--resolution", options->resolution,
                   "1h, 15m, 5m or 1m: length of a row's step; every finer step is made from the hours")
      ->capture_default_str();
  command->add_flag(
      "--scada", options->scada,
      "add a SCADA layer: transmitters' noise, resolution and dead band, missing samples, spikes, stalls, "
      "and slugs in 5m and 1m data; labelled R11 to R14 in QUALITY. Daily volumes stay exact");
  command->add_flag("--json", options->json, "print the report as one JSON object");
  command->footer(
      "Replaces the table prod_hourly_data, and nothing else of the data: one row per well and UTC hour (or "
      "finer step), "
      "volumes as\n"
      "rates per day whose hours sum to the daily volume exactly, quality of values in the column QUALITY. "
      "The same\n"
      "seed gives the same bytes. After a failure or Ctrl-C the file is unchanged.");
  command->callback([&chosen, options] {
    chosen.run = [options](CommandContext& context) { return run_upsample(*options, context); };
  });
}

}  // namespace flodata::cli
