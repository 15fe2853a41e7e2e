// The console's files, which the build embeds: see cmake/console.cmake.
#pragma once

#include <span>
#include <string_view>

namespace flodata::api {

struct ConsoleFile {
  std::string_view path;  // "/index.html", "/assets/index-BtW0sQ9x.js"
  std::string_view gzip;
};

std::span<const ConsoleFile> console_files();

}  // namespace flodata::api
