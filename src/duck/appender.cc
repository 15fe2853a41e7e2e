#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/check.h"
#include "duck/database.h"
#include "duck/handles.h"

namespace flodata::duck {
namespace {

void check(duckdb_state state, duckdb_appender appender) {
  if (state == DuckDBSuccess) return;
  const char* message = duckdb_appender_error(appender);
  throw Failure(Code::database,
                fmt::format("DuckDB append: {}", message == nullptr ? "unknown error" : message));
}

bool holds_rows(const BlockColumn& column, std::size_t row_count) {
  return std::visit(
      [&](const auto& values) {
        if constexpr (std::is_same_v<std::decay_t<decltype(values)>, std::nullptr_t>)
          return true;
        else
          return values.size() == row_count;
      },
      column);
}

/// A data chunk of fixed column types, filled repeatedly.
class BlockChunk {
 public:
  explicit BlockChunk(std::span<const BlockColumn> columns) {
    struct TypeOf {
      duckdb_type operator()(std::nullptr_t) const { return DUCKDB_TYPE_DOUBLE; }
      duckdb_type operator()(std::span<const double>) const { return DUCKDB_TYPE_DOUBLE; }
      duckdb_type operator()(std::span<const std::int64_t>) const { return DUCKDB_TYPE_BIGINT; }
      duckdb_type operator()(std::span<const Instant>) const { return DUCKDB_TYPE_TIMESTAMP; }
    };
    std::vector<duckdb_logical_type> types;
    for (const auto& column : columns)
      types.push_back(duckdb_create_logical_type(std::visit(TypeOf{}, column)));
    chunk_ = duckdb_create_data_chunk(types.data(), types.size());
    for (auto& type : types) duckdb_destroy_logical_type(&type);
  }
  ~BlockChunk() { duckdb_destroy_data_chunk(&chunk_); }
  BlockChunk(const BlockChunk&) = delete;
  BlockChunk& operator=(const BlockChunk&) = delete;

  void fill(std::span<const BlockColumn> columns, std::size_t first, std::size_t count) {
    duckdb_data_chunk_reset(chunk_);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto vector = duckdb_data_chunk_get_vector(chunk_, i);
      std::visit([&](const auto& values) { fill_column(vector, values, first, count); }, columns[i]);
    }
    duckdb_data_chunk_set_size(chunk_, count);
  }

  [[nodiscard]] duckdb_data_chunk get() const { return chunk_; }

 private:
  static void fill_column(duckdb_vector vector, std::nullptr_t, std::size_t, std::size_t count) {
    duckdb_vector_ensure_validity_writable(vector);
    auto* validity = duckdb_vector_get_validity(vector);
    for (std::size_t row = 0; row < count; ++row) duckdb_validity_set_row_invalid(validity, row);
  }

  template <typename T>
  static void fill_column(duckdb_vector vector, std::span<const T> values, std::size_t first,
                          std::size_t count) {
    // An Instant is a count of microseconds, like DuckDB's TIMESTAMP.
    static_assert(sizeof(T) == sizeof(std::int64_t) && std::is_trivially_copyable_v<T>);
    std::memcpy(duckdb_vector_get_data(vector), values.data() + first, count * sizeof(T));
  }

  duckdb_data_chunk chunk_ = nullptr;
};

}  // namespace

Appender::Appender(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Appender::~Appender() = default;
Appender::Appender(Appender&&) noexcept = default;
Appender& Appender::operator=(Appender&&) noexcept = default;

void Appender::null() { check(duckdb_append_null(handle_->appender), handle_->appender); }

void Appender::float64(double value) {
  check(duckdb_append_double(handle_->appender, value), handle_->appender);
}

void Appender::int64(std::int64_t value) {
  check(duckdb_append_int64(handle_->appender, value), handle_->appender);
}

void Appender::text(std::string_view value) {
  check(duckdb_append_varchar_length(handle_->appender, value.data(), value.size()), handle_->appender);
}

void Appender::timestamp(Instant value) {
  check(duckdb_append_timestamp(handle_->appender, duckdb_timestamp{value.time_since_epoch().count()}),
        handle_->appender);
}

void Appender::day(LocalDay value) {
  const auto days = static_cast<std::int32_t>(value.time_since_epoch().count());
  check(duckdb_append_date(handle_->appender, duckdb_date{days}), handle_->appender);
}

void Appender::end_row() { check(duckdb_appender_end_row(handle_->appender), handle_->appender); }

void Appender::block(std::size_t row_count, std::span<const BlockColumn> columns) {
  for (const auto& column : columns) FLODATA_CHECK(holds_rows(column, row_count));
  BlockChunk chunk(columns);
  const std::size_t capacity = duckdb_vector_size();
  for (std::size_t first = 0; first < row_count; first += capacity) {
    chunk.fill(columns, first, std::min(capacity, row_count - first));
    check(duckdb_append_data_chunk(handle_->appender, chunk.get()), handle_->appender);
  }
}

void Appender::close() { check(duckdb_appender_close(handle_->appender), handle_->appender); }

}  // namespace flodata::duck
