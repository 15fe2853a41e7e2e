#include "dashboard.h"

#include "http_load.h"
#include "live_hours.h"
#include "services.h"

namespace flodata::bench {
namespace {

constexpr std::chrono::seconds kRefresh(5);
/// Refreshes come that long after each whole fifth second: so close behind a commit (they come with a minute)
/// an answer that is old still would be seen.
constexpr std::chrono::milliseconds kBehind(250);
constexpr int kStatusNotModified = 304;

/// A panel and what its browser keeps of it.
struct Panel {
  std::string target;
  std::string etag;
  std::string body;
};

std::vector<Panel> make_panels(const std::vector<std::string>& wells) {
  std::vector<Panel> panels;
  const auto add = [&](std::string target) { panels.push_back({std::move(target), {}, {}}); };
  add("/api/production/latest");
  for (std::size_t i = 0; i < 3; ++i) add(fmt::format("/api/production/{}/latest?hours=24", wells.at(i)));
  add("/api/field/production?start=-7d&interval=1h");
  add("/api/field/production?start=-90d&interval=1d");
  const auto add_points = [&](std::size_t well, const char* start, const char* tags) {
    add(fmt::format("/api/production?wells={}&start={}&end=now&points=500&tags={}", wells.at(well), start,
                    tags));
  };
  add_points(0, "-30d", "oil_rate,gas_rate,water_rate");
  add_points(1, "-30d", "oil_rate,gas_rate,water_rate");
  add_points(2, "-30d", "oil_rate,gas_rate,water_rate");
  add_points(0, "-365d", "avg_downhole_pressure,avg_whp_p");
  add_points(1, "-7d", "watercut,gor");
  add_points(2, "-48h", "avg_wht_p,avg_choke_size_p");
  return panels;
}

/// What became of the answers.
struct Tally {
  double all = 0;
  double not_modified = 0;
  double hits = 0;  // answered in full, from the server's cache
  double stale = 0;
};

/// Asks for a panel as a browser does, which has to ask whether what it keeps is still right.
void refresh(Panel& panel, const Service& service, Tally& tally) {
  Headers headers;
  if (!panel.etag.empty()) headers = {{"If-None-Match", panel.etag}};
  auto answer = fetch(service.port(), panel.target, headers);
  ++tally.all;
  if (answer.status == kStatusNotModified && !panel.etag.empty()) {
    ++tally.not_modified;
    return;
  }
  if (answer.status != kStatusOk)
    throw Failure(Code::corrupt_input, fmt::format("{}: {} {}", panel.target, answer.status, answer.body));
  if (answer.header("Flodata-Cache") == "hit") ++tally.hits;
  panel.etag = answer.header("ETag");
  panel.body = std::move(answer.body);
}

/// Compares what is shown with the answers of a service that was started for it and has nothing in a cache. A
/// difference counts when another such service, asked after it, does not give what is shown either: between
/// the first two there may have been a commit.
void compare(const std::vector<Panel>& panels, const Service& fresh, const pg::ConnectionOptions& database,
             const fs::path& output, Tally& tally) {
  for (const auto& panel : panels) {
    if (fetch_body(fresh.port(), panel.target) == panel.body) continue;
    const auto fresher = start_ours(database, output);
    if (fetch_body(fresher.port(), panel.target) == panel.body) continue;
    ++tally.stale;
    fmt::print(stderr, "an old answer: {}\n", panel.target);
  }
}

std::string sequence(Session& session) { return session.value("SELECT max(sequence) FROM stream_state"); }

/// Refreshes the panels for `duration`. The first time, when everything is new to the browser, is not
/// counted.
Tally watch(const Folder& folder, const pg::ConnectionOptions& database, std::chrono::seconds duration) {
  auto panels = make_panels(LiveHours(database).wells());
  const auto service = start_ours(database, folder / "serve.log");
  Tally first;
  for (auto& panel : panels) refresh(panel, service, first);
  Tally tally;
  const auto end = std::chrono::system_clock::now() + duration;
  for (auto next = std::chrono::system_clock::now(); next < end;) {
    next = std::chrono::floor<std::chrono::milliseconds>(next);
    next += kRefresh - (next.time_since_epoch() - kBehind) % kRefresh;
    const auto fresh = start_ours(database, folder / "fresh.log");
    std::this_thread::sleep_until(next);
    for (auto& panel : panels) refresh(panel, service, tally);
    compare(panels, fresh, database, folder / "fresher.log", tally);
    next = std::max(next, std::chrono::system_clock::now());
  }
  return tally;
}

}  // namespace

std::vector<Figure> measure_dashboard(const Folder& folder, const fs::path& source, int offset_days,
                                      const pg::ConnectionOptions& database, std::chrono::seconds duration) {
  const auto environment =
      stream_environment(source, database, {{"START_OFFSET_DAYS", std::to_string(offset_days)}});
  Child streamer({flodata_program(), "stream"}, environment, folder / "stream.log");
  // The past has a row an hour; from here on there is a commit a minute.
  Child({flodata_program(), "replay", "speed", "60"}, environment, folder / "replay.log").finish();
  Session session(database);
  const auto before = sequence(session);
  const auto tally = watch(folder, database, duration);
  const auto after = sequence(session);
  streamer.stop();
  fmt::print(
      stderr,
      "dashboard: {} answers, {} of them 304, {} from the cache, {} old; sequence of the stream {} to {}\n",
      tally.all, tally.not_modified, tally.hits, tally.stale, before, after);
  if (before == after) throw Failure(Code::timed_out, "nothing was committed while the dashboard was open");
  constexpr double kWantedShare = 0.9;  // at a commit a minute, of twelve refreshes one has something new
  const double spared = (tally.not_modified + tally.hits) / tally.all;
  const double right = (tally.all - tally.stale) / tally.all;
  const auto answers = static_cast<std::size_t>(tally.all);
  return {{"dashboard, a commit a minute: share of answers 304 or from the cache / the share wanted", spared,
           kWantedShare, spared / kWantedShare, "share", answers},
          {"dashboard: share of answers that a service without a cache gives too / all", right, 1, right,
           "share", answers}};
}

}  // namespace flodata::bench
