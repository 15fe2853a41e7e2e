#include "replay/command.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/iso8601.h"

namespace flodata::replay {
namespace {

constexpr double kSlowest = 0.1;
constexpr double kFastest = 100000;
constexpr std::int64_t kMostSteps = 8760;
constexpr std::int64_t kMostDays = 100000;

template <typename Number>
Expected<Number> parse_within(std::string_view command, std::string_view text, Number lower, Number upper) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !(number >= lower && number <= upper))
    return unexpected(Code::invalid_argument,
                      fmt::format("{}: '{}' is not allowed; give a {}number from {} to {}", command, text,
                                  std::is_integral_v<Number> ? "whole " : "", lower, upper));
  return number;
}

Expected<Command> parse_seek(std::string_view text, const TimeZone& zone) {
  if (const auto unix_time = parse_unix_time(text)) return Seek{*unix_time};
  const auto source = parse_iso8601(text, zone);
  if (!source) return unexpected(Code::invalid_argument, "seek: " + source.error().message);
  return Seek{*source};
}

template <typename T, typename Number>
Expected<Command> as_command(const Expected<Number>& number) {
  if (!number) return std::unexpected(number.error());
  return T{*number};
}

/// Returns the live time of one step.
long double grid_of(const StreamState& state, Microseconds step) {
  return static_cast<long double>(step.count()) / static_cast<long double>(state.mapping.speed);
}

Microseconds rounded(long double microseconds) { return Microseconds(std::llround(microseconds)); }

/// Returns the first multiple of the grid since the epoch that is later than `base`.
Instant next_on_grid(Instant base, long double grid) {
  const auto after = static_cast<long double>(base.time_since_epoch().count());
  auto number = std::floor(after / grid);
  while (Instant(rounded(number * grid)) <= base) ++number;
  return Instant(rounded(number * grid));
}

/// Returns the earliest time allowed for a new label.
Instant floor_of_labels(const StreamState& state, Instant now) {
  return state.newest_label ? std::max(*state.newest_label, now) : now;
}

/// Moves the anchor if necessary, so that `position` gets a label after the newest one even if the clock
/// jumped back.
StreamState with_growing_labels(StreamState state, Microseconds step) {
  if (!state.newest_label) return state;
  const auto label = state.mapping.label_of(state.position);
  if (label <= *state.newest_label)
    state.mapping.anchor_live += *state.newest_label + rounded(grid_of(state, step)) - label;
  return state;
}

StreamState pause(const StreamState& state, const SourceTimeline& timeline, Instant now) {
  // Hours already due have labels before the pause and are still written.
  const Instant hold =
      std::max(state.position, due_end(state.mapping, now, timeline.step(), timeline.first()));
  if (state.hold_position && *state.hold_position <= hold) return state;
  auto after = state;
  after.hold_position = hold;
  after.held_at = now;
  return after;
}

StreamState resume(const StreamState& state, const SourceTimeline& timeline, Instant now) {
  if (!state.hold_position) return state;
  auto after = state;
  if (state.is_held() && state.held_at)
    after.mapping.anchor_live += std::max(now - *state.held_at, Microseconds(0));
  after.hold_position.reset();
  after.held_at.reset();
  return with_growing_labels(after, timeline.step());
}

StreamState set_speed(const StreamState& state, const SourceTimeline& timeline, Instant now, double speed) {
  if (speed == state.mapping.speed) return state;
  auto after = state;
  Instant pivot = std::min(now, state.mapping.label_of(state.position));
  if (state.is_held() && state.held_at) pivot = *state.held_at;
  if (state.newest_label) pivot = std::max(pivot, *state.newest_label);
  after.mapping = state.mapping.with_speed(speed, pivot);
  if (state.hold_position && !state.is_held())
    after.held_at = after.mapping.label_of(*state.hold_position - timeline.step());
  return with_growing_labels(after, timeline.step());
}

