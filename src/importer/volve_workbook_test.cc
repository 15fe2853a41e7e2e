// The published workbook, as a whole and cell by cell.
#include "support/volve_workbook.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "duck/daily_table.h"
#include "duck/dataset_summary.h"
#include "importer/import.h"
#include "support/temporary_folder.h"

namespace flodata::importer {
namespace {

class VolveWorkbook : public testing::Test {
 protected:
  void SetUp() override {
    const auto workbook = test::find_volve_workbook();
    if (!workbook) GTEST_SKIP() << test::kNoVolveWorkbook;
    workbook_ = *workbook;
    Progress progress("importing", "bytes");
    report_ = import_dataset({workbook_, folder_ / "volve.duckdb", "test"}, {}, progress);
    database_ = std::make_unique<duck::Database>(
        value_or_throw(duck::Database::open(folder_ / "volve.duckdb", duck::OpenMode::read_only)));
  }

  [[nodiscard]] std::int64_t rule_count(QualityRule rule, const std::string& well = {}) const {
    return std::count_if(report_.flags.cells.begin(), report_.flags.cells.end(), [&](const Flag& flag) {
      return flag.rule == rule && (well.empty() || flag.well_name == well);
    });
  }

  test::TemporaryFolder folder_;
  std::filesystem::path workbook_;
  ImportReport report_;
  std::unique_ptr<duck::Database> database_;
};

struct WellFacts {
  const char* name;
  std::int64_t rows;
  const char* from;
  const char* to;
  double oil_sm3;
  double gas_sm3;
  double water_sm3;
  double injected_sm3;
};

// Counted in the workbook by an independent reading; volumes to the whole Sm3 (gas to 0.1e6).
constexpr WellFacts kWells[] = {
    {"NO-15/9-F-1C", 746, "2014-04-07", "2016-04-21", 177709, 26.4e6, 207302, 0},
    {"NO-15/9-F-11", 1165, "2013-07-08", "2016-09-17", 1147849, 174.3e6, 1090806, 0},
    {"NO-15/9-F-12", 3056, "2008-02-12", "2016-09-17", 4579610, 667.5e6, 6833320, 0},
    {"NO-15/9-F-14", 3056, "2008-02-12", "2016-09-17", 3942233, 578.0e6, 7121250, 0},
    {"NO-15/9-F-15D", 978, "2014-01-12", "2016-09-17", 148519, 22.5e6, 52366, 0},
    {"NO-15/9-F-4", 3327, "2007-09-01", "2016-12-01", 0, 0, 0, 16240727},
    {"NO-15/9-F-5", 3306, "2007-09-01", "2016-09-18", 41161, 6.6e6, 13533, 14089406},
};

TEST_F(VolveWorkbook, WellsHaveTheirRowsDaysAndVolumes) {
  const auto summary = duck::summarize(*database_);
  ASSERT_EQ(summary.production.size(), 1U);
  const auto& wells = summary.production[0].wells;
  ASSERT_EQ(wells.size(), std::size(kWells));
  for (const auto& facts : kWells) {
    const auto well =
        std::find_if(wells.begin(), wells.end(), [&](const auto& w) { return w.well_name == facts.name; });
    ASSERT_NE(well, wells.end()) << facts.name;
    EXPECT_EQ(well->rows, facts.rows) << facts.name;
    EXPECT_EQ(well->first, facts.from) << facts.name;
    EXPECT_EQ(well->last, facts.to) << facts.name;
    EXPECT_NEAR(well->oil_sm3.value_or(0), facts.oil_sm3, 0.5) << facts.name;
    EXPECT_NEAR(well->gas_sm3.value_or(0), facts.gas_sm3, 0.05e6) << facts.name;
    EXPECT_NEAR(well->water_sm3.value_or(0), facts.water_sm3, 0.5) << facts.name;
    EXPECT_NEAR(well->injected_sm3.value_or(0), facts.injected_sm3, 0.5) << facts.name;
  }
  const auto total = duck::total_of(wells);
  EXPECT_EQ(total.rows, 15'634);
  EXPECT_NEAR(total.oil_sm3.value(), 10'037'080.61, 0.005);
}

TEST_F(VolveWorkbook, NothingIsRejectedAndEveryAnomalyIsCounted) {
  EXPECT_EQ(report_.tables.at(0).rows_read, 15'634);
  EXPECT_EQ(report_.rejections.count(), 0);
  EXPECT_EQ(rule_count(QualityRule::r1_hours_clipped), 7) << "24 h on 2015-03-29, by each well";
  EXPECT_EQ(rule_count(QualityRule::r2_volume_without_hours, "NO-15/9-F-11"), 3)
      << "oil, gas and water of one day";
  EXPECT_EQ(rule_count(QualityRule::r3_hours_without_volume), 13 + 4)
      << "oil of producers, water of injectors";
  EXPECT_EQ(rule_count(QualityRule::r4_negative_volume), 4);
  EXPECT_EQ(rule_count(QualityRule::r5_dead_gauge, "NO-15/9-F-12"), 1907);
  EXPECT_EQ(rule_count(QualityRule::r5_dead_gauge, "NO-15/9-F-14"), 15);
  EXPECT_EQ(rule_count(QualityRule::r5_dead_gauge, "NO-15/9-F-11"), 2);
  EXPECT_EQ(rule_count(QualityRule::r5_dead_gauge), 1924);
  EXPECT_EQ(rule_count(QualityRule::r7_role_at_odds, "NO-15/9-F-1C"), 2);
  EXPECT_EQ(rule_count(QualityRule::r7_role_at_odds, "NO-15/9-F-5"), 16);
  std::map<std::string, std::int64_t> missing;
  for (const auto& days : report_.flags.missing_days) missing[days.well_name] += days.count();
  EXPECT_EQ(missing, (std::map<std::string, std::int64_t>{{"NO-15/9-F-12", 85},
                                                          {"NO-15/9-F-14", 85},
                                                          {"NO-15/9-F-4", 53},
                                                          {"NO-15/9-F-11", 3},
                                                          {"NO-15/9-F-15D", 2}}));
  ASSERT_EQ(report_.flags.role_changes.size(), 2U);
  EXPECT_EQ(report_.flags.role_changes[0].to, "production");
}

TEST_F(VolveWorkbook, AllWellMonthsAgreeWithTheDailyRows) {
  EXPECT_EQ(database_->query_int64("SELECT count(*) FROM prod_monthly_data"), 526);
  // Daily volumes have two decimals, those of injection more; the monthly sheet keeps two and hours five.
  EXPECT_EQ(
      database_->query_int64(
          "WITH d AS (SELECT NPD_WELL_BORE_NAME w, year(DATEPRD) y, month(DATEPRD) m, fsum(ON_STREAM_HRS) h, "
          "fsum(BORE_OIL_VOL) o, fsum(BORE_GAS_VOL) g, fsum(BORE_WAT_VOL) a, fsum(BORE_WI_VOL) i "
          "FROM prod_daily_data GROUP BY ALL) "
          "SELECT count(*) FROM d JOIN prod_monthly_data p ON p.\"Wellbore name\" = w AND Year = y AND Month "
          "= m WHERE "
          "abs(coalesce(h, 0) - coalesce(\"On Stream\", 0)) < 1e-3 AND abs(coalesce(o, 0) - coalesce(Oil, "
          "0)) < 0.006 "
          "AND abs(coalesce(g, 0) - coalesce(Gas, 0)) < 0.006 AND abs(coalesce(a, 0) - coalesce(Water, 0)) < "
          "0.006 "
          "AND abs(coalesce(i, 0) - coalesce(WI, 0)) < 0.006"),
      526);
}

/// One cell as the second reading prints it.
std::string printed(const duck::Chunk& chunk, std::size_t column, std::size_t row) {
  if (chunk.is_null(column, row)) return "";
  switch (kSourceColumns[column].type) {
    case SourceColumnType::day: {
      const auto serial =
          (chunk.day(column, row) - std::chrono::local_days(std::chrono::year(1899) / 12 / 30)).count();
      return fmt::format("day {}", serial);
    }
    case SourceColumnType::whole_number:
      return fmt::format("t:{}", chunk.int64(column, row));
    case SourceColumnType::number:
      return fmt::format("{}", std::bit_cast<std::uint64_t>(chunk.float64(column, row)));
    case SourceColumnType::text:
      return fmt::format("t:{}", chunk.text(column, row));
  }
  return "";
}

/// The same of the second reading's text: doubles by their bits, days by their serial number.
std::string printed(const std::string& field, SourceColumnType type) {
  if (!field.starts_with("n:")) return field;
  const double value = std::strtod(field.c_str() + 2, nullptr);
  if (type == SourceColumnType::day) return fmt::format("day {}", static_cast<int>(value));
  return fmt::format("{}", std::bit_cast<std::uint64_t>(value));
}

TEST_F(VolveWorkbook, EveryCellIsThatOfAnIndependentReading) {
  if (std::system("python3 -c 'import zipfile' 2>/dev/null") != 0) GTEST_SKIP() << "python3 is not here";
  const auto lines_file = folder_ / "cells.tsv";
  const auto command = fmt::format("python3 '{}/tests/support/read_volve_workbook.py' '{}' > '{}'",
                                   FLODATA_SOURCE_DIR, workbook_.string(), lines_file.string());
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream lines(lines_file);
  std::string line;
  std::getline(lines, line);  // the header
  std::int64_t cells = 0;
  std::int64_t missing = 0;
  auto result = database_->query("SELECT * FROM prod_daily_data ORDER BY rowid");
  while (const auto chunk = result.next()) {
    for (std::size_t row = 0; row < chunk->row_count(); ++row) {
      ASSERT_TRUE(std::getline(lines, line));
      std::istringstream fields(line);
      for (std::size_t column = 0; column < kSourceColumns.size(); ++column) {
        std::string field;
        std::getline(fields, field, '\t');
        ASSERT_EQ(printed(*chunk, column, row), printed(field, kSourceColumns[column].type))
            << kSourceColumns[column].name << " in: " << line;
        ++cells;
        missing += field.empty() ? 1 : 0;
      }
    }
  }
  EXPECT_FALSE(std::getline(lines, line)) << "a row is missing";
  EXPECT_EQ(cells, 15'634 * 24);
  EXPECT_EQ(missing, 83'787);
}

}  // namespace
}  // namespace flodata::importer
