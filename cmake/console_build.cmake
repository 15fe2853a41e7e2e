# The console of web/console/: installed and bundled below the build folder, so that the source tree stays as it is.
option(FLODATA_CONSOLE "build the console with npm; OFF: the binary has a page that says so" ON)

# flodata_console_build(FOLDER STAMP): sets FOLDER to the folder that the bundle is in once STAMP is made.
function(flodata_console_build folder stamp)
  set(source "${CMAKE_SOURCE_DIR}/web/console")
  set(made "${CMAKE_BINARY_DIR}/console")
  set(pins "${source}/package.json" "${source}/package-lock.json" "${source}/.npmrc")
  add_custom_command(
    OUTPUT "${made}/installed"
    COMMAND ${CMAKE_COMMAND} -E make_directory "${made}"
    COMMAND ${CMAKE_COMMAND} -E copy ${pins} "${made}"
    COMMAND ${CMAKE_COMMAND} -E chdir "${made}" ${NPM} ci --ignore-scripts --prefer-offline --silent
    COMMAND ${CMAKE_COMMAND} -E touch "${made}/installed"
    DEPENDS ${pins}
    COMMENT "Installing the console's packages"
    VERBATIM)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${source}/src/*" "${source}/public/*")
  list(FILTER sources EXCLUDE REGEX "schema\\.d\\.ts$")
  set(settings "${source}/index.html" "${source}/vite.config.mjs" "${source}/svelte.config.js" "${source}/tsconfig.json")
  add_custom_command(
    OUTPUT "${made}/built"
    COMMAND ${CMAKE_COMMAND} -E rm -rf "${made}/src" "${made}/public" "${made}/dist"
    COMMAND ${CMAKE_COMMAND} -E copy_directory "${source}/src" "${made}/src"
    COMMAND ${CMAKE_COMMAND} -E copy_directory "${source}/public" "${made}/public"
    COMMAND ${CMAKE_COMMAND} -E copy ${settings} "${made}"
    COMMAND ${CMAKE_COMMAND} -E chdir "${made}" ${NPM} run build --silent -- --logLevel error
    COMMAND ${CMAKE_COMMAND} -E touch "${made}/built"
    DEPENDS "${made}/installed" ${sources} ${settings}
    COMMENT "Building the console"
    VERBATIM)
  set(${folder} "${made}/dist" PARENT_SCOPE)
  set(${stamp} "${made}/built" PARENT_SCOPE)
endfunction()
