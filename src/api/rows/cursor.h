// Where the next part of a long answer begins. A cursor pins the version of the data and the window, so the
// parts fit together whatever is committed meanwhile. To clients it is an opaque text.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace flodata::api {

/// Place of a row in an answer: rows are in the order of (time, name), names by their bytes.
struct RowPlace {
  Instant time;
  std::string name;  // of the well
  auto operator<=>(const RowPlace&) const = default;
};

struct Cursor {
  std::int64_t lineage = 0;  // version of the data, as in store::DataVersion
  std::int64_t sequence = 0;
  Instant bound;  // newest label of that version
  Instant first;  // window, both ends included
  Instant last;
  Instant read_from;          // rows before it do not matter for what is left
  RowPlace after;             // last row that was given
  std::uint64_t request = 0;  // fingerprint of the request it belongs to
  bool operator==(const Cursor&) const = default;
};

/// URL-safe ASCII.
std::string encode(const Cursor& cursor);

/// Returns nothing for a text that encode() did not give, or that was changed.
std::optional<Cursor> decode_cursor(std::string_view text);

/// Tells requests apart by their path and what of the query was given, but for the cursor and the size of
/// the parts.
std::uint64_t request_fingerprint(std::string_view path,
                                  std::span<const std::pair<std::string, std::string>> given);

}  // namespace flodata::api
