// Roles of the private PostgreSQL. The superuser has no password and is let in by the server's own user of
// the system only, on the socket. The streamer's role owns the database; the API's role reads, and places
// commands (granted by migrate()). Neither can run programs or read files of the server.
#pragma once

#include <string>
#include <vector>

namespace flodata::pg {

inline constexpr const char* kServerAdmin = "flodata_admin";
/// Where both roles look for names.
inline constexpr const char* kRolesSearchPath = "public, pg_temp";

struct ServerRoles {
  std::string owner;
  std::string owner_password;
  std::string reader;
  std::string reader_password;
  std::string database;
};

/// Name of the role that reads what `owner` owns.
std::string reader_role_of(const std::string& owner);

/// SQL for `postgres --single`, each one entry, which prints kRolesDone at its end.
///
/// In the database `postgres`: makes the roles, or brings them to what they should be: a role may change its
/// own password and settings, so this is done at each start. Nobody but the superuser gets into the databases
/// that initdb made. A cluster of an earlier version, whose superuser was the role of all programs, gets
/// kServerAdmin in its place; its other superusers become ordinary roles. Prints the names of its databases:
/// databases_in() reads them.
std::string role_setup(const ServerRoles& roles);
/// Makes the database.
std::string database_creation(const ServerRoles& roles);
/// In the database itself: what the superuser made belongs to the owner from now on, except parts of
/// extensions; only owners make things in the schema `public`, and nobody else large objects or temporary
/// tables.
std::string ownership_setup(const ServerRoles& roles);

inline constexpr const char* kRolesDone = "flodata roles are set up";

/// Returns the databases that role_setup() printed.
std::vector<std::string> databases_in(const std::string& printed);

/// pg_hba.conf and pg_ident.conf; `system_user` runs the server (empty: it has no name).
std::string host_based_authentication();
std::string system_user_map(const std::string& system_user);

/// The lines of a password file (.pgpass) for both roles, and their passwords in one.
std::string password_file_text(const ServerRoles& roles);
/// Reads the passwords of `roles` from such a text. Returns whether both are there.
bool read_passwords(const std::string& text, ServerRoles& roles);

}  // namespace flodata::pg
