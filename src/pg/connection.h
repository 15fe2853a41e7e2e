// libpq behind RAII, blocking: for the streamer, migrations and commands. The API uses async_connection.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "pg/connection_options.h"
#include "pg/notice.h"

namespace flodata::pg {

/// Rows of a finished query, as text.
class Result {
 public:
  struct Handle;
  explicit Result(std::unique_ptr<Handle> handle);
  ~Result();
  Result(Result&&) noexcept;
  Result& operator=(Result&&) noexcept;

  [[nodiscard]] std::size_t row_count() const;
  [[nodiscard]] std::size_t affected_rows() const;
  [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::int64_t int64(std::size_t row, std::size_t column) const;
  [[nodiscard]] double float64(std::size_t row, std::size_t column) const;
  [[nodiscard]] bool boolean(std::size_t row, std::size_t column) const;
  /// Reads microseconds since 1970: `(extract(epoch FROM …) * 1000000)::bigint`.
  [[nodiscard]] Instant instant(std::size_t row, std::size_t column) const;

 private:
  std::unique_ptr<Handle> handle_;
};

/// Returns an instant as text for a parameter `$n::timestamptz`.
std::string to_parameter(Instant instant);

using Parameter = std::optional<std::string>;

/// Default time limit for the response to a statement.
inline constexpr std::chrono::milliseconds kAnswerLimit{60000};

/// One session. Not thread-safe, except for abort(). Every call's Failure has the code of its SQLSTATE.
class Connection {
 public:
  /// Connects, within some seconds. Errors: Failure with the code of the server's SQLSTATE (permission_denied
  /// for a rejected password, not_found for a database that does not exist), unavailable when no server
  /// responds.
  explicit Connection(const ConnectionOptions& options);
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;

  /// Sets the time limit for the response to a statement. A server that is silent for longer (its network
  /// acknowledges, so no TCP timeout occurs) causes Failure(timed_out), and the connection is cut.
  void set_answer_limit(std::chrono::milliseconds limit);

  /// Runs one or more statements without parameters.
  void execute(const std::string& sql);
  /// Runs one statement with `$1`… parameters.
  Result query(const std::string& sql, const std::vector<Parameter>& parameters = {});

  /// Waits until notifications of LISTEN arrive, `wake` (a file descriptor) is readable, or the time is over.
  /// Returns the notifications that have arrived. Errors: Failure(unavailable) when the session is lost.
  std::vector<Notice> wait_for_notices(std::chrono::milliseconds longest, int wake);

  /// Cuts the connection, so that a call running in another thread returns. Thread-safe.
  void abort();

  struct Handle;
  [[nodiscard]] Handle& handle() { return *handle_; }

 private:
  std::unique_ptr<Handle> handle_;
};

/// Rolls back unless commit() returned.
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  /// Errors: Failure; if the connection broke meanwhile the commit is in doubt: read what it wrote, then
  /// decide.
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace flodata::pg
