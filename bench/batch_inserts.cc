// First load beside the way in which the earlier system did it: batches of 168 hours, each one multi-row
// INSERT … ON CONFLICT DO NOTHING and a commit. The peer twice: as fast as libpq can be made to do it, and by
// psycopg2's execute_values (insert_batches.py), as it was done. Each gets the rows as ready text, in files.
#include "bench.h"

namespace flodata::bench {
namespace {

constexpr int kRounds = 5;
/// The peers load the first years only, and into a small table: to their advantage, and it saves minutes.
constexpr int kPeerBatches = 156;

constexpr const char* kRows =
    "SELECT floor(extract(epoch FROM time - (SELECT min(time) FROM production_data)) / (168 * 3600))::int AS "
    "batch, * "
    "FROM production_data";

/// Splits a line of COPY's text format; \N is no value. Our data has nothing that is escaped there.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const auto end = line.find('\t');
    fields.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

void append_literal(std::string& sql, std::string_view field) {
  if (field == "\\N") {
    sql += "NULL";
    return;
  }
  sql += '\'';
  for (const char character : field) {
    sql += character;
    if (character == '\'') sql += character;
  }
  sql += '\'';
}

/// Inserts all rows of a file, one statement and one commit per batch, as fast as libpq can.
void insert_by_libpq(const pg::ConnectionOptions& database, const fs::path& rows) {
  Session session(database);
  const std::string head = "INSERT INTO production_data VALUES ";
  std::string sql = head;
  std::string batch;
  const auto flush = [&] {
    if (sql.size() == head.size()) return;
    sql.back() = ' ';  // the last comma
    session.run(sql + "ON CONFLICT DO NOTHING");
    sql = head;
  };
  std::ifstream file(rows);
  for (std::string line; std::getline(file, line);) {
    const auto fields = fields_of(line);
    if (fields.front() != batch) {
      flush();
      batch = fields.front();
    }
    for (std::size_t i = 1; i < fields.size(); ++i) {
      sql += i == 1 ? '(' : ',';
      append_literal(sql, fields[i]);
    }
    sql += "),";
  }
  flush();
}

/// Debian's Python, where it has psycopg2.
std::optional<std::string> python_with_psycopg2(const fs::path& output) {
  try {
    Child({"/usr/bin/python3", "-c", "import psycopg2"}, {}, output).finish();
    return "/usr/bin/python3";
  } catch (const Failure& failure) {
    return std::nullopt;
  }
}

void insert_by_psycopg2(const std::string& python, const pg::PrivateServer& server, const fs::path& rows,
                        const fs::path& output) {
  const auto& connection = server.connection();
  Child({python, FLODATA_BENCH_DIR "/insert_batches.py", rows},
        {{"PGPASSFILE", server.password_file()},
         {"PGHOST", connection.host},
         {"PGPORT", std::to_string(connection.port)},
         {"PGUSER", connection.user},
         {"PGDATABASE", connection.database}},
        output)
      .finish();
}

std::vector<Figure> measure() {
  const Folder folder;
  const SimulatedField field;
  const auto source = make_field(folder / "field.duckdb", field);
  const Log log(LogLevel::warning);
  const pg::PrivateServer server({folder / "postgres", "bench", "flodata"}, log);
  const auto& database = server.connection();
  const auto output = folder / "output.log";
  load_by_streamer(source, field.days, database, output);
  const auto write_rows = [&](const std::string& name, const char* format) {
    const auto file = folder / name;
    psql(server,
         fmt::format("\\copy (SELECT * FROM ({}) AS rows WHERE batch < {} ORDER BY time, well_name) TO '{}' "
                     "(FORMAT {})",
                     kRows, kPeerBatches, file.string(), format),
         output);
    return file;
  };
  const auto text_rows = write_rows("rows.txt", "text");
  const auto csv_rows = write_rows("rows.csv", "csv");
  const auto python = python_with_psycopg2(output);
  Rounds libpq;
  Rounds psycopg2;
  const auto insert = [&](Rounds& rounds, double ours, const std::function<void()>& work) {
    reset_plain(database);
    const double seconds = seconds_of(work);
    rounds.ours.push_back(ours);
    rounds.peer.push_back(row_count(database) / seconds);
  };
  for (int round = 0; round < kRounds; ++round) {
    const auto load = load_by_streamer(source, field.days, database, output);
    const double ours = load.rows / load.seconds;
    insert(libpq, ours, [&] { insert_by_libpq(database, text_rows); });
    if (python) insert(psycopg2, ours, [&] { insert_by_psycopg2(*python, server, csv_rows, output); });
    fmt::print(stderr,
               "round {}: streamer {:.0f} rows/s, INSERT by libpq {:.0f} rows/s, by psycopg2 {:.0f} rows/s\n",
               round + 1, ours, libpq.peer.back(), python ? psycopg2.peer.back() : 0.0);
  }
  std::vector<Figure> figures{figure_of(
      "first load / batches of 168 hours by multi-row INSERT ... ON CONFLICT DO NOTHING, C++ and libpq",
      libpq, "rows/s")};
  if (python)
    figures.push_back(
        figure_of("first load / batches of 168 hours by multi-row INSERT ... ON CONFLICT DO NOTHING, Python "
                  "and psycopg2",
                  psycopg2, "rows/s"));
  else
    fmt::print(stderr, "psycopg2 is not installed: python3-psycopg2 of Debian has it\n");
  return figures;
}

}  // namespace
}  // namespace flodata::bench

int main() { return flodata::bench::run("batch_inserts", flodata::bench::measure); }
