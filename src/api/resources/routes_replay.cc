// The routes that say what the stream does, and those that control it.
#include <fmt/format.h>

#include "api/resources/handlers.h"
#include "api/resources/metrics_text.h"
#include "api/resources/routes.h"

namespace flodata::api {
namespace {

const Parameter kKeyParameter{
    .name = kIdempotencyKey,
    .place = ParameterPlace::header,
    .type = ParameterType::key,
    .description =
        "The client's name for this request: sent again, it is answered and not carried out again.",
    .example = "4f1c2a9e"};

PossibleProblem database_away() {
  return {Status::unavailable, "The database does not answer now; ask again"};
}

Parameter value_parameter(ParameterType type, std::string_view description, std::string_view example) {
  return {.name = kReplayValue,
          .place = ParameterPlace::body,
          .type = type,
          .presence = Presence::required,
          .description = description,
          .example = example};
}

/// Whole numbers from `lower` to `upper`, both included.
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

struct Command {
  std::string_view path;
  std::string_view operation;
  std::string_view summary;
  std::string_view description;
  Handler handler;
};

Route command_route(const Command& command, std::vector<Parameter> parameters) {
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
      .answers = {{Status::ok, "Carried out, or so already", Schema::replay_answer}},
      .problems = {{Status::bad_request, "The body is not a JSON object"},
                   {Status::unauthorized, "The token is missing or wrong"},
                   {Status::forbidden, "No REPLAY_TOKEN is set, so nobody may control the replay"},
                   {Status::not_found, "No stream was started yet"},
                   {Status::conflict,
                    "The streamer refused, or the Idempotency-Key was used for another command"},
                   {Status::unavailable,
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
          .answers = {{Status::ok, "The stream at this moment", Schema::stream_status}},
          .problems = {{Status::not_found, "No stream was started yet"}, database_away()},
          .handler = get_status};
}

Route metrics_route() {
  return {.path = "/metrics",
          .operation = "get_metrics",
          .group = "service",
          .summary = "Metrics for Prometheus",
          .description =
              "The streamer's counters while it is at work, and gauges of what the stream does. "
              "Without the database it is `flodata_database_up 0`.",
          .parameters = {},
          .answers = {{Status::ok, "Prometheus' text format", Schema::metrics_text, UnitsHeader::absent,
                       kMetricsText}},
          .problems = {},
          .handler = get_metrics,
          .formats = Formats::text};
}

}  // namespace

std::vector<Route> make_replay_routes() {
  return {
      status_route(),
      metrics_route(),
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
