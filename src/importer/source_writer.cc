#include "importer/source_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "duck/daily_table.h"
#include "duck/manifest.h"
#include "duck/sql_text.h"
#include "importer/sql.h"

namespace flodata::importer {
namespace {

namespace fs = std::filesystem;

void check_goes_on(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Failure(Code::interrupted, "interrupted: nothing was written");
}

void write_monthly_table(duck::Database& database, const MonthlySheet& sheet, const std::stop_token& stop) {
  std::string columns;
  for (std::size_t i = 0; i < kMonthlyColumns.size(); ++i) {
    const char* type = i == 0 ? "VARCHAR NOT NULL" : i < kFirstMonthlyQuantity ? "BIGINT" : "DOUBLE";
    columns +=
        fmt::format("{}{} {}", i == 0 ? "" : ", ", duck::quoted_identifier(kMonthlyColumns[i].name), type);
  }
  database.execute(fmt::format("CREATE TABLE {} ({})", duck::kMonthlyTable, columns));
  auto appender = database.append_to(duck::kMonthlyTable);
  for (const auto& record : sheet.records) {
    check_goes_on(stop);
    appender.text(std::string_view(record.npd_well_bore_name));
    record.npd_well_bore_code ? appender.int64(*record.npd_well_bore_code) : appender.null();
    appender.int64(record.year);
    appender.int64(record.month);
    for (const auto& quantity : record.quantities) appender.float64(quantity);
    appender.end_row();
  }
  appender.close();
}

/// Lets DuckDB fold what a crashed writer left in the write-ahead log into the file that is about to be
/// replaced.
void fold_wal(const fs::path& out, const std::stop_token& stop) {
  std::error_code error;
  if (!fs::exists(duck::wal_of(out), error)) return;
  {
    auto database = value_or_throw(duck::Database::open_source(
        out, {.mode = duck::OpenMode::read_write, .stop = stop, .takes_log = true}));
    database.checkpoint();
  }
  if (fs::exists(duck::wal_of(out), error))
    throw Failure(Code::conflict,
                  fmt::format("'{}' is in use: close the program that writes to it", out.string()));
}

}  // namespace

std::vector<std::string> tables_to_replace(const fs::path& out, const std::stop_token& stop) {
  std::error_code error;
  if (!fs::exists(out, error)) return {};
  if (fs::is_directory(out, error))
    throw Failure(Code::invalid_argument, fmt::format("'{}' is a folder: name a file in it", out.string()));
  const auto not_ours = [&](const std::string& what) {
    return Failure(Code::conflict,
                   fmt::format("'{}' exists and {}: it stays as it is; give another file with --out",
                               out.string(), what));
  };
  auto opened = duck::Database::open_source(out, {.stop = stop, .takes_log = true});
  if (!opened && opened.error().code == Code::corrupt_input) throw not_ours("is not a DuckDB file");
  auto database = value_or_throw(std::move(opened));
  std::vector<std::string> ours;
  std::vector<std::string> others;
  auto result = database.query(sql::kTablesAndViews, {std::string(duck::kSourceCatalog)});
  while (const auto chunk = result.next()) {
    for (std::size_t row = 0; row < chunk->row_count(); ++row) {
      const auto table = chunk->text(1, row);
      const bool is_ours =
          chunk->text(0, row) == "main" && (table.starts_with("prod_") || table.starts_with("flodata_"));
      (is_ours ? ours : others).emplace_back(table);
    }
  }
  if (!others.empty())
    throw not_ours(fmt::format("holds tables that flodata did not make ({})", fmt::join(others, ", ")));
  return ours;
}

void write_source_file(const fs::path& out, duck::FileReplacement& replacement, const SourceContent& content,
                       const std::stop_token& stop) {
  {
    auto database =
        value_or_throw(duck::Database::open(replacement.temporary(), duck::OpenMode::read_write, stop));
    database.execute("BEGIN");
    duck::create_daily_table(database);
    auto appender = database.append_to(duck::kDailyTable);
    for (const auto& record : content.daily.records) {
      check_goes_on(stop);
      duck::append_daily_row(appender, content.daily.identities[record.identity], record.row);
    }
    appender.close();
    if (content.monthly) write_monthly_table(database, *content.monthly, stop);
    for (const auto& [key, value] : content.manifest) duck::set_manifest(database, key, value);
    database.execute("COMMIT");
    database.execute("CHECKPOINT");
  }
  check_goes_on(stop);
  fold_wal(out, stop);
  replacement.commit();
}

}  // namespace flodata::importer
