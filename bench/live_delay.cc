// From the moment at which an hour begins, which is the label of its rows, to those rows being committed and
// heard of: each hour live, an hour a second.
#include "bench.h"

namespace flodata::bench {
namespace {

constexpr std::chrono::seconds kMeasured(50);
constexpr std::chrono::seconds kLongestHour(5);
constexpr double kWantedMedianMs = 20;

/// A time zone in which the day has just begun, so that little of the field is already past at its start.
std::string zone_of_a_new_day() {
  const auto now = std::chrono::system_clock::now();
  const auto hour =
      std::chrono::duration_cast<std::chrono::hours>(now - std::chrono::floor<std::chrono::days>(now))
          .count();
  // POSIX signs: Etc/GMT-3 is three hours ahead of UTC; there are zones from 14 ahead to 12 behind.
  constexpr auto kMostBehind = 12;
  return hour <= kMostBehind ? fmt::format("Etc/GMT+{}", hour) : fmt::format("Etc/GMT-{}", 24 - hour);
}

std::vector<Figure> measure() {
  const Folder folder;
  const auto source = make_field(folder / "field.duckdb", {.wells = 7, .days = 500});
  const Log log(LogLevel::warning);
  const pg::PrivateServer server({folder / "postgres", "bench", "flodata"}, log);
  const auto& database = server.connection();
  reset(database);
  Session session(database);
  session.run(fmt::format("LISTEN {}", replay::kCommitChannel));
  Child streamer(
      {flodata_program(), "stream"},
      stream_environment(
          source, database,
          {{"START_OFFSET_DAYS", "100"}, {"REPLAY_SPEED", "3600"}, {"TARGET_TIMEZONE", zone_of_a_new_day()}}),
      folder / "output.log");
  wait_for_history(streamer, session);
  std::vector<double> delays_ms;
  for (const auto begin = Steady::now(); Steady::now() - begin < kMeasured;) {
    if (!session.wait_for_notice(kLongestHour)) throw Failure(Code::timed_out, "an hour did not come");
    const auto heard = std::chrono::system_clock::now();
    const auto label = std::stoll(
        session.value("SELECT (extract(epoch FROM max(time)) * 1000000)::bigint FROM production_data"));
    const auto heard_us =
        std::chrono::duration_cast<std::chrono::microseconds>(heard.time_since_epoch()).count();
    constexpr double kMicrosecondsInMs = 1000;
    delays_ms.push_back(static_cast<double>(heard_us - label) / kMicrosecondsInMs);
  }
  streamer.stop();
  const auto figure = [&](const char* name, double delay_ms) {
    return Figure{name, delay_ms, kWantedMedianMs, delay_ms / kWantedMedianMs, "ms", delays_ms.size()};
  };
  return {figure("hour boundary to committed row, median / the 20 ms wanted (below 1 is better)",
                 median(delays_ms)),
          figure("hour boundary to committed row, 99 % / the 20 ms wanted of the median",
                 quantile(delays_ms, 0.99))};
}

}  // namespace
}  // namespace flodata::bench

int main() { return flodata::bench::run("live_delay", flodata::bench::measure); }
