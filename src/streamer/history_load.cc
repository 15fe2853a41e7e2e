#include "streamer/history_load.h"

namespace flodata::streamer {
namespace {

// Some hundred million rows; a server that fell silent is noticed by the leader's beat long before.
constexpr std::chrono::hours kKeyPatience(2);

}  // namespace

void drop_key_before_history(pg::Connection& connection) {
  if (connection.query("SELECT EXISTS (SELECT FROM production_data)").boolean(0, 0)) return;
  connection.execute("ALTER TABLE production_data DROP CONSTRAINT IF EXISTS production_data_pkey");
}

void build_key_after_history(pg::Connection& connection) {
  const auto found = connection.query(
      "SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'production_data'::regclass AND contype = "
      "'p')");
  if (found.boolean(0, 0)) return;
  connection.set_answer_limit(kKeyPatience);
  connection.execute(
      "CREATE UNIQUE INDEX production_data_key ON production_data (well_name, time);"
      "ALTER TABLE production_data ADD CONSTRAINT production_data_pkey PRIMARY KEY USING INDEX "
      "production_data_key");
}

}  // namespace flodata::streamer
