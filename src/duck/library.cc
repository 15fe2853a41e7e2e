#include "duck/library.h"

#include <dlfcn.h>

#include <filesystem>
#include <string>

#include <fmt/format.h>

namespace flodata::duck {
namespace {

constexpr const char* kFileName = "libduckdb.so";

/// The loaded library, or the reason why loading failed.
struct Loading {
  void* library = nullptr;
  std::string problem;
};

Loading load() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto beside = program.parent_path() / kFileName;
  const bool is_beside = !error && std::filesystem::exists(beside, error);
  if (void* library = dlopen(is_beside ? beside.c_str() : kFileName, RTLD_NOW | RTLD_LOCAL))
    return {library, {}};
  const char* message = dlerror();
  return {nullptr, message == nullptr ? "no reason given" : message};
}

const Loading& loading() {
  static const Loading kOnce = load();
  return kOnce;
}

}  // namespace

Expected<void> load_library() {
  if (loading().library != nullptr) return {};
  return unexpected(
      Code::unavailable,
      fmt::format("{} cannot be loaded: {}; it belongs in the folder of the program, where the build "
                  "puts it",
                  kFileName, loading().problem));
}

void* find_function(const char* name) {
  if (void* function = dlsym(loading().library, name)) return function;
  throw Failure(Code::unavailable,
                fmt::format("{} has no function {}: it is not of the version that this program "
                            "was built for (flodata version)",
                            kFileName, name));
}

}  // namespace flodata::duck
