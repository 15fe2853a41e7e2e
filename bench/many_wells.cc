// A large field beside a small one: 1,000 wells for a year (7 million rows) and 7 wells for nine years. How
// fast its past is loaded, what memory that takes, and how fast its source file is read.
#include "bench.h"
#include "streamer/source/source_file.h"

namespace flodata::bench {
namespace {

constexpr int kLoads = 2;  // of the large field: each takes some twenty seconds
constexpr int kReads = 5;
constexpr SimulatedField kLarge{.wells = 1000, .days = 365};
constexpr SimulatedField kSmall{};

/// Returns rows per second handed out to a caller that only counts them.
double read_rows_per_second(const fs::path& path) {
  auto source = value_or_throw(streamer::SourceFile::open(path));
  static_cast<void>(source.identity());  // its reading must not go on beside ours
  double rows = 0;
  const Instant first = source.timeline().first();
  const double seconds = seconds_of([&] {
    source.read(first, first + source.timeline().period(), [&](const streamer::HourlyRow&) { ++rows; });
  });
  return rows / seconds;
}

std::vector<Figure> measure() {
  const Folder folder;
  const auto small = make_field(folder / "small.duckdb", kSmall);
  const auto large = make_field(folder / "large.duckdb", kLarge);
  Rounds reads;
  for (int round = 0; round < kReads; ++round) {
    reads.ours.push_back(read_rows_per_second(large));
    reads.peer.push_back(read_rows_per_second(small));
  }
  const Log log(LogLevel::warning);
  const pg::PrivateServer server({folder / "postgres", "bench", "flodata"}, log);
  const auto& database = server.connection();
  const auto output = folder / "output.log";
  load_by_streamer(small, kSmall.days, database, output);  // warms the server up
  Rounds speeds;
  Rounds peaks;
  for (int round = 0; round < kLoads; ++round) {
    // Small loads on both sides of each large one: the machine may change meanwhile.
    std::vector<double> small_speeds;
    std::vector<double> small_peaks;
    const auto load_small = [&] {
      const auto load = load_by_streamer(small, kSmall.days, database, output);
      small_speeds.push_back(load.rows / load.seconds);
      small_peaks.push_back(load.peak_megabytes);
    };
    for (int i = 0; i < 2; ++i) load_small();
    const auto load = load_by_streamer(large, kLarge.days, database, output);
    for (int i = 0; i < 3; ++i) load_small();
    speeds.ours.push_back(load.rows / load.seconds);
    speeds.peer.push_back(median(small_speeds));
    peaks.ours.push_back(load.peak_megabytes);
    peaks.peer.push_back(median(small_peaks));
    fmt::print(stderr,
               "round {}: {:.0f} rows of 1,000 wells at {:.0f} rows/s and {:.0f} MB, of 7 at {:.0f} rows/s "
               "and {:.0f} MB\n",
               round + 1, load.rows, speeds.ours.back(), peaks.ours.back(), speeds.peer.back(),
               peaks.peer.back());
  }
  return {figure_of("first load, 1,000 wells x 1 year / 7 wells x 9 years", speeds, "rows/s"),
          figure_of("peak memory of the streamer while it loads 1,000 wells x 1 year / 7 wells x 9 years",
                    peaks, "MB"),
          figure_of("source file read in the order of time, 1,000 wells x 1 year / 7 wells x 9 years", reads,
                    "rows/s")};
}

}  // namespace
}  // namespace flodata::bench

int main() { return flodata::bench::run("many_wells", flodata::bench::measure); }
