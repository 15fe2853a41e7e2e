#include "duck/database.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "duck/handles.h"
#include "duck/library.h"
#include "duck/sql.h"
#include "duck/sql_text.h"

namespace flodata::duck {
namespace {

/// Prepared statement of one query.
struct Statement {
  duckdb_prepared_statement handle = nullptr;
  Statement() = default;
  ~Statement() { duckdb_destroy_prepare(&handle); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
};

void bind(duckdb_prepared_statement statement, idx_t index, const Parameter& parameter) {
  struct Binder {
    duckdb_prepared_statement statement;
    idx_t index;
    duckdb_state operator()(std::nullptr_t) const { return duckdb_bind_null(statement, index); }
    duckdb_state operator()(std::int64_t value) const { return duckdb_bind_int64(statement, index, value); }
    duckdb_state operator()(double value) const { return duckdb_bind_double(statement, index, value); }
    duckdb_state operator()(const std::string& value) const {
      return duckdb_bind_varchar_length(statement, index, value.data(), value.size());
    }
    duckdb_state operator()(Instant value) const {
      return duckdb_bind_timestamp(statement, index, duckdb_timestamp{value.time_since_epoch().count()});
    }
  };
  if (std::visit(Binder{statement, index}, parameter) == DuckDBError)
    fail_call(nullptr, duckdb_prepare_error(statement));
}

void prepare(duckdb_connection connection, const std::string& sql, const std::vector<Parameter>& parameters,
             const Activity* activity, Statement& statement) {
  if (duckdb_prepare(connection, sql.c_str(), &statement.handle) == DuckDBError)
    fail_call(activity, duckdb_prepare_error(statement.handle));
  for (std::size_t i = 0; i < parameters.size(); ++i) bind(statement.handle, i + 1, parameters[i]);
}

}  // namespace

Code code_of_open_error(const std::filesystem::path& path, std::string_view message) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return Code::not_found;
  // The C API reports a failed open only as text; these words have been stable and only choose the exit
  // message. A plain "lock" would also match "could not read block".
  if (message.find("set lock") != std::string_view::npos) return Code::conflict;
  if (message.find("ermission") != std::string_view::npos) return Code::permission_denied;
  return Code::corrupt_input;
}

void fail_call(const Activity* activity, const char* message) {
  const auto ended = activity == nullptr ? Activity::Ended::no : activity->ended();
  if (ended == Activity::Ended::stopped) throw Failure(Code::interrupted, "interrupted");
  if (ended == Activity::Ended::timed_out)
    throw Failure(Code::corrupt_input, "a statement over the file took longer than any honest file needs");
  throw Failure(Code::database, fmt::format("DuckDB: {}", message == nullptr ? "unknown error" : message));
}

Database::Handle::Handle(std::shared_ptr<File> opened) : file(std::move(opened)) {
  if (duckdb_connect(file->database, &connection) == DuckDBError) fail_call(nullptr, "cannot connect");
  if (file->watchdog) activity = file->watchdog->watch(connection);
}

Database::Handle::~Handle() {
  if (activity) file->watchdog->forget(activity);
  duckdb_disconnect(&connection);
}

void Database::Handle::check_may_run() const {
  if (file->watchdog && file->watchdog->is_stopping()) throw Failure(Code::interrupted, "interrupted");
}

Database::Database(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Expected<Database> Database::open(const std::filesystem::path& path, OpenMode mode,
                                  const std::stop_token& stop) {
  std::error_code error;
  if (mode == OpenMode::read_only && !std::filesystem::exists(path, error))
    return unexpected(Code::not_found, fmt::format("there is no file '{}'", path.string()));
  if (const auto loaded = load_library(); !loaded) return std::unexpected(loaded.error());
  auto file = std::make_shared<Handle::File>();
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  duckdb_set_config(config, "access_mode", mode == OpenMode::read_only ? "READ_ONLY" : "READ_WRITE");
  // The program never downloads code at run time.
  duckdb_set_config(config, "autoinstall_known_extensions", "false");
  duckdb_set_config(config, "autoload_known_extensions", "false");
  char* message = nullptr;
  const auto state =
      duckdb_open_ext(path.empty() ? nullptr : path.c_str(), &file->database, config, &message);
  duckdb_destroy_config(&config);
  if (state == DuckDBError) {
    const std::string text = message == nullptr ? "unknown error" : message;
    duckdb_free(message);
    return unexpected(code_of_open_error(path, text),
                      fmt::format("cannot open '{}' as a DuckDB file: {}", path.string(), text));
  }
  constexpr std::chrono::hours kAnyTime(24 * 365);  // our own work may take any time
  if (stop.stop_possible()) file->watchdog = std::make_unique<Watchdog>(stop, kAnyTime);
  return Database(std::make_unique<Handle>(std::move(file)));
}

Database Database::connect() const { return Database(std::make_unique<Handle>(handle_->file)); }

void Database::execute(const std::string& sql) {
  handle_->check_may_run();
  const Activity::Call call(handle_->activity.get());
  duckdb_result result;
  const auto state = duckdb_query(handle_->connection, sql.c_str(), &result);
  const std::string message = state == DuckDBError ? duckdb_result_error(&result) : "";
  duckdb_destroy_result(&result);
  if (state == DuckDBError) fail_call(handle_->activity.get(), message.c_str());
}

void Database::execute(const std::string& sql, const std::vector<Parameter>& parameters) {
  handle_->check_may_run();
  const Activity::Call call(handle_->activity.get());
  Statement statement;
  prepare(handle_->connection, sql, parameters, handle_->activity.get(), statement);
  duckdb_result result;
  const auto state = duckdb_execute_prepared(statement.handle, &result);
  const std::string message = state == DuckDBError ? duckdb_result_error(&result) : "";
  duckdb_destroy_result(&result);
  if (state == DuckDBError) fail_call(handle_->activity.get(), message.c_str());
}

struct Result::Handle {
  duckdb_result result{};
  std::shared_ptr<Activity> activity;
  ~Handle() { duckdb_destroy_result(&result); }
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

Result::Result(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Result::~Result() = default;
Result::Result(Result&&) noexcept = default;
Result& Result::operator=(Result&&) noexcept = default;

Result Database::query(const std::string& sql, const std::vector<Parameter>& parameters) {
  handle_->check_may_run();
  const Activity::Call call(handle_->activity.get());
  Statement statement;
  prepare(handle_->connection, sql, parameters, handle_->activity.get(), statement);
  auto handle = std::make_unique<Result::Handle>();
  handle->activity = handle_->activity;
  duckdb_pending_result pending = nullptr;
  auto state = duckdb_pending_prepared_streaming(statement.handle, &pending);
  const std::string message = state == DuckDBError ? duckdb_pending_error(pending) : "";
  if (state == DuckDBSuccess) state = duckdb_execute_pending(pending, &handle->result);
  duckdb_destroy_pending(&pending);
  if (!message.empty()) fail_call(handle_->activity.get(), message.c_str());
  if (state == DuckDBError) fail_call(handle_->activity.get(), duckdb_result_error(&handle->result));
  return Result(std::move(handle));
}

std::vector<std::string> Result::column_names() const {
  std::vector<std::string> names;
  for (idx_t i = 0; i < duckdb_column_count(&handle_->result); ++i)
    names.emplace_back(duckdb_column_name(&handle_->result, i));
  return names;
}

struct Chunk::Handle {
  struct Column {
    void* data;
    std::uint64_t* validity;
    duckdb_type type;
  };
  duckdb_data_chunk chunk = nullptr;
  std::size_t rows = 0;
  std::vector<Column> columns;

  explicit Handle(duckdb_data_chunk source) : chunk(source), rows(duckdb_data_chunk_get_size(source)) {
    const auto count = duckdb_data_chunk_get_column_count(chunk);
    columns.reserve(count);
    for (idx_t i = 0; i < count; ++i) {
      const auto vector = duckdb_data_chunk_get_vector(chunk, i);
      auto type = duckdb_vector_get_column_type(vector);
      columns.push_back(
          {duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector), duckdb_get_type_id(type)});
      duckdb_destroy_logical_type(&type);
    }
  }
  ~Handle() { duckdb_destroy_data_chunk(&chunk); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  template <typename T>
  [[nodiscard]] T* values(std::size_t column, std::initializer_list<duckdb_type> allowed) const {
    FLODATA_CHECK(std::find(allowed.begin(), allowed.end(), columns[column].type) != allowed.end());
    return static_cast<T*>(columns[column].data);
  }
};

std::optional<Chunk> Result::next() {
  const Activity::Call call(handle_->activity.get());
  auto* chunk = duckdb_fetch_chunk(handle_->result);
  if (chunk == nullptr) {
    const char* message = duckdb_result_error(&handle_->result);
    if (message != nullptr && *message != '\0') fail_call(handle_->activity.get(), message);
    return std::nullopt;
  }
  return Chunk(std::make_unique<Chunk::Handle>(chunk));
}

Chunk::Chunk(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Chunk::~Chunk() = default;
Chunk::Chunk(Chunk&&) noexcept = default;
Chunk& Chunk::operator=(Chunk&&) noexcept = default;

std::size_t Chunk::row_count() const { return handle_->rows; }

bool Chunk::is_null(std::size_t column, std::size_t row) const {
  return is_null_at(handle_->columns[column].validity, row);
}

double Chunk::float64(std::size_t column, std::size_t row) const {
  return handle_->values<double>(column, {DUCKDB_TYPE_DOUBLE})[row];
}

std::int64_t Chunk::int64(std::size_t column, std::size_t row) const {
  return handle_->values<std::int64_t>(column, {DUCKDB_TYPE_BIGINT})[row];
}

Instant Chunk::timestamp(std::size_t column, std::size_t row) const {
  const auto* values =
      handle_->values<duckdb_timestamp>(column, {DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP_TZ});
  return Instant(Microseconds(values[row].micros));
}

bool Chunk::boolean(std::size_t column, std::size_t row) const {
  return handle_->values<bool>(column, {DUCKDB_TYPE_BOOLEAN})[row];
}

LocalDay Chunk::day(std::size_t column, std::size_t row) const {
  return LocalDay(std::chrono::days(handle_->values<duckdb_date>(column, {DUCKDB_TYPE_DATE})[row].days));
}

std::string_view Chunk::text(std::size_t column, std::size_t row) const {
  // Same as duckdb_string_t_data(), without a library call per value.
  const auto& value = handle_->values<duckdb_string_t>(column, {DUCKDB_TYPE_VARCHAR})[row].value;
  const auto length = value.inlined.length;
  return {length <= sizeof value.inlined.inlined ? value.inlined.inlined : value.pointer.ptr, length};
}

DoubleColumn Chunk::float64_column(std::size_t column) const {
  return {handle_->values<double>(column, {DUCKDB_TYPE_DOUBLE}), handle_->columns[column].validity};
}

std::optional<std::int64_t> Database::query_int64(const std::string& sql,
                                                  const std::vector<Parameter>& parameters) {
  auto result = query(sql, parameters);
  const auto chunk = result.next();
  if (!chunk || chunk->row_count() == 0 || chunk->is_null(0, 0)) return std::nullopt;
  return chunk->int64(0, 0);
}

std::optional<double> Database::query_float64(const std::string& sql,
                                              const std::vector<Parameter>& parameters) {
  auto result = query(sql, parameters);
  const auto chunk = result.next();
  if (!chunk || chunk->row_count() == 0 || chunk->is_null(0, 0)) return std::nullopt;
  return chunk->float64(0, 0);
}

std::optional<std::string> Database::query_text(const std::string& sql,
                                                const std::vector<Parameter>& parameters) {
  auto result = query(sql, parameters);
  const auto chunk = result.next();
  if (!chunk || chunk->row_count() == 0 || chunk->is_null(0, 0)) return std::nullopt;
  return std::string(chunk->text(0, 0));
}

std::string Database::table(std::string_view name) const {
  const auto quoted = quoted_identifier(name);
  return handle_->file->is_source ? fmt::format("{}.main.{}", kSourceCatalog, quoted) : quoted;
}

bool Database::is_source() const { return handle_->file->is_source; }

void Database::checkpoint() {
  execute(is_source() ? fmt::format("CHECKPOINT {}", kSourceCatalog) : std::string("CHECKPOINT"));
}

/// Uses the catalogue's API: no statement runs, so nothing in the file does.
bool Database::is_base_table(std::string_view name) const {
  duckdb_table_description description = nullptr;
  const auto state = duckdb_table_description_create_ext(handle_->connection, kSourceCatalog, "main",
                                                         std::string(name).c_str(), &description);
  duckdb_table_description_destroy(&description);
  return state == DuckDBSuccess;
}

std::vector<TableColumn> Database::columns(std::string_view table_name) {
  std::vector<TableColumn> columns;
  if (is_source() && !is_base_table(table_name)) return columns;
  // Not from information_schema: its first use costs as much as opening the file, because DuckDB then parses
  // all of its built-in views.
  const auto sql =
      fmt::format("SELECT name, type, dflt_value IS NOT NULL FROM system.main.pragma_table_info({})",
                  quoted_literal(is_source() ? table(table_name) : "main." + table(table_name)));
  duckdb_result probe;
  const auto state = duckdb_query(handle_->connection, sql.c_str(), &probe);
  const bool is_missing = state == DuckDBError && duckdb_result_error_type(&probe) == DUCKDB_ERROR_CATALOG;
  duckdb_destroy_result(&probe);
  if (is_missing) return columns;
  bool has_expressions = false;
  auto result = query(sql);
  while (const auto chunk = result.next()) {
    for (std::size_t row = 0; row < chunk->row_count(); ++row) {
      columns.emplace_back(std::string(chunk->text(0, row)), std::string(chunk->text(1, row)));
      has_expressions = has_expressions || chunk->boolean(2, row);
    }
  }
  if (is_source() && has_expressions) check_no_generated_column(table_name);
  return columns;
}

/// Searches the definition as DuckDB writes it, as plain text: an identifier may contain the words too, but
/// none can hide them.
void Database::check_no_generated_column(std::string_view name) {
  const auto definition = query_text(sql::kTableDefinition, {std::string(kSourceCatalog), std::string(name)});
  if (!definition || definition->find("GENERATED ALWAYS AS") != std::string::npos)
    throw Failure(
        Code::corrupt_input,
        fmt::format("table {} has a generated column, and a source file must hold stored values only; "
                    "store it: CREATE TABLE copy AS FROM {}",
                    name, name));
}

std::vector<std::string> Database::column_names(std::string_view table_name) {
  std::vector<std::string> names;
  for (auto& column : columns(table_name)) names.push_back(std::move(column.name));
  return names;
}

bool Database::has_table(std::string_view table_name) {
  if (const auto reason = rejection(table_name)) throw Failure(Code::corrupt_input, *reason);
  return !columns(table_name).empty();
}

Appender Database::append_to(const std::string& table) {
  auto handle = std::make_unique<Appender::Handle>();
  if (duckdb_appender_create(handle_->connection, nullptr, table.c_str(), &handle->appender) == DuckDBError)
    fail_call(handle_->activity.get(), duckdb_appender_error(handle->appender));
  return Appender(std::move(handle));
}

}  // namespace flodata::duck
