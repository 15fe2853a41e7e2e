#include "pg/private/private_server_roles.h"

#include <sstream>

#include <fmt/format.h>

#include "pg/private/sql.h"
#include "pg/role_names.h"

namespace flodata::pg {
namespace {

using fmt::literals::operator""_a;

/// Returns `text` as an SQL literal.
std::string literal(const std::string& text) {
  std::string quoted = "E'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string identifier(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

/// Joins statements without blank lines, which would end the entry early.
std::string entry(const std::string& statements) {
  return fmt::format("{}\nSELECT '{}' AS outcome;", statements, kRolesDone);
}

constexpr const char* kSafeSearchPath = "SET search_path = pg_catalog, pg_temp;";
// The superuser that initdb created, and the first object id after those of initdb.
constexpr const char* kConstants = "first_user CONSTANT oid := 10; first_object CONSTANT oid := 16384;";

std::string admin_setup() {
  return fmt::format(sql::kNameAdmin, "constants"_a = kConstants, "admin"_a = literal(kServerAdmin));
}

std::string role(const std::string& name, const std::string& password) {
  return fmt::format(sql::kMakeRole, "role"_a = identifier(name), "role_text"_a = literal(name),
                     "password"_a = literal(password), "search_path"_a = kRolesSearchPath);
}

std::string escaped_for_password_file(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string password_line(const std::string& user) {
  return fmt::format("*:*:*:{}:", escaped_for_password_file(user));
}

}  // namespace

std::string reader_role_of(const std::string& owner) { return owner + kReaderSuffix; }

std::string role_setup(const ServerRoles& roles) {
  const auto close = fmt::format(sql::kCloseDatabases, "owner"_a = identifier(roles.owner),
                                 "database"_a = literal(roles.database));
  return entry(fmt::format("{}\n{}\n{}\n{}\n{}", kSafeSearchPath, admin_setup(),
                           role(roles.owner, roles.owner_password), role(roles.reader, roles.reader_password),
                           close));
}

std::string database_creation(const ServerRoles& roles) {
  // Must be alone in its transaction.
  const auto create =
      fmt::format("CREATE DATABASE {} OWNER {};", identifier(roles.database), identifier(roles.owner));
  const auto look = fmt::format("SELECT '{}' AS outcome FROM pg_catalog.pg_database WHERE datname = {};",
                                kRolesDone, literal(roles.database));
  return create + "\n\n" + look;
}

std::string ownership_setup(const ServerRoles& roles) {
  return entry(fmt::format(
      "{}\n{}", kSafeSearchPath,
      fmt::format(sql::kHandOverDatabase, "constants"_a = kConstants, "owner"_a = literal(roles.owner),
                  "database"_a = literal(roles.database), "reader"_a = literal(roles.reader))));
}

std::vector<std::string> databases_in(const std::string& printed) {
  constexpr std::string_view kBegin = "database = \"";
  std::vector<std::string> names;
  for (auto at = printed.find(kBegin); at != std::string::npos; at = printed.find(kBegin, at)) {
    at += kBegin.size();
    std::string name;
    for (; at + 1 < printed.size() && printed[at] != '"'; at += 2)
      name += static_cast<char>(std::stoi(printed.substr(at, 2), nullptr, 16));
    names.push_back(name);
  }
  return names;
}

std::string host_based_authentication() {
  return fmt::format(
      "# Written by flodata at each start.\n"
      "local all {0} peer map=flodata\n"
      "host all {0} 127.0.0.1/32 reject\n"
      "local all all scram-sha-256\n"
      "host all all 127.0.0.1/32 scram-sha-256\n",
      kServerAdmin);
}

std::string system_user_map(const std::string& system_user) {
  if (system_user.empty()) return "# The user that runs the server has no name.\n";
  return fmt::format("flodata \"{}\" {}\n", system_user, kServerAdmin);
}

std::string password_file_text(const ServerRoles& roles) {
  return fmt::format("{}{}\n{}{}\n", password_line(roles.owner), roles.owner_password,
                     password_line(roles.reader), roles.reader_password);
}

bool read_passwords(const std::string& text, ServerRoles& roles) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (const auto begin = password_line(roles.owner); line.starts_with(begin))
      roles.owner_password = line.substr(begin.size());
    if (const auto begin = password_line(roles.reader); line.starts_with(begin))
      roles.reader_password = line.substr(begin.size());
  }
  return !roles.owner_password.empty() && !roles.reader_password.empty();
}

}  // namespace flodata::pg
