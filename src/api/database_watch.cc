#include "api/database_watch.h"

namespace flodata::api {

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
