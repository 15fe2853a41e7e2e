#include "streamer/new_wells.h"

#include <string>

#include "base/json.h"

namespace flodata::streamer {

void insert_wells(pg::Connection& connection, const NewWells& wells) {
  std::string json = "[";
  for (const auto& [names, first_label] : wells.first_labels()) {
    json += json.size() > 1 ? ",{\"well_name\":" : "{\"well_name\":";
    append_json_string(json, names->well_name);
    json += ",\"npd_well_bore_name\":";
    append_json_string(json, names->npd_well_bore_name);
    json += ",\"well_bore_code\":";
    append_json_string(json, names->well_bore_code);
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
