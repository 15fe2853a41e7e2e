// The API beside peers: hot answers beside nginx with the same bytes as files, cold ones beside a bare
// program (bare_server.cc), a mixed load in an open loop, memory, and a dashboard left open. Options: --long
// (the dashboard for ten minutes), --part hot|cold|mixed|dashboard.
#include <cstring>
#include <random>

#include "bench.h"
#include "dashboard.h"
#include "http_load.h"
#include "live_hours.h"
#include "services.h"

namespace flodata::bench {
namespace {

constexpr int kRounds = 5;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

struct Options {
  std::string part;  // empty: all
  seconds dashboard{60};
  [[nodiscard]] bool wants(std::string_view name) const { return part.empty() || part == name; }
};

/// Where a benchmark of this file works.
struct Place {
  const Folder& folder;
  const pg::ConnectionOptions& database;
};

/// Runs both sides, each first in every other round.
void in_turn(int round, const std::function<void()>& ours, const std::function<void()>& peer) {
  if (round % 2 == 0) ours();
  peer();
  if (round % 2 != 0) ours();
}

std::string latest_target(const std::string& well, int window_hours) {
  return fmt::format("/api/production/{}/latest?hours={}", well, window_hours);
}

/// "2008-02-29T00:00:00Z"
std::string time_text(Seconds time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string range_target(const std::string& well, Seconds first, Seconds last) {
  return fmt::format("/api/production/{}/range?start_time={}&end_time={}", well, time_text(first),
                     time_text(last));
}

std::vector<std::string> request_texts(const std::vector<std::string>& targets) {
  std::vector<std::string> texts;
  for (const auto& target : targets) texts.push_back(request_text(target));
  return texts;
}

struct HotAnswer {
  std::string name;
  std::string target;
  Rounds rounds;
};

std::vector<Figure> measure_hot(const Place& place) {
  constexpr std::chrono::milliseconds kDuration(1500);
  const LiveHours live(place.database);
  const auto& well = live.wells().front();
  const auto newest = live.newest(0);
  std::vector<HotAnswer> kinds;
  kinds.push_back({"/health", "/health", {}});
  kinds.push_back({"latest, 24 h", latest_target(well, 24), {}});
  kinds.push_back({"range, 30 days", range_target(well, newest - days(30), newest - hours(1)), {}});
  const auto ours = start_ours(place.database, place.folder / "serve.log");
  std::vector<std::string> texts;
  for (const auto& kind : kinds) texts.push_back(fetch_body(ours.port(), kind.target));
  const std::string content_type(fetch(ours.port(), kinds.front().target).header("Content-Type"));
  const auto peer = start_static(place.folder / "hot", texts, content_type);
  for (std::size_t i = 1; i < kinds.size(); ++i)  // not of /health, which says the time
    if (fetch_body(peer.port(), static_target(i)) != fetch_body(ours.port(), kinds[i].target))
      throw Failure(Code::corrupt_input, "nginx does not give our bytes: " + kinds[i].target);
  std::vector<Figure> figures;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    auto& rounds = kinds[i].rounds;
    const auto load = [&](const Service& service, const std::string& target, std::vector<double>& speeds) {
      const auto result = closed_loop(service.port(), {request_text(target)}, kDuration);
      speeds.push_back(result.answers / result.seconds);
    };
    for (int round = 0; round < kRounds; ++round)
      in_turn(
          round, [&] { load(ours, kinds[i].target, rounds.ours); },
          [&] { load(peer, static_target(i), rounds.peer); });
    figures.push_back(figure_of(
        fmt::format("hot {} ({} bytes) / nginx with the answer as a file", kinds[i].name, texts[i].size()),
        rounds, "requests/s"));
  }
  return figures;
}

/// Requests none of which was there before, and how many rows their answers bring.
struct ColdRequests {
  std::vector<std::string> targets;
  double rows = 0;
};

/// Windows of 30 days: a new one with every call.
class ColdRanges {
 public:
  explicit ColdRanges(const LiveHours& live) : live_(live) {}

  ColdRequests next(int count) {
    ColdRequests requests;
    for (int i = 0; i < count; ++i, ++number_) {
      const auto well = static_cast<std::size_t>(number_) % live_.wells().size();
      const auto span = live_.newest(well) - live_.first(well) - kWindow;
      const auto first = live_.first(well) + seconds(number_ * kStep % span.count());
      requests.rows += live_.rows(well, first, first + kWindow);
      requests.targets.push_back(range_target(live_.wells()[well], first, first + kWindow));
    }
    return requests;
  }

