// How to reach the database of a running `flodata up`, left in its data folder for the commands that ask for
// it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "base/directory.h"
#include "base/settings.h"
#include "pg/connection_options.h"
#include "pg/private/private_server.h"

namespace flodata::cli {

class ConnectionFile {
 public:
  /// Writes `database` in `data_directory`, for its owner to read: lines `key=value` as libpq knows them, the
  /// password by reference to the private server's file. `server`: null when the database is another
  /// server's; its password is in the environment then, and not written. Errors: Failure(io).
  ConnectionFile(const Directory& data_directory, const pg::ConnectionOptions& database,
                 const pg::PrivateServer* server);
  /// Removes it.
  ~ConnectionFile();
  ConnectionFile(const ConnectionFile&) = delete;
  ConnectionFile& operator=(const ConnectionFile&) = delete;

  /// Reads the file of an `up` that works in `data_directory`; nothing when there is none. The password goes
  /// only to a server that the file's writer started. Errors: Failure(permission_denied) when the folder, the
  /// file or the password file is another user's, Failure(not_found) when the password file is lost.
  static std::optional<pg::ConnectionOptions> read(const std::filesystem::path& data_directory);

 private:
  const Directory& data_directory_;
};

/// Returns the database of the settings where they name one, else that of the `up` in the data folder.
/// Errors: Failure(not_found) when there is neither.
pg::ConnectionOptions database_of(const Settings& settings, const std::string& data_directory,
                                  const std::string& application_name);

/// The option of the commands that ask database_of().
void add_data_directory(CLI::App& command, std::string& data_directory);

}  // namespace flodata::cli
