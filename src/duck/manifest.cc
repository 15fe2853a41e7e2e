#include "duck/manifest.h"

#include <cstdlib>

#include <fmt/format.h>

#include "duck/sql.h"

namespace flodata::duck {
namespace {

using fmt::literals::operator""_a;

/// Upsampling writes one key per well, and a field has at most a few thousand.
constexpr std::size_t kMostManifestKeys = 100'000;

constexpr const char* kManifestColumns = "(key VARCHAR PRIMARY KEY, value VARCHAR)";

}  // namespace

void renew_manifest(Database& database) {
  const auto entries = read_manifest(database);
  database.execute(
      fmt::format("CREATE OR REPLACE TABLE {} {}", database.table(kManifestTable), kManifestColumns));
  for (const auto& [key, value] : entries) set_manifest(database, key, value);
}

void set_manifest(Database& database, const std::string& key, const std::string& value) {
  const auto table = database.table(kManifestTable);
  database.execute(fmt::format("CREATE TABLE IF NOT EXISTS {} {}", table, kManifestColumns));
  auto result = database.query(fmt::format("INSERT OR REPLACE INTO {} VALUES (?, ?)", table), {key, value});
  while (result.next()) {
  }
}

void remove_manifest_keys(Database& database, const std::string& prefix) {
  if (!database.has_table(kManifestTable)) return;
  auto result = database.query(fmt::format("DELETE FROM {} WHERE starts_with(CAST(key AS VARCHAR), ?)",
                                           database.table(kManifestTable)),
                               {prefix});
  while (result.next()) {
  }
}

std::optional<std::string> get_manifest(Database& database, const std::string& key) {
  if (!database.has_table(kManifestTable)) return std::nullopt;
  return database.query_text(
      fmt::format("SELECT CAST(value AS VARCHAR) FROM {} WHERE CAST(key AS VARCHAR) = ?",
                  database.table(kManifestTable)),
      {key});
}

std::vector<std::pair<std::string, std::string>> read_manifest(Database& database) {
  std::vector<std::pair<std::string, std::string>> entries;
  if (!database.has_table(kManifestTable)) return entries;
  auto result = database.query(fmt::format(sql::kReadManifest, "table"_a = database.table(kManifestTable)));
  while (const auto chunk = result.next()) {
    for (std::size_t row = 0; row < chunk->row_count(); ++row)
      entries.emplace_back(chunk->text(0, row), chunk->text(1, row));
    if (entries.size() > kMostManifestKeys)
      throw Failure(Code::corrupt_input,
                    fmt::format("table {} has more than {} keys; remove those that flodata did not write",
                                kManifestTable, kMostManifestKeys));
  }
  return entries;
}

int manifest_steps_per_hour(Database& database) {
  const auto resolution = get_manifest(database, kResolutionKey).value_or("1h");
  constexpr int kMinutes = 60;
  int minutes = kMinutes;
  if (resolution.ends_with('m')) minutes = std::atoi(resolution.c_str());
  return minutes > 0 && kMinutes % minutes == 0 ? kMinutes / minutes : 1;
}

TimeZone manifest_day_zone(Database& database, std::string_view otherwise) {
  const auto name = get_manifest(database, kDayZoneKey).value_or(std::string(otherwise));
  auto zone = TimeZone::find(name);
  if (!zone)
    throw Failure(Code::invalid_argument,
                  fmt::format("production_day_zone in the manifest of the file: {}", zone.error().message));
  return *std::move(zone);
}

WellNaming manifest_well_naming(Database& database) {
  const auto name = get_manifest(database, kWellNamesKey);
  if (!name) return get_manifest(database, kMappingFileKey) ? WellNaming::as_written : WellNaming::npd;
  if (const auto naming = find_well_naming(*name)) return *naming;
  throw Failure(Code::corrupt_input,
                fmt::format("well_names in the manifest of the file is '{}': it must be '{}' or '{}'; import "
                            "the file again",
                            *name, to_string(WellNaming::npd), to_string(WellNaming::as_written)));
}

bool manifest_has_measured_hours(Database& database) {
  const auto hours = get_manifest(database, kHoursKey);
  if (!hours || *hours == "computed") return false;
  if (*hours == "measured") return !get_manifest(database, kAlgorithmKey);
  throw Failure(
      Code::corrupt_input,
      fmt::format("hours in the manifest of the file is '{}': it must be 'measured' or 'computed'", *hours));
}

}  // namespace flodata::duck
