// First load of a whole history into PostgreSQL, in rows per second and from the start of the program, beside
// `psql \copy` of the same rows from a ready binary file into an identical table with its indexes, without
// partitions.
#include "bench.h"

namespace flodata::bench {
namespace {

constexpr int kRounds = 5;

std::vector<Figure> measure() {
  const Folder folder;
  const SimulatedField field;
  const auto source = make_field(folder / "field.duckdb", field);
  const Log log(LogLevel::warning);
  const pg::PrivateServer server({folder / "postgres", "bench", "flodata"}, log);
  const auto& database = server.connection();
  const auto output = folder / "output.log";
  const auto ready_file = (folder / "rows.bin").string();
  load_by_streamer(source, field.days, database, output);
  psql(server,
       fmt::format("\\copy (SELECT * FROM production_data ORDER BY time, well_name) TO '{}' (FORMAT binary)",
                   ready_file),
       output);
  Rounds rounds;
  const auto run_ours = [&] {
    const auto load = load_by_streamer(source, field.days, database, output);
    rounds.ours.push_back(load.rows / load.seconds);
  };
  const auto run_peer = [&] {
    reset_plain(database);
    const double seconds = seconds_of([&] {
      psql(server, fmt::format("\\copy production_data FROM '{}' (FORMAT binary)", ready_file), output);
    });
    rounds.peer.push_back(row_count(database) / seconds);
  };
  for (int round = 0; round < kRounds; ++round) {
    const bool ours_first = round % 2 == 0;
    if (ours_first) run_ours();
    run_peer();
    if (!ours_first) run_ours();
    fmt::print(stderr, "round {}: streamer {:.0f} rows/s, psql \\copy {:.0f} rows/s\n", round + 1,
               rounds.ours.back(), rounds.peer.back());
  }
  return {figure_of("first load / psql \\copy of a ready binary file", rounds, "rows/s")};
}

}  // namespace
}  // namespace flodata::bench

int main() { return flodata::bench::run("first_load", flodata::bench::measure); }
