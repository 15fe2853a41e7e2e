// /api/status and /api/replay/…: what the stream does, and commands to it.
#include <fmt/format.h>

#include "api/resources/handlers.h"
#include "base/error.h"
#include "base/json.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::seconds kRetryDatabase{1};
constexpr std::chrono::seconds kRetryStreamer{5};
// Before the deadline: when a command that nobody took is withdrawn, and when a silent database is given up.
constexpr std::chrono::milliseconds kToWithdraw{1200};
constexpr std::chrono::milliseconds kToGiveUp{200};
constexpr const char* kRequestedBy = "api";

Response no_stream(std::string_view instance) {
  return problem(
      ProblemKind::no_stream,
      "There is no stream yet: `flodata up` or `flodata stream` starts one, and it is there within "
      "seconds",
      instance);
}

std::string to_json(const replay::Answer& answer, const std::string& stream) {
  std::string json = fmt::format(R"({{"id":{},"request_id":)", answer.id);
  append_json_string(json, answer.request_id);
  json += R"(,"status":)";
  append_json_string(json, answer.status);
  json += R"(,"detail":)";
  append_json_string(json, answer.detail);
  return json + R"(,"stream":)" + stream + "}";
}

Response not_asked(const Error& error, std::string_view instance) {
  if (error.code == Code::not_found) return no_stream(instance);
  if (error.code == Code::conflict) return problem(ProblemKind::key_used, error.message, instance);
  return passing_problem(ProblemKind::no_streamer, error.message, instance, kRetryStreamer);
}

awaitable<Response> ask(HandlerContext context, replay::Command command, std::string request_id) {
  const auto& services = context.services;
  const auto answer =
      co_await services.replay_commands->ask({command, std::move(request_id), kRequestedBy},
                                             {context.deadline - kToWithdraw, context.deadline - kToGiveUp});
  if (!answer) co_return not_asked(answer.error(), context.instance);
  services.database_watch->answered();
  if (answer->status == "refused")
    co_return problem(ProblemKind::command_refused, answer->detail, context.instance);
  const auto stream = co_await services.store->versions().stream_reading(context.deadline);
  if (!stream) co_return no_stream(context.instance);
  co_return Response{.content_type = std::string(kJson),
                     .body = to_json(*answer, replay::to_json(stream->status, *services.zone))};
}

/// Asks, and says what is known when the database went away meanwhile.
awaitable<Response> carry_out(HandlerContext context, Arguments arguments, replay::Command command) {
  try {
    co_return co_await ask(context, command, arguments.text(kIdempotencyKey));
  } catch (const Failure& failure) {
    if (!is_outage(failure.code())) throw;
    context.services.database_watch->failed(failure);
    co_return passing_problem(
        ProblemKind::database_unavailable,
        "PostgreSQL went away or did not answer in time, so it is not known whether the command is carried "
        "out: /api/status tells. Sent again with the same Idempotency-Key it is carried out once",
        context.instance, kRetryDatabase);
  }
}

}  // namespace

awaitable<Response> get_status(HandlerContext context, Arguments) {
  const auto stream = co_await context.services.store->versions().stream_reading(context.deadline);
  context.services.database_watch->answered();
  if (!stream) co_return no_stream(context.instance);
  co_return Response{.content_type = std::string(kJson),
                     .body = replay::to_json(stream->status, *context.services.zone)};
}

awaitable<Response> post_pause(HandlerContext context, Arguments arguments) {
  return carry_out(std::move(context), std::move(arguments), replay::Pause{});
}

awaitable<Response> post_resume(HandlerContext context, Arguments arguments) {
  return carry_out(std::move(context), std::move(arguments), replay::Resume{});
}

awaitable<Response> post_speed(HandlerContext context, Arguments arguments) {
  const replay::SetSpeed command{arguments.number(kReplayValue)};
  return carry_out(std::move(context), std::move(arguments), command);
}

awaitable<Response> post_seek(HandlerContext context, Arguments arguments) {
  const replay::Seek command{arguments.time(kReplayValue)};
  return carry_out(std::move(context), std::move(arguments), command);
}

awaitable<Response> post_step(HandlerContext context, Arguments arguments) {
  const replay::Step command{arguments.whole_number(kReplayValue)};
  return carry_out(std::move(context), std::move(arguments), command);
}

awaitable<Response> post_re_anchor(HandlerContext context, Arguments arguments) {
  const replay::ReAnchor command{arguments.whole_number(kReplayValue)};
  return carry_out(std::move(context), std::move(arguments), command);
}

}  // namespace flodata::api
