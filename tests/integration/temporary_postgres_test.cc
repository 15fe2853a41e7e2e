// The test support itself: what every other integration test relies on.
#include "support/temporary_postgres.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "pg/connection.h"

namespace flodata::test {
namespace {

class TemporaryPostgresTest : public PostgresTest {};

TEST_F(TemporaryPostgresTest, FreshDatabaseHoldsTheLiveSchemaAndNoRows) {
  EXPECT_EQ(query_value(database(), "SELECT count(*) FROM production_data"), "0");
  EXPECT_EQ(query_value(database(), "SELECT count(*) FROM stream_state"), "0");
}

TEST_F(TemporaryPostgresTest, DataOutlivesARestart) {
  execute_sql(database(), "CREATE TABLE kept (x int); INSERT INTO kept VALUES (7)");
  server().restart();
  EXPECT_EQ(query_value(database(), "SELECT x FROM kept"), "7");
}

TEST_F(TemporaryPostgresTest, StoppedServerRefusesAndComesBack) {
  server().stop();
  EXPECT_THROW(execute_sql(database(), "SELECT 1"), Failure);
  server().start();
  EXPECT_EQ(query_value(database(), "SELECT 1"), "1");
}

TEST_F(TemporaryPostgresTest, CrashedServerComesBack) {
  server().crash();
  EXPECT_THROW(execute_sql(database(), "SELECT 1"), Failure);
  server().start();
  EXPECT_EQ(query_value(database(), "SELECT 1"), "1");
}

TEST_F(TemporaryPostgresTest, FailureShowsTheStatementOnOneLine) {
  try {
    pg::Connection(database()).execute("SELECT nothing\n  FROM nowhere");
    FAIL() << "there is no table nowhere";
  } catch (const Failure& failure) {
    EXPECT_THAT(failure.what(), testing::HasSubstr("at 'SELECT nothing FROM nowhere'"));
  }
}

TEST_F(TemporaryPostgresTest, EveryTestGetsItsOwnDatabase) {
  EXPECT_THROW(query_value(database(), "SELECT x FROM kept"), Failure);
}

}  // namespace
}  // namespace flodata::test
