#include <cstdint>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "verifier/verify.h"

namespace flodata::cli {
namespace {

constexpr std::uint64_t kMemoryBytes = 4'000'000'000;
constexpr std::uint64_t kSpillBytes = 64'000'000'000;

struct VerifyOptions {
  std::string file;
  bool as_json = false;
};

ExitCode run_verify(const VerifyOptions& options, CommandContext& context) {
  auto database = value_or_throw(
      duck::Database::open_source(options.file, {.stop = context.stop,
                                                 .memory_bytes = kMemoryBytes,
                                                 .spill_parent = std::filesystem::temp_directory_path(),
                                                 .spill_bytes = kSpillBytes}));
  const auto report = verifier::verify_dataset(database, context.stop);
  fmt::print("{}", options.as_json ? to_json(report) + "\n" : to_text(report));
  return report.holds() ? ExitCode::done : ExitCode::failed;
}

}  // namespace

void add_verify_command(CLI::App& parent, Chosen& chosen) {
  auto options = std::make_shared<VerifyOptions>();  // shared: callback and parser both outlive this function
  auto* command = parent.add_subcommand(
      "verify", "measure a source file's hours against the days they were made of, over all rows");
  command->add_option("DB", options->file, "source file (DuckDB) with the daily and the hourly table")
      ->required();
  command->add_flag("--json", options->as_json, "print one JSON object");
  command->footer("Exit code 1 when an invariant is violated. The file is only read.");
  command->callback([&chosen, options] {
    chosen.run = [options](CommandContext& context) { return run_verify(*options, context); };
  });
}

}  // namespace flodata::cli
