#include "cli/field_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/upsample_dataset.h"

namespace flodata::cli {
namespace {

/// A file under a temporary name beside its final one; removed unless kept.
class PartialFile {
 public:
  explicit PartialFile(const std::filesystem::path& path)
      : final_(path), partial_(path.string() + fmt::format(".partial-{}", ::getpid())) {
    remove();
  }
  ~PartialFile() { remove(); }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return partial_; }

  void keep() {
    std::error_code error;
    std::filesystem::rename(partial_, final_, error);
    if (error)
      throw Failure(Code::io,
                    fmt::format("cannot name the new file '{}': {}", final_.string(), error.message()));
  }

 private:
  void remove() const {
    std::error_code ignored;  // not there is what is wanted
    std::filesystem::remove(partial_, ignored);
    std::filesystem::remove(partial_.string() + ".wal", ignored);
  }

  std::filesystem::path final_;
  std::filesystem::path partial_;
};

}  // namespace

void make_field_file(const std::filesystem::path& path, const std::function<void(duck::Database&)>& fill) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  if (!std::filesystem::is_directory(folder))
    throw Failure(Code::not_found,
                  fmt::format("there is no folder '{}' for the file '{}'", folder.string(), path.string()));
  PartialFile file(path);
  {
    auto database = value_or_throw(duck::Database::open(file.path(), duck::OpenMode::read_write));
    fill(database);
    database.execute("CHECKPOINT");  // closed afterwards, nothing of it is left in a log beside the file
  }
  file.keep();
}

void make_simulated_field(const std::filesystem::path& path, const SimulatedFieldOptions& options,
                          const std::stop_token& stop) {
  make_field_file(path, [&](duck::Database& database) {
    write_invented_field(database, options, stop, [](int) {});
    upsample_dataset(database, {.seed = options.seed}, stop, [](std::int64_t, std::int64_t) {});
  });
}

}  // namespace flodata::cli
