// A route's declaration: request validation and the OpenAPI document both come from it. A new route is one
// declaration and one handler, in a file of resources/ or compat/.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/contract/parameter.h"
#include "api/contract/query_pass.h"
#include "base/clock.h"
#include "base/time_zone.h"
#include "http/message/message.h"
#include "http/message/problem.h"
#include "store/data_version.h"

namespace flodata::store {
class ProductionStore;
class ReplayCommands;
}  // namespace flodata::store

namespace flodata::http {
class ClientAccounts;
}  // namespace flodata::http

namespace flodata::api {

class CurrentVersion;
class DatabaseWatch;
class EventFeed;
struct FieldMemory;
struct Route;

/// What handlers may use. Everything outlives all requests.
struct Services {
  store::ProductionStore* store;  // of the I/O thread that runs the handler
  const TimeZone* zone;
  const Clock* clock;
  DatabaseWatch* database_watch;
  store::ReplayCommands* replay_commands;
  EventFeed* feed;  // of the I/O thread
  const CurrentVersion* current_version;
  std::span<const Route> routes;
  const http::ClientAccounts* accounts;
  FieldMemory* field_memory;  // of the I/O thread
};

struct HandlerContext {
  Services services;
  std::string instance;                            // path, for problem documents
  std::chrono::steady_clock::time_point deadline;  // for the response
  std::optional<store::DataVersion> version;       // of the data in the response; nothing: not known now
  http::MediaType format = http::MediaType::json;  // one of the route's
  bool web_socket = false;                         // the client requests an upgrade
  QueryPass pass = {};
};

/// Throws Failure when the database fails; application.cc turns it into a response.
using Handler = boost::asio::awaitable<http::Response> (*)(HandlerContext context, Arguments arguments);

enum class Method : unsigned char { get, post };
/// token_holders: callers with the replay token, and no page of another origin.
enum class Access : unsigned char { everybody, token_holders };
/// by_version: a pure function of the request and the version of the data, so it may be cached while the
/// version is current.
enum class Caching : unsigned char { none, by_version };
/// rows: JSON, NDJSON or CSV, by the parameter `format` or the header Accept. csv: CSV and nothing else.
/// json_or_page: the console for a client that prefers text/html.
enum class Formats : unsigned char { json, json_or_page, rows, csv, events, text };
enum class Schema : unsigned char {
  service_index,
  health,
  unhealthy,
  well_list,
  production_rows,
  query_rows,
  field_rows,
  well,
  well_types,
  well_rows,
  well_history,
  current_production,
  production_series,
  stats,
  decline_analysis,
  productivity_index,
  stream_status,
  replay_answer,
  replay_segments,
  replay_commands,
  field_wells,
  normal_ranges,
  field_life,
  metrics_text,
  events
};
/// Header with the version of the data in a response.
inline constexpr std::string_view kSequenceHeader = "Flodata-Sequence";

enum class UnitsHeader : unsigned char { absent, present };
/// linked: a response may be a page with a link to the next one.
enum class Parts : unsigned char { whole, linked };

struct Answer {
  http::Status status;
  std::string_view description;
  Schema schema;
  UnitsHeader units_header = UnitsHeader::absent;
  std::string_view media_type = http::kJson;
  Parts parts = Parts::whole;
};

struct PossibleProblem {
  http::Status status;
  std::string description;
};

struct Route {
  std::string path;  // "/api/production/{well_name}/latest": at most one parameter, which may contain slashes
  std::string operation;
  std::string_view group;
  std::string_view summary;
  std::string description;
  std::vector<Parameter> parameters;
  std::vector<Answer> answers;
  std::vector<PossibleProblem> problems;  // besides those of every route: see openapi/document.cc
  Handler handler;
  Method method = Method::get;
  Access access = Access::everybody;
  Caching caching = Caching::none;
  Formats formats = Formats::json;
  UnknownParameters unknown_parameters = UnknownParameters::rejected;
};

/// Returns "GET", "POST".
std::string_view to_string(Method method);

/// Returns the value of the path's parameter ("" for a path without one) when `path` matches `path_template`.
std::optional<std::string_view> match_path(std::string_view path_template, std::string_view path);

/// The route for a request's method and path.
struct RouteMatch {
  const Route* route = nullptr;  // nothing: no route of this path has the method
  std::string path_value;        // value of the path's parameter
  std::string methods;           // of all routes of this path, as in an Allow header; "" when there are none
  bool is_guarded = false;       // a route of this path is for token holders
};

/// `path`: decoded. HEAD matches the routes of GET.
RouteMatch match_routes(std::span<const Route> routes, std::string_view method, std::string_view path);

/// Returns the paths of the routes nearest to `path`, the nearest first, at most three.
std::vector<std::string_view> nearest_paths(std::span<const Route> routes, std::string_view path);

}  // namespace flodata::api
