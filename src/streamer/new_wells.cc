#include "streamer/new_wells.h"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/json.h"
#include "streamer/sql.h"

namespace flodata::streamer {

namespace {

/// Begins the JSON object of a well with its names.
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
  const auto removed = connection.query(sql::kRemoveSourceWells, {json});
  const auto written = connection.query(sql::kWriteSourceWells, {json});
  return removed.affected_rows() + written.affected_rows() > 0;
}

std::optional<std::string> find_renamed_well(pg::Connection& connection) {
  const auto rows = connection.query(sql::kFindRenamedWell);
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
  connection.query(sql::kInsertWells, {json});
}

}  // namespace flodata::streamer
