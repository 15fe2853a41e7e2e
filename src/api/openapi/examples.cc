// Examples of responses, for the OpenAPI document.
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/contract/json_text.h"
#include "api/openapi/examples.h"

namespace flodata::api {
namespace {

std::string_view example_text(Schema schema) {
  switch (schema) {
    case Schema::service_index:
      return R"({"service":"OpenFloData","version":")" FLODATA_VERSION
             R"(","description":"An oil field's hourly history, happening now","endpoints":{"GET /health":"Health check"}})";
    case Schema::health:
      return R"({"status":"healthy","description":"Real-time production data from Volve field simulation","database":"connected","timestamp":"2026-02-28T23:15:00+00:00"})";
    case Schema::unhealthy:
      return R"({"status":"unhealthy","description":"Real-time production data from Volve field simulation","database":"disconnected","error":"PostgreSQL does not answer; the service's log says why","timestamp":"2026-02-28T23:15:00+00:00"})";
    case Schema::well_list:
      return R"({"wells":["NO-15/9-F-11","NO-15/9-F-12","NO-15/9-F-14"]})";
    case Schema::production_rows:
      return R"([{"time":"2026-02-28T23:00:00+00:00","original_time":"2008-02-29T22:00:00+00:00","well_name":"NO-15/9-F-12","well_type":"OP","flow_kind":"production","on_stream_hrs":1,"oil_rate":3012.5,"gas_rate":441000,"water_rate":0.5,"water_inj_rate":null,"avg_downhole_pressure":283.1,"avg_dp_tubing":192.4,"avg_annulus_press":13.2,"avg_whp_p":90.7,"dp_choke_size":58.9,"avg_downhole_temperature":105.2,"avg_wht_p":46.8,"avg_choke_size_p":34.1,"avg_choke_uom":"%","quality":null}])";
    case Schema::query_rows:
      return R"([{"time":"2008-02-29T00:00:00+01:00","well_name":"NO-15/9-F-12","oil_rate":2991.4,"gor":146.2}])";
    case Schema::field_rows:
      return R"([{"time":"2008-02-29T00:00:00+01:00","oil_rate":4012.5,"gas_rate":590100,"water_rate":0.5,"water_inj_rate":9100,"liquid_rate":4013,"oil_volume":4012.5,"gas_volume":590100,"water_volume":0.5,"water_inj_volume":9100,"gor":147.1,"watercut":0.0001,"well_count":4,"wells_on_stream":3}])";
    case Schema::well_types:
      return R"({"count":1,"wells":[{"well_name":"NO-15/9-F-12","well_type":"OP"}]})";
    case Schema::stats:
      return R"({"database":{"total_records":61320,"well_count":7,"earliest_data":"2025-08-31T22:00:00+00:00","latest_data":"2026-02-28T23:00:00+00:00","last_update":"2026-02-28T23:00:00.041+00:00"},"streaming":{"status":"active","simulated_time":"2008-02-29T23:00:00+00:00"},"units":{"total_records":"1","well_count":"1"}})";
    case Schema::decline_analysis:
      return R"({"well_name":"NO-15/9-F-14","analysis_period_hours":720,"rate_type":"oil","data_points":30,"valid_points":29,"decline_parameters":{"qi":812.1,"qi_unit":"Sm3/d","Di_daily":0.0021,"Di_annual":0.767,"Di_annual_percent":53.6,"b_factor":0.4,"b_bound":"none","model_type":"hyperbolic"},"production_summary":{"initial_rate":809.4,"current_rate":766.2,"rate_change_percent":-5.3,"cumulative_in_period":22900.5},"forecast":{"eur_remaining":352000,"eur_p90":248000,"eur_p50":371000,"eur_p10":604000,"no_forecast_reason":null,"eur_unit":"Sm3","economic_limit":10,"horizon_days":18262.5,"terminal_decline":0.00005,"days_to_terminal_decline":null,"forecast_days":4120.5},"goodness_of_fit":{"r_squared":0.91,"fit_quality":"good"},"left_out":null,"notes":[],"units":{"qi":"Sm3/d","eur_remaining":"Sm3"}})";
    case Schema::productivity_index:
      return R"({"well_name":"NO-15/9-F-14","well_type":"OP","analysis_period_hours":168,"data_points":168,"valid_points":150,"pressure_data":{"reservoir_pressure_psi":4264.1,"reservoir_pressure_low_psi":4205.3,"reservoir_pressure_high_psi":4322.9,"reservoir_pressure_source":"shut-in before the period","shut_in_pressure_psi":4238.2,"shut_in_age_hours":812,"build_up_hours":null,"build_up_pressure_psi":null,"build_up_slope_psi":null,"bubble_point_psi":3600,"pressure_basis":"downhole gauge","water_density":null,"column_height":null,"avg_flowing_bhp_psi":3582.4,"min_flowing_bhp_psi":3550.2,"max_flowing_bhp_psi":3610.9,"avg_drawdown_psi":681.7},"productivity_index":{"pi_oil":30.1,"pi_oil_low":27.6,"pi_oil_high":33.1,"pi_liquid":41.5,"pi_liquid_low":38.1,"pi_liquid_high":45.6,"pi_above_bubble_point":43.9,"pi_above_bubble_point_low":40.3,"pi_above_bubble_point_high":48.2,"injectivity_index":null,"injectivity_low":null,"injectivity_high":null,"pi_unit":"Sm3/d/bar","pi_std_dev":1.2,"pi_coefficient_of_variation":2.9},"deliverability":{"aof_rate":8010.5,"aof_low":7420.1,"aof_high":8712.4,"aof_unit":"Sm3/d","aof_description":"Vogel"},"interpretation":{"pi_quality":"excellent","consistency":"consistent"},"confidence_level":90,"left_out":null,"notes":[],"units":{"pi_oil":"Sm3/d/bar","aof_rate":"Sm3/d"}})";
    case Schema::well_rows:
      return R"([{"time":"2026-02-28T23:00:00+00:00","well_name":"NO-15/9-F-14","well_type":"OP","oil_rate":812.1,"gas_rate":120100,"water_rate":310.2,"water_inj_rate":null,"on_stream_hrs":1,"downhole_pressure":247.1,"downhole_temperature":99.1,"dp_tubing":180.3,"annulus_pressure":12.1,"choke_size":52,"thp":66.8,"wht":60.2,"gor":147.9,"watercut":0.276,"liquid_rate":1122.3}])";
    case Schema::well_history:
      return R"({"well_name":"NO-15/9-F-14","hours":24,"interval":"1h","data_points":1,"data":[{"time":"2026-02-28T23:00:00+00:00","well_name":"NO-15/9-F-14","well_type":"OP","oil_rate":812.1,"gas_rate":120100,"water_rate":310.2,"water_inj_rate":null,"on_stream_hrs":1,"downhole_pressure":247.1,"downhole_temperature":99.1,"dp_tubing":180.3,"annulus_pressure":12.1,"choke_size":52,"thp":66.8,"wht":60.2,"gor":147.9,"watercut":0.276,"liquid_rate":1122.3}],"units":{"oil_rate":"Sm3/d"}})";
    case Schema::current_production:
      return R"({"timestamp":"2026-02-28T23:00:00+00:00","well_count":0,"totals":{"oil_rate":null,"gas_rate":null,"water_rate":null,"liquid_rate":null,"avg_gor":null,"avg_watercut":null},"wells":[],"units":{"oil_rate":"Sm3/d"}})";
    case Schema::production_series:
      return R"({"hours":24,"interval":"1h","well_type":"OP","aggregate":true,"data_points":1,"data":[{"time":"2026-02-28T23:00:00+00:00","total_oil_rate":4012.5,"total_gas_rate":590100,"total_water_rate":0.5,"avg_gor":147.1,"avg_watercut":0.0001,"well_count":4}],"units":{"total_oil_rate":"Sm3/d"}})";
    case Schema::well:
      return R"({"well_name":"NO-15/9-F-12","npd_well_bore_name":"15/9-F-12","well_bore_code":"NO 15/9-F-12 H","aliases":["15/9-F-12","NO 15/9-F-12 H","F-12"],"short_name":"F-12","first_time":"2025-09-01T00:00:00+00:00","well_type":"OP","flow_kind":"production","last_time":"2026-02-28T23:00:00+00:00","production_day_zone":"Europe/Oslo","production_day":"2008-05-30","status":"flowing","tags":[{"name":"oil_rate","short_name":"oil_rate","description":"oil rate","unit":"Sm3/d","kind":"additive"}],"units":{"oil_rate":"Sm3/d"}})";
    case Schema::stream_status:
      return R"({"stream_id":"main","state":"streaming","epoch":3,"sequence":1207,"speed":1,"loop":0,"source_time":"2008-02-29T13:00:00+00:00","newest_label":"2026-11-23T12:00:00+00:00","next_label":"2026-11-23T13:00:00+00:00","lag_seconds":0,"paused":false,"history_complete":true,"anchor_source":"2008-02-29T00:00:00+00:00","anchor_live":"2026-11-23T00:00:00+00:00","source":"2007-09-01T00:00:00+02:00 to 2016-08-31T23:00:00+02:00, 451485 rows, content 95e007d51bc129bd","streamer_alive":true,"seen_at":"2026-11-23T12:31:07.120331+00:00","host":"rig","process_id":4711,"pending_commands":0,"production_day_zone":"Europe/Oslo","step_seconds":3600,"source_start":"2007-08-31T22:00:00+00:00","source_end":"2016-08-31T22:00:00+00:00","server_time":"2026-11-23T12:31:07.532914+00:00","horizon":null,"retention_days":null})";
    case Schema::metrics_text:
      return R"("# TYPE flodata_database_up gauge\nflodata_database_up 1\n")";
    case Schema::events:
      return R"("id: 1208\nevent: rows\ndata: {\"sequence\":1208,\"rows\":[{\"time\":\"2026-11-23T12:00:00+00:00\",\"original_time\":\"2008-02-29T12:00:00+00:00\",\"well_name\":\"NO-15/9-F-12\",\"oil_rate\":3012.5,\"quality\":null}]}\n\n")";
    case Schema::replay_segments:
      return R"({"segments":[{"number":1,"begins_with":"start","start_time":"2026-06-29T00:00:00+00:00","end_time":"2026-11-23T12:31:00+00:00","original_start_time":"2007-09-01T00:00:00+00:00","original_end_time":"2008-01-26T12:31:00+00:00","loop":0,"speed":1,"anchor_source":"2008-01-26T00:00:00+00:00","anchor_live":"2026-11-23T00:00:00+00:00","gap_seconds":0,"present":false},{"number":2,"begins_with":"speed","start_time":"2026-11-23T12:31:00+00:00","end_time":"2026-11-23T12:31:24+00:00","original_start_time":"2008-01-26T12:31:00+00:00","original_end_time":"2008-01-27T12:31:00+00:00","loop":0,"speed":3600,"anchor_source":"2008-01-26T12:31:00+00:00","anchor_live":"2026-11-23T12:31:00+00:00","gap_seconds":0,"present":true}],"pauses":[{"start_time":"2026-11-23T12:31:23.5+00:00","end_time":null}],"seams":[]})";
    case Schema::replay_commands:
      return R"({"commands":[{"id":12,"request_id":"back-to-leap-day","command":"seek","argument":"2008-02-29T00:00:00+00:00","requested_by":"api","requested_at":"2026-11-23T12:31:07.120331+00:00","status":"applied","answered_at":"2026-11-23T12:31:07.250112+00:00","detail":"the next hour is 2008-02-29T00:00:00+00:00","before":{"source_time":"2008-02-20T13:00:00+00:00","loop":0,"next_label":"2026-11-23T13:00:00+00:00","speed":1,"paused":false},"after":{"source_time":"2008-02-29T00:00:00+00:00","loop":0,"next_label":"2026-11-23T13:00:00+00:00","speed":1,"paused":false}}],"next_before":12})";
    case Schema::field_wells:
      return R"({"time":"2026-02-28T23:00:00+00:00","original_time":"2008-02-29T22:00:00+00:00","production_day_zone":"Europe/Oslo","well_count":1,"flowing":1,"shut":0,"stale":0,"totals":{"oil_rate":3012.5,"gas_rate":441000,"water_rate":0.5,"water_inj_rate":null,"liquid_rate":3013,"gor":146.390041494,"watercut":0.000165947561},"totals_day_before":null,"trend_times":["2026-02-28T12:00:00+00:00","2026-02-28T18:00:00+00:00"],"wells":[{"well_name":"NO-15/9-F-12","short_name":"F-12","well_type":"OP","flow_kind":"production","status":"flowing","status_since":"2026-02-20T03:00:00+00:00","first_time":"2025-09-01T00:00:00+00:00","time":"2026-02-28T23:00:00+00:00","original_time":"2008-02-29T22:00:00+00:00","production_day":"2008-02-29","values":{"on_stream_hrs":1,"oil_rate":3012.5,"avg_downhole_pressure":null},"day_before":null,"quality":{"avg_downhole_pressure":{"rule":"R5","status":"Bad"}},"bad":[{"tag":"avg_downhole_pressure","rule":"R5","since":"2026-02-25T00:00:00+00:00"}],"trend":{"tag":"oil_rate","values":[3001.2,3010.9]}}],"units":{"on_stream_hrs":"h","oil_rate":"Sm3/d","avg_downhole_pressure":"bar","gas_rate":"Sm3/d","water_rate":"Sm3/d","water_inj_rate":"Sm3/d","gor":"Sm3/Sm3","watercut":"fraction","liquid_rate":"Sm3/d"}})";
    case Schema::normal_ranges:
      return R"({"start_time":"2026-01-30T01:00:00+00:00","end_time":"2026-02-28T23:00:00+00:00","days":30,"wells":[{"well_name":"NO-15/9-F-12","lower":{"oil_rate":2901.5,"avg_downhole_pressure":null},"upper":{"oil_rate":3105.25,"avg_downhole_pressure":null}}],"units":{"oil_rate":"Sm3/d","avg_downhole_pressure":"bar"}})";
    case Schema::field_life:
      return R"({"first_time":"2025-09-01T00:00:00+00:00","last_time":"2026-02-28T23:00:00+00:00","first_original_time":"2007-08-31T22:00:00+00:00","last_original_time":"2008-02-29T22:00:00+00:00","step_hours":1,"point_hours":2048,"seams":[],"outages":[{"start_time":"2025-12-01T00:00:00+00:00","end_time":"2025-12-03T06:00:00+00:00","hours":54}],"points":{"time":["2025-09-01T00:00:00+00:00","2025-11-25T08:00:00+00:00","2026-02-18T16:00:00+00:00"],"original_time":["2007-08-31T22:00:00+00:00","2007-11-25T06:00:00+00:00","2008-02-18T14:00:00+00:00"],"oil_rate":[3012.5,2811.125,null],"gas_rate":[441000,400200.5,null],"water_rate":[0.5,12.75,null],"water_inj_rate":[null,1200,null],"wells_on_stream":[1,1.5,0]},"units":{"oil_rate":"Sm3/d","gas_rate":"Sm3/d","water_rate":"Sm3/d","water_inj_rate":"Sm3/d"}})";
    case Schema::replay_answer:
      return R"({"id":12,"request_id":"back-to-leap-day","status":"applied","detail":"the next hour is 2008-02-29T00:00:00+00:00","stream":{"stream_id":"main","state":"streaming","epoch":3,"sequence":1207,"speed":1,"loop":0,"source_time":"2008-02-29T00:00:00+00:00","newest_label":"2026-11-23T12:00:00+00:00","next_label":"2026-11-23T13:00:00+00:00","lag_seconds":0,"paused":false,"history_complete":true,"anchor_source":"2008-02-29T00:00:00+00:00","anchor_live":"2026-11-23T13:00:00+00:00","source":"2007-09-01T00:00:00+02:00 to 2016-08-31T23:00:00+02:00, 451485 rows, content 95e007d51bc129bd","streamer_alive":true,"seen_at":"2026-11-23T12:31:07.120331+00:00","host":"rig","process_id":4711,"pending_commands":0,"production_day_zone":"Europe/Oslo","step_seconds":3600,"source_start":"2007-08-31T22:00:00+00:00","source_end":"2016-08-31T22:00:00+00:00","server_time":"2026-11-23T12:31:07.532914+00:00","horizon":null,"retention_days":null}})";
  }
  return "null";
}

}  // namespace

boost::json::value example_of(Schema schema) { return boost::json::parse(example_text(schema)); }

std::string as_ndjson(const boost::json::array& rows) {
  std::string lines;
  for (const auto& row : rows) lines += json_text(row) + "\n";
  return lines;
}

std::string as_csv(const boost::json::array& rows) {
  std::string names;
  std::string lines;
  for (const auto& row : rows) {
    const bool first = names.empty();
    for (const auto& member : row.as_object()) {
      if (first) names += std::string(member.key()) + ",";
      const auto* text = member.value().if_string();
      if (!member.value().is_null())
        lines += text == nullptr ? json_text(member.value()) : std::string(*text);
      lines += ',';
    }
    lines.replace(lines.size() - 1, 1, "\r\n");
  }
  names.replace(names.size() - 1, 1, "\r\n");
  return names + lines;
}

}  // namespace flodata::api
