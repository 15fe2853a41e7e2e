// A transaction of a DuckDB file: all of its statements or none.
#pragma once

#include "duck/database.h"

namespace flodata::duck {

/// Rolls back unless commit() was called, also when the process dies.
class Transaction {
 public:
  /// Begins; `database` must have no open transaction and outlive this. Errors: Failure.
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Errors: Failure, and nothing of the transaction is in the file.
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace flodata::duck
