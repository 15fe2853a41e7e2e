// The wells of the live database.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "model/well_name.h"
#include "pg/connection_pool.h"

namespace flodata::store {

/// A well that has live data.
struct WellEntry {
  WellNames names;
  Instant first_time;  // of its first row
};

/// The wells of the source.
struct WellList {
  std::vector<WellEntry> live;     // by name
  std::vector<WellNames> to_come;  // of which no hour is live yet: not to be shown, see WellDirectory

  [[nodiscard]] WellDirectory directory() const;
};

/// The SELECT that decode_wells() reads.
std::string wells_sql();
WellList decode_wells(const pg::BinaryResult& result);

/// Belongs to one I/O thread; nothing of it blocks. Every call throws Failure: unavailable, timed_out and
/// not_found (the tables were not made yet) when the database has no answer, or another code of the database.
class WellStore {
 public:
  /// `pool` must outlive it.
  explicit WellStore(pg::ConnectionPool& pool);

  /// Returns the wells that have live data, by name.
  boost::asio::awaitable<std::vector<WellNames>> names(pg::SteadyTime deadline);

  /// Returns all wells of the source, those to come apart.
  boost::asio::awaitable<WellList> list(pg::SteadyTime deadline);

  /// Returns the wells that have live data with the time of their first row, by name.
  boost::asio::awaitable<std::vector<WellEntry>> entries(pg::SteadyTime deadline);

 private:
  pg::ConnectionPool* pool_;
  pg::Statement wells_;
};

}  // namespace flodata::store
