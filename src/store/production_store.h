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
#include "store/data_version.h"
#include "store/database_options.h"
#include "store/production_row.h"
#include "store/row_pages.h"
#include "store/stream_reading.h"
#include "store/stream_seam.h"

namespace flodata::store {

using pg::SteadyTime;

/// Most rows in one answer: nine years of hours of one well and some more.
inline constexpr int kMaxRows = 100'000;

/// Rows of one page of newest_page().
inline constexpr int kRowsOfAPage = 500;

struct WellProduction {
  std::string well_name;  // canonical
  ProductionRows rows;
};

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

/// Belongs to one I/O thread; nothing of it blocks. Every call throws Failure: unavailable, timed_out and
/// not_found (the tables were not made yet) when the database has no answer, or another code of the database.
class ProductionStore {
 public:
  ProductionStore(boost::asio::any_io_executor executor, DatabaseOptions database);

  /// Returns when the database has answered.
  boost::asio::awaitable<void> ping(SteadyTime deadline);

  /// Returns the wells that have live data, by name.
  boost::asio::awaitable<std::vector<WellNames>> wells(SteadyTime deadline);

  /// Returns all wells of the source, those to come apart.
  boost::asio::awaitable<WellList> well_list(SteadyTime deadline);

  /// Returns the wells that have live data with the time of their first row, by name.
  boost::asio::awaitable<std::vector<WellEntry>> well_entries(SteadyTime deadline);

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

  /// Returns the version of the data at this moment, or nothing when no stream was started yet.
  boost::asio::awaitable<std::optional<DataVersion>> data_version(SteadyTime deadline);

  /// Returns the commits after number `sequence` in their order, `limit` of them at the most.
  boost::asio::awaitable<std::vector<Commit>> commits_after(std::int64_t sequence, int limit,
                                                            SteadyTime deadline);

  /// Returns the newest commit of a number not above `sequence`, or of a time not after `time`; nothing when
  /// there is none that old. Whether its data can still be told: DataVersion::newest_revision.
  boost::asio::awaitable<std::optional<Commit>> commit_at_or_before(std::int64_t sequence,
                                                                    SteadyTime deadline);
  boost::asio::awaitable<std::optional<Commit>> commit_at_or_before(Instant time, SteadyTime deadline);

  /// Returns how many rows the version has, all rows without one. Counted once as a whole, then as they come.
  boost::asio::awaitable<std::int64_t> row_count(std::optional<DataVersion> version, SteadyTime deadline);

  /// Returns what the stream does, or nothing when none was started yet.
  boost::asio::awaitable<std::optional<StreamReading>> stream_reading(SteadyTime deadline);

  /// Returns the newest seam of the stream up to the label `last`, or nothing.
  boost::asio::awaitable<std::optional<Seam>> newest_seam(Instant last, SteadyTime deadline);

  /// Closes the sessions; what still runs ends without keeping its own.
  void close() { pool_.close(); }

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
  boost::asio::awaitable<std::optional<Commit>> one_commit(pg::Query query, SteadyTime deadline);

  pg::ConnectionPool pool_;
  pg::Statement ping_;
  pg::Statement wells_;
  pg::Statement rows_page_;  // with all columns
  pg::Statement newest_page_;
  pg::Statement newest_rows_;
  pg::Statement data_version_;
  pg::Statement commits_after_;
  pg::Statement commit_by_sequence_;
  pg::Statement commit_by_time_;
  pg::Statement latest_;
  pg::Statement range_;
  pg::Statement stream_reading_;
  pg::Statement stream_segments_;
  pg::Statement row_count_;
  std::optional<DataVersion> counted_;  // the version of which counted_rows_ is the number of rows
  std::int64_t counted_rows_ = 0;
  WellDirectory last_seen_wells_;             // a guess, see rows_of(), unless the version is this one:
  std::optional<DataVersion> wells_version_;  // they were read after it was there
};

}  // namespace flodata::store
