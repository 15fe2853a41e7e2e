#include "pg/schema_relations.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace flodata::pg {
namespace {

TEST(SchemaRelations, AreThoseThatAreCreatedAndNotDropped) {
  const std::vector<Migration> migrations = {{1, "one",
                                              "-- CREATE TABLE a_comment (\nCREATE TABLE a (x int);\nCREATE "
                                              "VIEW b AS SELECT 1;\nCOMMENT ON TABLE a IS 'x';"},
                                             {2, "two",
                                              "CREATE UNLOGGED TABLE c(\n x int);\nDROP VIEW b;\nCREATE "
                                              "INDEX i ON a (x);\nALTER TABLE a ADD y int;"},
                                             {3, "three", "DO $do$ BEGIN\n CREATE TABLE d ();\nEND $do$;"}};
  EXPECT_EQ(schema_relations(migrations), (std::vector<std::string>{"a", "c", "d"}));
}

TEST(SchemaRelations, OfThisProgramAreNamed) {
  const auto names = schema_relations(embedded_migrations());
  for (const auto* name :
       {"production_data", "well", "stream_state", "stream_segment", "replay_command", "streamer_heartbeat",
        "replay_status", "stream_commit", "stream_lead", "production", "source_well"})
    EXPECT_TRUE(std::ranges::find(names, name) != names.end()) << name;
}

}  // namespace
}  // namespace flodata::pg
