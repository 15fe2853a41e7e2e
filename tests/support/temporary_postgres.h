// A real PostgreSQL in a temporary folder, on a unix socket only, gone with the object or the process.
// One server per test executable (PostgresTest), a fresh database per test.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/types.h>

#include "pg/connection_options.h"

namespace flodata::test {

class TemporaryPostgres {
 public:
  /// Makes a cluster and starts it. `settings` are further lines "name=value" of its configuration.
  /// Throws Failure when PostgreSQL is not installed or does not come up.
  explicit TemporaryPostgres(std::vector<std::string> settings = {});
  ~TemporaryPostgres();
  TemporaryPostgres(const TemporaryPostgres&) = delete;
  TemporaryPostgres& operator=(const TemporaryPostgres&) = delete;

  /// Starts the server and returns when it accepts connections. Does nothing when it runs.
  void start();
  /// Stops the server at once, ending all sessions, and returns when it is gone. Data stays.
  void stop();
  void restart();
  /// Stops the server as a power cut would (SIGKILL to all of its processes).
  void crash();
  [[nodiscard]] bool running() const { return pid_ > 0; }

  /// Where the server is, whether it runs or not.
  [[nodiscard]] pg::ConnectionOptions options(const std::string& database = "postgres") const;
  /// Makes a folder in which the server may write.
  void make_folder(const std::string& path) const;
  /// Creates an empty database under a new name.
  pg::ConnectionOptions create_database();

 private:
  void launch();
  void wait_until_ready();

  std::string folder_;
  std::vector<std::string> settings_;
  pid_t pid_ = -1;
  int databases_created_ = 0;
};

/// Runs SQL (several statements are fine) on its own connection. Throws Failure with the server's message.
void execute_sql(const pg::ConnectionOptions& options, const std::string& sql);

/// Runs a query and returns the first column of all rows as text; NULL is "".
std::vector<std::string> query_column(const pg::ConnectionOptions& options, const std::string& sql);

/// Runs a query and returns its only value as text. Throws Failure when there is not exactly one row.
std::string query_value(const pg::ConnectionOptions& options, const std::string& sql);

/// Lets rows be inserted by hand, whatever their time.
void accept_all_rows(const pg::ConnectionOptions& options);

/// Brings the database to the live schema, by the program's own migrations.
void apply_schema(const pg::ConnectionOptions& options);

/// Fixture: `server()` is shared by the tests of one executable, `database()` is fresh and holds the live
/// schema.
class PostgresTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  static TemporaryPostgres& server();
  [[nodiscard]] const pg::ConnectionOptions& database() const { return database_; }

 private:
  pg::ConnectionOptions database_;
};

}  // namespace flodata::test
