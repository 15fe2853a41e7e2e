// C handles shared by the files of this folder; nobody else includes this.
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

/// A folder of our own for one open file, where DuckDB may put what does not fit into memory.
class SpillFolder {
 public:
  /// Nothing is made in an empty `parent`. Errors: Failure(io).
  explicit SpillFolder(const std::filesystem::path& parent);
  ~SpillFolder();
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Database::Handle {
  /// The open file; it closes with the last of its connections, whichever that is.
  struct File {
    std::unique_ptr<SpillFolder> spill;  // removed after the database is closed
    duckdb_database database = nullptr;
    bool is_source = false;              // attached as kSourceCatalog to a database of our own
    std::unique_ptr<Watchdog> watchdog;  // of a source, and where a stop was given
    /// Known tables of a source that are not of the layout, and why. Written before there is a second thread.
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

/// Throws what a failed call means: that the watchdog ended it, or DuckDB's text.
[[noreturn]] void fail_call(const Activity* activity, const char* message);

/// Code of a failed open: the C API gives only text, which chooses between exit messages and nothing else.
Code code_of_open_error(const std::filesystem::path& path, std::string_view message);

}  // namespace flodata::duck
