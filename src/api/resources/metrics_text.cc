#include "api/resources/metrics_text.h"

#include <fmt/format.h>

#include "replay/status.h"

namespace flodata::api {
namespace {

void append_gauge(std::string& out, std::string_view name, std::string_view help, double value) {
  out += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", name, help, value);
}

double flag(bool value) { return value ? 1 : 0; }
double whole(std::int64_t value) { return static_cast<double>(value); }
double seconds(Instant instant) { return std::chrono::duration<double>(instant.time_since_epoch()).count(); }

void append_status(std::string& out, const replay::Status& status) {
  append_gauge(out, "flodata_stream_lag_seconds", "How long the oldest hour that is due has been waiting.",
               status.lag_seconds);
  append_gauge(out, "flodata_stream_speed_ratio", "Source time per live time.", status.speed);
  append_gauge(out, "flodata_stream_loop", "How often the source was passed to its end.", whole(status.loop));
  append_gauge(out, "flodata_stream_paused", "1 while the stream is paused.", flag(status.paused));
  append_gauge(out, "flodata_stream_sequence",
               "Version of the data: batches committed since the first start.", whole(status.sequence));
  append_gauge(out, "flodata_stream_epoch", "Grows each time a streamer takes over.", whole(status.epoch));
  append_gauge(out, "flodata_stream_pending_commands", "Commands that no streamer has answered yet.",
               whole(status.pending_commands));
  if (status.newest_label)
    append_gauge(out, "flodata_stream_newest_label_timestamp_seconds", "Live label of the newest hour.",
                 seconds(*status.newest_label));
  if (status.seen_at)
    append_gauge(out, "flodata_stream_seen_timestamp_seconds", "When a streamer was last heard of.",
                 seconds(*status.seen_at));
}

void append_clients(std::string& out, const http::ClientAccounts::Figures& figures) {
  append_gauge(out, "flodata_http_clients", "Clients (addresses) that have a connection.",
               whole(figures.clients));
  append_gauge(out, "flodata_http_connections", "Open connections.", whole(figures.connections));
  append_gauge(out, "flodata_http_streams", "Open event streams.", whole(figures.streams));
  append_gauge(out, "flodata_http_bytes_in_flight", "Bytes of answers that clients have not taken yet.",
               whole(figures.bytes_in_flight));
  out +=
      "# HELP flodata_http_rejected_total Requests rejected because a client had spent a budget.\n"
      "# TYPE flodata_http_rejected_total counter\n";
  for (std::size_t i = 0; i < http::kBudgetNames.size(); ++i)
    out += fmt::format("flodata_http_rejected_total{{budget=\"{}\"}} {}\n", http::kBudgetNames.at(i),
                       figures.rejected.at(i));
}

}  // namespace

std::string metrics_text(DatabaseState database, const std::optional<store::StreamReading>& stream,
                         const http::ClientAccounts::Figures& clients) {
  std::string out = stream ? stream->metrics : "";
  if (!out.empty() && out.back() != '\n') out += '\n';
  append_gauge(out, "flodata_database_up", "1 when the live database answers the API.",
               flag(database == DatabaseState::answers));
  append_gauge(out, "flodata_stream_up", "1 when a streamer was heard of within the last 5 seconds.",
               flag(stream && stream->status.streamer_alive));
  if (stream) append_status(out, stream->status);
  append_clients(out, clients);
  return out;
}

}  // namespace flodata::api
