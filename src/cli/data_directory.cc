#include "cli/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/fnv1a.h"
#include "pg/private/private_server_process.h"

namespace flodata::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSharedRoot = "/var/lib/flodata";

/// Whether PostgreSQL's user may pass through every folder down to `path`.
bool is_passable_for(const pg::ServerAccount& account, const fs::path& path) {
  fs::path part;
  for (const auto& name : path) {
    part /= name;
    struct stat status{};
    if (stat(part.c_str(), &status) != 0) return false;
    const auto needed = status.st_uid == account.uid   ? S_IXUSR
                        : status.st_gid == account.gid ? S_IXGRP
                                                       : S_IXOTH;
    if ((status.st_mode & static_cast<mode_t>(needed)) == 0) return false;
  }
  return true;
}

Directory open_folder(const fs::path& path) try {
  return Directory::open_or_make(path, S_IRWXU);
} catch (const Failure& failure) {
  throw Failure(failure.code(),
                fmt::format("the data folder: {}; give another with --data-dir", failure.what()));
}

}  // namespace

DataDirectory::DataDirectory(const std::filesystem::path& path) : folder_(open_folder(path)) {
  if (folder_.owner() != geteuid())
    throw Failure(
        Code::permission_denied,
        fmt::format("the data folder '{}' belongs to user {}; run as that user, or give another with "
                    "--data-dir",
                    folder_.path().string(), user_name(folder_.owner())));
  lock_ = folder_.open_file("lock", O_RDWR | O_CREAT, geteuid()).value();
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    close(lock_);
    throw Failure(Code::conflict,
                  fmt::format("another `flodata up` runs in '{}'; stop it, or give another --data-dir",
                              folder_.path().string()));
  }
  constexpr std::string_view kAtWork = "an `up` is at work here, or was killed\n";
  was_interrupted_ = lseek(lock_, 0, SEEK_END) > 0;
  // A disk that is full shows itself where it matters.
  static_cast<void>(pwrite(lock_, kAtWork.data(), kAtWork.size(), 0));
}

DataDirectory::~DataDirectory() {
  static_cast<void>(ftruncate(lock_, 0));
  close(lock_);
}

std::filesystem::path DataDirectory::server_directory(const std::filesystem::path& source) const {
  const auto& path = folder_.path();
  const auto name = source.parent_path() == path
                        ? source.stem().string()
                        : fmt::format("{}-{:08x}", source.stem().string(), short_hash(source.string()));
  const auto account = pg::ServerAccount::find();
  if (account.is_ours) return path / "postgres" / name;
  // Once made somewhere, it stays there.
  auto shared = fs::path(kSharedRoot) / fmt::format("{:08x}", short_hash(path.string())) / name;
  if (fs::exists(shared / "cluster")) return shared;
  if (folder_.was_made()) folder_.give_to(geteuid(), account.gid, S_IRWXU | S_IXGRP);
  return is_passable_for(account, path) ? path / "postgres" / name : shared;
}

}  // namespace flodata::cli
