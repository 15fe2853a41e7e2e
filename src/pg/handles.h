// C handles shared by the files of this folder; not included elsewhere.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "pg/connection.h"

namespace flodata::pg {

struct ResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ResultDeleter>;

struct Connection::Handle {
  PGconn* connection = nullptr;
  std::chrono::milliseconds answer_limit = kAnswerLimit;
  std::string end_reason;  // what the server said when it ended the session; empty as long as it did not
  Handle() = default;
  ~Handle() { PQfinish(connection); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

/// Returns a message of libpq without its line end.
inline std::string_view trimmed(const char* message) {
  std::string_view text = message == nullptr ? "" : message;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

/// Returns the first line of a message of libpq.
inline std::string_view first_line(const char* message) {
  const auto text = trimmed(message);
  return text.substr(0, text.find('\n'));
}

/// Returns the last result of what was sent (or the first error; a started COPY at once). Throws
/// Failure(timed_out), with the connection cut, when the server has not responded within the limit.
PgResult await_answer(Connection::Handle& handle, std::string_view statement);

/// Throws the Failure for an error result; `statement`: what was executed.
[[noreturn]] void fail(Connection::Handle& handle, const PGresult* result, std::string_view statement);

}  // namespace flodata::pg
