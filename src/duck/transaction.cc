#include "duck/transaction.h"

namespace flodata::duck {

Transaction::Transaction(Database& database) : database_(database) { database_.execute("BEGIN TRANSACTION"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Failure&) {
    // The original failure is being thrown; closing the file rolls back the rest.
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace flodata::duck
