// What Prometheus is told: the streamer's counters, and gauges of what the stream does.
#pragma once

#include <optional>
#include <string>

#include "http/client_accounts.h"
#include "store/stream_reading.h"

namespace flodata::api {

enum class DatabaseState : unsigned char { answers, away };

inline constexpr std::string_view kMetricsText = "text/plain; version=0.0.4; charset=utf-8";

/// Returns the text format. `stream` is nothing when none was started yet, or the database is away.
std::string metrics_text(DatabaseState database, const std::optional<store::StreamReading>& stream,
                         const http::ClientAccounts::Figures& clients);

}  // namespace flodata::api
