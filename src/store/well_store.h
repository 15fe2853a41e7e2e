// The wells of the live database.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "model/well_name.h"
#include "pg/connection_pool.h"

namespace flodata::store {

/// A well with live data.
struct WellEntry {
  WellNames names;
  Instant first_time;  // of its first row
};

/// The wells of the source.
struct WellList {
  std::vector<WellEntry> live;     // by name
  std::vector<WellNames> to_come;  // without a live hour yet: not shown, see WellDirectory

  [[nodiscard]] WellDirectory directory() const;
};

/// The query for decode_wells().
std::string wells_sql();
WellList decode_wells(const pg::BinaryResult& result);

/// Belongs to one I/O thread; no call blocks. Every call throws Failure: unavailable, timed_out and not_found
/// (the tables do not exist yet) when the database cannot respond, or another code of the database.
class WellStore {
 public:
  /// `pool` must outlive it.
  explicit WellStore(pg::ConnectionPool& pool);

  /// Returns the wells with live data, by name.
  boost::asio::awaitable<std::vector<WellNames>> names(pg::SteadyTime deadline);

  /// Returns all wells of the source, those to come in a separate list.
  boost::asio::awaitable<WellList> list(pg::SteadyTime deadline);

  /// Returns the wells with live data and the time of their first row, by name.
  boost::asio::awaitable<std::vector<WellEntry>> entries(pg::SteadyTime deadline);

 private:
  pg::ConnectionPool* pool_;
  pg::Statement wells_;
};

}  // namespace flodata::store
