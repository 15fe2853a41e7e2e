// Names shared by writers and readers of a stream.
#pragma once

#include <chrono>
#include <string_view>

namespace flodata::replay {

/// The only stream of a live database.
inline constexpr const char* kStreamId = "main";

/// Channels of NOTIFY: a commit, or a command that changed the stream; a new command; the answer to a
/// command.
inline constexpr const char* kCommitChannel = "flodata_commit";
inline constexpr const char* kControlChannel = "flodata_control";
inline constexpr const char* kAnswerChannel = "flodata_control_answer";

/// A streamer that was silent for so long counts as dead: its sessions are ended, and the view replay_status
/// uses the same limit. Proof: StreamerCountsAsAtWorkForTheLivenessLimit in
/// tests/integration/control_test.cc.
inline constexpr std::chrono::seconds kLivenessLimit{5};

/// Status of a command, in `replay_command.status`: not yet taken by a streamer; carried out; nothing to
/// change; not possible; not taken in time.
inline constexpr std::string_view kPending = "pending";
inline constexpr std::string_view kApplied = "applied";
inline constexpr std::string_view kUnchanged = "unchanged";
inline constexpr std::string_view kRefused = "refused";
inline constexpr std::string_view kWithdrawn = "withdrawn";

}  // namespace flodata::replay
