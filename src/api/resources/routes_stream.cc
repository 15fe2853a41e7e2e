#include "api/resources/handlers.h"
#include "api/resources/routes.h"
#include "api/rows/row_query.h"

namespace flodata::api {
namespace {

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
           "is "
           "the commit's sequence; sent back it goes on after it, with nothing lost or repeated. `revision`: "
           "earlier rows were rewritten. `dropped`: the client took too long for an event.",
       .parameters = {wells_parameter(kWellFilter), kTagsParameter, kUnitsParameter,
                      place_parameter(
                          kLastEventId, ParameterPlace::header,
                          "Id of the last event that the client has; a browser sends it by itself."),
                      place_parameter(kLastEventParameter, ParameterPlace::query,
                                      "The same for who cannot send headers; 0 begins with the first row."),
                      kEventLimit},
       .answers = {{Status::ok, "Events; without `limit` they have no end", Schema::events,
                    UnitsHeader::present, kEventStream}},
       .problems = {{Status::not_found, "No such well, or no stream yet"},
                    {Status::conflict, "An event of this id has not happened"},
                    database_away()},
       .handler = get_stream,
       .formats = Formats::events}};
}

}  // namespace flodata::api
