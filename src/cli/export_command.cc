// `flodata dataset export DB`: one table of a source file as .csv or Parquet.
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "duck/csv_text.h"
#include "duck/dataset_summary.h"
#include "duck/file_replacement.h"
#include "duck/hourly_table.h"
#include "duck/sql_text.h"

namespace flodata::cli {
namespace {

struct ExportOptions {
  std::string file;
  std::string format;
  std::string out;
  std::string table = duck::kHourlyTable;
};

ExitCode run_export(const ExportOptions& options, CommandContext& context) {
  std::error_code error;
  if (std::filesystem::equivalent(options.file, options.out, error))
    throw Failure(Code::invalid_argument,
                  fmt::format("'{}' is the source file itself: give another file with --out", options.out));
  duck::FileReplacement replacement(options.out);
  auto database = value_or_throw(
      duck::Database::open_source(options.file, {.stop = context.stop, .output = replacement.temporary()}));
  if (!database.has_table(options.table)) {
    const auto tables = duck::table_names(database);
    throw Failure(Code::not_found,
                  fmt::format("'{}' has no table '{}'; it holds: {}", options.file, options.table,
                              tables.empty() ? "no tables" : fmt::format("{}", fmt::join(tables, ", "))));
  }
  const bool is_csv = options.format == "csv";
  const auto* format = is_csv ? "FORMAT csv, HEADER" : "FORMAT parquet, COMPRESSION zstd";
  const auto columns = is_csv ? duck::csv_select_list(database, options.table) : "*";
  database.execute(fmt::format("COPY (SELECT {} FROM {}) TO {} ({})", columns, database.table(options.table),
                               duck::quoted_literal(replacement.temporary().string()), format));
  if (context.stop.stop_requested()) throw Failure(Code::interrupted, "interrupted: nothing was written");
  replacement.commit();
  fmt::print(
      "Wrote {} rows of {} to '{}'\n",
      database.query_int64(fmt::format("SELECT count(*) FROM {}", database.table(options.table))).value(),
      options.table, options.out);
  return ExitCode::done;
}

}  // namespace

void add_export_command(CLI::App& parent, Chosen& chosen) {
  auto options = std::make_shared<ExportOptions>();  // shared: callback and parser both outlive this function
  auto* command = parent.add_subcommand("export", "write one table of a source file as .csv or Parquet");
  command->add_option("DB", options->file, "source file (DuckDB)")->required();
  command->add_option("--format", options->format, "csv or parquet")
      ->required()
      ->check(CLI::IsMember({"csv", "parquet"}));
  command->add_option("--out", options->out, "file to write; one that is there is replaced in one step")
      ->required();
  command->add_option("--table", options->table, "table to write")->capture_default_str();
  command->callback([options, &chosen] {
    chosen.run = [options](CommandContext& context) { return run_export(*options, context); };
  });
}

}  // namespace flodata::cli
