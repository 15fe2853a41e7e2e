// The handlers of all routes (routes.cc declares them).
#pragma once

#include "api/contract/route.h"

namespace flodata::api {

/// Name of the argument of a command to the stream.
inline constexpr std::string_view kReplayValue = "value";

boost::asio::awaitable<Response> get_service_index(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_health(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_wells(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_well(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_production(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_newest_production(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_field_production(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_well_types(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_latest_of_well(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_well_history(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_current_production(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_production_series(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_stats(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_decline_analysis(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_productivity_index(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_latest_production(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_production_range(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_stream(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_metrics(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> get_status(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> post_pause(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> post_resume(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> post_speed(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> post_seek(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> post_step(HandlerContext context, Arguments arguments);
boost::asio::awaitable<Response> post_re_anchor(HandlerContext context, Arguments arguments);

}  // namespace flodata::api
