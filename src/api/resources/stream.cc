// /api/stream: the rows of every commit as soon as it exists, as server-sent events or by WebSocket.
#include "api/resources/stream.h"

#include <fmt/format.h>

#include "api/contract/problem_types.h"
#include "api/resources/event_feed.h"
#include "api/resources/event_source.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "api/rows/well_choice.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kStatus = "status";

using Placed = std::expected<EventPlace, http::Response>;

/// Returns the place that the client names, otherwise the current version.
Placed place_of(const Arguments& arguments, const store::DataVersion& version, std::string_view instance) {
  const auto name = arguments.has(http::kLastEventId) ? http::kLastEventId : kLastEventParameter;
  if (!arguments.has(name)) return EventPlace{version.sequence, std::nullopt, version.lineage};
  const auto place = parse_event_id(arguments.text(name));
  if (place) return *place;
  const auto message = fmt::format("{}: {}", name, place.error().message);
  return std::unexpected(http::problem(
      kInvalidParameter, message, instance,
      {{name == http::kLastEventId ? "header" : "query", std::string(name), message, "event_id"}}));
}

http::Response not_happened(const EventPlace& place, const store::DataVersion& version,
                            std::string_view instance) {
  return http::problem(
      kUnknownEvent,
      fmt::format(
          "Event {} has not happened: the newest one is {}. The database may be another one than before; "
          "connect without an event's id, and read what you need of the past by /api/production",
          place.sequence, version.sequence),
      instance);
}

/// Returns whether an id can name this place: its label is within the commit after `sequence`.
awaitable<bool> is_within_a_commit(HandlerContext context, EventPlace place) {
  const auto commits =
      co_await context.services.store->versions().commits_after(place.sequence, 1, context.deadline);
  if (commits.empty()) co_return false;
  const auto& commit = commits.front();
  co_return commit.newest_label && *place.label <= *commit.newest_label &&
      (!commit.after || *place.label > *commit.after);
}

http::Response no_such_place(const EventPlace& place, std::string_view instance) {
  return http::problem(
      kUnknownEvent,
      fmt::format("There is no event {}: the commit after {} has no such place. Send back the `id` "
                  "of the last event as it came, or connect without one",
                  to_event_id(place), place.sequence),
      instance);
}

awaitable<std::optional<store::DataVersion>> version_now(HandlerContext context) {
  if (context.version) co_return context.version;
  co_return co_await context.services.store->versions().data_version(context.deadline);
}

awaitable<http::Response> get_stream(HandlerContext context, Arguments arguments) {
  auto version = co_await version_now(context);
  if (!version)
    co_return http::problem(
        kNoStream, "No stream has been started in this database yet: run `flodata stream` or `flodata up`",
        context.instance);
  std::set<std::string, std::less<>> wells;
  if (arguments.has(kWellFilter)) {
    auto chosen = co_await choose_wells(context, arguments.list(kWellFilter));
    if (!chosen) co_return std::move(chosen.error());
    for (auto& name : names_of(*chosen)) wells.insert(std::move(name));
  }
  auto place = place_of(arguments, *version, context.instance);
  if (!place) co_return std::move(place.error());
  // The client may have the number from a server that is ahead of this one.
  if (place->sequence > version->sequence)
    if (const auto fresh = co_await context.services.store->versions().data_version(context.deadline))
      version = fresh;
  // Such a commit is none of this stream: it was replaced. (A number alone, which nobody was given, may be a
  // mistake.)
  const bool is_replaced = place->lineage != 0 && place->lineage != version->lineage;
  if (is_replaced) place = EventPlace{version->sequence, std::nullopt, version->lineage};
  if (place->sequence > version->sequence) co_return not_happened(*place, *version, context.instance);
  place->lineage = version->lineage;
  if (place->sequence < version->horizon_sequence) place->label.reset();  // it gets a revision event
  if (place->label && !co_await is_within_a_commit(context, *place))
    co_return no_such_place(*place, context.instance);
  auto columns = parse_columns(arguments);
  if (!columns)
    co_return http::problem(kInvalidParameter, columns.error().front().message, context.instance,
                            columns.error());
  const auto units = units_of(arguments);
  std::optional<std::int64_t> limit;
  if (arguments.has(kLimit)) limit = arguments.whole_number(kLimit);
  const auto delivery = context.web_socket ? http::Delivery::web_socket : http::Delivery::events;
  http::Response response{.content_type = std::string(http::kEventStream)};
  response.headers.emplace_back("Flodata-Units", units_object(*columns, units));
  response.headers.emplace_back("X-Accel-Buffering", "no");  // nginx: do not buffer events
  auto source = make_event_source(
      *context.services.feed, *context.services.store, *context.services.current_version, *place,
      {delivery, version->lineage, std::move(wells),
       RowWriter(http::MediaType::json, *std::move(columns), units, *context.services.zone), limit,
       is_replaced, arguments.flag(kStatus) ? std::optional(*context.services.zone) : std::nullopt});
  response.body = http::StreamedBody{.source = std::move(source), .delivery = delivery};
  co_return response;
}

Parameter place_parameter(std::string_view name, ParameterPlace place, std::string_view description) {
  return {.name = name,
          .place = place,
          .type = ParameterType::event_id,
          .description = description,
          .example = "0"};
}

const Parameter kEventLimit{
    .name = kLimit,
    .type = ParameterType::whole_number,
    .lower = 1,
    .upper = 100000,
    .description = "Most events with news; after them the answer ends. Without it it has no end.",
    .example = "1"};

const Parameter kStatusParameter{
    .name = kStatus,
    .type = ParameterType::flag,
    .default_value = "false",
    .description = "Events `status` too: what /api/status says, first and whenever it changes.",
    .example = "false"};

}  // namespace

std::vector<Route> make_stream_routes() {
  return {
      {.path = "/api/stream",
       .operation = "listen_to_stream",
       .group = "production",
       .summary = "Rows of every commit as they come",
       .description =
           "Server-sent events, or with an upgrade the same as messages of a WebSocket. First `connected`, "
           "then "
           "`rows` "
           "for every commit that has some of the filter: `{\"sequence\":1208,\"rows\":[…]}`. An event's id "
           "begins with the commit's sequence; sent back as it came, the events go on after it, with nothing "
           "lost "
           "or repeated. `revision`: earlier rows were rewritten, or the id is of a stream that was "
           "replaced, or of a commit that was removed because of its age. "
           "`dropped`: the client took too long for an event.",
       .parameters = {wells_parameter(kWellFilter), kTagsParameter, kUnitsParameter,
                      place_parameter(
                          http::kLastEventId, ParameterPlace::header,
                          "Id of the last event that the client has; a browser sends it by itself."),
                      place_parameter(kLastEventParameter, ParameterPlace::query,
                                      "The same for who cannot send headers; 0 begins with the first row."),
                      kEventLimit, kStatusParameter},
       .answers = {{http::Status::ok, "Events; without `limit` they have no end", Schema::events,
                    UnitsHeader::present, http::kEventStream}},
       .problems = {{http::Status::not_found, "No such well, or no stream yet"},
                    {http::Status::conflict, "An event of this id has not happened"},
                    database_away()},
       .handler = get_stream,
       .formats = Formats::events}};
}

}  // namespace flodata::api
