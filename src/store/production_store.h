// The API's queries, over the database sessions of one I/O thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "pg/connection_pool.h"
#include "store/database_options.h"
#include "store/field_store.h"
#include "store/rollup_store.h"
#include "store/row_store.h"
#include "store/version_store.h"
#include "store/well_store.h"

namespace flodata::store {

/// Belongs to one I/O thread; no call blocks.
class ProductionStore {
 public:
  ProductionStore(const boost::asio::any_io_executor& executor, const DatabaseOptions& database)
      : pool_(executor, database, pg::PoolLimits{}),
        rows_(pool_),
        wells_(pool_),
        versions_(pool_),
        field_(pool_),
        rollups_(pool_) {}

  [[nodiscard]] RowStore& rows() { return rows_; }
  [[nodiscard]] WellStore& wells() { return wells_; }
  [[nodiscard]] VersionStore& versions() { return versions_; }
  [[nodiscard]] FieldStore& field() { return field_; }
  [[nodiscard]] RollupStore& rollups() { return rollups_; }

  /// Returns when the database has responded. Throws Failure as the other queries do.
  boost::asio::awaitable<void> ping(SteadyTime deadline);

  /// Closes idle sessions where the database has few, for others to have them.
  void release_sessions() { pool_.release(); }

  /// Closes the sessions; running queries end without returning theirs to the pool.
  void close() { pool_.close(); }

 private:
  pg::ConnectionPool pool_;
  pg::Statement ping_{"ping", "SELECT 1"};
  RowStore rows_;
  WellStore wells_;
  VersionStore versions_;
  FieldStore field_;
  RollupStore rollups_;
};

}  // namespace flodata::store
