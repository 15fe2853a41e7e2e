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

}  // namespace

Code code_of_sqlstate(std::string_view sqlstate) {
  if (sqlstate.empty()) return Code::unavailable;
  const auto found = std::find_if(kTable.begin(), kTable.end(),
                                  [&](const Entry& entry) { return sqlstate.starts_with(entry.prefix); });
  return found == kTable.end() ? Code::database : found->code;
}

}  // namespace flodata::pg
