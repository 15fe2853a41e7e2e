// Rows of production_data.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/error.h"
#include "pg/connection_pool.h"
#include "store/data_version.h"
#include "store/production_row.h"
#include "store/row_pages.h"
#include "store/well_store.h"

namespace flodata::store {

using pg::SteadyTime;

/// Most rows in one result: somewhat more than nine years of one well's hours.
inline constexpr int kMaxRows = 100'000;

/// Rows that a brief query can read.
inline constexpr int kBriefRows = 2000;

/// Rows of one page of newest_page().
inline constexpr int kRowsOfAPage = 500;

struct WellProduction {
  std::string well_name;  // canonical
  ProductionRows rows;
};

/// Belongs to one I/O thread; no call blocks. Every call throws Failure: unavailable, timed_out and not_found
/// (the tables do not exist yet) when the database cannot respond, or another code of the database.
class RowStore {
 public:
  /// `pool` must outlive it.
  explicit RowStore(pg::ConnectionPool& pool);

  /// Returns the rows of the last `window` up to the well's newest row, newest first. `asked`: any accepted
  /// name of the well. The list of wells is read once per `version`. Errors: not_found with the nearest
  /// names; invalid_argument for more than kMaxRows rows.
  boost::asio::awaitable<Expected<WellProduction>> latest(std::string asked, std::chrono::hours window,
                                                          std::optional<DataVersion> version,
                                                          SteadyTime deadline);

  /// Returns the rows from `first` to `last`, inclusive, oldest first. Errors: as latest().
  boost::asio::awaitable<Expected<WellProduction>> range(std::string asked, Instant first, Instant last,
                                                         std::optional<DataVersion> version,
                                                         SteadyTime deadline);

  /// Returns a page of `request`; the next page needs `after` = `through`. Columns that were not chosen are
  /// missing in its rows. Errors: also overloaded, when rows that are to be all there were removed since the
  /// request was planned: the caller asks again.
  boost::asio::awaitable<RowPage> rows_page(RowRequest request, SteadyTime deadline);

  /// Returns the rows of a well (canonical name) later than `after`, up to `last` (inclusive), newest first:
  /// kRowsOfAPage of them, or all when there are fewer.
  boost::asio::awaitable<ProductionRows> newest_page(std::string well_name, Instant after, Instant last,
                                                     SteadyTime deadline);

  /// Returns the newest row, up to `last` (inclusive), of each of `wells` (canonical names) that has one, in
  /// the order of `wells`.
  boost::asio::awaitable<ProductionRows> newest_rows(std::vector<std::string> wells, Instant last,
                                                     SteadyTime deadline);

  /// Returns the number of rows of the version; of all rows without one. The table is counted once, later
  /// calls count only the new rows.
  boost::asio::awaitable<std::int64_t> row_count(std::optional<DataVersion> version, SteadyTime deadline);

 private:
  struct WellQuery {
    std::string asked;
    pg::Query nameless;  // still without its last parameter, the well's canonical name
    pg::SessionUse use;
  };
  boost::asio::awaitable<Expected<WellProduction>> rows_of(WellQuery query,
                                                           std::optional<DataVersion> version,
                                                           SteadyTime deadline);
  [[nodiscard]] bool knows_wells_of(const std::optional<DataVersion>& version) const;

  pg::ConnectionPool* pool_;
  pg::Statement wells_;
  pg::Statement rows_page_;  // for all columns
  pg::Statement horizon_;
  pg::Statement newest_page_;
  pg::Statement newest_rows_;
  pg::Statement latest_;
  pg::Statement range_;
  pg::Statement row_count_;
  std::optional<DataVersion> counted_;  // the version that counted_rows_ belongs to
  std::int64_t counted_rows_ = 0;
  WellDirectory last_seen_wells_;             // a guess, see rows_of(), except for this version:
  std::optional<DataVersion> wells_version_;  // the version for which it was read
};

}  // namespace flodata::store
