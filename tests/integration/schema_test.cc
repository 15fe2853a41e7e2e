// Schemas of earlier versions with data in them, and a schema that somebody has damaged.
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "pg/connection.h"
#include "pg/migrations.h"
#include "support/stream_test.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using test::execute_sql;
using test::kHashOfTable;
using test::kToday;

constexpr auto kTables = {"production_data", "well",          "stream_state",
                          "stream_segment",  "stream_commit", "source_well"};
constexpr std::size_t kOldest = 2;  // without stream_state nothing was ever streamed

class SchemaTest : public test::StreamTest {
 protected:
  void drop_schema() const {
    execute_sql(database(),
                "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  }

  /// Rows of all tables as JSON.
  [[nodiscard]] std::map<std::string, std::string> contents() const {
    std::map<std::string, std::string> rows;
    for (const auto* table : kTables)
      rows[table] = value(fmt::format("SELECT coalesce(json_agg(t), '[]') FROM {} t", table));
    return rows;
  }

  /// Makes the schema of an earlier version and writes into it what it has room for.
  void make_earlier(std::size_t version, const std::map<std::string, std::string>& rows) const {
    drop_schema();
    pg::Connection connection(database());
    pg::migrate(connection, pg::embedded_migrations().first(version));
    if (value("SELECT relkind FROM pg_class WHERE oid = 'production_data'::regclass") == "p")
      execute_sql(
          database(),
          "CREATE TABLE production_data_first PARTITION OF production_data FOR VALUES FROM (MINVALUE) TO "
          "('2026-11-30')");
    for (const auto& [table, json] : rows) {
      const auto columns = value(
          fmt::format("SELECT coalesce(string_agg(column_name, ', '), '') FROM information_schema.columns "
                      "WHERE table_schema = 'public' AND table_name = '{}'",
                      table));
      if (columns.empty()) continue;
      connection.query(
          fmt::format("INSERT INTO {0} ({1}) SELECT {1} FROM json_populate_recordset(NULL::{0}, $1::json)",
                      table, columns),
          {json});
    }
  }
};

TEST_F(SchemaTest, StreamOfEveryEarlierSchemaGoesOnWithAllItsRows) {
  stream_until_idle(kToday + 8h);
  const auto before = contents();
  const auto hash_before = value(kHashOfTable);
  stream_until_idle(kToday + 9h);
  const auto hash_after = value(kHashOfTable);
  ASSERT_NE(hash_before, hash_after);
  for (std::size_t version = kOldest; version < pg::embedded_migrations().size(); ++version) {
    SCOPED_TRACE(fmt::format("schema {}", version));
    make_earlier(version, before);
    ASSERT_EQ(value(kHashOfTable), hash_before);
    stream_until_idle(kToday + 9h);
    EXPECT_EQ(value(kHashOfTable), hash_after);
    EXPECT_EQ(value("SELECT count(*) FROM schema_migration"),
              std::to_string(pg::embedded_migrations().size()));
    EXPECT_EQ(value("SELECT count(*) FROM well"), "1");
  }
  drop_schema();  // its commits were written at once, not one by one
}

TEST_F(SchemaTest, TableThatSomebodyDroppedIsNamedAndStopsTheStream) {
  stream_until_idle(kToday + 8h);
  pg::Connection connection(database());
  EXPECT_TRUE(pg::missing_relations(connection, pg::embedded_migrations()).empty());
  execute_sql(database(), "DROP VIEW production; DROP TABLE stream_segment CASCADE");
  EXPECT_EQ(pg::missing_relations(connection, pg::embedded_migrations()),
            (std::vector<std::string>{"stream_segment", "production"}));
  try {
    pg::migrate(connection, pg::embedded_migrations());
    ADD_FAILURE() << "it is taken for complete";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::conflict);
    EXPECT_TRUE(std::string(failure.what()).starts_with("the schema lacks stream_segment, production"))
        << failure.what();
  }
  EXPECT_THROW(stream_until_idle(kToday + 9h), Failure);
}

}  // namespace
}  // namespace flodata::streamer
