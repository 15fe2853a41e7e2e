// A transaction in a DuckDB file: all of its statements or none.
#pragma once

#include "duck/database.h"

namespace flodata::duck {

/// Rolls back unless commit() was called, also when the process crashes.
class Transaction {
 public:
  /// Begins; `database` must have no open transaction and outlive this object. Errors: Failure.
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Errors: Failure; then the file has no change of the transaction.
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace flodata::duck
