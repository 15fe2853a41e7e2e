#include "pg/sqlstate.h"

#include <algorithm>
#include <array>

namespace flodata::pg {
namespace {

struct Entry {
  std::string_view prefix;
  Code code;
};

// Longest prefix first. Classes: https://www.postgresql.org/docs/15/errcodes-appendix.html
constexpr std::array kTable = {
    Entry{"57P01", Code::unavailable},        // admin_shutdown
    Entry{"57P02", Code::unavailable},        // crash_shutdown
    Entry{"57P03", Code::unavailable},        // cannot_connect_now
    Entry{"57014", Code::timed_out},          // query_canceled (statement timeout)
    Entry{"53300", Code::unavailable},        // too_many_connections
    Entry{"25P03", Code::unavailable},        // idle_in_transaction_session_timeout
    Entry{"25006", Code::unavailable},        // read_only_sql_transaction: a standby that may be promoted
    Entry{"55P03", Code::unavailable},        // lock_not_available: another session holds it for now
    Entry{"42501", Code::permission_denied},  // insufficient_privilege
    Entry{"42P01", Code::not_found},          // undefined_table: the schema was not applied yet
    Entry{"3D000", Code::not_found},          // invalid_catalog_name: no such database
    Entry{"08", Code::unavailable},           // connection exceptions
    Entry{"28", Code::permission_denied},     // invalid authorization
    Entry{"40", Code::unavailable},           // transaction rollback: serialization, deadlock
    Entry{"53", Code::unavailable},           // insufficient resources: disk full, out of memory
    Entry{"57", Code::unavailable},           // operator intervention
    Entry{"58", Code::unavailable},           // system error: the server's disk
    Entry{"23", Code::conflict},              // integrity constraint violation
};

struct Hint {
  std::string_view prefix;
  std::string_view text;
};

// The server ends silent sessions of a streamer, which is never silent while it runs.
constexpr std::string_view kFrozen =
    "look for what froze this program: a signal (SIGSTOP), a machine that sleeps or is overloaded";

// Longest prefix first.
constexpr std::array kHints = {
    Hint{"08P01", "set DB_HOST and DB_PORT to PostgreSQL or a pooler in session mode"},
    Hint{"25006", "set DB_HOST to the primary, or promote this standby"},
    Hint{"25P03", kFrozen},
    Hint{"3D000", "check DB_NAME or create it"},
    Hint{"3F000", "set the role's search_path to a schema that exists"},
    Hint{"42501", "grant the role this right, or set DB_USER to the owner of the tables"},
    Hint{"42", "run `flodata db status`, which says what the schema lacks"},
    Hint{"53100", "make room on the disk of the server"},
    Hint{"53200", "give the server more memory, or lower its work_mem and max_connections"},
    Hint{"53300", "raise CONNECTION LIMIT of the role or the database, or max_connections"},
    Hint{"55P03", "end the session that holds the lock (pg_locks has it)"},
    Hint{"57014", "look in pg_stat_activity for what keeps the server busy"},
    Hint{"57P03", "wait until the server has started"},
    Hint{"57P02", "wait until the server has restarted, and look into its log for what crashed"},
    Hint{"57P05", kFrozen},
    Hint{"57", "ask who ended the session or the server"},
    Hint{"22", "run `flodata db verify`, which compares the rows with the source"},
    Hint{"23", "run `flodata db verify`, which compares the rows with the source"},
    Hint{"28", "check DB_USER and DB_PASSWORD, of the API DB_API_PASSWORD"},
    Hint{"40", "try again"},
    Hint{"58", "look into the server's log and at its disk"},
    Hint{"XX", "look into the server's log, and restore a backup when the data is damaged"},
};

}  // namespace

std::string_view hint_of_sqlstate(std::string_view sqlstate) {
  const auto* found =
      std::ranges::find_if(kHints, [&](const Hint& hint) { return sqlstate.starts_with(hint.prefix); });
  return found == kHints.end() ? "look into the server's log" : found->text;
}

Code code_of_sqlstate(std::string_view sqlstate) {
  if (sqlstate.empty()) return Code::unavailable;
  const auto found = std::find_if(kTable.begin(), kTable.end(),
                                  [&](const Entry& entry) { return sqlstate.starts_with(entry.prefix); });
  return found == kTable.end() ? Code::database : found->code;
}

}  // namespace flodata::pg
