#include "cli/browser.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

namespace flodata::cli {
namespace {

#ifdef __APPLE__
constexpr std::string_view kOpener = "open";
bool has_display() { return true; }
#else
constexpr std::string_view kOpener = "xdg-open";
bool has_display() {
  for (const auto* name : {"DISPLAY", "WAYLAND_DISPLAY"}) {
    const auto* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return true;
  }
  return false;
}
#endif

/// Runs a program in a session of its own, where Ctrl-C of this terminal does not reach it, and returns its
/// exit status; -1 when it cannot be run.
int run_apart(std::array<std::string, 5> arguments) {
  std::array<char*, arguments.size() + 1> argv{};
  for (std::size_t i = 0; i < arguments.size(); ++i) argv[i] = arguments[i].data();
  posix_spawnattr_t attributes;
  if (posix_spawnattr_init(&attributes) != 0) return -1;
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  pid_t process = 0;
  const int error = posix_spawn(&process, argv[0], nullptr, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return -1;
  int status = 0;
  while (waitpid(process, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Expected<void> open_in_browser(const std::string& address) {
  if (!has_display()) return unexpected(Code::unavailable, "there is no display here");
  // The shell ends at once and leaves the opener to init: it may run for as long as the browser.
  constexpr const char* kScript =
      "command -v \"$0\" >/dev/null || exit 1; \"$0\" \"$1\" </dev/null >/dev/null 2>&1 &";
  if (run_apart({"/bin/sh", "-c", kScript, std::string(kOpener), address}) != 0)
    return unexpected(Code::unavailable, fmt::format("there is no `{}` here", kOpener));
  return {};
}

}  // namespace flodata::cli
