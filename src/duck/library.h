// The functions of libduckdb that this folder calls. The library is loaded when a source file is opened, not
// at program start: linking it costs every process 10 MB of memory and the time for its relocations, and
// `flodata serve` opens no source file.
#pragma once

#include <duckdb.h>

#include <atomic>

#include "base/error.h"

namespace flodata::duck {

/// Loads libduckdb.so from the program's folder, otherwise from the system's library path; later calls return
/// at once. Call it before anything else in this file. Errors: unavailable.
Expected<void> load_library();

/// Returns the address of a function of the loaded library. Errors: Failure(unavailable) for a missing
/// function.
void* find_function(const char* name);

/// Replaces a function of the C API: called like it, and looked up at its first call.
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

// Each hides the C API's function of the same name, so that calls look as in its manual. A function
// that is called and not listed here is undefined for the linker.
// NOLINTBEGIN(readability-identifier-naming)
#define FLODATA_LIBRARY_FUNCTION(name) inline constinit const LibraryFunction<decltype(::name)> name(#name)
FLODATA_LIBRARY_FUNCTION(duckdb_append_data_chunk);
FLODATA_LIBRARY_FUNCTION(duckdb_append_date);
FLODATA_LIBRARY_FUNCTION(duckdb_append_double);
FLODATA_LIBRARY_FUNCTION(duckdb_append_int64);
FLODATA_LIBRARY_FUNCTION(duckdb_append_null);
FLODATA_LIBRARY_FUNCTION(duckdb_append_timestamp);
FLODATA_LIBRARY_FUNCTION(duckdb_append_varchar_length);
FLODATA_LIBRARY_FUNCTION(duckdb_appender_close);
FLODATA_LIBRARY_FUNCTION(duckdb_appender_create);
FLODATA_LIBRARY_FUNCTION(duckdb_appender_destroy);
FLODATA_LIBRARY_FUNCTION(duckdb_appender_end_row);
FLODATA_LIBRARY_FUNCTION(duckdb_appender_error);
FLODATA_LIBRARY_FUNCTION(duckdb_bind_double);
FLODATA_LIBRARY_FUNCTION(duckdb_bind_int64);
FLODATA_LIBRARY_FUNCTION(duckdb_bind_null);
FLODATA_LIBRARY_FUNCTION(duckdb_bind_timestamp);
FLODATA_LIBRARY_FUNCTION(duckdb_bind_varchar_length);
FLODATA_LIBRARY_FUNCTION(duckdb_close);
FLODATA_LIBRARY_FUNCTION(duckdb_column_count);
FLODATA_LIBRARY_FUNCTION(duckdb_column_name);
FLODATA_LIBRARY_FUNCTION(duckdb_connect);
FLODATA_LIBRARY_FUNCTION(duckdb_create_config);
FLODATA_LIBRARY_FUNCTION(duckdb_create_data_chunk);
FLODATA_LIBRARY_FUNCTION(duckdb_create_logical_type);
FLODATA_LIBRARY_FUNCTION(duckdb_create_scalar_function);
FLODATA_LIBRARY_FUNCTION(duckdb_data_chunk_get_column_count);
FLODATA_LIBRARY_FUNCTION(duckdb_data_chunk_get_size);
FLODATA_LIBRARY_FUNCTION(duckdb_data_chunk_get_vector);
FLODATA_LIBRARY_FUNCTION(duckdb_data_chunk_reset);
FLODATA_LIBRARY_FUNCTION(duckdb_data_chunk_set_size);
FLODATA_LIBRARY_FUNCTION(duckdb_destroy_config);
FLODATA_LIBRARY_FUNCTION(duckdb_destroy_data_chunk);
FLODATA_LIBRARY_FUNCTION(duckdb_destroy_logical_type);
FLODATA_LIBRARY_FUNCTION(duckdb_destroy_pending);
FLODATA_LIBRARY_FUNCTION(duckdb_destroy_prepare);
FLODATA_LIBRARY_FUNCTION(duckdb_destroy_result);
FLODATA_LIBRARY_FUNCTION(duckdb_destroy_scalar_function);
FLODATA_LIBRARY_FUNCTION(duckdb_disconnect);
FLODATA_LIBRARY_FUNCTION(duckdb_execute_pending);
FLODATA_LIBRARY_FUNCTION(duckdb_execute_prepared);
FLODATA_LIBRARY_FUNCTION(duckdb_fetch_chunk);
FLODATA_LIBRARY_FUNCTION(duckdb_free);
FLODATA_LIBRARY_FUNCTION(duckdb_get_type_id);
FLODATA_LIBRARY_FUNCTION(duckdb_interrupt);
FLODATA_LIBRARY_FUNCTION(duckdb_open_ext);
FLODATA_LIBRARY_FUNCTION(duckdb_pending_error);
FLODATA_LIBRARY_FUNCTION(duckdb_pending_prepared_streaming);
FLODATA_LIBRARY_FUNCTION(duckdb_prepare);
FLODATA_LIBRARY_FUNCTION(duckdb_prepare_error);
FLODATA_LIBRARY_FUNCTION(duckdb_query);
FLODATA_LIBRARY_FUNCTION(duckdb_register_scalar_function);
FLODATA_LIBRARY_FUNCTION(duckdb_result_error);
FLODATA_LIBRARY_FUNCTION(duckdb_result_error_type);
FLODATA_LIBRARY_FUNCTION(duckdb_scalar_function_add_parameter);
FLODATA_LIBRARY_FUNCTION(duckdb_scalar_function_get_extra_info);
FLODATA_LIBRARY_FUNCTION(duckdb_scalar_function_set_extra_info);
FLODATA_LIBRARY_FUNCTION(duckdb_scalar_function_set_function);
FLODATA_LIBRARY_FUNCTION(duckdb_scalar_function_set_name);
FLODATA_LIBRARY_FUNCTION(duckdb_scalar_function_set_return_type);
FLODATA_LIBRARY_FUNCTION(duckdb_scalar_function_set_special_handling);
FLODATA_LIBRARY_FUNCTION(duckdb_set_config);
FLODATA_LIBRARY_FUNCTION(duckdb_string_t_data);
FLODATA_LIBRARY_FUNCTION(duckdb_string_t_length);
FLODATA_LIBRARY_FUNCTION(duckdb_table_description_create_ext);
FLODATA_LIBRARY_FUNCTION(duckdb_table_description_destroy);
FLODATA_LIBRARY_FUNCTION(duckdb_validity_set_row_invalid);
FLODATA_LIBRARY_FUNCTION(duckdb_vector_assign_string_element_len);
FLODATA_LIBRARY_FUNCTION(duckdb_vector_ensure_validity_writable);
FLODATA_LIBRARY_FUNCTION(duckdb_vector_get_column_type);
FLODATA_LIBRARY_FUNCTION(duckdb_vector_get_data);
FLODATA_LIBRARY_FUNCTION(duckdb_vector_get_validity);
FLODATA_LIBRARY_FUNCTION(duckdb_vector_size);
#undef FLODATA_LIBRARY_FUNCTION
// NOLINTEND(readability-identifier-naming)

}  // namespace flodata::duck
