#include "importer/import_report.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/iso8601.h"
#include "base/json.h"
#include "base/unicode.h"
#include "duck/hourly_table.h"

namespace flodata::importer {
namespace {

struct RuleText {
  QualityRule rule;
  std::string_view meaning;
  std::string_view unit;  // what is counted
};

constexpr std::array kRuleTexts = {
    RuleText{QualityRule::r1_hours_clipped, "hours on stream below 0 or above the day's", "cells"},
    RuleText{QualityRule::r2_volume_without_hours, "volume but no hours on stream", "cells"},
    RuleText{QualityRule::r3_hours_without_volume, "hours on stream but no volume", "cells"},
    RuleText{QualityRule::r4_negative_volume, "negative volume", "cells"},
    RuleText{QualityRule::r5_dead_gauge, "downhole pressure 0 while on stream", "cells"},
    RuleText{QualityRule::r6_day_missing, "calendar days without a row", "days"},
    RuleText{QualityRule::r7_role_at_odds, "WELL_TYPE and FLOW_KIND at odds", "rows"},
};

/// How much of a rejected value the text shows. [characters]
constexpr std::size_t kValueShown = 100;

std::map<std::string, std::int64_t> count_by_well(const Flags& flags, QualityRule rule) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& cell : flags.cells)
    if (cell.rule == rule) ++counts[cell.well_name];
  if (rule == QualityRule::r6_day_missing)
    for (const auto& missing : flags.missing_days) counts[missing.well_name] += missing.count();
  return counts;
}

std::int64_t total(const std::map<std::string, std::int64_t>& counts) {
  std::int64_t sum = 0;
  for (const auto& [well, count] : counts) sum += count;
  return sum;
}

/// 15634 -> "15,634".
std::string grouped(std::int64_t number) {
  constexpr std::size_t kGroup = 3;
  auto text = std::to_string(number);
  for (std::size_t end = text.size(); end > kGroup; end -= kGroup) text.insert(end - kGroup, ",");
  return text;
}

void append_rejections(std::string& out, const ImportReport& report) {
  const auto& kept = report.rejections.kept();
  const auto shown = std::min(kept.size(), kRejectionsShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [sheet, row, column, value, reason] = kept[i];
    const auto cell = column.empty() ? "" : fmt::format(", {}: '{}'", column, printable(value, kValueShown));
    out += fmt::format("  {}, row {}{}: {}\n", printable(sheet), row, cell, printable(reason));
  }
  const auto rest = report.rejections.count() - static_cast<std::int64_t>(shown);
  if (rest > 0) out += fmt::format("  and {} more\n", grouped(rest));
  for (const auto& hint : report.hints) out += fmt::format("Hint: {}\n", printable(hint));
}

void append_table(std::string& out, const ImportedTable& table) {
  out += fmt::format("  {:<18} {} rows read, {} rejected, from sheet '{}', header in row {}\n", table.table,
                     grouped(table.rows_read), grouped(table.rows_rejected), printable(table.sheet),
                     table.header_row);
  if (table.rows_short > 0)
    out += fmt::format("  {} rows end before the last column: what they lack is missing\n",
                       grouped(table.rows_short));
  if (table.rows_with_time > 0)
    out += fmt::format("  {} rows have a time of day that is not 00:00: they belong to the day as written\n",
                       grouped(table.rows_with_time));
  if (table.rows_hidden > 0)
    out += fmt::format(
        "  {} rows are hidden in the workbook (by a filter?) and were read too: delete them there if they "
        "are "
        "not meant\n",
        grouped(table.rows_hidden));
  if (table.rows_two_digit_year > 0)
    out += fmt::format("  {} rows have a year of two digits: 69 to 99 are 19xx, 00 to 68 are 20xx\n",
                       grouped(table.rows_two_digit_year));
}

void append_flags(std::string& out, const Flags& flags) {
  for (const auto& [rule, meaning, unit] : kRuleTexts) {
    const auto counts = count_by_well(flags, rule);
    std::vector<std::string> wells;
    for (const auto& [well, count] : counts)
      wells.push_back(fmt::format("{} {}", printable(well), grouped(count)));
    out += fmt::format("  {} {:<48}{:>7} {}{}{}\n", to_string(rule), meaning, grouped(total(counts)), unit,
                       wells.empty() ? "" : ": ", fmt::join(wells, ", "));
  }
  for (const auto& change : flags.role_changes)
    out += fmt::format("  {} turns from {} to {} on {}\n", printable(change.well_name),
                       printable(change.from), printable(change.to), format_day(change.day));
}

/// Writes the members of one JSON object or array with the commas between them.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& open(char bracket, std::string_view key = {}) {
    begin(key);
    out_ += bracket;
    is_first_ = true;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    is_first_ = false;
    return *this;
  }
  JsonWriter& text(std::string_view key, std::string_view value) {
    begin(key);
    append_json_string(out_, value);
    return *this;
  }
  JsonWriter& number(std::string_view key, std::int64_t value) {
    begin(key);
    out_ += std::to_string(value);
    return *this;
  }
  JsonWriter& raw(std::string_view key, std::string_view value) {
    begin(key);
    out_ += value;
    return *this;
  }

 private:
  void begin(std::string_view key) {
    if (!is_first_) out_ += ',';
    is_first_ = false;
    if (key.empty()) return;
    append_json_string(out_, key);
    out_ += ':';
  }

  std::string& out_;
  bool is_first_ = true;
};

