#include "cli/connection_file.h"

#include <unistd.h>

#include <charconv>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "base/error.h"
#include "cli/database_options.h"
#include "pg/private/private_server_roles.h"

namespace flodata::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "connection";
constexpr std::size_t kLongest = 65536;

/// The password of `user` in a file in .pgpass form, as PrivateServer writes it.
std::string password_in(const fs::path& file, const std::string& user) {
  const auto folder = Directory::open(file.parent_path());
  const auto text = folder ? folder->read(file.filename(), kLongest, geteuid()) : std::nullopt;
  pg::ServerRoles roles{.owner = user, .reader = pg::reader_role_of(user)};
  return text && pg::read_passwords(*text, roles) ? roles.owner_password : std::string();
}

}  // namespace

ConnectionFile::ConnectionFile(const Directory& data_directory, const pg::ConnectionOptions& database,
                               const pg::PrivateServer* server)
    : data_directory_(data_directory) {
  auto text = fmt::format("host={}\nport={}\ndbname={}\nuser={}\n", database.host, database.port,
                          database.database, database.user);
  if (!database.ports.empty()) text += fmt::format("ports={}\n", database.ports);
  if (server != nullptr)
    text += fmt::format("passfile={}\nrequirepeer={}\nsearch_path={}\n", server->password_file().string(),
                        database.required_peer, database.search_path);
  data_directory_.write(kName, text);
}

ConnectionFile::~ConnectionFile() {
  try {
    data_directory_.remove_file(kName);
  } catch (const Failure&) {  // gone already, or the disk is: the next `up` replaces it
  }
}

std::optional<pg::ConnectionOptions> ConnectionFile::read(const fs::path& data_directory) {
  const auto folder = Directory::open(data_directory);
  const auto text = folder ? folder->read(kName, kLongest, geteuid()) : std::nullopt;
  if (!text) return std::nullopt;
  pg::ConnectionOptions options;
  std::istringstream file(*text);
  std::string passfile;
  for (std::string line; std::getline(file, line);) {
    const auto equals = line.find('=');
    if (equals == std::string::npos) continue;
    const auto key = line.substr(0, equals);
    const auto value = line.substr(equals + 1);
    if (key == "host") options.host = value;
    if (key == "port") std::from_chars(value.data(), value.data() + value.size(), options.port);
    if (key == "ports") options.ports = value;
    if (key == "dbname") options.database = value;
    if (key == "user") options.user = value;
    if (key == "passfile") passfile = value;
    if (key == "requirepeer") options.required_peer = value;
    if (key == "search_path") options.search_path = value;
  }
  if (passfile.empty()) return options;
  options.password = password_in(passfile, options.user);
  if (options.password.empty())
    throw Failure(
        Code::not_found,
        fmt::format(
            "the password file '{}' is lost or damaged; restart `flodata up`, which makes it again for "
            "the same database",
            passfile));
  return options;
}

pg::ConnectionOptions database_of(const Settings& settings, const std::string& data_directory,
                                  const std::string& application_name) {
  auto database = database_options(settings, application_name);
  if (settings.is_given("DB_HOST")) return database;
  auto found = ConnectionFile::read(data_directory);
  if (!found)
    throw Failure(
        Code::not_found,
        fmt::format("no `flodata up` runs in '{}'; give its folder with --data-dir, or set DB_HOST and so on "
                    "to reach the database of another streamer",
                    data_directory));
  found->application_name = application_name;
  if (found->password.empty()) found->password = database.password;
  return *found;
}

void add_data_directory(CLI::App& command, std::string& data_directory) {
  command
      .add_option("--data-dir", data_directory,
                  "data folder of the running `flodata up`, unless DB_HOST is set")
      ->capture_default_str();
}

}  // namespace flodata::cli
