#include "streamer/new_wells.h"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/json.h"

namespace flodata::streamer {

namespace {

/// Begins the JSON object of a well: its names.
void append_names(std::string& json, const WellNames& names) {
  json += json.size() > 1 ? ",{\"well_name\":" : "{\"well_name\":";
  append_json_string(json, names.well_name);
  json += ",\"npd_well_bore_name\":";
  append_json_string(json, names.npd_well_bore_name);
  json += ",\"well_bore_code\":";
  append_json_string(json, names.well_bore_code);
}

}  // namespace

bool replace_source_wells(pg::Connection& connection, const std::vector<WellNames>& wells) {
  std::string json = "[";
  for (const auto& names : wells) {
    append_names(json, names);
    json += '}';
  }
  json += ']';
  constexpr std::string_view kGiven =
      "jsonb_to_recordset($1::jsonb) AS g(well_name text, npd_well_bore_name text, well_bore_code text)";
  const auto removed = connection.query(
      fmt::format(
          "DELETE FROM source_well s WHERE NOT EXISTS (SELECT FROM {} WHERE g.well_name = s.well_name)",
          kGiven),
      {json});
  const auto written = connection.query(
      fmt::format(
          "INSERT INTO source_well AS s SELECT g.well_name, g.npd_well_bore_name, g.well_bore_code FROM {} "
          "ON CONFLICT (well_name) DO UPDATE SET npd_well_bore_name = excluded.npd_well_bore_name, "
          "well_bore_code = excluded.well_bore_code WHERE (s.npd_well_bore_name, s.well_bore_code) IS "
          "DISTINCT FROM (excluded.npd_well_bore_name, excluded.well_bore_code)",
          kGiven),
      {json});
  return removed.affected_rows() + written.affected_rows() > 0;
}

std::optional<std::string> find_renamed_well(pg::Connection& connection) {
  const auto rows = connection.query(
      "SELECT w.well_name, s.well_name FROM well w JOIN source_well s USING (npd_well_bore_name, "
      "well_bore_code) "
      "WHERE w.well_name <> s.well_name ORDER BY 1 LIMIT 1");
  if (rows.row_count() == 0) return std::nullopt;
  return fmt::format("'{}' is now '{}'", rows.text(0, 0), rows.text(0, 1));
}

void insert_wells(pg::Connection& connection, const NewWells& wells) {
  std::string json = "[";
  for (const auto& [names, first_label] : wells.first_labels()) {
    append_names(json, *names);
    json += ",\"first_time\":";
    append_json_string(json, pg::to_parameter(first_label));
    json += '}';
  }
  json += ']';
  connection.query(
      "INSERT INTO well SELECT w.well_name, w.npd_well_bore_name, w.well_bore_code, w.first_time FROM "
      "jsonb_to_recordset($1::jsonb) AS w(well_name text, npd_well_bore_name text, well_bore_code text, "
      "first_time timestamptz) ON CONFLICT DO NOTHING",
      {json});
}

}  // namespace flodata::streamer
