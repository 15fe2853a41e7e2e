// Rows and wells put straight into a live database, for tests of what reads it.
#pragma once

#include <string>

#include "pg/connection_options.h"

namespace flodata::test {

/// Makes a well known, as the streamer does with its first row: "15/9-F-1 C" becomes NO-15/9-F-1C.
void insert_well(const pg::ConnectionOptions& database, const std::string& npd_well_bore_name);

/// Inserts one row per hour from `first` to `last` (ISO 8601, both included) for a well by its canonical
/// name. oil_rate counts up from 0; original_time lies a year earlier; tags not named here are NULL.
void insert_hours(const pg::ConnectionOptions& database, const std::string& well_name,
                  const std::string& first, const std::string& last);

/// Makes what was inserted a commit of the stream "main", as the streamer does: the stream is there (its
/// source an hour from row to row, its history complete), its sequence one higher, its newest label that of
/// the newest row, and subscribers are notified.
void commit_rows(const pg::ConnectionOptions& database);

/// Holds a lock that makes every reader of a table wait, until it is destroyed.
class TableLock {
 public:
  TableLock(const pg::ConnectionOptions& database, const std::string& table);
  ~TableLock();
  TableLock(const TableLock&) = delete;
  TableLock& operator=(const TableLock&) = delete;

  /// Returns when `count` sessions wait for the lock.
  void wait_for_waiting(int count) const;

 private:
  pg::ConnectionOptions database_;
  void* connection_;  // PGconn
};

}  // namespace flodata::test
