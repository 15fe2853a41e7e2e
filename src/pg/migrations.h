// Numbered schema migrations: the files of schema/ embedded in the binary, applied in order, once each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pg/connection.h"

namespace flodata::pg {

struct Migration {
  int version;            // leading number of the file's name
  std::string_view name;  // "0001_production_data"
  std::string_view sql;
};

/// Returns the migrations of this program, by version.
std::span<const Migration> embedded_migrations();

struct MigrationStatus {
  const Migration* migration;
  bool applied;
};

/// Brings the schema up to `migrations`; programs that start together wait for each other. Where the server
/// has a role named as ours with `_api` behind it, that one may read, and place replay commands. Returns the
/// names applied now. Errors: Failure(conflict) when the database is newer than the program or holds an
/// edited migration.
std::vector<std::string> migrate(Connection& connection, std::span<const Migration> migrations);

/// Returns each migration and whether the database has it. Errors as migrate().
std::vector<MigrationStatus> migration_status(Connection& connection, std::span<const Migration> migrations);

}  // namespace flodata::pg
