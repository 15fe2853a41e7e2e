#include "pg/pooler.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include "pg/handles.h"

namespace flodata::pg {

std::string transaction_pooling(const std::string& host) {
  return fmt::format(
      "'{}' is a pooler that gives each transaction another session (pgbouncer: pool_mode = transaction or "
      "statement); "
      "set pool_mode = session for this database, or set DB_HOST and DB_PORT to PostgreSQL itself",
      host);
}

void check_session(Connection& connection, const ConnectionOptions& options) {
  const auto backend = [](Connection& asked) { return asked.query("SELECT pg_backend_pid()").int64(0, 0); };
  if (backend(connection) == PQbackendPID(connection.handle().connection)) return;
  Connection other(options);
  SessionCheck check;
  for (int round = 0; round < SessionCheck::kRounds; ++round) {
    check.saw_first(backend(connection));
    check.saw_second(backend(other));
  }
  if (check.are_shared()) throw Failure(Code::conflict, transaction_pooling(options.host));
}

}  // namespace flodata::pg
