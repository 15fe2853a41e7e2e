#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "verifier/verify.h"

namespace flodata::cli {
namespace {

struct Options {
  std::string file;
  bool as_json = false;
};

ExitCode run(const Options& options, CommandContext& context) {
  auto database = value_or_throw(duck::Database::open(options.file, duck::OpenMode::read_only));
  const auto report = verify_dataset(database, context.stop);
  fmt::print("{}", options.as_json ? to_json(report) + "\n" : to_text(report));
  return report.holds() ? ExitCode::done : ExitCode::failed;
}

}  // namespace

void add_verify_command(CLI::App& parent, Chosen& chosen) {
  auto options = std::make_shared<Options>();  // shared: callback and parser both outlive this function
  auto* command = parent.add_subcommand(
      "verify", "measure a source file's hours against the days they were made of, over all rows");
  command->add_option("DB", options->file, "source file (DuckDB) with the daily and the hourly table")
      ->required();
  command->add_flag("--json", options->as_json, "print one JSON object");
  command->footer("Exit code 1 when an invariant is violated. The file is only read.");
  command->callback([&chosen, options] {
    chosen.run = [options](CommandContext& context) { return run(*options, context); };
  });
}

}  // namespace flodata::cli