void write_tables(JsonWriter& json, const ImportReport& report) {
  json.open('[', "tables");
  for (const auto& table : report.tables)
    json.open('{')
        .text("table", table.table)
        .text("sheet", table.sheet)
        .number("header_row", table.header_row)
        .number("rows_read", table.rows_read)
        .number("rows_rejected", table.rows_rejected)
        .number("rows_short", table.rows_short)
        .number("rows_with_time", table.rows_with_time)
        .number("rows_hidden", table.rows_hidden)
        .number("rows_two_digit_year", table.rows_two_digit_year)
        .close('}');
  json.close(']');
}

void write_rejections(JsonWriter& json, const RejectionList& rejections) {
  json.number("cells_rejected", rejections.count()).open('[', "rejected");
  for (const auto& rejection : rejections.kept())
    json.open('{')
        .text("sheet", rejection.sheet)
        .number("row", rejection.row)
        .text("column", rejection.column)
        .text("value", rejection.value)
        .text("reason", rejection.reason)
        .close('}');
  json.close(']');
}

void write_rule_counts(JsonWriter& json, const Flags& flags) {
  json.number("rows_flagged", flags.flagged_rows).open('[', "rules");
  for (const auto& [rule, meaning, unit] : kRuleTexts) {
    const auto counts = count_by_well(flags, rule);
    json.open('{')
        .text("rule", to_string(rule))
        .text("meaning", meaning)
        .number("count", total(counts))
        .text("unit", unit)
        .open('{', "wells");
    for (const auto& [well, count] : counts) json.number(well, count);
    json.close('}').close('}');
  }
  json.close(']');
}

void write_flags(JsonWriter& json, const Flags& flags) {
  write_rule_counts(json, flags);
  json.open('[', "flagged");
  for (const auto& cell : flags.cells)
    json.open('{')
        .text("rule", to_string(cell.rule))
        .text("sheet", cell.sheet)
        .number("row", cell.row)
        .text("well_name", cell.well_name)
        .text("day", format_day(cell.day))
        .text("column", cell.column)
        .text("value", cell.value)
        .close('}');
  json.close(']').open('[', "missing_days");
  for (const auto& missing : flags.missing_days)
    json.open('{')
        .text("well_name", missing.well_name)
        .text("first", format_day(missing.first))
        .text("last", format_day(missing.last))
        .number("days", missing.count())
        .close('}');
  json.close(']').open('[', "role_changes");
  for (const auto& change : flags.role_changes)
    json.open('{')
        .text("well_name", change.well_name)
        .text("day", format_day(change.day))
        .text("from", change.from)
        .text("to", change.to)
        .close('}');
  json.close(']');
}

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.open('[', key);
  for (const auto& text : texts) json.text("", text);
  json.close(']');
}

}  // namespace

void RejectionList::add(Rejection rejection) {
  ++count_;
  if (kept_.size() < kKept) kept_.push_back(std::move(rejection));
}

std::string to_text(const ImportReport& report) {
  std::string out =
      report.written
          ? fmt::format("Imported '{}' into '{}'\n", printable(report.source_file), printable(report.out))
          : fmt::format("'{}' was not imported, nothing was written. Rejected cells: {}\n",
                        printable(report.source_file), grouped(report.rejections.count()));
  append_rejections(out, report);
  for (const auto& table : report.tables) append_table(out, table);
  if (report.first_day)
    out += fmt::format("  {} wells, {} to {}\n", report.well_count, format_day(*report.first_day),
                       format_day(*report.last_day));
  out += fmt::format("Flagged and kept as they are: {} rows\n", grouped(report.flags.flagged_rows));
  append_flags(out, report.flags);
  if (report.written && !report.replaced_tables.empty())
    out += fmt::format("Replaced the file that stood there, with its {}{}\n",
                       fmt::join(report.replaced_tables, ", "),
                       std::find(report.replaced_tables.begin(), report.replaced_tables.end(),
                                 duck::kHourlyTable) == report.replaced_tables.end()
                           ? ""
                           : " (hourly data of the older import: run `flodata dataset upsample` again)");
  for (const auto& warning : report.warnings) out += fmt::format("Warning: {}\n", printable(warning));
  for (const auto& note : report.notes) out += fmt::format("Note: {}\n", printable(note));
  return out;
}

std::string to_json(const ImportReport& report) {
  std::string out;
  JsonWriter json(out);
  json.open('{')
      .text("source_file", report.source_file)
      .text("source_sha256", report.source_sha256)
      .text("out", report.out)
      .raw("written", report.written ? "true" : "false")
      .number("well_count", report.well_count);
  if (report.first_day)
    json.text("first_day", format_day(*report.first_day)).text("last_day", format_day(*report.last_day));
  write_tables(json, report);
  write_rejections(json, report.rejections);
  write_flags(json, report.flags);
  write_texts(json, "replaced_tables", report.replaced_tables);
  write_texts(json, "warnings", report.warnings);
  write_texts(json, "notes", report.notes);
  write_texts(json, "hints", report.hints);
  json.close('}');
  return printable_json(out);
}

}  // namespace flodata::importer
