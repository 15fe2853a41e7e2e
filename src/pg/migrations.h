// Numbered schema migrations: the files of schema/ embedded in the binary, each applied once, in order.
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

/// Returns this program's migrations, by version.
std::span<const Migration> embedded_migrations();

struct MigrationStatus {
  const Migration* migration;
  bool applied;
};

/// Brings the schema up to `migrations`; programs that start at the same time wait for each other. If the
/// server has a role named as ours plus `_api`, that role may read, and write replay commands. Returns the
/// names of the migrations applied now. Errors: Failure(conflict) when the database is newer than the program
/// or has an edited migration, or lacks a table that a migration made.
std::vector<std::string> migrate(Connection& connection, std::span<const Migration> migrations);

/// Returns each migration and whether the database has it. Errors as migrate().
std::vector<MigrationStatus> migration_status(Connection& connection, std::span<const Migration> migrations);

/// Returns the tables and views that the applied migrations made and that are gone.
std::vector<std::string> missing_relations(Connection& connection, std::span<const Migration> migrations);

}  // namespace flodata::pg
