# Precompiled headers, made once for each kind of target. flodata_use_precompiled(TARGET library|network|test).
#
# CMake's own target_precompile_headers names them by absolute paths, which keeps clones from sharing compiled objects; here
# the compiler is given a path relative to the build folder.
option(FLODATA_PRECOMPILED "use precompiled headers (Clang only)" ON)

function(flodata_use_precompiled target header)
  if(NOT FLODATA_PRECOMPILED OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    return()
  endif()
  set(maker flodata_precompiled_${header})
  set(compiled cmake/CMakeFiles/${maker}.dir/precompiled/${header}.h.o)
  target_compile_options(${target} PRIVATE "SHELL:$<$<COMPILE_LANGUAGE:CXX>:-include-pch ${compiled}>")
  add_dependencies(${target} ${maker})  # of the files that a unity build makes
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cc$")
  set_property(SOURCE ${sources} APPEND PROPERTY OBJECT_DEPENDS "${CMAKE_BINARY_DIR}/${compiled}")
endfunction()
