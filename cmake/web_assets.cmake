# Web files for the binary: the npm packages pinned in web/package-lock.json, and flodata_web_asset().
#
# `npm ci` runs in the build folder, once per change of the lock file, without any package's scripts. Offline it
# needs the packages in npm's own cache, and afterwards nothing.
find_program(NPM npm REQUIRED)
find_program(GZIP gzip REQUIRED)

set(FLODATA_WEB_DIR "${CMAKE_BINARY_DIR}/web")
set(FLODATA_WEB_STAMP "${FLODATA_WEB_DIR}/installed")

# flodata_web_packages(): the rule that installs the packages; call it in the folder that uses them.
function(flodata_web_packages)
  set(pins ${CMAKE_SOURCE_DIR}/web/package.json ${CMAKE_SOURCE_DIR}/web/package-lock.json ${CMAKE_SOURCE_DIR}/web/.npmrc)
  add_custom_command(
    OUTPUT "${FLODATA_WEB_STAMP}"
    COMMAND ${CMAKE_COMMAND} -E make_directory "${FLODATA_WEB_DIR}"
    COMMAND ${CMAKE_COMMAND} -E copy ${pins} "${FLODATA_WEB_DIR}"
    COMMAND ${CMAKE_COMMAND} -E chdir "${FLODATA_WEB_DIR}" ${NPM} ci --ignore-scripts --prefer-offline --silent
    COMMAND ${CMAKE_COMMAND} -E touch "${FLODATA_WEB_STAMP}"
    DEPENDS ${pins}
    COMMENT "Installing pinned web packages"
    VERBATIM)
endfunction()

# flodata_web_asset(TARGET SYMBOL FILE): embeds a file gzip-compressed, see flodata_embed(). A FILE below
# node_modules comes from the packages, any other from the source tree.
function(flodata_web_asset target symbol file)
  if(file MATCHES "^node_modules/")
    set(input "${FLODATA_WEB_DIR}/${file}")
    set(depends "${FLODATA_WEB_STAMP}")
  else()
    set(input "${CMAKE_SOURCE_DIR}/${file}")
    set(depends "${input}")
  endif()
  set(compressed "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.gz")
  add_custom_command(
    OUTPUT "${compressed}"
    COMMAND sh -c "${GZIP} -9nc '${input}' > '${compressed}'"
    DEPENDS ${depends}
    VERBATIM)
  flodata_embed(${target} ${symbol} "${compressed}")
endfunction()
