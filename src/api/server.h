// The API's server: the application behind an HTTP listener, and the coroutine that follows the database.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/time_zone.h"
#include "http/listener.h"
#include "store/database_options.h"

namespace flodata::api {

struct ServerOptions {
  std::string bind;    // address, or a host name of this machine
  std::uint16_t port;  // 0: any free one
  unsigned threads;    // 0: one per core
  store::DatabaseOptions database;
  TimeZone zone;             // of times in responses, and of times without an offset in requests
  std::string replay_token;  // bearer token for replay control; empty disables it
  std::string hosts = {};    // further host names of this service, separated by commas
  http::SessionLimits limits = {};
  http::ClientLimits clients = {};
};

class Server {
 public:
  /// `log` and `clock` must outlive it. Throws Failure naming an invalid host.
  Server(ServerOptions options, const Log& log, const Clock& clock);
  /// Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and serves on its own threads; returns at once. The database may start later. Throws Failure
  /// with the address and a hint when it cannot listen.
  void start();

  /// Accepts no more connections, withdraws commands that no streamer has answered, lets requests in flight
  /// finish for at most a second, closes everything and joins the threads. Does nothing when it is not
  /// running.
  void stop();

  /// Returns the port once started.
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flodata::api
