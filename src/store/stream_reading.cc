#include "store/stream_reading.h"

#include <fmt/format.h>

#include "store/sql.h"

namespace flodata::store {

std::string stream_reading_sql() { return sql::kStreamReading; }

Error no_stream(const DatabaseOptions& database) {
  return {Code::not_found,
          fmt::format("database '{}' holds no stream yet; `flodata up` or `flodata stream` starts one",
                      database.database)};
}

std::optional<StreamReading> decode_stream_reading(const pg::BinaryResult& result) {
  if (result.rows() == 0) return std::nullopt;
  // In the order of sql/stream_reading.sql: initializer lists are evaluated from left to right.
  int column = 0;
  const auto text = [&] { return std::string(result.text(0, column++).value()); };
  const auto whole = [&] { return result.whole_number(0, column++).value(); };
  const auto number = [&] { return result.number(0, column++).value(); };
  const auto boolean = [&] { return result.boolean(0, column++).value(); };
  const auto time = [&] { return result.instant(0, column++); };
  auto reading = StreamReading{.status = {.stream_id = text(),
                                          .state = text(),
                                          .epoch = whole(),
                                          .sequence = whole(),
                                          .speed = number(),
                                          .loop = whole(),
                                          .source_time = time().value(),
                                          .newest_label = time(),
                                          .next_label = time().value(),
                                          .lag_seconds = number(),
                                          .paused = boolean(),
                                          .history_complete = boolean(),
                                          .anchor_source = time().value(),
                                          .anchor_live = time().value(),
                                          .source = text(),
                                          .streamer_alive = boolean(),
                                          .seen_at = time(),
                                          .host = text(),
                                          .process_id = whole(),
                                          .pending_commands = whole(),
                                          .production_day_zone = text(),
                                          .step_seconds = number(),
                                          .source_start = time(),
                                          .source_end = time(),
                                          .server_time = time().value(),
                                          .horizon = time(),
                                          .retention_days = result.number(0, column++)},
                               .metrics = text()};
  if (const auto lag = result.number(0, column))
    reading.metrics += fmt::format(
        "{}# HELP flodata_database_replication_lag_seconds Age of the newest transaction that the standby "
        "has.\n"
        "# TYPE flodata_database_replication_lag_seconds gauge\nflodata_database_replication_lag_seconds "
        "{}\n",
        reading.metrics.empty() || reading.metrics.ends_with('\n') ? "" : "\n", *lag);
  return reading;
}

}  // namespace flodata::store
