// DuckDB behind RAII: a database, its connections, streamed results in chunks of columns. C API only; no file
// outside this folder includes <duckdb.h>.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/time_zone.h"

namespace flodata::duck {

enum class OpenMode : std::uint8_t { read_only, read_write };

/// Limits for a file from outside this process, and the purpose of opening it.
struct SourceOptions {
  OpenMode mode = OpenMode::read_only;
  std::stop_token stop;  // ends whatever runs on the file
  std::uint64_t memory_bytes = 1'000'000'000;
  unsigned threads = 0;  // 0: one per core
  /// Folder for data that does not fit into memory, up to `spill_bytes`; empty: none.
  std::filesystem::path spill_parent;
  std::uint64_t spill_bytes = 0;
  /// The only file besides the source that a statement may write (COPY); empty: none.
  std::filesystem::path output;
  /// Time limit for one call: a legitimate file never needs that long.
  std::chrono::milliseconds longest_call = std::chrono::minutes(30);
  bool takes_log =
      false;  // replaying a log beside the file runs code: only for a file that this user had created here
};

/// Catalog name of a source file.
inline constexpr const char* kSourceCatalog = "source";

/// A value bound to a `?` of a statement.
using Parameter = std::variant<std::nullptr_t, std::int64_t, double, std::string, Instant>;

struct TableColumn {
  std::string name;
  std::string type;  // "DOUBLE", "TIMESTAMP", "DECIMAL(18,3)"
};

/// Returns whether a row is NULL in DuckDB's bit mask: one bit per row, 0 is NULL; without a mask no row is
/// NULL.
inline bool is_null_at(const std::uint64_t* validity, std::size_t row) {
  constexpr std::size_t kBits = 64;
  return validity != nullptr && ((validity[row / kBits] >> (row % kBits)) & 1U) == 0;
}

/// A DOUBLE column of a chunk, for loops over all rows.
struct DoubleColumn {
  const double* values = nullptr;
  const std::uint64_t* validity = nullptr;

  [[nodiscard]] bool is_null(std::size_t row) const { return is_null_at(validity, row); }
};

/// A chunk of at most a few thousand rows, in columns. Views into it live as long as the chunk. The accessor
/// must match the column's type (see each): a mismatch is a bug and aborts.
class Chunk {
 public:
  struct Handle;
  explicit Chunk(std::unique_ptr<Handle> handle);
  ~Chunk();
  Chunk(Chunk&&) noexcept;
  Chunk& operator=(Chunk&&) noexcept;

  [[nodiscard]] std::size_t row_count() const;
  [[nodiscard]] bool is_null(std::size_t column, std::size_t row) const;
  [[nodiscard]] double float64(std::size_t column, std::size_t row) const;         // DOUBLE
  [[nodiscard]] std::int64_t int64(std::size_t column, std::size_t row) const;     // BIGINT
  [[nodiscard]] Instant timestamp(std::size_t column, std::size_t row) const;      // TIMESTAMP, TIMESTAMPTZ
  [[nodiscard]] LocalDay day(std::size_t column, std::size_t row) const;           // DATE
  [[nodiscard]] bool boolean(std::size_t column, std::size_t row) const;           // BOOLEAN
  [[nodiscard]] std::string_view text(std::size_t column, std::size_t row) const;  // VARCHAR
  [[nodiscard]] DoubleColumn float64_column(std::size_t column) const;             // DOUBLE

 private:
  std::unique_ptr<Handle> handle_;
};

/// Rows of a query, streamed: memory holds at most a few chunks.
class Result {
 public:
  struct Handle;
  explicit Result(std::unique_ptr<Handle> handle);
  ~Result();
  Result(Result&&) noexcept;
  Result& operator=(Result&&) noexcept;

  [[nodiscard]] std::vector<std::string> column_names() const;
  /// Returns the next chunk, or nothing at the end. Errors: Failure when the query fails while running.
  std::optional<Chunk> next();

 private:
  std::unique_ptr<Handle> handle_;
};

class Appender;

class Database {
 public:
  /// Opens a database file, or one in memory when `path` is empty. `read_only` never creates a file. `stop`
  /// ends the running statement, but not a commit or a checkpoint. Errors: not_found, permission_denied,
  /// conflict (locked by another process), corrupt_input.
  static Expected<Database> open(const std::filesystem::path& path, OpenMode mode,
                                 const std::stop_token& stop = {});

