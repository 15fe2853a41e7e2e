// Since when something has been as it is in a well's newest row: what is remembered of an earlier label is
// the answer unless it changed since.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/contract/responses.h"
#include "api/contract/route.h"
#include "api/field/field_memory.h"
#include "api/field/field_moment.h"
#include "store/field_store.h"

namespace flodata::api {

/// The memory as it is when a request begins: what other requests put there meanwhile does not count.
class SinceMemory {
 public:
  using Statuses = std::map<std::string, FieldMemory::Known, std::less<>>;

  /// `statuses`: a member of the memory.
  SinceMemory(FieldMemory& memory, Statuses FieldMemory::* statuses, bool remembers);

  /// Returns the label up to which the answer is known, which is not later than `newest`; Instant::min() when
  /// nothing is known.
  [[nodiscard]] Instant known_up_to(std::string_view key, Instant newest) const;

  /// Returns since when it is so, given what the database says of the time after known_up_to(), and remembers
  /// it. `state`: whether it is so or the opposite.
  Instant resolve(const std::string& key, bool state, Instant newest, const store::StatusChange& change);

 private:
  FieldMemory* memory_;
  Statuses FieldMemory::* statuses_;
  bool remembers_;
  std::pair<std::int64_t, std::optional<std::int64_t>> revision_;
  Statuses known_;
};

/// Returns since when each well of the newest rows flows, or does not, in their order.
boost::asio::awaitable<std::vector<Instant>> find_status_since(HandlerContext context,
                                                               const FieldMoment* moment);

/// Returns the values of the newest rows that are Bad, in the order of the rows.
boost::asio::awaitable<std::vector<std::vector<responses::BadValue>>> find_bad_values(
    HandlerContext context, const FieldMoment* moment);

}  // namespace flodata::api
