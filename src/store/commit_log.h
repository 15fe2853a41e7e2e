// The version of the data and its commits, as SELECTs of stream_state and stream_commit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pg/binary_result.h"
#include "store/data_version.h"

namespace flodata::store {

/// $1: the stream's id. A schema that has no commits yet is told by a missing table.
std::string data_version_sql();
/// Returns nothing when there is no such stream.
std::optional<DataVersion> decode_data_version(const pg::BinaryResult& result);

/// $1: the stream's id, $2: commits with a higher number, $3: so many at the most. In their order.
std::string commits_after_sql();
/// $1: the stream's id, $2: the number up to which the newest commit is asked for.
std::string commit_by_sequence_sql();
/// $1: the stream's id, $2: the time up to which the newest commit is asked for.
std::string commit_by_time_sql();
std::vector<Commit> decode_commits(const pg::BinaryResult& result);

}  // namespace flodata::store
