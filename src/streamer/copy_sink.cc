#include "streamer/copy_sink.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "base/json.h"
#include "pg/copy_binary_writer.h"

namespace flodata::streamer {
namespace {

constexpr const char* kTable = "production_data";
constexpr std::int16_t kFieldCount = static_cast<std::int16_t>(kTagCount + 7);

/// Columns in the order in which write_row() gives them.
const std::string& column_list() {
  static const std::string kList = [] {
    std::string list = "time, original_time, well_name, well_type, flow_kind, avg_choke_uom, quality";
    for (const auto& tag : kTags) list += fmt::format(", {}", tag.name);
    return list;
  }();
  return kList;
}

void write_text(pg::CopyBinaryWriter& writer, std::optional<std::string_view> text) {
  text ? writer.text(*text) : writer.null();
}

void write_row(pg::CopyBinaryWriter& writer, const HourlyRow& row, Instant label) {
  writer.begin_row(kFieldCount);
  writer.timestamptz(label);
  writer.timestamptz(row.hour);
  writer.text(row.well->well_name);
  write_text(writer, row.well_type);
  write_text(writer, row.flow_kind);
  write_text(writer, row.choke_uom);
  row.quality ? writer.jsonb(*row.quality) : writer.null();
  for (const auto& value : row.values) writer.float64(value);
}

}  // namespace

std::int64_t CopySink::copy_rows(SourceFile& source, const Batch& batch, BatchOutcome& outcome,
                                 std::vector<NewWell>& new_wells) {
  const auto& timeline = source.timeline();
  pg::CopyBinaryWriter writer(connection_, kTable, column_list());
  Instant at = batch.from;
  while (at < batch.to) {
    const auto place = timeline.locate(at);
    const Instant loop_start = at - (place.source - timeline.first());
    const Instant end = std::min(batch.to, timeline.end_of_loop(place.loop));
    source.read(place.source, place.source + (end - at), [&](const HourlyRow& row) {
      const Instant label = outcome.state.mapping.label_of(loop_start + (row.hour - timeline.first()));
      write_row(writer, row, label);
      const auto is_this = [&](const NewWell& well) { return well.names == row.well; };
      if (!known_wells_.contains(row.well) && std::none_of(new_wells.begin(), new_wells.end(), is_this))
        new_wells.push_back({row.well, label});
      if (batch.kind == BatchKind::live)
        outcome.records.push_back({label, row.hour, row.well->well_name, row.values[kOilRateTag]});
    });
    at = end;
  }
  return writer.finish();
}

void CopySink::insert_wells(const std::vector<NewWell>& wells) {
  std::string json = "[";
  for (const auto& well : wells) {
    json += json.size() > 1 ? ",{\"well_name\":" : "{\"well_name\":";
    append_json_string(json, well.names->well_name);
    json += ",\"npd_well_bore_name\":";
    append_json_string(json, well.names->npd_well_bore_name);
    json += ",\"well_bore_code\":";
    append_json_string(json, well.names->well_bore_code);
    json += ",\"first_time\":";
    append_json_string(json, pg::to_parameter(well.first_time));
    json += '}';
  }
  json += ']';
  connection_.query(
      "INSERT INTO well SELECT w.well_name, w.npd_well_bore_name, w.well_bore_code, w.first_time FROM "
      "jsonb_to_recordset($1::jsonb) AS w(well_name text, npd_well_bore_name text, well_bore_code text, "
      "first_time timestamptz) ON CONFLICT DO NOTHING",
      {json});
}

BatchOutcome CopySink::write(SourceFile& source, const StreamState& state, const Batch& batch) {
  FLODATA_CHECK(batch.from == state.position);
  BatchOutcome outcome{state, 0, {}};
  std::vector<NewWell> new_wells;
  pg::Transaction transaction(connection_);
  // A crash of the server may lose the last commits of the history, checkpoint and rows alike: they are
  // loaded again.
  if (batch.kind == BatchKind::history) connection_.execute("SET LOCAL synchronous_commit = off");
  outcome.state = advance(connection_, state, batch.to, source.timeline().locate(batch.to).loop,
                          state.history_complete || batch.reaches_present);
  outcome.rows = copy_rows(source, batch, outcome, new_wells);
  if (!new_wells.empty()) insert_wells(new_wells);
  connection_.query("SELECT pg_notify('flodata_commit', $1)", {std::to_string(outcome.state.sequence)});
  transaction.commit();
  for (const auto& well : new_wells) known_wells_.insert(well.names);
  return outcome;
}

}  // namespace flodata::streamer
