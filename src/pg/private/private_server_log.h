// The log of the private PostgreSQL: this program gives the server the open file, and reads from it why the
// server ended. Clients' texts are in it too, so what is read of it is made safe for a terminal.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/directory.h"

namespace flodata::pg {

/// Why a server ended.
struct EndReason {
  std::string text;  // on one line; never empty
  bool lacks_resources =
      false;  // disk full, out of memory: it may start again later, however long that takes
  bool port_was_taken = false;
};

class ServerLog {
 public:
  /// The form of the server's lines, as its setting log_line_prefix: with the SQLSTATE, which says what
  /// happened in every language.
  static constexpr const char* kLinePrefix = "%m [%p] %e ";

  /// Opens the log for appending; removes anything in its place that is no file of ours. Begins a new one
  /// when it is long; the one before remains as `postgres.log.1`. `directory` must outlive it.
  explicit ServerLog(const Directory& directory);
  ~ServerLog();
  ServerLog(const ServerLog&) = delete;
  ServerLog& operator=(const ServerLog&) = delete;

  /// Returns the open file, for the programs to write into.
  [[nodiscard]] int file() const { return file_; }
  [[nodiscard]] std::filesystem::path path() const;

  /// A program starts now: reasons are looked for in what follows. Reserves room on the disk, so that a
  /// server that ends because the disk is full can still say so.
  void begin_program();

  /// Returns why the program ended, by its last serious line. `cluster`: whose disk may be full.
  [[nodiscard]] EndReason end_reason(const std::filesystem::path& cluster) const;

 private:
  const Directory& directory_;
  int file_;
  off_t begin_ = 0;  // [bytes]
};

}  // namespace flodata::pg
