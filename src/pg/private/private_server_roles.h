// Roles of the private PostgreSQL. The superuser has no password and can log in only as the server's system
// user, by the socket. The streamer's role owns the database; the API's role reads, and writes commands
// (granted by migrate()). Neither can run programs or read files of the server.
#pragma once

#include <string>
#include <vector>

namespace flodata::pg {

inline constexpr const char* kServerAdmin = "flodata_admin";
/// The search path of both roles.
inline constexpr const char* kRolesSearchPath = "public, pg_temp";

struct ServerRoles {
  std::string owner;
  std::string owner_password;
  std::string reader;
  std::string reader_password;
  std::string database;
};

/// Returns the name of the role that reads the tables of `owner`.
std::string reader_role_of(const std::string& owner);

/// SQL for `postgres --single`; each text is one entry and prints kRolesDone at its end.
///
/// For the database `postgres`: creates or resets the roles; a role may change its own password and settings,
/// so this runs at each start. Only the superuser may connect to the databases that initdb created. In a
/// cluster of an earlier version all programs used the superuser: kServerAdmin replaces it, and other
/// superusers become ordinary roles. Prints the names of the cluster's databases for databases_in().
std::string role_setup(const ServerRoles& roles);
/// Creates the database.
std::string database_creation(const ServerRoles& roles);
/// For the database itself: objects of the superuser become the owner's, except parts of extensions; only
/// owners may create objects in the schema `public`, and no other role large objects or temporary tables.
std::string ownership_setup(const ServerRoles& roles);

inline constexpr const char* kRolesDone = "flodata roles are set up";

/// Returns the databases that role_setup() printed.
std::vector<std::string> databases_in(const std::string& printed);

/// Returns pg_hba.conf and pg_ident.conf; `system_user` runs the server (empty: it has no name).
std::string host_based_authentication();
std::string system_user_map(const std::string& system_user);

/// Returns the lines of a password file (.pgpass) for both roles.
std::string password_file_text(const ServerRoles& roles);
/// Reads the passwords of `roles` from such a text. Returns whether both are present.
bool read_passwords(const std::string& text, ServerRoles& roles);

}  // namespace flodata::pg
