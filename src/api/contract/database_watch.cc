#include "api/contract/database_watch.h"

namespace flodata::api {

bool is_outage(Code code) {
  switch (code) {
    case Code::unavailable:
    case Code::timed_out:
    case Code::permission_denied:
    case Code::interrupted:
      return true;
    case Code::not_found:
    case Code::invalid_argument:
    case Code::corrupt_input:
    case Code::conflict:
    case Code::overloaded:
    case Code::fenced:
    case Code::database:
    case Code::io:
      break;
  }
  return false;
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
