// Commands to a running stream, and what each makes of the stream's state: pure, so that every order of
// commands can be tried in a test without a database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"
#include "base/time_zone.h"
#include "replay/source_timeline.h"
#include "replay/stream_state.h"

namespace flodata::replay {

/// Nothing more is written once the hours that are due now are in.
struct Pause {
  bool operator==(const Pause&) const = default;
};
/// Goes on where the pause began: the pause is no part of the live timeline.
struct Resume {
  bool operator==(const Resume&) const = default;
};
/// Another speed from now on. Source time per live time, 0.1 to 100,000.
struct SetSpeed {
  double speed;
  bool operator==(const SetSpeed&) const = default;
};
/// The source hour that holds `source` is the next one, in the present loop.
struct Seek {
  Instant source;
  bool operator==(const Seek&) const = default;
};
/// `count` steps and a pause after them, at once where labels allow it. 1 to 8760.
struct Step {
  std::int64_t count;
  bool operator==(const Step&) const = default;
};
/// The source's day `day` (0 is its first) is today, as if the stream were started now.
struct ReAnchor {
  std::int64_t day;
  bool operator==(const ReAnchor&) const = default;
};

using Command = std::variant<Pause, Resume, SetSpeed, Seek, Step, ReAnchor>;

/// Reads a command: `name` is pause, resume, speed, seek, step or re-anchor. A time without offset is local
/// time of `zone`. Errors: invalid_argument with name, value and what is allowed.
Expected<Command> parse_command(std::string_view name, std::string_view argument, const TimeZone& zone);

/// Returns name and argument in the form that parse_command() reads (times in UTC).
std::string_view name_of(const Command& command);
std::string argument_of(const Command& command);

/// Whether the command has to wait until the hours that are due have been written: they keep the labels that
/// they were due by.
bool waits_for_due_hours(const Command& command);

/// Returns the state after `command` at live time `now`; the same state when there is nothing to change.
/// Labels given out afterwards are later than `state.newest_label`. Errors: invalid_argument (a seek beyond
/// the data), conflict (a resume and the like that makes no sense).
Expected<StreamState> apply(const Command& command, const StreamState& state, const SourceTimeline& timeline,
                            Instant now, const TimeZone& target_zone);

}  // namespace flodata::replay
