#include "cli/connection_file.h"

#include <charconv>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "base/error.h"

namespace flodata::cli {
namespace {

namespace fs = std::filesystem;

fs::path path_in(const fs::path& data_directory) { return data_directory / "connection"; }

/// The password of a file in .pgpass form, whose first line is ours: it is the last field.
std::string password_in(const fs::path& file) {
  std::ifstream text(file);
  std::string line;
  std::getline(text, line);
  const auto colon = line.rfind(':');
  return colon == std::string::npos ? std::string() : line.substr(colon + 1);
}

}  // namespace

ConnectionFile::ConnectionFile(const fs::path& data_directory, const pg::ConnectionOptions& database,
                               const pg::PrivateServer* server)
    : path_(path_in(data_directory)) {
  std::ofstream file(path_);
  file << fmt::format("host={}\nport={}\ndbname={}\nuser={}\n", database.host, database.port,
                      database.database, database.user);
  if (server != nullptr) file << fmt::format("passfile={}\n", server->password_file().string());
  if (!file.flush()) throw Failure(Code::io, fmt::format("cannot write '{}'", path_.string()));
}

ConnectionFile::~ConnectionFile() {
  std::error_code gone_already;
  fs::remove(path_, gone_already);
}

std::optional<pg::ConnectionOptions> ConnectionFile::read(const fs::path& data_directory) {
  std::ifstream file(path_in(data_directory));
  if (!file) return std::nullopt;
  pg::ConnectionOptions options;
  for (std::string line; std::getline(file, line);) {
    const auto equals = line.find('=');
    if (equals == std::string::npos) continue;
    const auto key = line.substr(0, equals);
    const auto value = line.substr(equals + 1);
    if (key == "host") options.host = value;
    if (key == "port") std::from_chars(value.data(), value.data() + value.size(), options.port);
    if (key == "dbname") options.database = value;
    if (key == "user") options.user = value;
    if (key == "passfile") options.password = password_in(value);
  }
  return options;
}

}  // namespace flodata::cli