  /// Opens an untrusted file as data: no code in it runs, and no statement reaches anything outside of it.
  /// The file is attached to an in-memory database, whose built-in functions no macro or type of the file can
  /// shadow; access to other files is off, and extensions and settings are locked before the file is
  /// attached. Its tables of the known layout (source_layout.h) are checked, and read through views of fixed
  /// types under their plain names; table() names any other. A view or a table with generated columns does
  /// not count as a table. Every command that opens a given file uses this. Errors: not_found,
  /// permission_denied, conflict (locked by another process), corrupt_input, interrupted.
  static Expected<Database> open_source(const std::filesystem::path& path, const SourceOptions& options);
  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

  /// Returns another connection to the same open file, for another thread: one connection runs one query at a
  /// time. Settings of the database (memory_limit, threads) apply to all of its connections; those of a
  /// session (TimeZone) do not. Errors: Failure.
  [[nodiscard]] Database connect() const;

  /// Runs one or more statements without parameters. Errors: Failure with DuckDB's text.
  void execute(const std::string& sql);

  /// Runs one statement to its end and drops its rows, if any. Errors: Failure with DuckDB's text.
  void execute(const std::string& sql, const std::vector<Parameter>& parameters);

  /// Runs one statement and streams its rows. Errors: Failure with DuckDB's text.
  Result query(const std::string& sql, const std::vector<Parameter>& parameters = {});

  /// Returns the only value of a one-row query, or nothing when it is NULL or there is no row.
  std::optional<std::int64_t> query_int64(const std::string& sql,
                                          const std::vector<Parameter>& parameters = {});
  std::optional<std::string> query_text(const std::string& sql,
                                        const std::vector<Parameter>& parameters = {});
  std::optional<double> query_float64(const std::string& sql, const std::vector<Parameter>& parameters = {});

  /// Returns a table's name for SQL: quoted, and for a source with its catalog, so that it means the file's
  /// table whatever else has that name.
  [[nodiscard]] std::string table(std::string_view name) const;
  /// Returns whether open_source() opened it: its settings are locked.
  [[nodiscard]] bool is_source() const;
  /// Writes committed changes into the file. Errors: Failure.
  void checkpoint();

  /// Returns why a known table of a source was rejected, if it was.
  [[nodiscard]] std::optional<std::string> rejection(std::string_view table_name) const;
  /// Returns whether the main schema has this table. Errors: Failure(corrupt_input) with its rejection().
  bool has_table(std::string_view table_name);
  /// Returns the columns of the table (or of a view, but not for a source) in order; empty when there is none
  /// of that name. Errors: Failure; corrupt_input for a source's table with a generated column.
  std::vector<TableColumn> columns(std::string_view table_name);
  std::vector<std::string> column_names(std::string_view table_name);

  /// Registers an SQL function of one text under `system.main`; NULL gives NULL. `function` is called from
  /// any thread. Errors: Failure.
  void add_text_function(const char* name, std::string (*function)(std::string_view));

  /// Starts a bulk append to a table of the main schema.
  Appender append_to(const std::string& table);

 private:
  struct Handle;
  explicit Database(std::unique_ptr<Handle> handle);
  [[nodiscard]] bool is_base_table(std::string_view name) const;
  void check_no_generated_column(std::string_view name);
  void make_views();
  std::unique_ptr<Handle> handle_;
};

/// One column of a block of rows: values, or nothing when all are NULL.
using BlockColumn = std::variant<std::nullptr_t, std::span<const double>, std::span<const std::int64_t>,
                                 std::span<const Instant>>;

/// Bulk append, row by row in column order. The rows are in the table once close() has returned.
class Appender {
 public:
  struct Handle;
  explicit Appender(std::unique_ptr<Handle> handle);
  ~Appender();
  Appender(Appender&&) noexcept;
  Appender& operator=(Appender&&) noexcept;

  // Each appends one value to the current row. Errors: Failure.
  void null();
  void float64(double value);
  void int64(std::int64_t value);
  void text(std::string_view value);
  void timestamp(Instant value);
  void day(LocalDay value);
  void float64(std::optional<double> value) { value ? float64(*value) : null(); }
  void text(const std::optional<std::string>& value) { value ? text(std::string_view(*value)) : null(); }

  void end_row();

  /// Appends `row_count` whole rows, column by column: many times faster than row by row. Each column is
  /// DOUBLE, BIGINT or TIMESTAMP according to its values, or NULL, and has `row_count` values. Not within a
  /// started row.
  void block(std::size_t row_count, std::span<const BlockColumn> columns);

  void close();

 private:
  std::unique_ptr<Handle> handle_;
};

}  // namespace flodata::duck
