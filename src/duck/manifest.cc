#include "duck/manifest.h"

#include <cstdlib>

namespace flodata::duck {

void set_manifest(Database& database, const std::string& key, const std::string& value) {
  database.execute("CREATE TABLE IF NOT EXISTS flodata_manifest (key VARCHAR PRIMARY KEY, value VARCHAR)");
  auto result = database.query("INSERT OR REPLACE INTO flodata_manifest VALUES (?, ?)", {key, value});
  while (result.next()) {
  }
}

std::optional<std::string> get_manifest(Database& database, const std::string& key) {
  if (!database.has_table(kManifestTable)) return std::nullopt;
  return database.query_text("SELECT value FROM flodata_manifest WHERE key = ?", {key});
}

std::vector<std::pair<std::string, std::string>> read_manifest(Database& database) {
  std::vector<std::pair<std::string, std::string>> entries;
  if (!database.has_table(kManifestTable)) return entries;
  auto result = database.query("SELECT key, coalesce(value, '') FROM flodata_manifest ORDER BY key");
  while (const auto chunk = result.next())
    for (std::size_t row = 0; row < chunk->row_count(); ++row)
      entries.emplace_back(chunk->text(0, row), chunk->text(1, row));
  return entries;
}

int manifest_steps_per_hour(Database& database) {
  const auto resolution = get_manifest(database, "upsample.resolution").value_or("1h");
  constexpr int kMinutes = 60;
  int minutes = kMinutes;
  if (resolution.ends_with('m')) minutes = std::atoi(resolution.c_str());
  return minutes > 0 && kMinutes % minutes == 0 ? kMinutes / minutes : 1;
}

}  // namespace flodata::duck
