#include "duck/transaction.h"

namespace flodata::duck {

Transaction::Transaction(Database& database) : database_(database) { database_.execute("BEGIN TRANSACTION"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Failure&) {
    // The failure that led here is on its way up; closing the file rolls back what is left.
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace flodata::duck
