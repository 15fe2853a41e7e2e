#include "duck/handles.h"

namespace flodata::duck {
namespace {

using TextFunction = std::string (*)(std::string_view);

void call(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto function = reinterpret_cast<TextFunction>(duckdb_scalar_function_get_extra_info(info));
  const auto texts = duckdb_data_chunk_get_vector(input, 0);
  auto* data = static_cast<duckdb_string_t*>(duckdb_vector_get_data(texts));
  const auto* validity = duckdb_vector_get_validity(texts);
  const auto rows = duckdb_data_chunk_get_size(input);
  for (idx_t row = 0; row < rows; ++row) {
    if (is_null_at(validity, row)) {
      duckdb_vector_ensure_validity_writable(output);
      duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
      continue;
    }
    const auto text = function({duckdb_string_t_data(&data[row]), duckdb_string_t_length(data[row])});
    duckdb_vector_assign_string_element_len(output, row, text.data(), text.size());
  }
}

}  // namespace

void Database::add_text_function(const char* name, TextFunction function) {
  auto made = duckdb_create_scalar_function();
  auto text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  duckdb_scalar_function_set_name(made, name);
  duckdb_scalar_function_add_parameter(made, text);
  duckdb_scalar_function_set_return_type(made, text);
  duckdb_scalar_function_set_special_handling(made);  // call the function for NULL too
  duckdb_scalar_function_set_extra_info(made, reinterpret_cast<void*>(function), nullptr);
  duckdb_scalar_function_set_function(made, call);
  const auto state = duckdb_register_scalar_function(handle_->connection, made);
  duckdb_destroy_logical_type(&text);
  duckdb_destroy_scalar_function(&made);
  if (state == DuckDBError) fail_call(nullptr, "cannot add a function");
}

}  // namespace flodata::duck
