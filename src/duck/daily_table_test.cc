#include "duck/daily_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace flodata::duck {
namespace {

using namespace std::chrono_literals;

TEST(DailyTable, ReadsBackEveryColumnAsWritten) {
  auto database = Database::open("", OpenMode::read_write).value();
  create_daily_table(database);
  EXPECT_EQ(database.column_names(kDailyTable).size(), kSourceColumns.size());
  const WellIdentity well{"NO 15/9-F-1 C", "15/9-F-1 C", 7405, 3420717, "VOLVE", 369304, "MÆRSK INSPIRER"};
  DailyRow row{std::chrono::local_days(2014y / 4 / 7), {}, "%", "production", "OP"};
  for (TagIndex tag = 0; tag < kTagCount; ++tag) row.values[tag] = static_cast<double>(tag) / 10;
  DailyRow empty{std::chrono::local_days(2014y / 4 / 6), {}, std::nullopt, std::nullopt, std::nullopt};
  auto appender = database.append_to(kDailyTable);
  append_daily_row(appender, well, row);
  append_daily_row(appender, well, empty);
  appender.close();

  ASSERT_EQ(daily_well_codes(database), std::vector<std::string>{well.well_bore_code});
  const auto history = read_well_history(database, well.well_bore_code);
  EXPECT_EQ(history.well, well);
  ASSERT_EQ(history.days.size(), 2U);
  EXPECT_EQ(history.days[0].day, empty.day);
  EXPECT_EQ(history.days[0].values, TagValues{});
  EXPECT_FALSE(history.days[0].flow_kind);
  EXPECT_EQ(history.days[1].values, row.values);
  EXPECT_EQ(history.days[1].choke_uom, "%");
  EXPECT_EQ(history.days[1].well_type, "OP");
}

std::string reason_against(const std::string& select) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute("CREATE TABLE prod_daily_data AS " + select);
  try {
    daily_well_codes(database);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::corrupt_input);
    return failure.what();
  }
  return "";
}

TEST(DailyTable, WellWithMoreRowsThanDaysIsRejectedByTheDayThatComesMost) {
  EXPECT_EQ(
      reason_against("SELECT DATE '2008-02-12' + (i // 4)::INTEGER AS DATEPRD, 'W' AS WELL_BORE_CODE, 'W' AS "
                     "NPD_WELL_BORE_NAME FROM range(9) t(i)"),
      "well 'W' has 4 rows of 2008-02-12 in prod_daily_data; remove all but one");
  EXPECT_EQ(
      reason_against("SELECT DATE '2008-02-12' + (2 * i)::INTEGER AS DATEPRD, 'W' AS WELL_BORE_CODE, 'W' AS "
                     "NPD_WELL_BORE_NAME FROM range(9) t(i)"),
      "");
  const std::string days =
      "SELECT DATE '2008-02-12' + i::INTEGER AS DATEPRD, 'W' AS WELL_BORE_CODE, 'W' AS NPD_WELL_BORE_NAME "
      "FROM range(9) t(i)";
  EXPECT_EQ(reason_against(days), "") << "as many rows as days";
  EXPECT_EQ(reason_against(days + " UNION ALL (" + days + " LIMIT 1)"),
            "well 'W' has 2 rows of 2008-02-12 in prod_daily_data; remove all but one");
}

TEST(DailyTable, RowWithoutAKeyOrOfADayThatNoFieldHasIsRejected) {
  const auto reason = [](std::string_view day, std::string_view code, std::string_view name) {
    return reason_against(fmt::format(
        "SELECT {}::DATE AS DATEPRD, {}::VARCHAR AS WELL_BORE_CODE, {}::VARCHAR AS NPD_WELL_BORE_NAME", day,
        code, name));
  };
  EXPECT_EQ(reason("'1800-01-01'", "'W'", "'W'"), "");
  EXPECT_EQ(reason("'2199-12-31'", "'W'", "'W'"), "");
  for (const auto& answer : {reason("'1799-12-31'", "'W'", "'W'"), reason("'2200-01-01'", "'W'", "'W'"),
                             reason("'infinity'", "'W'", "'W'"), reason("NULL", "'W'", "'W'"),
                             reason("'2008-02-12'", "NULL", "'W'"), reason("'2008-02-12'", "'W'", "NULL")})
    EXPECT_TRUE(answer.starts_with("1 rows of prod_daily_data have no DATEPRD")) << answer;
  EXPECT_TRUE(
      reason("'2008-02-12'", "'a\nb'", "'W'").starts_with("column WELL_BORE_CODE of prod_daily_data"));
}

TEST(DailyTable, NumberOfWellsIsLimited) {
  const auto wells = [](std::int64_t count) {
    return reason_against(
        fmt::format("SELECT DATE '2008-02-12' AS DATEPRD, 'W' || i AS WELL_BORE_CODE, 'W' || i AS "
                    "NPD_WELL_BORE_NAME FROM range({}) t(i)",
                    count));
  };
  EXPECT_EQ(wells(kMostWells), "");
  EXPECT_EQ(wells(kMostWells + 1),
            "table prod_daily_data has 20001 wells (WELL_BORE_CODE), and 20000 are read at the most; keep "
            "those that "
            "are meant");
}

TEST(DailyTable, CountingWellsTakesLittleMemoryHoweverManyThereAre) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute(
      "CREATE VIEW prod_daily_data AS SELECT md5(i::VARCHAR) AS WELL_BORE_CODE FROM range(1000000) t(i); "
      "SET temp_directory = ''; SET memory_limit = '20MB'");
  try {
    check_well_count(database, kDailyTable, "WELL_BORE_CODE");
    FAIL() << "nothing was said";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::corrupt_input) << failure.what();
  }
}

}  // namespace
}  // namespace flodata::duck
