#include "api/contract/database_watch.h"

namespace flodata::api {

// Failures that may pass, except our own limit of queries; besides, a rejected login, and a statement that
// the database server cancelled.
bool is_outage(Code code) {
  if (code == Code::permission_denied || code == Code::interrupted) return true;
  return is_transient(code) && code != Code::overloaded;
}

void DatabaseWatch::answered() {
  if (away_.load(std::memory_order_relaxed) && away_.exchange(false))
    log_->info("the database answers again");
}

void DatabaseWatch::failed(const Failure& failure) {
  if (!away_.exchange(true))
    log_->warning("the database has no answer ({}): {}; requests are answered 503 until it has",
                  to_string(failure.code()), failure.what());
}

}  // namespace flodata::api
