// /api/status and /api/replay/…: the stream's status, and commands to it.
#include "api/resources/replay.h"

#include <fmt/format.h>

#include "api/contract/database_watch.h"
#include "api/contract/problem_types.h"
#include "api/contract/responses.h"
#include "api/rows/row_parameters.h"
#include "base/error.h"
#include "replay/command.h"
#include "replay/request.h"
#include "replay/status.h"
#include "store/production_store.h"
#include "store/replay_commands.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

/// Name of a command's argument.
constexpr std::string_view kReplayValue = "value";

constexpr std::chrono::seconds kRetryDatabase{1};
constexpr std::chrono::seconds kRetryStreamer{5};
// Before the deadline: when to withdraw a command that no streamer has taken, and when to give up on a silent
// database.
constexpr std::chrono::milliseconds kToWithdraw{1200};
constexpr std::chrono::milliseconds kToGiveUp{200};
constexpr const char* kRequestedBy = "api";

http::Response no_stream(std::string_view instance) {
  return http::problem(
      kNoStream,
      "There is no stream yet: `flodata up` or `flodata stream` starts one, and it is there within "
      "seconds",
      instance);
}

http::Response not_asked(const Error& error, std::string_view instance) {
  if (error.code == Code::not_found) return no_stream(instance);
  if (error.code == Code::conflict) return http::problem(kKeyUsed, error.message, instance);
  return http::passing_problem(kNoStreamer, error.message, instance, kRetryStreamer);
}

awaitable<http::Response> ask(HandlerContext context, replay::Command command, std::string request_id) {
  const auto& services = context.services;
  const auto answer =
      co_await services.replay_commands->ask({command, std::move(request_id), kRequestedBy},
                                             {context.deadline - kToWithdraw, context.deadline - kToGiveUp});
  if (!answer) co_return not_asked(answer.error(), context.instance);
  services.database_watch->answered();
  if (answer->status == "refused") co_return http::problem(kCommandRefused, answer->detail, context.instance);
  const auto stream = co_await services.store->versions().stream_reading(context.deadline);
  if (!stream) co_return no_stream(context.instance);
  co_return http::Response{
      .content_type = std::string(http::kJson),
      .body = json_of(responses::ReplayAnswer{.id = answer->id,
                                              .request_id = answer->request_id,
                                              .status = answer->status,
                                              .detail = answer->detail,
                                              .stream = {replay::to_json(stream->status, *services.zone)}},
                      *services.zone)};
}

/// Sends the command, and reports what is known when the database becomes unavailable meanwhile.
awaitable<http::Response> carry_out(HandlerContext context, Arguments arguments, replay::Command command) {
  try {
    co_return co_await ask(context, command, arguments.text(http::kIdempotencyKey));
  } catch (const Failure& failure) {
    if (!is_outage(failure.code())) throw;
    context.services.database_watch->failed(failure);
    co_return http::passing_problem(
        kDatabaseUnavailable,
        "PostgreSQL went away or did not answer in time, so it is not known whether the command is carried "
        "out: /api/status tells. Sent again with the same Idempotency-Key it is carried out once",
        context.instance, kRetryDatabase);
  }
}

awaitable<http::Response> get_status(HandlerContext context, Arguments) {
  const auto stream = co_await context.services.store->versions().stream_reading(context.deadline);
  context.services.database_watch->answered();
  if (!stream) co_return no_stream(context.instance);
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = replay::to_json(stream->status, *context.services.zone)};
}

awaitable<http::Response> post_pause(HandlerContext context, Arguments arguments) {
  return carry_out(std::move(context), std::move(arguments), replay::Pause{});
}

awaitable<http::Response> post_resume(HandlerContext context, Arguments arguments) {
  return carry_out(std::move(context), std::move(arguments), replay::Resume{});
}

awaitable<http::Response> post_speed(HandlerContext context, Arguments arguments) {
  const replay::SetSpeed command{arguments.number(kReplayValue)};
  return carry_out(std::move(context), std::move(arguments), command);
}

awaitable<http::Response> post_seek(HandlerContext context, Arguments arguments) {
  const replay::Seek command{arguments.time(kReplayValue)};
  return carry_out(std::move(context), std::move(arguments), command);
}

awaitable<http::Response> post_step(HandlerContext context, Arguments arguments) {
  const replay::Step command{arguments.whole_number(kReplayValue)};
  return carry_out(std::move(context), std::move(arguments), command);
}

