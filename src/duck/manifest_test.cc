#include "duck/manifest.h"

#include <gtest/gtest.h>

namespace flodata::duck {
namespace {

TEST(Manifest, FileWithoutManifestHasNoKeys) {
  auto database = Database::open("", OpenMode::read_write).value();
  EXPECT_FALSE(get_manifest(database, "seed"));
  EXPECT_TRUE(read_manifest(database).empty());
  EXPECT_FALSE(database.has_table(kManifestTable)) << "asking must not create it";
}

TEST(Manifest, KeySetTwiceHoldsTheSecondValueAndTheOthersStay) {
  auto database = Database::open("", OpenMode::read_write).value();
  set_manifest(database, "source_file", "O'Brien's \"data\".xlsx");
  set_manifest(database, "seed", "1");
  set_manifest(database, "seed", "2");
  EXPECT_EQ(get_manifest(database, "seed"), "2");
  EXPECT_FALSE(get_manifest(database, "Seed"));
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"seed", "2"}, {"source_file", "O'Brien's \"data\".xlsx"}};
  EXPECT_EQ(read_manifest(database), expected);
}

TEST(Manifest, NumberOfKeysIsLimited) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute(
      "CREATE TABLE flodata_manifest AS SELECT i::VARCHAR AS key, '' AS value FROM range(100000) t(i)");
  EXPECT_EQ(read_manifest(database).size(), 100'000U);
  database.execute("INSERT INTO flodata_manifest VALUES ('one more', '')");
  EXPECT_THROW(read_manifest(database), Failure);
}

TEST(Manifest, RollbackTakesTheKeyBack) {
  auto database = Database::open("", OpenMode::read_write).value();
  set_manifest(database, "seed", "1");
  database.execute("BEGIN");
  set_manifest(database, "seed", "2");
  database.execute("ROLLBACK");
  EXPECT_EQ(get_manifest(database, "seed"), "1");
}

}  // namespace
}  // namespace flodata::duck
