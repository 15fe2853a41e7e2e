// Request in, response out: finds the route, checks the parameters, runs the handler, and turns every failure
// into a problem document. One for all I/O threads.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/assets.h"
#include "api/database_watch.h"
#include "api/http_message.h"
#include "api/problem.h"
#include "api/route.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/time_zone.h"

namespace flodata::api {

class Application {
 public:
  /// `log` and `clock` must outlive it.
  Application(TimeZone zone, const Log& log, const Clock& clock);

  /// Answers one request with what `store`, that of the calling thread, holds. Never throws Failure.
  /// Thread-safe; the object must outlive the coroutine.
  boost::asio::awaitable<Response> handle(Request request, store::ProductionStore* store,
                                          store::SteadyTime deadline);

  /// Answers what is not even a request.
  [[nodiscard]] Response refuse(ProblemKind kind, std::string_view detail) const;

  [[nodiscard]] const Clock& clock() const { return *clock_; }

 private:
  boost::asio::awaitable<Response> dispatch(Request request, store::ProductionStore* store,
                                            store::SteadyTime deadline);
  [[nodiscard]] const Route* find_route(std::string_view path) const;
  /// Answers paths that need no handler: assets and the OpenAPI document.
  [[nodiscard]] std::optional<Response> find_file(std::string_view path, const Request& request) const;
  [[nodiscard]] Response unknown_path(std::string_view path, std::string_view instance) const;
  Response failed(const Failure& failure, std::string_view instance);

  TimeZone zone_;
  const Log* log_;
  const Clock* clock_;
  std::vector<Route> routes_;
  std::string openapi_;
  std::string openapi_etag_;
  Assets assets_;
  DatabaseWatch database_watch_;
};

}  // namespace flodata::api
