// What writers and readers of a stream share.
#pragma once

#include <chrono>
#include <string_view>

namespace flodata::replay {

/// The one stream that a live database has.
inline constexpr const char* kStreamId = "main";

/// Channels of NOTIFY: a commit, or a command that changed the stream; a command was given; one was answered.
inline constexpr const char* kCommitChannel = "flodata_commit";
inline constexpr const char* kControlChannel = "flodata_control";
inline constexpr const char* kAnswerChannel = "flodata_control_answer";

/// A streamer that was not heard of for so long is not at work: its sessions are ended, and the view
/// replay_status says the same. Proof: StreamerCountsAsAtWorkForTheLivenessLimit in
/// tests/integration/control_test.cc.
inline constexpr std::chrono::seconds kLivenessLimit{5};

/// What became of a command, in `replay_command.status`: no streamer has taken it yet; it was carried out; it
/// was so already; it made no sense; no streamer took it in time.
inline constexpr std::string_view kPending = "pending";
inline constexpr std::string_view kApplied = "applied";
inline constexpr std::string_view kUnchanged = "unchanged";
inline constexpr std::string_view kRefused = "refused";
inline constexpr std::string_view kWithdrawn = "withdrawn";

}  // namespace flodata::replay
