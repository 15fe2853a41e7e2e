#include "replay/status.h"

#include <string_view>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "base/json.h"

namespace flodata::replay {
namespace {

/// Writes the members of an object one after the other.
class Members {
 public:
  explicit Members(const TimeZone& zone) : zone_(zone) {}
  void text(std::string_view key, std::string_view value) {
    begin(key);
    append_json_string(out_, value);
  }
  void number(std::string_view key, double value) {
    begin(key);
    append_json_number(out_, value);
  }
  void whole(std::string_view key, std::int64_t value) {
    begin(key);
    out_ += std::to_string(value);
  }
  void boolean(std::string_view key, bool value) {
    begin(key);
    out_ += value ? "true" : "false";
  }
  void time(std::string_view key, const std::optional<Instant>& value) {
    if (value) return text(key, format_iso8601(*value, zone_));
    begin(key);
    out_ += "null";
  }
  std::string finish() { return out_ + "}"; }

 private:
  void begin(std::string_view key) {
    out_ += out_.size() > 1 ? "," : "";
    append_json_string(out_, key);
    out_ += ':';
  }
  const TimeZone& zone_;
  std::string out_ = "{";
};

}  // namespace

std::string to_json(const Status& status, const TimeZone& zone) {
  Members members(zone);
  members.text("stream_id", status.stream_id);
  members.text("state", status.state);
  members.whole("epoch", status.epoch);
  members.whole("sequence", status.sequence);
  members.number("speed", status.speed);
  members.whole("loop", status.loop);
  members.time("source_time", status.source_time);
  members.time("newest_label", status.newest_label);
  members.time("next_label", status.next_label);
  members.number("lag_seconds", status.lag_seconds);
  members.boolean("paused", status.paused);
  members.boolean("history_complete", status.history_complete);
  members.time("anchor_source", status.anchor_source);
  members.time("anchor_live", status.anchor_live);
  members.text("source", status.source);
  members.boolean("streamer_alive", status.streamer_alive);
  members.time("seen_at", status.seen_at);
  members.text("host", status.host);
  members.whole("process_id", status.process_id);
  members.whole("pending_commands", status.pending_commands);
  return members.finish();
}

}  // namespace flodata::replay
