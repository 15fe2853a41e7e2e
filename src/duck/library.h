// The functions of libduckdb that this folder calls. The library is loaded when a source file is opened, not
// when the program starts: linking it costs every process 10 MB of memory and the time of its relocations,
// and `flodata serve` opens no source file.
#pragma once

#include <duckdb.h>

#include <atomic>

#include "base/error.h"

namespace flodata::duck {

/// Loads libduckdb.so from the folder of the running program, else from where the system keeps libraries;
/// later calls find it loaded. Nothing else of this file may be used before. Errors: unavailable.
Expected<void> load_library();

/// Returns the address of a function of the loaded library. Errors: Failure(unavailable) for one it lacks.
void* find_function(const char* name);

/// Stands in for a function of the C API: is called like it and found at its first call.
template <typename Signature>
class LibraryFunction;

template <typename Result, typename... Arguments>
class LibraryFunction<Result(Arguments...)> {
 public:
  explicit constexpr LibraryFunction(const char* name) : name_(name) {}

  Result operator()(Arguments... arguments) const {
    auto* function = function_.load(std::memory_order_relaxed);
    if (function == nullptr) {
      function = reinterpret_cast<Result (*)(Arguments...)>(find_function(name_));
      function_.store(function, std::memory_order_relaxed);
    }
    return function(arguments...);
  }

