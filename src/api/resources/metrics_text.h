// The text for Prometheus: the streamer's counters, and gauges of the stream.
#pragma once

#include <optional>
#include <string>

#include "http/client_accounts.h"
#include "store/stream_reading.h"

namespace flodata::api {

enum class DatabaseState : unsigned char { answers, away };

inline constexpr std::string_view kMetricsText = "text/plain; version=0.0.4; charset=utf-8";

/// Returns the text format. `stream`: nothing when no stream was started yet, or the database is unavailable.
std::string metrics_text(DatabaseState database, const std::optional<store::StreamReading>& stream,
                         const http::ClientAccounts::Figures& clients);

}  // namespace flodata::api
