// C handles shared by the files of this folder; not included elsewhere.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "duck/database.h"
#include "duck/library.h"
#include "duck/watchdog.h"

namespace flodata::duck {

struct Appender::Handle {
  duckdb_appender appender = nullptr;
  Handle() = default;
  ~Handle() { duckdb_appender_destroy(&appender); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

/// A private folder per open file, for DuckDB's data that does not fit into memory.
class SpillFolder {
 public:
  /// An empty `parent` creates no folder. Errors: Failure(io).
  explicit SpillFolder(const std::filesystem::path& parent);
  ~SpillFolder();
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Database::Handle {
  /// The open file; it closes with the last of its connections, in any order.
  struct File {
    std::unique_ptr<SpillFolder> spill;  // removed after the database is closed
    duckdb_database database = nullptr;
    bool is_source = false;              // attached as kSourceCatalog to an in-memory database
    std::unique_ptr<Watchdog> watchdog;  // for a source, and when a stop token was given
    /// Known tables of a source that do not match the layout, and why. Written before there is a second
    /// thread.
    std::map<std::string, std::string, std::less<>> rejected;
    File() = default;
    ~File() { duckdb_close(&database); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
  };

  std::shared_ptr<File> file;
  duckdb_connection connection = nullptr;
  std::shared_ptr<Activity> activity;  // null without a watchdog

  /// Errors: Failure.
  explicit Handle(std::shared_ptr<File> opened);
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  /// Errors: Failure(interrupted) when the program was told to stop.
  void check_may_run() const;
};

/// Throws the Failure of a failed call: ended by the watchdog, or with DuckDB's text.
[[noreturn]] void fail_call(const Activity* activity, const char* message);

/// Returns the code of a failed open: the C API reports only text, which chooses the exit message and nothing
/// else.
Code code_of_open_error(const std::filesystem::path& path, std::string_view message);

}  // namespace flodata::duck
