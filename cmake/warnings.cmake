# Warnings are errors; one interface target that every module links.
add_library(flodata_warnings INTERFACE)
target_compile_options(flodata_warnings INTERFACE
  "$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Werror;-Wshadow;-Wconversion;-Wsign-conversion;-Wold-style-cast>"
  "$<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Woverloaded-virtual;-Wcast-qual;-Wimplicit-fallthrough>"
  "$<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers>"
  "$<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wthread-safety>")