Expected<StreamState> seek(const StreamState& state, const SourceTimeline& timeline, Instant now,
                           Instant source) {
  const auto end = timeline.first() + timeline.period();
  if (source < timeline.first() || source >= end)
    return unexpected(Code::invalid_argument,
                      fmt::format("seek: {} lies outside the data, which goes from {} to {}",
                                  format_iso8601(source, timeline.day_zone()),
                                  format_iso8601(timeline.first(), timeline.day_zone()),
                                  format_iso8601(end, timeline.day_zone())));
  const auto step = timeline.step();
  const auto place = timeline.first() + (source - timeline.first()) / step * step;
  auto after = state;
  after.position = place + timeline.locate(state.position).loop * timeline.period();
  after.mapping.anchor_source = after.position;
  after.mapping.anchor_live = next_on_grid(floor_of_labels(state, now), grid_of(state, step));
  if (state.hold_position) {
    after.hold_position = after.position;
    after.held_at = now;
  }
  return after;
}

StreamState step_on(const StreamState& state, const SourceTimeline& timeline, Instant now,
                    std::int64_t count) {
  const auto step = timeline.step();
  auto after = state;
  after.hold_position = std::max(state.position, state.hold_position.value_or(state.position)) + count * step;
  const Instant last = *after.hold_position - step;
  if (state.is_held()) {
    // As soon as labels allow: the first hour not before its label.
    const auto time = rounded(grid_of(state, step) * static_cast<long double>(count - 1));
    const Instant label = std::max(now, state.mapping.label_of(state.position) + time);
    after.mapping.anchor_source = last;
    after.mapping.anchor_live = label;
  }
  after.held_at = after.mapping.label_of(last);
  return with_growing_labels(after, step);
}

StreamState re_anchor(const StreamState& state, const SourceTimeline& timeline, Instant now,
                      const TimeZone& zone, std::int64_t day) {
  auto after = state;
  after.mapping = first_anchors(timeline, day, now, zone, state.mapping.speed);
  if (after.mapping == state.mapping) return state;
  after.position = due_end(after.mapping, floor_of_labels(state, now), timeline.step(), timeline.first());
  if (state.hold_position) {
    after.hold_position = after.position;
    after.held_at = now;
  }
  return after;
}

constexpr std::array<std::string_view, std::variant_size_v<Command>> kNames = {
    "pause", "resume", "speed", "seek", "step", "re-anchor"};

}  // namespace

Expected<Command> parse_command(std::string_view name, std::string_view argument, const TimeZone& zone) {
  if (name == "speed") return as_command<SetSpeed>(parse_within(name, argument, kSlowest, kFastest));
  if (name == "seek") return parse_seek(argument, zone);
  if (name == "step") return as_command<Step>(parse_within<std::int64_t>(name, argument, 1, kMostSteps));
  if (name == "re-anchor")
    return as_command<ReAnchor>(parse_within<std::int64_t>(name, argument, 0, kMostDays));
  if (name != "pause" && name != "resume")
    return unexpected(
        Code::invalid_argument,
        fmt::format("there is no command '{}'; there are pause, resume, speed, seek, step, re-anchor", name));
  if (!argument.empty())
    return unexpected(Code::invalid_argument,
                      fmt::format("{}: takes no argument, and got '{}'", name, argument));
  return name == "pause" ? Command(Pause{}) : Command(Resume{});
}

std::string_view name_of(const Command& command) { return kNames.at(command.index()); }

std::string argument_of(const Command& command) {
  if (const auto* speed = std::get_if<SetSpeed>(&command)) return fmt::format("{}", speed->speed);
  if (const auto* place = std::get_if<Seek>(&command))
    return format_iso8601(place->source, value_or_throw(TimeZone::find("UTC")));
  if (const auto* steps = std::get_if<Step>(&command)) return std::to_string(steps->count);
  if (const auto* anchor = std::get_if<ReAnchor>(&command)) return std::to_string(anchor->day);
  return {};
}

bool waits_for_due_hours(const Command& command) { return !std::holds_alternative<Pause>(command); }

Expected<StreamState> apply(const Command& command, const StreamState& state, const SourceTimeline& timeline,
                            Instant now, const TimeZone& target_zone) {
  if (std::holds_alternative<Pause>(command)) return pause(state, timeline, now);
  if (std::holds_alternative<Resume>(command)) return resume(state, timeline, now);
  if (const auto* speed = std::get_if<SetSpeed>(&command))
    return set_speed(state, timeline, now, speed->speed);
  if (const auto* place = std::get_if<Seek>(&command)) return seek(state, timeline, now, place->source);
  if (const auto* steps = std::get_if<Step>(&command)) return step_on(state, timeline, now, steps->count);
  return re_anchor(state, timeline, now, target_zone, std::get<ReAnchor>(command).day);
}

}  // namespace flodata::replay
