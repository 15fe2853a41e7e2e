// Whether the database that a streamer has taken over still holds every commit that anybody may have seen.
// One that was restored from a backup, or promoted too early, would give their numbers again: then a new
// lineage begins, which clients are told (docs/decisions/0036-branches.md). Proof: history_test.cc
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pg/connection.h"
#include "replay/stream_state.h"

namespace flodata::streamer {

/// A commit that the database has, or had, as far as this process knows.
struct KnownCommit {
  std::int64_t lineage = 0;
  std::int64_t sequence = 0;
  std::int64_t branch = 0;  // 0: none, as that of commits of an earlier schema
};

struct HistoryCheck {
  KnownCommit known;                    // the newest one, under the lineage from now on
  std::int64_t branch = 0;              // of the commits that this streamer makes
  std::optional<std::string> replaced;  // why a new lineage began; nothing: the history goes on
};

/// Compares, records the server, and begins a new lineage where commits may be missing. Call it after
/// take_over(). `known`: the newest one that this process saw, if any. `server_files`: what tells the
/// server's files from a copy; "": unknown. Errors: Failure(fenced).
HistoryCheck check_history(pg::Connection& connection, const replay::StreamState& state,
                           const std::optional<KnownCommit>& known, const std::string& server_files);

}  // namespace flodata::streamer
