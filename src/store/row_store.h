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

/// Most rows in one answer: nine years of hours of one well and some more.
inline constexpr int kMaxRows = 100'000;

/// Rows that are read in the time of a brief query.
inline constexpr int kBriefRows = 2000;

/// Rows of one page of newest_page().
inline constexpr int kRowsOfAPage = 500;

struct WellProduction {
  std::string well_name;  // canonical
  ProductionRows rows;
};

/// Belongs to one I/O thread; nothing of it blocks. Every call throws Failure: unavailable, timed_out and
/// not_found (the tables were not made yet) when the database has no answer, or another code of the database.
class RowStore {
 public:
  /// `pool` must outlive it.
  explicit RowStore(pg::ConnectionPool& pool);

  /// Returns the rows of the last `window` up to the well's newest row, newest first.
  /// `asked` is any accepted name of the well. While `version` lasts, the list of wells is read once for it.
  /// Errors: not_found with the nearest names; invalid_argument for more than kMaxRows rows.
  boost::asio::awaitable<Expected<WellProduction>> latest(std::string asked, std::chrono::hours window,
                                                          std::optional<DataVersion> version,
                                                          SteadyTime deadline);

  /// Returns the rows from `first` to `last`, both included, oldest first. Errors: as latest().
  boost::asio::awaitable<Expected<WellProduction>> range(std::string asked, Instant first, Instant last,
                                                         std::optional<DataVersion> version,
                                                         SteadyTime deadline);

  /// Returns a page of what `request` asks for; the next one is asked for with `after` = `through`. Columns
  /// that were not chosen are missing in its rows.
  boost::asio::awaitable<RowPage> rows_page(RowRequest request, SteadyTime deadline);

  /// Returns the rows of a well (canonical name) later than `after`, up to `last` (included), newest first:
  /// kRowsOfAPage of them, or all when they are fewer.
  boost::asio::awaitable<ProductionRows> newest_page(std::string well_name, Instant after, Instant last,
                                                     SteadyTime deadline);

  /// Returns the newest row, up to `last` (included), of each of `wells` (canonical names) that has one, in
  /// the order of `wells`.
  boost::asio::awaitable<ProductionRows> newest_rows(std::vector<std::string> wells, Instant last,
                                                     SteadyTime deadline);

  /// Returns how many rows the version has, all rows without one. Counted once as a whole, then as they come.
  boost::asio::awaitable<std::int64_t> row_count(std::optional<DataVersion> version, SteadyTime deadline);

 private:
  struct WellQuery {
    std::string asked;
    pg::Query nameless;  // lacks its last parameter, the well's canonical name
    pg::SessionUse use;
  };
  boost::asio::awaitable<Expected<WellProduction>> rows_of(WellQuery query,
                                                           std::optional<DataVersion> version,
                                                           SteadyTime deadline);
  [[nodiscard]] bool knows_wells_of(const std::optional<DataVersion>& version) const;

  pg::ConnectionPool* pool_;
  pg::Statement wells_;
  pg::Statement rows_page_;  // with all columns
  pg::Statement newest_page_;
  pg::Statement newest_rows_;
  pg::Statement latest_;
  pg::Statement range_;
  pg::Statement row_count_;
  std::optional<DataVersion> counted_;  // the version of which counted_rows_ is the number of rows
  std::int64_t counted_rows_ = 0;
  WellDirectory last_seen_wells_;             // a guess, see rows_of(), unless the version is this one:
  std::optional<DataVersion> wells_version_;  // they were read after it was there
};

}  // namespace flodata::store
