// `flodata dataset info DB`: what a source file holds.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/json.h"
#include "base/unicode.h"
#include "cli/command.h"
#include "duck/dataset_summary.h"

namespace flodata::cli {
namespace {

struct InfoOptions {
  std::string file;
  bool as_json = false;
};

std::string volume_cell(const std::optional<double>& volume_sm3) {
  return volume_sm3 ? fmt::format("{:.2f}", *volume_sm3) : "-";
}

constexpr std::string_view kWellLine = "  {:<16}{:>8}  {:<19}  {:<19}{:>14}{:>17}{:>14}{:>15}\n";

std::string well_line(const duck::WellSummary& well) {
  return fmt::format(kWellLine, printable(well.well_name), well.rows, well.first, well.last,
                     volume_cell(well.oil_sm3), volume_cell(well.gas_sm3), volume_cell(well.water_sm3),
                     volume_cell(well.injected_sm3));
}

std::string to_text(const std::string& file, const duck::DatasetSummary& summary) {
  std::string out = fmt::format("{}\n", file);
  for (const auto& table : summary.tables)
    out += fmt::format("  {:<24}{:>10} rows\n", printable(table.table), table.rows);
  if (summary.tables.empty()) out += "  no tables\n";
  for (const auto& [table, reason] : summary.rejected)
    out += fmt::format("\n{} is rejected: {}\n", table, printable(reason));
  for (const auto& [table, step, wells] : summary.production) {
    out += fmt::format(
        "\n{}, volumes in Sm3{}\n", table,
        step == duck::TimeStep::hour ? " (hourly rates per day, summed over the hours), times in UTC" : "");
    out += fmt::format(kWellLine, "well", "rows", "from", "to", "oil", "gas", "water", "injected");
    for (const auto& well : wells) out += well_line(well);
    out += well_line(duck::total_of(wells));
  }
  if (!summary.manifest.empty()) out += "\nmanifest\n";
  std::size_t width = 0;
  for (const auto& [key, value] : summary.manifest) width = std::max(width, key.size());
  for (const auto& [key, value] : summary.manifest)
    out += fmt::format("  {:<{}}  {}\n", printable(key), width, printable(value));
  return out;
}

void append_volume(std::string& out, std::string_view key, const std::optional<double>& volume_sm3) {
  out += fmt::format(",\"{}\":", key);
  if (volume_sm3)
    append_json_number(out, *volume_sm3);
  else
    out += "null";
}

void append_well(std::string& out, const duck::WellSummary& well) {
  out += "{\"well_name\":";
  append_json_string(out, well.well_name);
  out += fmt::format(",\"rows\":{},\"from\":\"{}\",\"to\":\"{}\"", well.rows, well.first, well.last);
  append_volume(out, "oil_sm3", well.oil_sm3);
  append_volume(out, "gas_sm3", well.gas_sm3);
  append_volume(out, "water_sm3", well.water_sm3);
  append_volume(out, "injected_sm3", well.injected_sm3);
  out += '}';
}

std::string to_json(const std::string& file, const duck::DatasetSummary& summary) {
  std::string out = "{\"file\":";
  append_json_string(out, file);
  out += ",\"tables\":{";
  for (std::size_t i = 0; i < summary.tables.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_json_string(out, summary.tables[i].table);
    out += fmt::format(":{{\"rows\":{}}}", summary.tables[i].rows);
  }
  out += "},\"wells\":{";
  for (std::size_t i = 0; i < summary.production.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_json_string(out, summary.production[i].table);
    out += ":[";
    for (std::size_t w = 0; w < summary.production[i].wells.size(); ++w) {
      out += w == 0 ? "" : ",";
      append_well(out, summary.production[i].wells[w]);
    }
    out += ']';
  }
  out += "},\"totals\":{";
  for (std::size_t i = 0; i < summary.production.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_json_string(out, summary.production[i].table);
    out += ':';
    append_well(out, duck::total_of(summary.production[i].wells));
  }
  out += "},\"manifest\":{";
  for (std::size_t i = 0; i < summary.manifest.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_json_string(out, summary.manifest[i].first);
    out += ':';
    append_json_string(out, summary.manifest[i].second);
  }
  out += "},\"rejected\":{";
  for (std::size_t i = 0; i < summary.rejected.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_json_string(out, summary.rejected[i].first);
    out += ':';
    append_json_string(out, summary.rejected[i].second);
  }
  return out + "}}";
}

ExitCode run_info(const InfoOptions& options, const CommandContext& context) {
  auto database = value_or_throw(duck::Database::open_source(options.file, {.stop = context.stop}));
  const auto summary = duck::summarize(database);
  fmt::print("{}", options.as_json ? printable_json(to_json(options.file, summary)) + "\n"
                                   : to_text(options.file, summary));
  return ExitCode::done;
}

}  // namespace

void add_info_command(CLI::App& parent, Chosen& chosen) {
  auto options = std::make_shared<InfoOptions>();  // shared: callback and parser both outlive this function
  auto* command =
      parent.add_subcommand("info", "what a source file holds: tables, rows, wells, totals, manifest");
  command->add_option("DB", options->file, "source file (DuckDB)")->required();
  command->add_flag("--json", options->as_json, "print one JSON object");
  command->callback([options, &chosen] {
    chosen.run = [options](CommandContext& context) { return run_info(*options, context); };
  });
}

}  // namespace flodata::cli