awaitable<http::Response> post_re_anchor(HandlerContext context, Arguments arguments) {
  const replay::ReAnchor command{arguments.whole_number(kReplayValue)};
  return carry_out(std::move(context), std::move(arguments), command);
}

const Parameter kKeyParameter{
    .name = http::kIdempotencyKey,
    .place = ParameterPlace::header,
    .type = ParameterType::key,
    .description =
        "The client's name for this request: sent again, it is answered and not carried out again.",
    .example = "4f1c2a9e"};

Parameter value_parameter(ParameterType type, std::string_view description, std::string_view example) {
  return {.name = kReplayValue,
          .place = ParameterPlace::body,
          .type = type,
          .presence = Presence::required,
          .description = description,
          .example = example};
}

/// Whole numbers from `lower` to `upper`, inclusive.
Parameter value_parameter(std::int64_t lower, std::int64_t upper, std::string_view description,
                          std::string_view example) {
  auto parameter = value_parameter(ParameterType::whole_number, description, example);
  parameter.lower = lower;
  parameter.upper = upper;
  return parameter;
}

Parameter speed_parameter() {
  auto parameter = value_parameter(ParameterType::number,
                                   "Source time per live time; 3600 makes an hour a second.", "3600");
  parameter.least = 0.1;
  parameter.most = 100000;
  return parameter;
}

struct DeclaredCommand {
  std::string_view path;
  std::string_view operation;
  std::string_view summary;
  std::string_view description;
  Handler handler;
};

Route command_route(const DeclaredCommand& command, std::vector<Parameter> parameters) {
  parameters.push_back(kKeyParameter);
  return {
      .path = std::string(command.path),
      .operation = std::string(command.operation),
      .group = "replay",
      .summary = command.summary,
      .description = fmt::format(
          "{} The answer comes when the streamer has carried the command out, within 8 s; every command is "
          "recorded in the table `replay_command`. A value may also be given in the query.",
          command.description),
      .parameters = std::move(parameters),
      .answers = {{http::Status::ok, "Carried out, or so already", Schema::replay_answer}},
      .problems = {{http::Status::bad_request, "The body is not a JSON object"},
                   {http::Status::unauthorized, "The token is missing or wrong"},
                   {http::Status::forbidden, "No REPLAY_TOKEN is set, so nobody may control the replay"},
                   {http::Status::not_found, "No stream was started yet"},
                   {http::Status::conflict,
                    "The streamer refused, or the Idempotency-Key was used for another command"},
                   {http::Status::unavailable,
                    "No streamer is at work, so nothing changed; or the database went away, and `detail` "
                    "says how to find out"}},
      .handler = command.handler,
      .method = Method::post,
      .access = Access::token_holders};
}

Route status_route() {
  return {.path = "/api/status",
          .operation = "get_status",
          .group = "replay",
          .summary = "What the stream does",
          .description = "Position, labels, speed, lag and the streamer at work.",
          .parameters = {},
          .answers = {{http::Status::ok, "The stream at this moment", Schema::stream_status}},
          .problems = {{http::Status::not_found, "No stream was started yet"}, database_away()},
          .handler = get_status};
}

}  // namespace

std::vector<Route> make_replay_routes() {
  return {
      status_route(),
      command_route({"/api/replay/pause", "pause_replay", "Pause",
                     "Nothing more is written once the hours that are due now are in.", post_pause},
                    {}),
      command_route(
          {"/api/replay/resume", "resume_replay", "Resume",
           "Goes on where the pause began; the pause is no part of the live timeline.", post_resume},
          {}),
      command_route({"/api/replay/speed", "set_replay_speed", "Set the speed",
                     "Another speed from now on; labels stay continuous.", post_speed},
                    {speed_parameter()}),
      command_route({"/api/replay/seek", "seek_replay", "Seek",
                     "The source hour that holds the given time is the next one.", post_seek},
                    {value_parameter(ParameterType::time,
                                     "A time in the data (ISO 8601); without an offset it is local time of "
                                     "TARGET_TIMEZONE.",
                                     "2008-02-29T00:00:00")}),
      command_route(
          {"/api/replay/step", "step_replay", "Step",
           "So many hours, and a pause after them; at once where the labels have time for it.", post_step},
          {value_parameter(1, 8760, "Number of hours (of steps, for data with another step).", "1")}),
      command_route(
          {"/api/replay/re-anchor", "re_anchor_replay", "Re-anchor",
           "Makes a day of the data today, as a first start would.", post_re_anchor},
          {value_parameter(0, 100000, "Day of the data that becomes today; 0 is its first.", "150")}),
  };
}

}  // namespace flodata::api
