// The only way to start a coroutine that is not awaited: it has a name for the log, its exception is handled,
// and it is counted while it lives.
#pragma once

#include <exception>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

#include "base/log.h"
#include "base/task_count.h"

namespace flodata {

/// Starts `task` on `executor`. An exception that leaves it is logged under `name` and ends only that task.
/// `log` and `count` must outlive the executor's context.
template <typename Executor>
void spawn(const Executor& executor, std::string name, const Log& log, TaskCount& count,
           boost::asio::awaitable<void> task) {
  boost::asio::co_spawn(
      executor, std::move(task),
      [name = std::move(name), &log, member = TaskCount::Member(count)](const std::exception_ptr& error) {
        if (!error) return;
        try {
          std::rethrow_exception(error);
        } catch (const std::exception& exception) {
          log.error("{} ended: {}", name, exception.what());
        }
      });
}

}  // namespace flodata
