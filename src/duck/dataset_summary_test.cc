#include "duck/dataset_summary.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "duck/manifest.h"

namespace flodata::duck {
namespace {

// Columns of the earlier system's file that the summary needs, with an extra column and other number types.
constexpr const char* kEarlierFile =
    "CREATE TABLE prod_hourly_data (DATEPRD TIMESTAMP_NS, NPD_WELL_BORE_NAME VARCHAR, BORE_OIL_VOL FLOAT, "
    "BORE_GAS_VOL DOUBLE, BORE_WAT_VOL DOUBLE, BORE_WI_VOL DOUBLE, EXTRA INTEGER);"
    "INSERT INTO prod_hourly_data VALUES "
    "('2008-02-12 00:00:00', '15/9-F-1 C', 2400, 24, 'nan', NULL, 1), "
    "('2008-02-12 01:00:00', '15/9-F-1 C', 1200, NULL, 48, NULL, 1), "
    "('2008-02-12 00:00:00', '15/9-F-4', NULL, NULL, NULL, 'nan', 1);";

TEST(DatasetSummary, EarlierSystemsFileHasVolumesFromItsHourlyRates) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute(kEarlierFile);
  const auto summary = summarize(database);
  ASSERT_EQ(summary.tables.size(), 1U);
  EXPECT_EQ(summary.tables[0].rows, 3);
  EXPECT_TRUE(summary.manifest.empty());
  ASSERT_EQ(summary.production.size(), 1U);
  const auto& wells = summary.production[0].wells;
  ASSERT_EQ(wells.size(), 2U);
  EXPECT_EQ(wells[0].well_name, "NO-15/9-F-1C");
  EXPECT_EQ(wells[0].rows, 2);
  EXPECT_EQ(wells[0].first, "2008-02-12 00:00:00");
  EXPECT_EQ(wells[0].last, "2008-02-12 01:00:00");
  EXPECT_EQ(wells[0].oil_sm3, 150.0) << "two hours at 2400 and 1200 Sm3/d";
  EXPECT_EQ(wells[0].gas_sm3, 1.0);
  EXPECT_EQ(wells[0].water_sm3, 2.0) << "NaN is a missing value, not a sum";
  EXPECT_FALSE(wells[0].injected_sm3) << "nothing measured is no zero";
  EXPECT_FALSE(wells[1].injected_sm3);
  const auto all = total_of(wells);
  EXPECT_EQ(all.rows, 3);
  EXPECT_EQ(all.first, "2008-02-12 00:00:00");
  EXPECT_EQ(all.last, "2008-02-12 01:00:00");
  EXPECT_EQ(all.oil_sm3, 150.0);
  EXPECT_FALSE(all.injected_sm3);
}

TEST(DatasetSummary, DailyVolumesAreTakenAsTheyAreAndTheManifestComesAlong) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute(
      "CREATE TABLE prod_daily_data AS SELECT DATE '2008-02-12' + i::INTEGER AS DATEPRD, '15/9-F-12' AS "
      "NPD_WELL_BORE_NAME, 10.0::DOUBLE AS BORE_OIL_VOL, 0.0::DOUBLE AS BORE_GAS_VOL, 1.5::DOUBLE AS "
      "BORE_WAT_VOL, "
      "NULL::DOUBLE AS BORE_WI_VOL FROM range(3) t(i)");
  set_manifest(database, "seed", "7");
  const auto summary = summarize(database);
  ASSERT_EQ(summary.production.size(), 1U);
  EXPECT_EQ(summary.production[0].table, "prod_daily_data");
  EXPECT_EQ(summary.production[0].wells.at(0).oil_sm3, 30.0);
  EXPECT_EQ(summary.production[0].wells.at(0).gas_sm3, 0.0);
  EXPECT_EQ(summary.production[0].wells.at(0).last, "2008-02-14");
  EXPECT_EQ(summary.manifest.at(0).second, "7");
  EXPECT_EQ(table_names(database), (std::vector<std::string>{"flodata_manifest", "prod_daily_data"}));
}

TEST(DatasetSummary, TableOfMoreWellsThanTheLimitIsRejectedAndTheOthersAreRead) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute(kEarlierFile);
  database.execute(
      "CREATE TABLE prod_daily_data AS SELECT DATE '2008-02-12' AS DATEPRD, 'W' || i AS NPD_WELL_BORE_NAME, "
      "1.0::DOUBLE "
      "AS BORE_OIL_VOL, 1.0::DOUBLE AS BORE_GAS_VOL, 1.0::DOUBLE AS BORE_WAT_VOL, 1.0::DOUBLE AS BORE_WI_VOL "
      "FROM "
      "range(20001) t(i)");
  const auto summary = summarize(database);
  ASSERT_EQ(summary.rejected.size(), 1U);
  EXPECT_EQ(summary.rejected[0].first, "prod_daily_data");
  EXPECT_NE(summary.rejected[0].second.find("has 20001 wells"), std::string::npos)
      << summary.rejected[0].second;
  ASSERT_EQ(summary.production.size(), 1U);
  EXPECT_EQ(summary.production[0].table, "prod_hourly_data");
}

TEST(DatasetSummary, NumberOfTablesIsLimited) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute("BEGIN");
  for (std::size_t i = 0; i < kMostTables; ++i)
    database.execute(fmt::format("CREATE TABLE t{} (x INTEGER)", i));
  database.execute("COMMIT");
  EXPECT_EQ(table_names(database).size(), kMostTables);
  database.execute("CREATE TABLE one_more (x INTEGER)");
  EXPECT_THROW(table_names(database), Failure);
  EXPECT_THROW(summarize(database), Failure);
}

TEST(DatasetSummary, LongNameIsCutBeforeItIsGroupedBy) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute(kEarlierFile);
  database.execute("UPDATE prod_hourly_data SET NPD_WELL_BORE_NAME = repeat('x', 100000) || BORE_OIL_VOL");
  const auto summary = summarize(database);
  ASSERT_EQ(summary.production.size(), 1U);
  for (const auto& well : summary.production[0].wells) EXPECT_LT(well.well_name.size(), 200U);
}

TEST(DatasetSummary, FileWithoutTablesIsEmpty) {
  auto database = Database::open("", OpenMode::read_write).value();
  const auto summary = summarize(database);
  EXPECT_TRUE(summary.tables.empty());
  EXPECT_TRUE(summary.production.empty());
}

}  // namespace
}  // namespace flodata::duck
