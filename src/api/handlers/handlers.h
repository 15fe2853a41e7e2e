// The handlers of all routes (routes.cc declares them).
#pragma once

#include "api/route.h"

namespace flodata::api {

boost::asio::awaitable<Response> get_service_index(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_health(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_wells(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_latest_production(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_production_range(HandlerContext context, Arguments arguments);

}  // namespace flodata::api
