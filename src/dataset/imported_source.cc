#include "dataset/imported_source.h"

#include <ranges>

#include <fmt/format.h>

#include "base/fnv1a.h"
#include "base/iso8601.h"
#include "base/progress.h"
#include "dataset/upsample_dataset.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"
#include "importer/import.h"
#include "importer/mapping/mapping.h"
#include "importer/sheet/input_file.h"

namespace flodata::dataset {
namespace {

namespace fs = std::filesystem;

bool is_imported(const GivenSource& given) {
  return !given.file.empty() && importer::kind_of_file(given.file).has_value();
}

duck::Database open_made(const fs::path& path, duck::OpenMode mode, const std::stop_token& stop) {
  return value_or_throw(duck::Database::open_source(path, {.mode = mode,
                                                           .stop = stop,
                                                           .memory_bytes = dataset::kUpsampleMemoryBytes,
                                                           .threads = 1,
                                                           .spill_parent = path.parent_path(),
                                                           .spill_bytes = dataset::kUpsampleSpillBytes}));
}

/// Whether the days in the file at `path` are those of these bytes.
bool holds_days_of(const fs::path& path, const std::string& sha256, const std::string& mapping_sha256,
                   const std::stop_token& stop) {
  if (!fs::exists(path)) return false;
  auto database = open_made(path, duck::OpenMode::read_only, stop);
  return duck::get_manifest(database, duck::kSourceHashKey) == sha256 &&
         duck::get_manifest(database, duck::kMappingHashKey).value_or("") == mapping_sha256;
}

void log_report(const importer::ImportReport& report, const Log& log) {
  if (!report.written) {
    for (const auto line : std::views::split(importer::to_text(report), '\n'))
      if (!line.empty()) log.write(LogLevel::error, std::string_view(line));
    throw Failure(Code::corrupt_input,
                  fmt::format("'{}' has cells that cannot be taken over ({}), listed above. Correct them and "
                              "start again",
                              report.source_file, report.rejections.count()));
  }
  log.info("imported '{}': {} rows of {} wells, {} to {}; flagged: {} rows", report.source_file,
           report.tables.front().rows_read, report.well_count, format_day(report.first_day.value()),
           format_day(report.last_day.value()), report.flags.flagged_rows);
  for (const auto& warning : report.warnings) log.write(LogLevel::warning, warning);
  for (const auto& note : report.notes) log.write(LogLevel::info, note);
}

void import_days(const GivenSource& given, const fs::path& path, const Log& log,
                 const std::stop_token& stop) {
  Progress progress("importing", "bytes");
  const auto report = importer::import_dataset(
      {given.file, path, "flodata " FLODATA_VERSION, given.mapping, {}}, stop, progress);
  progress.clear();
  log_report(report, log);
}

void make_hours(const fs::path& path, const Log& log, const std::stop_token& stop) {
  auto database = open_made(path, duck::OpenMode::read_write, stop);
  if (database.has_table(duck::kHourlyTable)) return;
  Progress progress("upsample", "wells");
  const auto report = dataset::upsample_dataset(
      database, {}, stop, [&](std::int64_t done, std::int64_t all) { progress.update(done, all); });
  progress.clear();
  log.info("made the hours of {} wells in '{}'", report.wells.size(), path.string());
}

}  // namespace

fs::path GivenSource::streamed_file(const fs::path& data_directory) const {
  if (!is_imported(*this)) return file;
  // The folder is part of the name: two files of one name are two sources.
  return data_directory / fmt::format("{}-{:08x}.duckdb", file.stem().string(),
                                      short_hash(fs::weakly_canonical(file).string()));
}

void check_given_source(const GivenSource& given) {
  if (given.file.empty()) {
    if (!given.mapping.empty())
      throw Failure(Code::invalid_argument, "--mapping is for a .csv: name it with --source");
    return;
  }
  if (!fs::exists(given.file))
    throw Failure(Code::not_found, fmt::format("there is no source file '{}'", given.file.string()));
  if (!given.mapping.empty() && !is_imported(given))
    throw Failure(
        Code::invalid_argument,
        fmt::format("'{}' is no .csv, and --mapping is for one: leave --mapping out", given.file.string()));
}

fs::path ensure_imported(const GivenSource& given, const fs::path& data_directory, const Log& log,
                         const std::stop_token& stop) {
  auto path = given.streamed_file(data_directory);
  if (!is_imported(given)) return path;
  const auto sha256 = importer::read_input_file(given.file).sha256;
  const auto mapping_sha256 =
      given.mapping.empty() ? std::string() : importer::read_mapping(given.mapping).sha256;
  if (holds_days_of(path, sha256, mapping_sha256, stop))
    log.info("'{}' is unchanged since it was imported", given.file.string());
  else
    import_days(given, path, log, stop);
  make_hours(path, log, stop);
  return path;
}

}  // namespace flodata::dataset
