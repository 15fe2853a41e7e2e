# libduckdb, its header as the target `duckdb::header`, from the first of:
#   1. -DFLODATA_DUCKDB_DIR=DIR  a folder with duckdb.h and libduckdb.so (the release zip, unpacked)
#   2. the system                duckdb.h and libduckdb.so on the usual paths
#   3. npm                       two packages pinned by version and SHA-512; a wrong hash stops the configuration
# Of the third, the header and the library that are used are pinned too: every process of this
# account may write into the cache, and a package that was right once says nothing about what lies beside it now. A
# library of the first two is not checked.
set(FLODATA_DUCKDB_DIR "" CACHE PATH "folder with duckdb.h and libduckdb.so")
set(FLODATA_DUCKDB_CACHE "$ENV{FLODATA_DUCKDB_CACHE}" CACHE PATH "where the npm packages of libduckdb are kept")
if(NOT FLODATA_DUCKDB_CACHE)
  set(FLODATA_DUCKDB_CACHE "${CMAKE_SOURCE_DIR}/build/duckdb")
endif()

set(DUCKDB_HEADER_PACKAGE "duckdb@1.4.4")
set(DUCKDB_HEADER_SHA512
  844249e61c9517454b8f776638ba6c5ab411d1bddde1892ab72826ea25178c72430e74aa83f5122b171be6abcdace84560f824b5ac94e9d5c2b603ea7269a9a2)
set(DUCKDB_LIBRARY_VERSION "1.4.4-r.3")
set(DUCKDB_LIBRARY_SHA512_x64
  679f73a5421c662947066719a66c1f1708bafce0272a5550084f7f3468190854aa61e6fede28f91d0cb6ea1a75d06222bf71f151018877c1d5b3ddb1da3bdc91)
set(DUCKDB_LIBRARY_SHA512_arm64
  a85dbf5a107e8bef22b3ad11ae94d8ff9667cb02146b2b818955d2b90e2bad19f59b582f7caa8fbe3c926e20e3620428ffa397bbf7dac74282d605e7356a0b10)
# Of the files in them that are used.
set(DUCKDB_HEADER_FILE_SHA512
  b901efde6decf73a69f64db9319e9d653d55289949ccffffe52056983b16b39240f8635ef1de11e7dd21fe4b8e0cecbc63d362a24c46f9c98737f4ca49c83258)
set(DUCKDB_LIBRARY_FILE_SHA512_x64
  d1798d2df2b057f3cab079872e4b95902a580e0626dd0b46095fe7e33b31b87b621a6c80a52ee841535633c2fa290f802ec16f4bf3a324ef2621e86c81420754)
set(DUCKDB_LIBRARY_FILE_SHA512_arm64
  29ee0c0e10716a0ca657d1c67be6ee0d6382df7f442949b11cd8bb752969f9728acaa0782e76fe91edbcd28b8d7970710ab367092b474cac46df904b09cc877f)

# Stops unless `file` has this hash.
function(duckdb_check_file file sha512)
  file(SHA512 "${file}" actual)
  if(NOT actual STREQUAL sha512)
    message(FATAL_ERROR "libduckdb: ${file} has SHA-512\n  ${actual}\nbut cmake/duckdb.cmake pins\n  ${sha512}\n"
                        "Nothing of it was used. Find out who changed it; remove it and configure again.")
  endif()
endfunction()

