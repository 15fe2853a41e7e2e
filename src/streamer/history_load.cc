#include "streamer/history_load.h"

namespace flodata::streamer {
namespace {

// Some hundred million rows; a server that fell silent is noticed by the leader's beat long before.
constexpr std::chrono::hours kKeyPatience(2);

}  // namespace

void drop_key_before_history(pg::Connection& connection) {
  if (connection.query("SELECT EXISTS (SELECT FROM production_data)").boolean(0, 0)) return;
  try {
    pg::Transaction transaction(connection);
    // A client that reads the table now holds a lock on it, and all later readers would queue up behind us.
    connection.execute(
        "SET LOCAL lock_timeout = '1s';"
        "ALTER TABLE production_data DROP CONSTRAINT IF EXISTS production_data_pkey");
    transaction.commit();
  } catch (const Failure& failure) {
    if (failure.code() != Code::unavailable) throw;
    // The table is in use: the load runs with the key. (A lost session is noticed by the next statement.)
  }
}

void build_key_after_history(pg::Connection& connection) {
  const auto found = connection.query(
      "SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'production_data'::regclass AND contype = "
      "'p')");
  if (found.boolean(0, 0)) return;
  connection.set_answer_limit(kKeyPatience);
  // A reader that does not let go is waited for a moment; then the last batch is rolled back and tried again,
  // so that other readers are never held up for longer.
  connection.execute(
      "SET LOCAL lock_timeout = '5s';"
      "CREATE UNIQUE INDEX production_data_key ON production_data (well_name, time);"
      "ALTER TABLE production_data ADD CONSTRAINT production_data_pkey PRIMARY KEY USING INDEX "
      "production_data_key");
  connection.set_answer_limit(pg::kAnswerLimit);
}

}  // namespace flodata::streamer
