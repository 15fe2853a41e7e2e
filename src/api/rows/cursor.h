// Where the next page of a long response begins. A cursor pins the version of the data and the window, so the
// pages fit together whatever is committed meanwhile. To clients it is an opaque text.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace flodata::api {

/// Place of a row in a response: rows are ordered by (time, name), names by their bytes.
struct RowPlace {
  Instant time;
  std::string name;  // of the well
  auto operator<=>(const RowPlace&) const = default;
};

struct Cursor {
  std::int64_t lineage = 0;  // version of the data, as in store::DataVersion
  std::int64_t sequence = 0;
  Instant bound;  // newest label of that version
  Instant first;  // window, inclusive
  Instant last;
  Instant read_from;          // earlier rows do not matter for the remaining pages
  RowPlace after;             // last row that was sent
  std::uint64_t request = 0;  // fingerprint of the request
  bool operator==(const Cursor&) const = default;
};

/// URL-safe ASCII.
std::string encode(const Cursor& cursor);

/// Returns nothing for a text that encode() did not produce, or that was changed.
std::optional<Cursor> decode_cursor(std::string_view text);

/// Distinguishes requests by their path and the given query parameters, except for the cursor and the page
/// size.
std::uint64_t request_fingerprint(std::string_view path,
                                  std::span<const std::pair<std::string, std::string>> given);

}  // namespace flodata::api
