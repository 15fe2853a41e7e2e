#include "streamer/partitions/history_load.h"

#include "streamer/partitions/partition_keeper.h"
#include "streamer/partitions/sql.h"

namespace flodata::streamer {
void drop_key_before_history(pg::Connection& connection) {
  if (connection.query("SELECT EXISTS (SELECT FROM production_data)").boolean(0, 0)) return;
  try {
    pg::Transaction transaction(connection);
    connection.execute(sql::kDropKey);
    transaction.commit();
  } catch (const Failure& failure) {
    if (failure.code() != Code::unavailable) throw;
    // The table is in use: load with the key. (The next statement reports a lost session.)
  }
}

void build_key_after_history(pg::Connection& connection) {
  if (connection.query(sql::kHasKey).boolean(0, 0)) return;
  build_partition_keys(connection, "ACCESS EXCLUSIVE");
  connection.execute(sql::kBuildKey);
}

}  // namespace flodata::streamer
