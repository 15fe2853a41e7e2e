// Queries for the version of the data and its commits, from stream_state and stream_commit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pg/binary_result.h"
#include "store/data_version.h"

namespace flodata::store {

/// $1: the stream's id. Fails for a missing table when the schema has no commits yet.
std::string data_version_sql();
/// Returns nothing when there is no such stream.
std::optional<DataVersion> decode_data_version(const pg::BinaryResult& result);

/// $1: the stream's id; commits with a number above $2, in their order, at most $3.
std::string commits_after_sql();
/// $1: the stream's id; the newest commit with a number up to $2.
std::string commit_by_sequence_sql();
/// $1: the stream's id; the newest commit up to time $2.
std::string commit_by_time_sql();
std::vector<Commit> decode_commits(const pg::BinaryResult& result);

}  // namespace flodata::store
