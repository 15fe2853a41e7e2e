// Commands to a running stream, and the state after each: pure functions, so that tests can try every order
// of commands without a database.
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

/// Stops writing once the hours that are due now are written.
struct Pause {
  bool operator==(const Pause&) const = default;
};
/// Continues where the pause began: the pause is not part of the live timeline.
struct Resume {
  bool operator==(const Resume&) const = default;
};
/// Changes the speed from now on. Source time per live time, 0.1 to 100,000.
struct SetSpeed {
  double speed;
  bool operator==(const SetSpeed&) const = default;
};
/// Makes the source hour that contains `source` the next one, in the present loop.
struct Seek {
  Instant source;
  bool operator==(const Seek&) const = default;
};
/// Writes `count` steps at once, as far as labels allow, then pauses. 1 to 8760.
struct Step {
  std::int64_t count;
  bool operator==(const Step&) const = default;
};
/// Makes the source's day `day` (0 is its first) today, as if the stream were started now.
struct ReAnchor {
  std::int64_t day;
  bool operator==(const ReAnchor&) const = default;
};

using Command = std::variant<Pause, Resume, SetSpeed, Seek, Step, ReAnchor>;

/// Parses a command: `name` is pause, resume, speed, seek, step or re-anchor. A time without offset is local
/// time of `zone`. Errors: invalid_argument with name, value and what is allowed.
Expected<Command> parse_command(std::string_view name, std::string_view argument, const TimeZone& zone);

/// Returns name and argument in the form that parse_command() accepts (times in UTC).
std::string_view name_of(const Command& command);
std::string argument_of(const Command& command);

/// Returns whether the command has to wait until all due hours are written: they keep the labels that made
/// them due.
bool waits_for_due_hours(const Command& command);

/// Returns the state after `command` at live time `now`; the same state when nothing changes. Later labels
/// are after `state.newest_label`. Errors: invalid_argument (a seek beyond the data), conflict (for example a
/// resume that makes no sense).
Expected<StreamState> apply(const Command& command, const StreamState& state, const SourceTimeline& timeline,
                            Instant now, const TimeZone& target_zone);

}  // namespace flodata::replay
