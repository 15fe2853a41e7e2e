#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/database_options.h"
#include "pg/connection.h"
#include "pg/migrations.h"

namespace flodata::cli {
namespace {

ExitCode run_migrate(CommandContext& context) {
  pg::Connection connection(database_options(context.settings(), "flodata-db"));
  const auto applied = pg::migrate(connection, pg::embedded_migrations());
  for (const auto& name : applied) fmt::print("applied {}\n", name);
  if (applied.empty()) fmt::print("the schema is up to date\n");
  return ExitCode::done;
}

ExitCode run_status(CommandContext& context, bool as_json) {
  pg::Connection connection(database_options(context.settings(), "flodata-db"));
  bool complete = true;
  std::string json;
  for (const auto& [migration, applied] : pg::migration_status(connection, pg::embedded_migrations())) {
    complete = complete && applied;
    if (as_json)
      json += fmt::format("{}{{\"version\":{},\"name\":\"{}\",\"applied\":{}}}", json.empty() ? "" : ",",
                          migration->version, migration->name, applied);
    else
      fmt::print("{:<30} {}\n", migration->name, applied ? "applied" : "pending (run `flodata db migrate`)");
  }
  if (as_json) fmt::print("{{\"migrations\":[{}],\"complete\":{}}}\n", json, complete);
  return complete ? ExitCode::done : ExitCode::failed;
}

}  // namespace

void add_db_commands(CLI::App& parent, Chosen& chosen) {
  auto* migrate = parent.add_subcommand("migrate", "bring the schema up to this program's version");
  migrate->callback([&chosen] { chosen.run = run_migrate; });
  auto* status = parent.add_subcommand(
      "status", "which schema migrations the database has; exit code 1 when some are pending");
  auto as_json = std::make_shared<bool>(false);
  status->add_flag("--json", *as_json, "print as JSON");
  status->callback([&chosen, as_json] {
    chosen.run = [as_json](CommandContext& context) { return run_status(context, *as_json); };
  });
}

}  // namespace flodata::cli
