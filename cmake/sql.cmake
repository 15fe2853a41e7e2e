# SQL lives in files: a statement of more than a line is `src/ROOM/sql/NAME.sql`, which flodata_module() finds.

# flodata_sql(TARGET ROOM): makes the header "ROOM/sql.h" of these files, in which find_command.sql of store/ is
# `store::sql::kFindCommand`; a room within a room (pg/private) uses the namespace of the outer one. A line that begins
# with `--` is for readers and left out, as is an empty one. Where a statement has {names}, fmt::format puts values there,
# and the compiler checks that it gets them all.
function(flodata_sql target room)
  file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${room}/sql/*.sql")
  if(NOT files)
    return()
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  string(REGEX REPLACE "/.*" "" namespace "${room}")
  set(statements "")
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME_WE)
    string(REPLACE "_" ";" words "${name}")
    set(constant "k")
    foreach(word IN LISTS words)
      string(SUBSTRING "${word}" 0 1 first)
      string(SUBSTRING "${word}" 1 -1 rest)
      string(TOUPPER "${first}" first)
      string(APPEND constant "${first}${rest}")
    endforeach()
    file(READ "${file}" text)
    string(REGEX REPLACE "(^|\n)--[^\n]*" "\\1" text "${text}")
    string(REGEX REPLACE "\n\n+" "\n" text "${text}")
    string(REGEX REPLACE "^\n|\n$" "" text "${text}")
    string(APPEND statements "inline constexpr const char* ${constant} = R\"sql(${text})sql\";\n")
  endforeach()
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/${room}/sql.h" CONTENT
"// Generated from src/@room@/sql/ by cmake/sql.cmake.
#pragma once

namespace flodata::@namespace@::sql {

@statements@
}  // namespace flodata::@namespace@::sql
" @ONLY)
  target_include_directories(${target} PRIVATE "${CMAKE_BINARY_DIR}/generated")
endfunction()

# flodata_schema(TARGET): makes embedded_migrations.cc of schema/NNNN_name.sql, in the order of their numbers. Byte by
# byte: a database keeps the hash of each.
function(flodata_schema target)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/schema/*.sql)
  list(SORT files)
  set(declarations "")
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME_WE)
    string(REGEX MATCH "^[0-9]+" digits "${name}")
    math(EXPR version "1${digits} - 10000")
    set(symbol "flodata_migration_${digits}")
    flodata_embed(${target} ${symbol} "${file}")
    string(APPEND declarations "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND entries "    {${version}, \"${name}\", {${symbol}, ${symbol}_end}},\n")
  endforeach()
  file(CONFIGURE OUTPUT embedded_migrations.cc CONTENT
"// Generated from schema/ by cmake/sql.cmake.
#include <array>

#include \"pg/migrations.h\"

@declarations@
namespace flodata::pg {

std::span<const Migration> embedded_migrations() {
  static const std::array kMigrations = std::to_array<Migration>({
@entries@  });
  return kMigrations;
}

}  // namespace flodata::pg
" @ONLY)
endfunction()
