# The console's files for the binary.

# flodata_console_files(TARGET FOLDER DEPENDS file…): embeds every file of FOLDER, gzip-compressed, and makes the table
# that src/api/assets/console_files.h declares. Which files there are is looked up when the target is built, because a
# bundler puts hashes into their names; DEPENDS says when to look again.
function(flodata_console_files target folder)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  set(made "${CMAKE_CURRENT_BINARY_DIR}/console")
  set(script "${CMAKE_SOURCE_DIR}/cmake/embed_console.cmake")
  add_custom_command(
    OUTPUT "${made}/console_files.cc" "${made}/console_files.S"
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DMADE=${made} -DGZIP=${GZIP} -P "${script}"
    DEPENDS "${script}" ${arg_DEPENDS}
    COMMENT "Embedding the console of ${folder}"
    VERBATIM)
  # By itself: a change of the console compiles nothing else.
  set_source_files_properties("${made}/console_files.cc" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE "${made}/console_files.cc" "${made}/console_files.S")
endfunction()
