// Turns a request into a response: finds the route, checks the parameters, runs the handler, and turns every
// failure into a problem document. All I/O threads share one.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/assets/assets.h"
#include "api/cache/current_version.h"
#include "api/cache/response_cache.h"
#include "api/contract/database_watch.h"
#include "api/contract/query_gate.h"
#include "api/contract/route.h"
#include "api/field/field_memory.h"
#include "api/openapi/description.h"
#include "api/resources/event_feed.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/time_zone.h"
#include "http/bearer_token.h"
#include "http/client_accounts.h"
#include "http/message/message.h"
#include "http/message/problem.h"
#include "http/message/target.h"
#include "http/wrong_tokens.h"
#include "store/replay_commands.h"

namespace flodata::api {

/// Which origins' pages may read a response in a browser.
enum class Audience : unsigned char { every_origin, own_origin };

/// Services that belong to one I/O thread.
struct ThreadServices {
  store::ProductionStore* store;
  ResponseCache* cache;
  EventFeed* feed;
  QueryGate* gate;
  const http::ClientAccounts* accounts;
  FieldMemory* field_memory;
};

class Application {
 public:
  /// `log`, `clock`, `commands` and `current_version` must outlive it. `replay_token`: bearer token for
  /// replay control; empty disables it.
  Application(TimeZone zone, const Log& log, const Clock& clock, store::ReplayCommands& commands,
              const CurrentVersion& current_version, std::string_view replay_token);

  /// Handles one request with the services of the calling thread. Never throws Failure. Thread-safe; the
  /// object must outlive the coroutine.
  boost::asio::awaitable<http::Response> handle(http::Request request, const ThreadServices* thread,
                                                store::SteadyTime deadline);

  /// Logs that the database failed while a response was being sent.
  void cut_off(const Failure& failure);

  /// Logs wrong tokens when a report is due. Call it every few seconds.
  void report_wrong_tokens();

  /// Returns the response to a request that the server rejects before it is handled.
  [[nodiscard]] http::Response reject(const http::ProblemType& type, std::string_view detail) const;

 private:
  /// The target of a request, resolved once.
  struct Resolved {
    http::RequestTarget target;
    RouteMatch match;
    std::string instance;  // for problem documents
    [[nodiscard]] Audience audience() const;
  };
  boost::asio::awaitable<http::Response> dispatch(http::Request request, Resolved resolved,
                                                  const ThreadServices* thread, store::SteadyTime deadline);
  Services services_of(const ThreadServices* thread);
  /// Responds with the OpenAPI document.
  boost::asio::awaitable<http::Response> describe(http::Request request, std::string instance,
                                                  const ThreadServices* thread, store::SteadyTime deadline);
  /// Responds from the cache, or makes the response and caches it.
  boost::asio::awaitable<http::Response> answer_by_version(const Route* route, http::Request request,
                                                           HandlerContext context, Arguments arguments,
                                                           const ThreadServices* thread);
  /// Handles requests that have no handler: unknown paths, files, OPTIONS, other methods.
  [[nodiscard]] http::Response answer_without_handler(const Resolved& resolved,
                                                      const http::Request& request) const;
  /// Returns the error response when the caller may not use the route, nothing when it may. After wrong
  /// tokens from the same client, either result is delayed.
  boost::asio::awaitable<std::optional<http::Response>> deny(std::string authorization, std::string client,
                                                             std::string instance);
  /// Waits for the client's delay. Returns false when too many of its tokens wait already.
  boost::asio::awaitable<bool> take_turn(std::string client, http::WrongTokens::Token token);
  [[nodiscard]] http::Response unknown_path(std::string_view path, std::string_view instance) const;
  http::Response failed(const Failure& failure, std::string_view instance);

  TimeZone zone_;
  const Log* log_;
  const Clock* clock_;
  std::vector<Route> routes_;
  ApiDescription description_;
  Assets assets_;
  DatabaseWatch database_watch_;
  store::ReplayCommands* commands_;
  const CurrentVersion* current_version_;
  http::BearerToken replay_token_;
  http::WrongTokens wrong_tokens_;
};

}  // namespace flodata::api
