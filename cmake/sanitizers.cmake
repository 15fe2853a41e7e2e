# FLODATA_SANITIZE=address,undefined | thread, and FLODATA_LTO, applied to the whole build.
set(FLODATA_SANITIZE "" CACHE STRING "comma separated sanitizers")
option(FLODATA_LTO "link time optimisation" OFF)

if(FLODATA_SANITIZE)
  add_compile_options(
    "$<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${FLODATA_SANITIZE};-fno-sanitize-recover=all;-fno-omit-frame-pointer;-O1>")
  add_link_options(-fsanitize=${FLODATA_SANITIZE})
  # A test's own code runs briefly: compiling it is what takes time.
  set(FLODATA_TEST_OPTIONS "$<$<COMPILE_LANGUAGE:CXX>:-O0>")
  # Debug information of line tables only: stack traces stay readable and the objects small.
  set(CMAKE_CXX_FLAGS_DEBUG "-gline-tables-only")
endif()

# Coverage for libFuzzer in the whole build; the targets are in tests/fuzz/.
option(FLODATA_FUZZER "instrument for libFuzzer (Clang)" OFF)
if(FLODATA_FUZZER)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=fuzzer-no-link>)
endif()

if(FLODATA_LTO)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-flto=thin>)
    add_link_options(-flto=thin)
  else()
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  endif()
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld)
endif()
