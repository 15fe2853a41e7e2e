#include "api/resources/replay_history.h"

#include <algorithm>
#include <limits>

#include "api/contract/database_watch.h"
#include "api/contract/responses.h"
#include "api/field/stream_seams.h"
#include "api/rows/row_parameters.h"
#include "api/rows/row_query.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kBefore = "before";

bool is_same_source(const store::StreamSegment& one, const store::StreamSegment& other) {
  return one.source_start == other.source_start && one.source_period == other.source_period;
}

/// Live time between two segments in which no row has its label.
Microseconds gap_between(const store::StreamSegment& before, const store::StreamSegment& segment) {
  constexpr Microseconds kRounding(1);
  const auto gap = label_of(segment, segment.from) - label_of(before, before.to);
  return gap > kRounding ? gap : Microseconds(0);
}

bool is_jump(const store::StreamSegment& before, const store::StreamSegment& segment) {
  return source_time(before, before.to) != source_time(segment, segment.from);
}

std::string_view cause_of(const store::StreamSegment* before, const store::StreamSegment& segment) {
  if (before == nullptr) return "start";
  if (!is_same_source(*before, segment)) return "source";
  if (is_jump(*before, segment)) return "jump";
  if (before->speed != segment.speed) return "speed";
  return gap_between(*before, segment) > Microseconds(0) ? "resume" : "source";
}

double seconds_of(Microseconds duration) { return std::chrono::duration<double>(duration).count(); }

responses::ReplaySegments describe(const std::vector<store::StreamSegment>& segments,
                                   std::optional<Instant> paused_since) {
  constexpr std::size_t kMostSeams = 1000;
  responses::ReplaySegments described{};
  const store::StreamSegment* before = nullptr;
  for (const auto& segment : segments) {
    const bool present = &segment == &segments.back();
    if (segment.from >= segment.to && !present) continue;
    const auto gap = before == nullptr ? Microseconds(0) : gap_between(*before, segment);
    if (gap > Microseconds(0) && !is_jump(*before, segment))
      described.pauses.push_back({label_of(*before, before->to), label_of(segment, segment.from)});
    described.segments.push_back({.number = described.segments.size() + 1,
                                  .begins_with = cause_of(before, segment),
                                  .start_time = label_of(segment, segment.from),
                                  .end_time = label_of(segment, segment.to),
                                  .original_start_time = source_time(segment, segment.from),
                                  .original_end_time = source_time(segment, segment.to),
                                  .loop = loop_of(segment, segment.from),
                                  .speed = segment.speed,
                                  .anchor_source = segment.anchor_source,
                                  .anchor_live = segment.anchor_live,
                                  .gap_seconds = seconds_of(gap),
                                  .present = present});
    before = &segment;
  }
  if (paused_since) described.pauses.push_back({*paused_since, std::nullopt});
  described.seams = seams_of(segments, kMostSeams);
  return described;
}

template <typename T>
void keep_newest(std::vector<T>& all, std::size_t most) {
  if (all.size() > most) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(most));
}

awaitable<http::Response> get_segments(HandlerContext context, Arguments arguments) {
  auto& versions = context.services.store->versions();
  const auto segments = co_await versions.segments(context.deadline);
  auto described = describe(segments, co_await versions.paused_since(context.deadline));
  context.services.database_watch->answered();
  const auto most = static_cast<std::size_t>(arguments.whole_number(kLimit));
  keep_newest(described.segments, most);
  keep_newest(described.pauses, most);
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(described, *context.services.zone)};
}

/// `source`: a segment of the source; nothing when none is known.
std::optional<responses::ReplayPosition> position_of(const std::optional<store::RecordedPosition>& recorded,
                                                     const store::StreamSegment* source) {
  if (!recorded || source == nullptr) return std::nullopt;
  auto mapping = *source;
  mapping.anchor_source = recorded->anchor_source;
  mapping.anchor_live = recorded->anchor_live;
  mapping.speed = recorded->speed;
  return responses::ReplayPosition{
      .source_time = source_time(mapping, recorded->position),
      .loop = loop_of(mapping, recorded->position),
      .next_label = label_of(mapping, recorded->position),
      .speed = recorded->speed,
      .paused = recorded->hold_position && recorded->position >= *recorded->hold_position};
}

awaitable<http::Response> get_commands(HandlerContext context, Arguments arguments) {
  auto& versions = context.services.store->versions();
  const auto before =
      arguments.has(kBefore) ? arguments.whole_number(kBefore) : std::numeric_limits<std::int64_t>::max();
  const auto limit = arguments.whole_number(kLimit);
  // One more, to tell whether there are older ones.
  auto recorded = co_await versions.replay_commands(before, limit + 1, context.deadline);
  const auto segments = co_await versions.segments(context.deadline);
  context.services.database_watch->answered();
  const auto* source = segments.empty() ? nullptr : &segments.back();
  responses::ReplayCommands answer{};
  if (std::ssize(recorded) > limit) {
    recorded.pop_back();
    answer.next_before = recorded.back().id;
  }
  for (const auto& command : recorded)
    answer.commands.push_back({.id = command.id,
                               .request_id = command.request_id,
                               .command = command.command,
                               .argument = command.argument,
                               .requested_by = command.requested_by,
                               .requested_at = command.requested_at,
                               .status = command.status,
                               .answered_at = command.answered_at,
                               .detail = command.detail,
                               .before = position_of(command.before, source),
                               .after = position_of(command.after, source)});
  co_return http::Response{.content_type = std::string(http::kJson),
                           .body = json_of(answer, *context.services.zone)};
}

Parameter limit_parameter(std::string_view default_value, std::int64_t most, std::string_view description) {
  return {.name = kLimit,
          .type = ParameterType::whole_number,
          .default_value = default_value,
          .lower = 1,
          .upper = most,
          .description = description,
          .example = default_value};
}

Parameter before_parameter() {
  constexpr std::int64_t kMostCommands = 1'000'000'000'000;
  return {.name = kBefore,
          .type = ParameterType::whole_number,
          .lower = 1,
          .upper = kMostCommands,
          .description = "Commands with a lower id: `next_before` of the answer before.",
          .example = "13"};
}

Route segments_route() {
  return {
      .path = "/api/replay/segments",
      .operation = "list_replay_segments",
      .group = "replay",
      .summary = "How the live timeline was made of the data",
      .description =
          "A segment is a stretch of live time in which the labels follow one pair of anchors: a change of "
          "speed, a pause or a jump ends it. In their order, the present one last, with pauses and seams "
          "(where the data does not go on from one label to the next).",
      .parameters = {limit_parameter("100", 1000, "Most segments, the newest ones; as many pauses.")},
      .answers = {{http::Status::ok, "Segments; none before a stream is first started",
                   Schema::replay_segments}},
      .problems = {database_away()},
      .handler = get_segments};
}

Route commands_route() {
  return {.path = "/api/replay/commands",
          .operation = "list_replay_commands",
          .group = "replay",
          .summary = "Which commands were given, and what each did",
          .description =
              "The audit of the stream, newest first: commands by HTTP and by `flodata replay`, and "
              "changes by settings or the source file.",
          .parameters = {limit_parameter("50", 500, "Most commands."), before_parameter()},
          .answers = {{http::Status::ok, "Commands, newest first", Schema::replay_commands}},
          .problems = {database_away()},
          .handler = get_commands};
}

}  // namespace

std::vector<Route> make_replay_history_routes() { return {segments_route(), commands_route()}; }

}  // namespace flodata::api
