// `flodata dataset import FILE`: the published workbook or a .csv -> source file, with a report.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/command.h"
#include "importer/import.h"

namespace flodata::cli {
namespace {

struct ImportOptions {
  std::string file;
  std::string out;
  std::string mapping;
  std::vector<std::string> sheets;
  bool as_json = false;
};

ExitCode run_import(const ImportOptions& options, CommandContext& context) {
  importer::ImportRequest request{options.file, options.out, "flodata " FLODATA_VERSION, options.mapping,
                                  options.sheets};
  if (options.out.empty()) request.out = request.input.stem().string() + ".duckdb";
  Progress progress("importing", "bytes");
  const auto report = importer::import_dataset(request, context.stop, progress);
  progress.clear();
  fmt::print("{}", options.as_json ? importer::to_json(report) + "\n" : importer::to_text(report));
  if (report.written) return ExitCode::done;
  context.log.error(
      "'{}' has cells that cannot be taken over ({}); the report lists them. Correct them and import it "
      "again. '{}' is unchanged",
      report.source_file, report.rejections.count(), report.out);
  return ExitCode::failed;
}

}  // namespace

void add_import_command(CLI::App& parent, Chosen& chosen) {
  auto options = std::make_shared<ImportOptions>();  // shared: callback and parser both outlive this function
  auto* command = parent.add_subcommand(
      "import",
      "read daily production data into a source file (DuckDB)\n"
      "FILE is Equinor's .xlsx, or a .csv with the same columns in any order, or fewer of them (comma, "
      "semicolon, tab or vertical bar, decimal point, UTF-8); --mapping reads any other .csv. The sheet is "
      "found by its header row; visible sheets go before hidden ones. A source file at "
      "--out is replaced in one step, together with the "
      "hourly data made from it; a file that is anything else is left "
      "alone. One cell that cannot be taken over (text "
      "in a number, a well-day that comes twice, …) rejects the whole "
      "import: the report lists such cells and nothing "
      "is written. Values that are possible but doubtful are flagged, imported and counted.");
  command->add_option("FILE", options->file, "workbook (.xlsx) or .csv")->required();
  command->add_option("--out", options->out,
                      "source file to write (default: FILE's name with .duckdb, in the current folder)");
  command->add_option("--mapping", options->mapping,
                      "TOML file that says how a .csv of another layout writes days and numbers, what its "
                      "columns hold, and in which units (docs/formats/mapping.md)");
  command
      ->add_option("--sheet", options->sheets,
                   "sheet of the workbook to import, by its name (may be repeated), or 'all': every visible "
                   "sheet that "
                   "holds daily data (default: the only one)")
      ->take_all()
      ->allow_extra_args(false);
  command->add_flag("--json", options->as_json,
                    "print the report as one JSON object, with every flagged cell");
  command->callback([options, &chosen] {
    chosen.run = [options](CommandContext& context) { return run_import(*options, context); };
  });
}

}  // namespace flodata::cli