 private:
  static constexpr days kWindow{30};
  static constexpr std::int64_t kStep = 1'000'003;  // a prime: years pass before a second comes again
  const LiveHours& live_;
  std::int64_t number_ = 0;
};

/// `latest` of every well with windows around 24 h, each once.
ColdRequests cold_latest(const LiveHours& live) {
  constexpr int kShortest = 8;
  constexpr int kLongest = 40;
  ColdRequests requests;
  for (int window = kShortest; window <= kLongest; ++window)
    for (std::size_t well = 0; well < live.wells().size(); ++well) {
      requests.targets.push_back(latest_target(live.wells()[well], window));
      const auto newest = live.newest(well);
      requests.rows += live.rows(well, newest - hours(window) + seconds(1), newest);
    }
  return requests;
}

/// Throws when the two do not give the same bytes, or another number of rows than is believed.
void compare_answers(const Service& ours, const Service& peer, const ColdRequests& requests) {
  double rows = 0;
  for (const auto& target : requests.targets) {
    const auto answer = fetch_body(ours.port(), target);
    if (answer != fetch_body(peer.port(), target))
      throw Failure(Code::corrupt_input, "the bare program gives other bytes than we do: " + target);
    constexpr std::string_view kRow = "{\"time\":";
    for (auto at = answer.find(kRow); at != std::string::npos; at = answer.find(kRow, at + 1)) ++rows;
  }
  if (rows != requests.rows)
    throw Failure(Code::corrupt_input, fmt::format("{} rows came, {} there are", rows, requests.rows));
}

double rows_per_second(const Service& service, const ColdRequests& requests) {
  const auto result = closed_loop(service.port(), request_texts(requests.targets), std::nullopt);
  return requests.rows / result.seconds;
}

std::vector<Figure> measure_cold_range(const Place& place) {
  constexpr int kRequests = 1200;
  constexpr int kWarmUp = 100;
  const LiveHours live(place.database);
  ColdRanges ranges(live);
  const auto ours = start_ours(place.database, place.folder / "serve.log");
  const auto peer = start_bare(place.database, place.folder / "bare.log");
  compare_answers(ours, peer, ranges.next(static_cast<int>(2 * live.wells().size())));
  const auto warm_up = ranges.next(kWarmUp);
  for (const auto* service : {&ours, &peer}) rows_per_second(*service, warm_up);
  Rounds rounds;
  for (int round = 0; round < kRounds; ++round) {
    const auto requests = ranges.next(kRequests);
    in_turn(
        round, [&] { rounds.ours.push_back(rows_per_second(ours, requests)); },
        [&] { rounds.peer.push_back(rows_per_second(peer, requests)); });
  }
  return {figure_of("cold range, 30 days / a bare program (epoll, libpq pipeline)", rounds, "rows/s")};
}

std::vector<Figure> measure_cold_latest(const Place& place) {
  constexpr int kWarmUp = 200;
  const LiveHours live(place.database);
  ColdRanges ranges(live);
  const auto requests = cold_latest(live);
  const auto peer = start_bare(place.database, place.folder / "bare.log");
  const auto warm_up = ranges.next(kWarmUp);
  rows_per_second(peer, warm_up);
  Rounds rounds;
  for (int round = 0; round < kRounds; ++round) {
    // A new process each time: wells and hours are too few for windows that never come again.
    const auto ours = start_ours(place.database, place.folder / "serve.log");
    rows_per_second(ours, warm_up);
    in_turn(
        round, [&] { rounds.ours.push_back(rows_per_second(ours, requests)); },
        [&] { rounds.peer.push_back(rows_per_second(peer, requests)); });
    if (round + 1 == kRounds) compare_answers(ours, peer, requests);
  }
  return {figure_of("cold latest, 8 to 40 h of 200 wells / a bare program (epoll, libpq pipeline)", rounds,
                    "rows/s")};
}

/// Requests of a day at work, in a random order that is the same each time.
struct Mix {
  std::vector<std::string> targets;   // each once
  std::vector<std::size_t> sequence;  // positions in `targets`
};

Mix make_mix(const LiveHours& live, std::size_t count) {
  constexpr int kDays = 60;
  constexpr int kMonths = 10;
  std::vector<std::vector<std::string>> groups(4);
  groups[0] = {"/health"};
  for (std::size_t well = 0; well < live.wells().size(); ++well) {
    const auto& name = live.wells()[well];
    const auto newest = live.newest(well);
    groups[1].push_back(latest_target(name, 24));
    for (days back(1); back.count() <= kDays; ++back)
      groups[2].push_back(range_target(name, newest - back, newest - back + hours(23)));
    for (int month = 1; month <= kMonths; ++month)
      groups[3].push_back(fmt::format("/api/production?wells={}&start_time={}&end_time={}&interval=1d", name,
                                      time_text(newest - month * days(30)),
                                      time_text(newest - (month - 1) * days(30))));
  }
  Mix mix;
  std::vector<std::size_t> begins;
  for (const auto& group : groups) {
    begins.push_back(mix.targets.size());
    mix.targets.insert(mix.targets.end(), group.begin(), group.end());
  }
  std::mt19937_64 random(1);
  std::discrete_distribution<std::size_t> kind({30, 40, 20, 10});
  for (std::size_t i = 0; i < count; ++i) {
    const auto group = kind(random);
    mix.sequence.push_back(begins[group] + random() % groups[group].size());
  }
  return mix;
}

Figure limit_figure(std::string name, const std::vector<double>& values, double limit, std::string unit) {
  const double ours = median(values);
  return {std::move(name), ours, limit, ours / limit, std::move(unit), values.size()};
}

std::vector<Figure> measure_mixed(const Place& place) {
  constexpr double kPerSecond = 2000;
  constexpr std::size_t kCount = 40'000;  // 20 s
  const std::vector<std::pair<const char*, double>> parts = {{"p50", 0.5}, {"p99", 0.99}, {"p99.9", 0.999}};
  const auto mix = make_mix(LiveHours(place.database), kCount);
  std::vector<std::string> texts;
  {
    const auto ours = start_ours(place.database, place.folder / "serve.log");
    for (const auto& target : mix.targets) texts.push_back(fetch_body(ours.port(), target));
  }
  const auto peer = start_static(place.folder / "mixed", texts, "application/json");
  std::vector<std::string> our_requests;
  std::vector<std::string> peer_requests;
  for (const auto index : mix.sequence) {
    our_requests.push_back(request_text(mix.targets[index]));
    peer_requests.push_back(request_text(static_target(index)));
  }
  std::vector<Rounds> latencies(parts.size());
  std::vector<double> idle;
  std::vector<double> highest;
  const auto load = [&](const Service& service, const std::vector<std::string>& requests,
                        std::vector<double> Rounds::* side) {
    const auto latencies_ms = open_loop_ms(service.port(), requests, kPerSecond);
    for (std::size_t i = 0; i < parts.size(); ++i)
      (latencies[i].*side).push_back(quantile(latencies_ms, parts[i].second));
  };
  const auto load_ours = [&] {
    const auto ours = start_ours(place.database, place.folder / "serve.log");
    fetch_body(ours.port(), "/health");
    idle.push_back(ours.child().resident_megabytes());
    load(ours, our_requests, &Rounds::ours);
    highest.push_back(ours.child().peak_megabytes());
  };
  for (int round = 0; round < kRounds; ++round) {
    in_turn(round, load_ours, [&] { load(peer, peer_requests, &Rounds::peer); });
    fmt::print(stderr,
               "mixed load, round {}: p50 {:.2f} ms, p99 {:.2f} ms, p99.9 {:.2f} ms; {:.1f} MB, {:.1f} MB\n",
               round + 1, latencies[0].ours.back(), latencies[1].ours.back(), latencies[2].ours.back(),
               idle.back(), highest.back());
  }
  std::vector<Figure> figures;
  for (std::size_t i = 0; i < parts.size(); ++i)
    figures.push_back(figure_of(fmt::format("2,000 mixed requests/s, open loop, {} / nginx with the answers "
                                            "as files (below 1 is better)",
                                            parts[i].first),
                                latencies[i], "ms"));
  figures.push_back(limit_figure("memory of flodata serve, idle / the 20 MB allowed", idle, 20, "MB"));
  figures.push_back(limit_figure("memory of flodata serve, most under the mixed load / the 60 MB allowed",
                                 highest, 60, "MB"));
  return figures;
}

void add(std::vector<Figure>& figures, std::vector<Figure> more) {
  std::ranges::move(more, std::back_inserter(figures));
}

std::vector<Figure> measure(const Options& options) {
  const Folder folder;
  const Log log(LogLevel::warning);
  const pg::PrivateServer server({folder / "postgres", "bench", "flodata"}, log);
  const auto& database = server.connection();
  const Place place{folder, database};
  const auto load = [&](const char* name, const SimulatedField& field) {
    auto source = make_field(folder / name, field);
    load_by_streamer(source, field.days, database, folder / "output.log");
    pg::Connection(database).execute("VACUUM (ANALYZE) production_data");
    return source;
  };
  std::vector<Figure> figures;
  if (options.wants("cold")) {
    load("many.duckdb", {.wells = 200, .days = 365});
    add(figures, measure_cold_latest(place));
  }
  const SimulatedField field;
  const auto source = load("field.duckdb", field);
  if (options.wants("cold")) add(figures, measure_cold_range(place));
  if (options.wants("hot")) add(figures, measure_hot(place));
  if (options.wants("mixed")) add(figures, measure_mixed(place));
  if (options.wants("dashboard"))
    add(figures, measure_dashboard(folder, source, field.days - 1, database, options.dashboard));
  return figures;
}

Options parse(const std::vector<std::string_view>& arguments) {
  constexpr std::chrono::minutes kLong(10);
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--long")
      options.dashboard = kLong;
    else if (arguments[i] == "--part" && i + 1 < arguments.size())
      options.part = arguments[++i];
    else
      throw Failure(Code::invalid_argument, "options: [--long] [--part hot|cold|mixed|dashboard]");
  }
  return options;
}

}  // namespace
}  // namespace flodata::bench

int main(int count, char** arguments) {
  return flodata::bench::run("api_speed", [&] {
    return flodata::bench::measure(flodata::bench::parse({arguments + 1, arguments + count}));
  });
}
