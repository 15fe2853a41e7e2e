#include "cli/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include <fmt/format.h>

namespace flodata::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSharedRoot = "/var/lib/flodata";

/// FNV-1a, to tell folders of equal name apart: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
std::uint32_t short_hash(const std::string& text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

/// Whether everybody may pass through every folder down to `path`.
bool is_passable_for_all(const fs::path& path) {
  fs::path part;
  for (const auto& name : path) {
    part /= name;
    struct stat status{};
    if (stat(part.c_str(), &status) != 0 || (status.st_mode & S_IXOTH) == 0) return false;
  }
  return true;
}

std::string reason() { return std::generic_category().message(errno); }

}  // namespace

DataDirectory::DataDirectory(const std::filesystem::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    throw Failure(Code::io, fmt::format("cannot make the data folder '{}': {}; give another with --data-dir",
                                        path.string(), error.message()));
  path_ = fs::canonical(path);
  const auto lock_file = path_ / "lock";
  lock_ = open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (lock_ < 0) throw Failure(Code::io, fmt::format("cannot write '{}': {}", lock_file.string(), reason()));
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    close(lock_);
    throw Failure(Code::conflict,
                  fmt::format("another `flodata up` works in '{}'; stop it, or give another --data-dir",
                              path_.string()));
  }
}

DataDirectory::~DataDirectory() { close(lock_); }

std::filesystem::path DataDirectory::server_directory(const std::filesystem::path& source) const {
  const auto name = source.parent_path() == path_
                        ? source.stem().string()
                        : fmt::format("{}-{:08x}", source.stem().string(), short_hash(source.string()));
  if (geteuid() == 0 && !is_passable_for_all(path_))
    return fs::path(kSharedRoot) / fmt::format("{:08x}", short_hash(path_.string())) / name;
  return path_ / "postgres" / name;
}

}  // namespace flodata::cli
