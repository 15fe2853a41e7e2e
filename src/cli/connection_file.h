// How to reach the database of a running `flodata up`, left in its data folder for the commands that ask for
// it.
#pragma once

#include <filesystem>
#include <optional>

#include "pg/connection_options.h"
#include "pg/private_server.h"

namespace flodata::cli {

class ConnectionFile {
 public:
  /// Writes `connection` in `data_directory`: lines `key=value` as libpq knows them, the password by
  /// reference to the private server's file. `server`: null when the database is somebody else's; its
  /// password is in the environment then, and not written. Errors: Failure(io).
  ConnectionFile(const std::filesystem::path& data_directory, const pg::ConnectionOptions& database,
                 const pg::PrivateServer* server);
  /// Removes it.
  ~ConnectionFile();
  ConnectionFile(const ConnectionFile&) = delete;
  ConnectionFile& operator=(const ConnectionFile&) = delete;

  /// Reads the file of an `up` that works in `data_directory`; nothing when there is none.
  static std::optional<pg::ConnectionOptions> read(const std::filesystem::path& data_directory);

 private:
  std::filesystem::path path_;
};

}  // namespace flodata::cli
