// The API's server: the application behind an HTTP listener, and what follows the database for it.
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
  std::string bind;    // address, or a name of this machine
  std::uint16_t port;  // 0 takes any free one
  unsigned threads;    // 0 takes one per core
  store::DatabaseOptions database;
  TimeZone zone;             // of times in answers, and of times without an offset in requests
  std::string replay_token;  // who sends it may control the replay; empty: nobody
  std::string hosts = {};    // further names of this service, between commas
  http::SessionLimits limits = {};
  http::ClientLimits clients = {};
};

class Server {
 public:
  /// `log` and `clock` must outlive it. Throws Failure naming a host that is none.
  Server(ServerOptions options, const Log& log, const Clock& clock);
  /// Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and serves on threads of its own; returns at once. The database may come up later.
  /// Throws Failure naming address and hint when it cannot listen there.
  void start();

  /// Accepts no more, takes back commands that no streamer has answered, lets requests in flight finish for a
  /// second at the most, closes everything and joins. Does nothing when it is not running.
  void stop();

  /// The port it listens on, once started.
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flodata::api