# Packs one npm package into the cache unless it is there, checks its hash and unpacks `member` of it.
function(duckdb_fetch_npm package sha512 member member_sha512 out_file)
  string(MAKE_C_IDENTIFIER "${package}" folder)
  set(folder "${FLODATA_DUCKDB_CACHE}/${folder}")
  if(NOT EXISTS "${folder}/package.tgz")
    find_program(NPM npm)
    if(NOT NPM)
      message(FATAL_ERROR "libduckdb: neither FLODATA_DUCKDB_DIR nor a system libduckdb nor npm was found; "
                          "`./run setup` installs npm")
    endif()
    file(MAKE_DIRECTORY "${folder}/pack")
    execute_process(COMMAND ${NPM} pack --ignore-scripts --silent "${package}"
                    WORKING_DIRECTORY "${folder}/pack" RESULT_VARIABLE status OUTPUT_VARIABLE name ERROR_VARIABLE errors)
    string(STRIP "${name}" name)
    if(NOT status EQUAL 0)
      message(FATAL_ERROR "libduckdb: npm pack ${package} failed: ${errors}")
    endif()
    file(RENAME "${folder}/pack/${name}" "${folder}/package.tgz")
  endif()
  file(SHA512 "${folder}/package.tgz" actual)
  if(NOT actual STREQUAL sha512)
    file(REMOVE "${folder}/package.tgz")
    message(FATAL_ERROR "libduckdb: ${package} has SHA-512\n  ${actual}\nbut cmake/duckdb.cmake pins\n  ${sha512}\n"
                        "Nothing of it was used. Configure again to fetch it again; if it differs again, do not trust it.")
  endif()
  if(NOT EXISTS "${folder}/${member}")
    file(ARCHIVE_EXTRACT INPUT "${folder}/package.tgz" DESTINATION "${folder}" PATTERNS "${member}")
  endif()
  duckdb_check_file("${folder}/${member}" "${member_sha512}")
  set(${out_file} "${folder}/${member}" PARENT_SCOPE)
endfunction()

if(FLODATA_DUCKDB_DIR)
  find_path(DUCKDB_INCLUDE duckdb.h PATHS "${FLODATA_DUCKDB_DIR}" NO_DEFAULT_PATH REQUIRED)
  find_library(DUCKDB_LIBRARY duckdb PATHS "${FLODATA_DUCKDB_DIR}" NO_DEFAULT_PATH REQUIRED)
else()
  find_path(DUCKDB_INCLUDE duckdb.h)
  find_library(DUCKDB_LIBRARY duckdb)
  if(NOT DUCKDB_INCLUDE OR NOT DUCKDB_LIBRARY)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
      set(arch arm64)
    else()
      set(arch x64)
    endif()
    duckdb_fetch_npm("${DUCKDB_HEADER_PACKAGE}" "${DUCKDB_HEADER_SHA512}"
                     "package/src/duckdb/src/include/duckdb.h" "${DUCKDB_HEADER_FILE_SHA512}" header)
    duckdb_fetch_npm("@duckdb/node-bindings-linux-${arch}@${DUCKDB_LIBRARY_VERSION}"
                     "${DUCKDB_LIBRARY_SHA512_${arch}}" "package/libduckdb.so" "${DUCKDB_LIBRARY_FILE_SHA512_${arch}}" library)
    get_filename_component(DUCKDB_INCLUDE "${header}" DIRECTORY)
    set(DUCKDB_LIBRARY "${library}")
    set(DUCKDB_COPY_SHA512 "${DUCKDB_LIBRARY_FILE_SHA512_${arch}}")
  endif()
endif()

# Kept beside the binary, which loads it from there when it first needs it (src/duck/library.h).
configure_file("${DUCKDB_LIBRARY}" "${CMAKE_BINARY_DIR}/libduckdb.so" COPYONLY)
if(DUCKDB_COPY_SHA512)
  duckdb_check_file("${CMAKE_BINARY_DIR}/libduckdb.so" "${DUCKDB_COPY_SHA512}")
endif()
configure_file("${CMAKE_SOURCE_DIR}/licenses/THIRD_PARTY.txt" "${CMAKE_BINARY_DIR}/licenses/THIRD_PARTY.txt" COPYONLY)
add_library(duckdb::header INTERFACE IMPORTED)
target_include_directories(duckdb::header INTERFACE "${DUCKDB_INCLUDE}")
