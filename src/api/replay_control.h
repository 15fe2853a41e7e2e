// Commands to the streamer, from coroutines: asking blocks, so threads of its own do it.
#pragma once

#include <atomic>
#include <stop_token>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include "base/error.h"
#include "store/database_options.h"
#include "store/production_store.h"
#include "streamer/control.h"

namespace flodata::api {

/// Thread-safe. Two commands are asked at a time, each on a database session of its own, and a few more wait;
/// further ones are refused at once.
class ReplayControl {
 public:
  explicit ReplayControl(store::DatabaseOptions database);
  /// Stops and joins.
  ~ReplayControl();
  ReplayControl(const ReplayControl&) = delete;
  ReplayControl& operator=(const ReplayControl&) = delete;

  /// Asks the streamer and returns what it answers, some time before `deadline`. An empty `request_id` is
  /// made up. Errors: those of streamer::request_replay(), and unavailable when too many commands wait.
  /// Throws Failure: the database is away, and whether the command is carried out is not known.
  boost::asio::awaitable<Expected<streamer::ReplayAnswer>> ask(streamer::Command command,
                                                               std::string request_id,
                                                               store::SteadyTime deadline);

  /// Takes back what no streamer has answered yet; what is asked from now on is refused.
  void stop() { stop_.request_stop(); }

  /// Waits for the threads, after stop(). The executors of the coroutines must still be there.
  void join() { threads_.join(); }

 private:
  store::DatabaseOptions database_;
  std::stop_source stop_;
  std::atomic<int> asked_ = 0;
  boost::asio::thread_pool threads_;  // last: they use all of the above
};

}  // namespace flodata::api
