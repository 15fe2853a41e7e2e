// Names that those who write a stream and those who read it must spell alike.
#pragma once

namespace flodata::replay {

/// The one stream that a live database has.
inline constexpr const char* kStreamId = "main";

/// Channels of NOTIFY: a commit, or a command that changed the stream; a command was given; one was answered.
inline constexpr const char* kCommitChannel = "flodata_commit";
inline constexpr const char* kControlChannel = "flodata_control";
inline constexpr const char* kAnswerChannel = "flodata_control_answer";

}  // namespace flodata::replay