 private:
  const char* name_;
  mutable std::atomic<Result (*)(Arguments...)> function_ = nullptr;
};

// Each hides the function of the same name, so that code reads as the manual of the C API has it. A function
// that is called and not listed here is undefined for the linker.
// NOLINTBEGIN(readability-identifier-naming)
inline constinit const LibraryFunction<decltype(::duckdb_append_data_chunk)> duckdb_append_data_chunk(
    "duckdb_append_data_chunk");
inline constinit const LibraryFunction<decltype(::duckdb_append_date)> duckdb_append_date(
    "duckdb_append_date");
inline constinit const LibraryFunction<decltype(::duckdb_append_double)> duckdb_append_double(
    "duckdb_append_double");
inline constinit const LibraryFunction<decltype(::duckdb_append_int64)> duckdb_append_int64(
    "duckdb_append_int64");
inline constinit const LibraryFunction<decltype(::duckdb_append_null)> duckdb_append_null(
    "duckdb_append_null");
inline constinit const LibraryFunction<decltype(::duckdb_append_timestamp)> duckdb_append_timestamp(
    "duckdb_append_timestamp");
inline constinit const LibraryFunction<decltype(::duckdb_append_varchar_length)> duckdb_append_varchar_length(
    "duckdb_append_varchar_length");
inline constinit const LibraryFunction<decltype(::duckdb_appender_close)> duckdb_appender_close(
    "duckdb_appender_close");
inline constinit const LibraryFunction<decltype(::duckdb_appender_create)> duckdb_appender_create(
    "duckdb_appender_create");
inline constinit const LibraryFunction<decltype(::duckdb_appender_destroy)> duckdb_appender_destroy(
    "duckdb_appender_destroy");
inline constinit const LibraryFunction<decltype(::duckdb_appender_end_row)> duckdb_appender_end_row(
    "duckdb_appender_end_row");
inline constinit const LibraryFunction<decltype(::duckdb_appender_error)> duckdb_appender_error(
    "duckdb_appender_error");
inline constinit const LibraryFunction<decltype(::duckdb_bind_double)> duckdb_bind_double(
    "duckdb_bind_double");
inline constinit const LibraryFunction<decltype(::duckdb_bind_int64)> duckdb_bind_int64("duckdb_bind_int64");
inline constinit const LibraryFunction<decltype(::duckdb_bind_null)> duckdb_bind_null("duckdb_bind_null");
inline constinit const LibraryFunction<decltype(::duckdb_bind_timestamp)> duckdb_bind_timestamp(
    "duckdb_bind_timestamp");
inline constinit const LibraryFunction<decltype(::duckdb_bind_varchar_length)> duckdb_bind_varchar_length(
    "duckdb_bind_varchar_length");
inline constinit const LibraryFunction<decltype(::duckdb_close)> duckdb_close("duckdb_close");
inline constinit const LibraryFunction<decltype(::duckdb_column_count)> duckdb_column_count(
    "duckdb_column_count");
inline constinit const LibraryFunction<decltype(::duckdb_column_name)> duckdb_column_name(
    "duckdb_column_name");
inline constinit const LibraryFunction<decltype(::duckdb_connect)> duckdb_connect("duckdb_connect");
inline constinit const LibraryFunction<decltype(::duckdb_create_config)> duckdb_create_config(
    "duckdb_create_config");
inline constinit const LibraryFunction<decltype(::duckdb_create_data_chunk)> duckdb_create_data_chunk(
    "duckdb_create_data_chunk");
inline constinit const LibraryFunction<decltype(::duckdb_create_logical_type)> duckdb_create_logical_type(
    "duckdb_create_logical_type");
inline constinit const LibraryFunction<decltype(::duckdb_data_chunk_get_column_count)>
    duckdb_data_chunk_get_column_count("duckdb_data_chunk_get_column_count");
inline constinit const LibraryFunction<decltype(::duckdb_data_chunk_get_size)> duckdb_data_chunk_get_size(
    "duckdb_data_chunk_get_size");
inline constinit const LibraryFunction<decltype(::duckdb_data_chunk_get_vector)> duckdb_data_chunk_get_vector(
    "duckdb_data_chunk_get_vector");
inline constinit const LibraryFunction<decltype(::duckdb_data_chunk_reset)> duckdb_data_chunk_reset(
    "duckdb_data_chunk_reset");
inline constinit const LibraryFunction<decltype(::duckdb_data_chunk_set_size)> duckdb_data_chunk_set_size(
    "duckdb_data_chunk_set_size");
inline constinit const LibraryFunction<decltype(::duckdb_destroy_config)> duckdb_destroy_config(
    "duckdb_destroy_config");
inline constinit const LibraryFunction<decltype(::duckdb_destroy_data_chunk)> duckdb_destroy_data_chunk(
    "duckdb_destroy_data_chunk");
inline constinit const LibraryFunction<decltype(::duckdb_destroy_logical_type)> duckdb_destroy_logical_type(
    "duckdb_destroy_logical_type");
inline constinit const LibraryFunction<decltype(::duckdb_destroy_pending)> duckdb_destroy_pending(
    "duckdb_destroy_pending");
inline constinit const LibraryFunction<decltype(::duckdb_destroy_prepare)> duckdb_destroy_prepare(
    "duckdb_destroy_prepare");
inline constinit const LibraryFunction<decltype(::duckdb_destroy_result)> duckdb_destroy_result(
    "duckdb_destroy_result");
inline constinit const LibraryFunction<decltype(::duckdb_disconnect)> duckdb_disconnect("duckdb_disconnect");
inline constinit const LibraryFunction<decltype(::duckdb_execute_pending)> duckdb_execute_pending(
    "duckdb_execute_pending");
inline constinit const LibraryFunction<decltype(::duckdb_execute_prepared)> duckdb_execute_prepared(
    "duckdb_execute_prepared");
inline constinit const LibraryFunction<decltype(::duckdb_fetch_chunk)> duckdb_fetch_chunk(
    "duckdb_fetch_chunk");
inline constinit const LibraryFunction<decltype(::duckdb_free)> duckdb_free("duckdb_free");
inline constinit const LibraryFunction<decltype(::duckdb_get_type_id)> duckdb_get_type_id(
    "duckdb_get_type_id");
inline constinit const LibraryFunction<decltype(::duckdb_open_ext)> duckdb_open_ext("duckdb_open_ext");
inline constinit const LibraryFunction<decltype(::duckdb_pending_error)> duckdb_pending_error(
    "duckdb_pending_error");
inline constinit const LibraryFunction<decltype(::duckdb_pending_prepared_streaming)>
    duckdb_pending_prepared_streaming("duckdb_pending_prepared_streaming");
inline constinit const LibraryFunction<decltype(::duckdb_prepare)> duckdb_prepare("duckdb_prepare");
inline constinit const LibraryFunction<decltype(::duckdb_prepare_error)> duckdb_prepare_error(
    "duckdb_prepare_error");
inline constinit const LibraryFunction<decltype(::duckdb_query)> duckdb_query("duckdb_query");
inline constinit const LibraryFunction<decltype(::duckdb_result_error)> duckdb_result_error(
    "duckdb_result_error");
inline constinit const LibraryFunction<decltype(::duckdb_result_error_type)> duckdb_result_error_type(
    "duckdb_result_error_type");
inline constinit const LibraryFunction<decltype(::duckdb_set_config)> duckdb_set_config("duckdb_set_config");
inline constinit const LibraryFunction<decltype(::duckdb_validity_set_row_invalid)>
    duckdb_validity_set_row_invalid("duckdb_validity_set_row_invalid");
inline constinit const LibraryFunction<decltype(::duckdb_vector_ensure_validity_writable)>
    duckdb_vector_ensure_validity_writable("duckdb_vector_ensure_validity_writable");
inline constinit const LibraryFunction<decltype(::duckdb_vector_get_column_type)>
    duckdb_vector_get_column_type("duckdb_vector_get_column_type");
inline constinit const LibraryFunction<decltype(::duckdb_vector_get_data)> duckdb_vector_get_data(
    "duckdb_vector_get_data");
inline constinit const LibraryFunction<decltype(::duckdb_vector_get_validity)> duckdb_vector_get_validity(
    "duckdb_vector_get_validity");
inline constinit const LibraryFunction<decltype(::duckdb_vector_size)> duckdb_vector_size(
    "duckdb_vector_size");
// NOLINTEND(readability-identifier-naming)

}  // namespace flodata::duck
