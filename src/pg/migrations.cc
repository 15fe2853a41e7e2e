#include "pg/migrations.h"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pg/role_names.h"
#include "pg/schema_relations.h"
#include "pg/sql.h"

namespace flodata::pg {
namespace {

// Programs that start at the same time wait for this table's lock, which only its owner may take; any role
// that can log in could hold an advisory lock. Readers of the table do not wait.
constexpr const char* kLockStatement = "LOCK TABLE schema_migration IN EXCLUSIVE MODE";

// Enough to read some hundred million rows once.
constexpr std::chrono::hours kMigrationPatience(2);

using fmt::literals::operator""_a;

/// Returns version -> SHA-256 of the migrations in the database.
std::map<int, std::string> applied_migrations(Connection& connection) {
  std::map<int, std::string> applied;
  if (connection.query("SELECT to_regclass('schema_migration')").is_null(0, 0)) return applied;
  const auto rows = connection.query("SELECT version, sha256 FROM schema_migration");
  for (std::size_t row = 0; row < rows.row_count(); ++row)
    applied.emplace(static_cast<int>(rows.int64(row, 0)), std::string(rows.text(row, 1)));
  return applied;
}

std::string sha256_of(Connection& connection, std::string_view text) {
  const auto result =
      connection.query("SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')", {std::string(text)});
  return std::string(result.text(0, 0));
}

void check_known(const std::map<int, std::string>& applied, std::span<const Migration> migrations) {
  const int newest = migrations.empty() ? 0 : migrations.back().version;
  if (!applied.empty() && applied.rbegin()->first > newest)
    throw Failure(
        Code::conflict,
        fmt::format("the database's schema has version {}, this program knows {}; use a newer flodata",
                    applied.rbegin()->first, newest));
}

/// Returns whether the database has the migration. Errors: Failure(conflict) when it has another text of it.
bool is_applied(Connection& connection, const std::map<int, std::string>& applied,
                const Migration& migration) {
  const auto found = applied.find(migration.version);
  if (found == applied.end()) return false;
  if (found->second != sha256_of(connection, migration.sql))
    throw Failure(Code::conflict,
                  fmt::format("schema migration {} was applied with another text; a migration that is "
                              "out must not be edited: add a new one",
                              migration.name));
  return true;
}

/// Creates the table of migrations. If another program creates it at the same time, that one is used.
void ensure_migration_table(Connection& connection) {
  if (!connection.query("SELECT to_regclass('schema_migration')").is_null(0, 0)) return;
  try {
    connection.execute(sql::kCreateMigrationTable);
  } catch (const Failure& failure) {
    if (failure.code() != Code::conflict) throw;
  }
}

}  // namespace

namespace {

/// Applies a migration in a transaction of its own. Returns false when the database has it.
bool apply(Connection& connection, const Migration& migration, std::span<const Migration> migrations) {
  Transaction transaction(connection);
  connection.execute(kLockStatement);
  const auto applied = applied_migrations(connection);
  check_known(applied, migrations);
  if (is_applied(connection, applied, migration)) return false;
  connection.execute(std::string(migration.sql));
  connection.query(
      "INSERT INTO schema_migration (version, name, sha256) VALUES ($1, $2, $3)",
      {std::to_string(migration.version), std::string(migration.name), sha256_of(connection, migration.sql)});
  transaction.commit();
  return true;
}

void check_complete(Connection& connection, std::span<const Migration> migrations) {
  if (const auto missing = missing_relations(connection, migrations); !missing.empty())
    throw Failure(
        Code::conflict,
        fmt::format(
            "the schema lacks {}, which a migration made: somebody dropped it; restore a backup, or begin "
            "a new stream in an empty database",
            fmt::join(missing, ", ")));
}

}  // namespace

// A transaction for each migration: one that takes long holds no lock of those before, and is not undone with
// those after.
std::vector<std::string> migrate(Connection& connection, std::span<const Migration> migrations) {
  ensure_migration_table(connection);
  check_known(applied_migrations(connection), migrations);
  std::vector<std::string> names;
  connection.set_answer_limit(kMigrationPatience);
  for (const auto& migration : migrations)
    if (apply(connection, migration, migrations)) names.emplace_back(migration.name);
  connection.set_answer_limit(kAnswerLimit);
  check_complete(connection, migrations);
  Transaction transaction(connection);
  connection.execute(kLockStatement);
  connection.execute(fmt::format(sql::kGrantReader, "suffix"_a = kReaderSuffix));
  transaction.commit();
  return names;
}

std::vector<std::string> missing_relations(Connection& connection, std::span<const Migration> migrations) {
  const auto applied = applied_migrations(connection);
  std::vector<Migration> present;
  for (const auto& migration : migrations)
    if (applied.contains(migration.version)) present.push_back(migration);
  const auto names = fmt::format("{{{}}}", fmt::join(schema_relations(present), ","));
  const auto rows = connection.query(sql::kMissingRelations, {names});
  std::vector<std::string> missing;
  for (std::size_t row = 0; row < rows.row_count(); ++row) missing.emplace_back(rows.text(row, 0));
  return missing;
}

std::vector<MigrationStatus> migration_status(Connection& connection, std::span<const Migration> migrations) {
  const auto applied = applied_migrations(connection);
  check_known(applied, migrations);
  std::vector<MigrationStatus> status;
  for (const auto& migration : migrations)
    status.push_back({&migration, is_applied(connection, applied, migration)});
  return status;
}

}  // namespace flodata::pg
