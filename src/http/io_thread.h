// One I/O thread: its event loop, its connections and its handler.
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "base/task_count.h"
#include "http/handler.h"
#include "http/idle_connections.h"
#include "http/message/head.h"

namespace flodata::http {

class IoThread {
 public:
  /// `make_handler`: gets the thread's executor.
  explicit IoThread(
      const std::function<std::unique_ptr<Handler>(boost::asio::any_io_executor)>& make_handler);
  /// Closes the handler, then destroys the coroutines, which use the handler, then the handler.
  ~IoThread();
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  enum class Turns : unsigned char {
    usual,
    short_ones  // short time slices, so the thread runs sooner
  };
  void start(Turns turns);
  /// Ends the loop and joins the thread.
  void stop();

  [[nodiscard]] boost::asio::io_context& io() { return *io_; }
  [[nodiscard]] Handler& handler() { return *handler_; }
  [[nodiscard]] IdleConnections& idle() { return idle_; }
  [[nodiscard]] DateHeader& date() { return date_; }
  [[nodiscard]] TaskCount& requests_in_flight() { return requests_in_flight_; }

 private:
  std::unique_ptr<boost::asio::io_context> io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  IdleConnections idle_;
  DateHeader date_;
  TaskCount requests_in_flight_;  // per thread: a shared one would move between cores with every request
  std::unique_ptr<Handler> handler_;
  std::thread thread_;
};

}  // namespace flodata::http
