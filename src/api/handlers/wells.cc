// /api/wells: names of the wells that are live.
#include "api/handlers/handlers.h"
#include "base/json.h"

namespace flodata::api {

boost::asio::awaitable<Response> get_wells(HandlerContext context, Arguments) {
  const auto wells = co_await context.services.store->wells(context.deadline);
  context.services.database_watch->answered();
  Response response{.content_type = std::string(kJson), .body = "{\"wells\":["};
  for (std::size_t i = 0; i < wells.size(); ++i) {
    if (i > 0) response.body += ',';
    append_json_string(response.body, wells[i].well_name);
  }
  response.body += "]}";
  co_return response;
}

}  // namespace flodata::api
