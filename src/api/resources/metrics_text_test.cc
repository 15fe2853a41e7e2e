#include "api/resources/metrics_text.h"
#include "http/client_accounts.h"

#include <sstream>

#include <gtest/gtest.h>

namespace flodata::api {
namespace {

const http::ClientAccounts::Figures kClients{
    .clients = 1, .connections = 7, .streams = 2, .bytes_in_flight = 65536, .rejected = {1, 2, 3, 4}};

const Instant kSeen{std::chrono::sys_days{std::chrono::year(2026) / 11 / 23} +
                    std::chrono::milliseconds(250)};

store::StreamReading reading() {
  store::StreamReading reading;
  reading.status.speed = 3600;
  reading.status.loop = 2;
  reading.status.sequence = 1234567890123;
  reading.status.epoch = 7;
  reading.status.lag_seconds = 0.5;
  reading.status.streamer_alive = true;
  reading.status.seen_at = kSeen;
  reading.status.newest_label = kSeen;
  reading.status.pending_commands = 1;
  reading.metrics =
      "# HELP flodata_stream_x_total X.\n# TYPE flodata_stream_x_total counter\nflodata_stream_x_total 3";
  return reading;
}

/// Returns the lines of the text that are samples, each a name and a value.
std::vector<std::string> samples(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with('#')) found.push_back(line);
  return found;
}

TEST(MetricsText, HasTheStreamersCountersAndAGaugeOfEverything) {
  EXPECT_EQ(samples(metrics_text(DatabaseState::answers, reading(), kClients)),
            (std::vector<std::string>{"flodata_stream_x_total 3",
                                      "flodata_database_up 1",
                                      "flodata_stream_up 1",
                                      "flodata_stream_lag_seconds 0.5",
                                      "flodata_stream_speed_ratio 3600",
                                      "flodata_stream_loop 2",
                                      "flodata_stream_paused 0",
                                      "flodata_stream_sequence 1234567890123",
                                      "flodata_stream_epoch 7",
                                      "flodata_stream_pending_commands 1",
                                      "flodata_stream_newest_label_timestamp_seconds 1795392000.25",
                                      "flodata_stream_seen_timestamp_seconds 1795392000.25",
                                      "flodata_http_clients 1",
                                      "flodata_http_connections 7",
                                      "flodata_http_streams 2",
                                      "flodata_http_bytes_in_flight 65536",
                                      "flodata_http_rejected_total{budget=\"connections\"} 1",
                                      "flodata_http_rejected_total{budget=\"streams\"} 2",
                                      "flodata_http_rejected_total{budget=\"bytes_in_flight\"} 3",
                                      "flodata_http_rejected_total{budget=\"queries\"} 4"}));
}

TEST(MetricsText, EverySampleHasHelpAndType) {
  const auto text = metrics_text(DatabaseState::answers, reading(), kClients);
  for (const auto& sample : samples(text)) {
    const auto name = sample.substr(0, sample.find_first_of(" {"));
    EXPECT_NE(text.find("# HELP " + name + " "), std::string::npos) << name;
    EXPECT_NE(text.find("# TYPE " + name + " "), std::string::npos) << name;
  }
}

TEST(MetricsText, TimeThatIsNotKnownHasNoSample) {
  auto stopped = reading();
  stopped.status.seen_at.reset();
  stopped.status.newest_label.reset();
  EXPECT_EQ(metrics_text(DatabaseState::answers, stopped, kClients).find("timestamp"), std::string::npos);
}

TEST(MetricsText, WithoutStreamOrDatabaseOnlyThatAndTheClientsAreSaid) {
  const auto states = [](const std::string& text) {
    std::string told;
    for (const auto& sample : samples(text))
      if (!sample.starts_with("flodata_http_")) told += sample + ", ";
    return told;
  };
  EXPECT_EQ(states(metrics_text(DatabaseState::answers, std::nullopt, kClients)),
            "flodata_database_up 1, flodata_stream_up 0, ");
  EXPECT_EQ(states(metrics_text(DatabaseState::away, std::nullopt, kClients)),
            "flodata_database_up 0, flodata_stream_up 0, ");
}

}  // namespace
}  // namespace flodata::api
