// Long questions about large fields: with rollups, and beside them of rows. By hand also in other sizes:
// bench_scale WELLS DAYS [MINUTES], the last one for rows of so many minutes.
#include <array>

#include "bench.h"
#include "duck/database.h"
#include "http_load.h"
#include "services.h"

namespace flodata::bench {
namespace {

struct Size {
  int wells = 1000;
  int days = 365;
  int minutes = 60;  // of a row
};

constexpr int kRounds = 7;
constexpr int kRoundsOfRows = 3;

/// Numbers by a formula: a simulated field of this size would take an hour to make.
constexpr const char* kField = R"(
  CREATE TABLE flodata_manifest (key VARCHAR, value VARCHAR);
  INSERT INTO flodata_manifest VALUES ('production_day_zone', 'Europe/Oslo');
  CREATE TABLE prod_hourly_data AS
  SELECT TIMESTAMP '2010-01-01 23:00:00' + to_minutes((h.range * {2})::BIGINT) AS DATEPRD,
         'NO 99/1-A-' || w.range || ' H' AS WELL_BORE_CODE, '99/1-A-' || w.range AS NPD_WELL_BORE_NAME,
         CASE WHEN hash(h.range // 6, w.range) % 20 = 0 THEN 0.0 ELSE 1.0 END AS ON_STREAM_HRS,
         round(1000 + 300 * sin(h.range / 97.0 + w.range) + hash(h.range, w.range) % 1000 / 100.0, 3) AS BORE_OIL_VOL,
         round(150000 + 9000 * cos(h.range / 89.0 + w.range) + hash(w.range, h.range) % 1000, 3) AS BORE_GAS_VOL,
         round(400 + 90 * sin(h.range / 71.0) + hash(h.range, w.range, 1) % 1000 / 100.0, 3) AS BORE_WAT_VOL,
         round(250 + 9 * sin(h.range / 53.0) + hash(h.range, w.range, 2) % 1000 / 1000.0, 3) AS AVG_DOWNHOLE_PRESSURE,
         round(90 + 5 * cos(h.range / 47.0) + hash(h.range, w.range, 3) % 1000 / 1000.0, 3) AS AVG_WHP_P,
         round(60 + 2 * cos(h.range / 31.0) + hash(h.range, w.range, 4) % 1000 / 1000.0, 3) AS AVG_WHT_P,
         40.0 AS AVG_CHOKE_SIZE_P, 'production' AS FLOW_KIND, 'OP' AS WELL_TYPE,
         CASE WHEN hash(h.range // 24, w.range, 5) % 50 = 0 THEN '{{"oil_rate":{{"status":"Uncertain","rule":"R2"}}}}' END
         AS QUALITY
  FROM range({1} * 1440 // {2}) AS h, range({0}) AS w
  ORDER BY h.range, w.range)";

fs::path make_large_field(const fs::path& path, const Size& size) {
  auto database = value_or_throw(duck::Database::open(path, duck::OpenMode::read_write));
  database.execute(fmt::format(kField, size.wells, size.days, size.minutes));
  return path;
}

struct Question {
  const char* name;
  const char* target;  // with begin and end of the window
  int days;            // its length
};

constexpr std::array kQuestions = {
    Question{"field, a year by day", "/api/field/production?start={}&end={}&interval=1d", 365},
    Question{"field, a year by month", "/api/field/production?start={}&end={}&interval=1mo", 365},
    Question{"a well's year by day", "/api/production/A-1/range?start={}&end={}&interval=1d", 365},
    Question{"30 days of all wells by day", "/api/production?start={}&end={}&interval=1d", 30},
    Question{"/stats", "/stats", 0}};

/// Returns how long each question takes [ms], round by round, none of them answered before.
std::vector<std::vector<double>> ask(const pg::ConnectionOptions& database, const fs::path& output,
                                     int rounds, std::int64_t newest) {
  constexpr int kDay = 86400;
  const auto server = start_ours(database, output);
  std::vector<std::vector<double>> times(kQuestions.size());
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < kQuestions.size(); ++i) {
      const auto end = newest - round;
      const auto target =
          fmt::format(fmt::runtime(kQuestions[i].target), end - kQuestions[i].days * kDay, end);
      times[i].push_back(1000 * seconds_of([&] { fetch(server.port(), target); }));
    }
  return times;
}

std::vector<Figure> measure(const Size& size) {
  const Folder folder;
  const auto source = make_large_field(folder / "field.duckdb", size);
  const Log log(LogLevel::warning);
  const pg::PrivateServer server({folder / "postgres", "bench", "flodata"}, log);
  const auto& database = server.connection();
  const auto load = load_by_streamer(source, size.days, database, folder / "output.log");
  Session session(database);
  session.run("VACUUM ANALYZE production_data, rollup_field, rollup_well_day, rollup_well_hour");
  fmt::print(
      stderr, "{:.0f} rows loaded at {:.0f} rows/s; rollups are {} of {}\n", load.rows,
      load.rows / load.seconds,
      session.value(
          "SELECT pg_size_pretty(sum(pg_total_relation_size(oid))::bigint) FROM pg_class WHERE relname ~ "
          "'^rollup_(field|well_day|well_hour)$'"),
      session.value("SELECT pg_size_pretty(sum(pg_total_relation_size(relid))::bigint) FROM "
                    "pg_partition_tree('production_data')"));
  const auto newest =
      std::stoll(session.value("SELECT extract(epoch FROM newest_label)::bigint FROM stream_state"));
  const auto ours = ask(database, folder / "serve.log", kRounds, newest);
  session.run("UPDATE rollup_state SET stream_id = 'away'");
  const auto of_rows = ask(database, folder / "serve.log", kRoundsOfRows, newest);
  std::vector<Figure> figures;
  for (std::size_t i = 0; i < kQuestions.size(); ++i)
    figures.push_back({fmt::format("{}, rollups / rows", kQuestions[i].name), median(ours[i]),
                       median(of_rows[i]), median(ours[i]) / median(of_rows[i]), "ms", ours[i].size()});
  return figures;
}

}  // namespace
}  // namespace flodata::bench

int main(int argc, char** argv) {
  flodata::bench::Size size;
  if (argc > 2) size = {std::atoi(argv[1]), std::atoi(argv[2]), argc > 3 ? std::atoi(argv[3]) : 60};
  return flodata::bench::run("scale", [&] { return flodata::bench::measure(size); });
}
