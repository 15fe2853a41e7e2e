// The named SELECTs behind the API: typed rows out of production_data and well, and what the stream does.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.h"
#include "model/well_name.h"
#include "pg/connection_pool.h"
#include "store/database_options.h"
#include "store/production_row.h"
#include "store/stream_reading.h"

namespace flodata::store {

using pg::SteadyTime;

/// Most rows in one answer: nine years of hours of one well and some more.
inline constexpr int kMaxRows = 100'000;

struct WellProduction {
  std::string well_name;  // canonical
  ProductionRows rows;
};

/// Belongs to one I/O thread; nothing of it blocks. Every call throws Failure: unavailable, timed_out and
/// not_found (the tables were not made yet) when the database has no answer, or another code of the database.
class ProductionStore {
 public:
  ProductionStore(boost::asio::any_io_executor executor, DatabaseOptions database);

  /// Returns when the database has answered.
  boost::asio::awaitable<void> ping(SteadyTime deadline);

  /// Returns the wells that have live data, by name.
  boost::asio::awaitable<std::vector<WellNames>> wells(SteadyTime deadline);

  /// Returns the rows of the last `window` up to the well's newest row, newest first.
  /// `asked` is any accepted name of the well.
  /// Errors: not_found with the nearest names; invalid_argument for more than kMaxRows rows.
  boost::asio::awaitable<Expected<WellProduction>> latest(std::string asked, std::chrono::hours window,
                                                          SteadyTime deadline);

  /// Returns the rows from `first` to `last`, both included, oldest first. Errors: as latest().
  boost::asio::awaitable<Expected<WellProduction>> range(std::string asked, Instant first, Instant last,
                                                         SteadyTime deadline);

  /// Returns what the stream does, or nothing when none was started yet.
  boost::asio::awaitable<std::optional<StreamReading>> stream_reading(SteadyTime deadline);

  /// Closes the sessions; what still runs ends without keeping its own.
  void close() { pool_.close(); }

 private:
  /// `nameless` lacks its last parameter, the well's canonical name.
  boost::asio::awaitable<Expected<WellProduction>> rows_of(std::string asked, pg::Query nameless,
                                                           SteadyTime deadline);

  pg::ConnectionPool pool_;
  pg::Statement ping_;
  pg::Statement wells_;
  pg::Statement latest_;
  pg::Statement range_;
  pg::Statement stream_reading_;
  std::vector<WellNames> last_seen_wells_;  // only ever a guess, see rows_of()
};

}  // namespace flodata::store
