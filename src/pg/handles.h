// C handles shared by the files of this folder; nobody else includes this.
#pragma once

#include <libpq-fe.h>

#include <memory>

#include "pg/connection.h"

namespace flodata::pg {

struct ResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ResultDeleter>;

struct Connection::Handle {
  PGconn* connection = nullptr;
  Handle() = default;
  ~Handle() { PQfinish(connection); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

/// Throws the Failure of a result that is an error; `statement` names what was tried.
[[noreturn]] void fail(PGconn* connection, const PGresult* result, std::string_view statement);

}  // namespace flodata::pg
