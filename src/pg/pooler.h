// Poolers (pgbouncer and the like) between this program and PostgreSQL. In session mode they do no harm. In
// transaction mode each transaction may run on another session of the server: locks, LISTEN, settings and
// prepared statements of a session are lost, or somebody else's, so two streamers would lead at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "pg/connection.h"
#include "pg/connection_options.h"

namespace flodata::pg {

/// Whether two connections share sessions of the server, from the processes that served them in turn.
class SessionCheck {
 public:
  static constexpr int kRounds = 3;
  void saw_first(std::int64_t backend) { see(first_, backend, second_); }
  void saw_second(std::int64_t backend) { see(second_, backend, first_); }
  [[nodiscard]] bool are_shared() const { return shared_; }

 private:
  void see(std::optional<std::int64_t>& own, std::int64_t backend, const std::optional<std::int64_t>& other) {
    shared_ = shared_ || (own && *own != backend) || other == backend;
    own = backend;
  }
  std::optional<std::int64_t> first_;
  std::optional<std::int64_t> second_;
  bool shared_ = false;
};

/// Says what to do about such a pooler on `host`.
std::string transaction_pooling(const std::string& host);

/// Throws Failure(conflict) when a pooler shares the session of `connection` with others. `options`: its own;
/// a second session is opened where there is a pooler.
void check_session(Connection& connection, const ConnectionOptions& options);

}  // namespace flodata::pg
