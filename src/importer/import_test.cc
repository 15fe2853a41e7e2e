#include "importer/import.h"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/iso8601.h"
#include "duck/daily_table.h"
#include "duck/file_replacement.h"
#include "duck/manifest.h"
#include "importer/daily_sheet.h"
#include "importer/mapping/published_columns.h"
#include "importer/monthly_sheet.h"
#include "support/workbook_builder.h"

namespace flodata::importer {
namespace {

using test::row_of;

/// The published header, in its order.
std::vector<std::string> header_cells() {
  std::vector<std::string> cells;
  for (const auto name : daily_columns()) cells.emplace_back(name);
  return cells;
}

/// A full day of F-12 with these changes by column.
std::vector<std::string> day_cells(const std::string& day,
                                   const std::map<std::string, std::string>& changes = {}) {
  std::map<std::string, std::string> values = {
      {"DATEPRD", day},
      {"WELL_BORE_CODE", "NO 15/9-F-12 H"},
      {"NPD_WELL_BORE_NAME", "15/9-F-12"},
      {"ON_STREAM_HRS", "24"},
      {"AVG_DOWNHOLE_PRESSURE", "250.5"},
      {"BORE_OIL_VOL", "1000.25"},
      {"BORE_GAS_VOL", "2000"},
      {"BORE_WAT_VOL", "0"},
      {"NPD_FACILITY_NAME", "MÆRSK INSPIRER"},
      {"WELL_TYPE", "OP"},
      {"FLOW_KIND", "production"},
  };
  for (const auto& [column, value] : changes) values[column] = value;
  std::vector<std::string> cells;
  for (const auto name : daily_columns()) cells.push_back(values[std::string(name)]);
  return cells;
}

std::string monthly_header() {
  std::vector<std::string> cells;
  for (const auto name : monthly_columns()) cells.emplace_back(name);
  return row_of(cells);
}

class ImportTest : public testing::Test {
 protected:
  ImportReport import(const std::filesystem::path& file, const std::stop_token& stop = {}) {
    Progress progress("importing", "bytes");
    return import_dataset({file, out_, "test 1"}, stop, progress);
  }

  ImportReport import_workbook(const test::WorkbookBuilder& builder) {
    test::write_file(folder_ / "in.xlsx", builder.build(folder_ / "scratch"));
    std::filesystem::remove(folder_ / "scratch");
    return import(folder_ / "in.xlsx");
  }

  /// Imports rows below the published header in one sheet.
  ImportReport import_rows(const std::vector<std::vector<std::string>>& rows) {
    std::string xml = row_of(header_cells());
    for (const auto& row : rows) xml += row_of(row);
    return import_workbook(test::WorkbookBuilder().sheet("S", xml));
  }

  std::string error_of(const auto& action) {
    try {
      action();
    } catch (const Failure& failure) {
      code_ = failure.code();
      return failure.what();
    }
    return "no error";
  }

  duck::Database open_out() { return value_or_throw(duck::Database::open(out_, duck::OpenMode::read_only)); }

  test::TemporaryFolder folder_;
  std::filesystem::path out_ = folder_ / "out's.duckdb";
  Code code_ = Code::io;
};

TEST_F(ImportTest, CellsArriveAsTheyAre) {
  const auto report = import_rows({day_cells("41736", {{"AVG_DP_TUBING", "7.4969999999999995E-2"}}),
                                   day_cells("41737", {{"BORE_WAT_VOL", ""}, {"BORE_OIL_VOL", "-0.5"}})});
  EXPECT_TRUE(report.written);
  EXPECT_EQ(report.tables.at(0).rows_read, 2);
  EXPECT_EQ(report.well_count, 1);
  EXPECT_EQ(format_day(report.first_day.value()), "2014-04-07");
  auto database = open_out();
  const auto history = duck::read_well_history(database, "NO 15/9-F-12 H");
  ASSERT_EQ(history.days.size(), 2U);
  EXPECT_EQ(history.well.npd_facility_name, "MÆRSK INSPIRER");
  EXPECT_FALSE(history.well.npd_field_code);
  EXPECT_EQ(history.days[0].values[find_tag("avg_dp_tubing").value()], 0.07497);
  EXPECT_EQ(history.days[0].values[kWaterRateTag], 0.0) << "0 stays 0";
  EXPECT_FALSE(history.days[1].values[kWaterRateTag]) << "missing stays missing";
  EXPECT_EQ(history.days[1].values[kOilRateTag], -0.5) << "flagged, not changed";
  EXPECT_FALSE(history.days[0].choke_uom);
}

TEST_F(ImportTest, ManifestTellsWhereTheDataCameFrom) {
  import_rows({day_cells("41736")});
  auto database = open_out();
  EXPECT_EQ(duck::get_manifest(database, "source_file"), "in.xlsx");
  EXPECT_EQ(duck::get_manifest(database, "source_sheet"), "S");
  EXPECT_EQ(duck::get_manifest(database, "source_rows"), "1");
  EXPECT_EQ(duck::get_manifest(database, "importer_version"), "test 1");
  EXPECT_EQ(duck::get_manifest(database, "production_day_zone"), "Europe/Oslo");
  EXPECT_EQ(duck::get_manifest(database, "well_names"), "NPD");
  EXPECT_FALSE(duck::get_manifest(database, "source_day_hours"));
}

TEST_F(ImportTest, ManifestsHashIsThatOfTheFileWhateverItsName) {
  std::string text;
  for (const auto name : daily_columns()) text += (text.empty() ? "" : ",") + std::string(name);
  text += "\n2014-04-07,A,,B,,,,,,,,,,,,,,,,,,,,\n";
  const auto file = folder_ / "it's [x]*?.csv";
  test::write_file(file, text);
  EXPECT_TRUE(import(file).written);
  auto database = open_out();
  EXPECT_EQ(duck::get_manifest(database, "source_file"), "it's [x]*?.csv");
  // By Python's hashlib.
  EXPECT_EQ(duck::get_manifest(database, "source_sha256"),
            "dff98d9d2c5af56a6d2cd7ac240c3da1161290a3eb5b9ccfd9b6ee9e0a9988a3");
}

TEST_F(ImportTest, RejectedCellsAreAllListedAndNothingIsWritten) {
  test::write_file(out_, "");
  std::filesystem::remove(out_);
  const auto report =
      import_rows({day_cells("41736", {{"BORE_OIL_VOL", "n/a"}, {"ON_STREAM_HRS", "all day"}}),
                   day_cells("41737"), day_cells("41737"), day_cells("")});
  EXPECT_FALSE(report.written);
  EXPECT_FALSE(std::filesystem::exists(out_));
  EXPECT_EQ(report.tables.at(0).rows_read, 4);
  EXPECT_EQ(report.tables.at(0).rows_rejected, 3);
  ASSERT_EQ(report.rejections.count(), 4);
  const auto& kept = report.rejections.kept();
  EXPECT_EQ(kept[0].column, "ON_STREAM_HRS");
  EXPECT_EQ(kept[0].row, 2U);
  EXPECT_EQ(kept[0].sheet, "S");
  EXPECT_EQ(kept[1].value, "n/a");
  EXPECT_EQ(kept[2].row, 4U);
  EXPECT_EQ(kept[2].column, "DATEPRD");
  EXPECT_EQ(kept[2].value, "2014-04-08");
  EXPECT_NE(kept[2].reason.find("in row 3 already"), std::string::npos);
  EXPECT_EQ(kept[3].row, 5U);
  EXPECT_NE(kept[3].reason.find("missing"), std::string::npos);
  EXPECT_EQ(folder_.file_count(), 1U) << "in.xlsx and nothing half-written";
}

TEST_F(ImportTest, LongListOfRejectionsIsCutAndItsRestCounted) {
  std::vector<std::vector<std::string>> rows;
  for (int day = 0; day < 1025; ++day)
    rows.push_back(day_cells(std::to_string(40000 + day), {{"BORE_OIL_VOL", "x"}}));
  const auto report = import_rows(rows);
  EXPECT_EQ(report.rejections.count(), 1025);
  EXPECT_EQ(report.rejections.kept().size(), RejectionList::kKept);
  const auto text = to_text(report);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\'') / 2, 22) << "file, sheet and 20 values";
  EXPECT_NE(text.find("and 1,005 more"), std::string::npos) << text;
}

TEST_F(ImportTest, WellboreUnderTwoNamesIsRejected) {
  const auto report = import_rows(
      {day_cells("41736"), day_cells("41737", {{"NPD_WELL_BORE_NAME", "15/9-F-14"}}),
       day_cells("41738", {{"WELL_BORE_CODE", "NO 15/9-F-12 X"}, {"NPD_WELL_BORE_NAME", "15/9-F- 12"}})});
  ASSERT_EQ(report.rejections.count(), 2);
  EXPECT_NE(report.rejections.kept()[0].reason.find("is called '15/9-F-12' in row 2"), std::string::npos);
  EXPECT_NE(report.rejections.kept()[1].reason.find("has the code 'NO 15/9-F-12 H' in row 2"),
            std::string::npos)
      << "names that differ in blanks are one name in the live database";
}

TEST_F(ImportTest, EmptyRowsAndTitlesAreNoData) {
  auto xml = row_of({"Production of Volve"}) + "<row/>" + row_of(header_cells()) +
             row_of(day_cells("41736")) + row_of({"", " ", ""}) + row_of(day_cells("41737"));
  const auto report =
      import_workbook(test::WorkbookBuilder().sheet("Cover", row_of({"x"})).sheet("Any name", xml));
  EXPECT_TRUE(report.written);
  EXPECT_EQ(report.tables.at(0).sheet, "Any name");
  EXPECT_EQ(report.tables.at(0).header_row, 3U);
  EXPECT_EQ(report.tables.at(0).rows_read, 2);
}

TEST_F(ImportTest, DatesOfThe1904SystemAreFourYearsLater) {
  const auto xml = row_of(header_cells()) + row_of(day_cells("40274"));
  const auto report = import_workbook(test::WorkbookBuilder().from_1904().sheet("S", xml));
  EXPECT_EQ(format_day(report.first_day.value()), "2014-04-07");
}

TEST_F(ImportTest, MissingColumnsAreNamedWithWhatWasFound) {
  auto header = header_cells();
  for (const char* volume : {"BORE_OIL_VOL", "BORE_GAS_VOL", "BORE_WAT_VOL", "BORE_WI_VOL"})
    *std::find(header.begin(), header.end(), volume) = "OIL";
  const auto error = error_of([&] { import_workbook(test::WorkbookBuilder().sheet("S", row_of(header))); });
  EXPECT_NE(error.find("columns are missing: BORE_OIL_VOL, BORE_GAS_VOL, BORE_WAT_VOL or BORE_WI_VOL (a "
                       "volume). Found in row 1 of 'S': DATEPRD, "),
            std::string::npos)
      << error;
  EXPECT_NE(error.find(" OIL, "), std::string::npos) << error;
  EXPECT_EQ(code_, Code::corrupt_input);
}

TEST_F(ImportTest, ColumnThatStandsTwiceIsAnError) {
  auto header = header_cells();
  header.emplace_back("bore_oil_vol");
  EXPECT_NE(
      error_of([&] {
        import_workbook(test::WorkbookBuilder().sheet("S", row_of(header) + row_of(day_cells("41736"))));
      }).find("twice: BORE_OIL_VOL"),
      std::string::npos);
}

TEST_F(ImportTest, MonthlySheetComesAlongWithNullsForItsNullTexts) {
  const auto monthly = monthly_header() + row_of({"", "", "", "", "hrs", "Sm3", "Sm3", "Sm3", "Sm3", "Sm3"}) +
                       row_of({"15/9-F-12", "5599", "2014", "4", "24", "1000.25", "0", "NULL", "", "NULL"});
  const auto report = import_workbook(test::WorkbookBuilder()
                                          .sheet("M", monthly)
                                          .sheet("D", row_of(header_cells()) + row_of(day_cells("41736"))));
  ASSERT_EQ(report.tables.size(), 2U);
  EXPECT_EQ(report.tables[1].sheet, "M");
  EXPECT_EQ(report.tables[1].rows_read, 1);
  auto database = open_out();
  EXPECT_EQ(database.query_int64(
                "SELECT count(*) FROM prod_monthly_data WHERE \"Wellbore name\" = '15/9-F-12' AND "
                "NPDCode = 5599 AND Year = 2014 AND Month = 4 AND \"On Stream\" = 24 AND Oil = 1000.25 "
                "AND Gas = 0 AND Water IS NULL AND GI IS NULL AND WI IS NULL"),
            1);
}

TEST_F(ImportTest, MonthlySheetInOtherUnitsOrWithAMonthTwiceIsRejected) {
  const auto daily = row_of(header_cells()) + row_of(day_cells("41736"));
  const auto monthly = monthly_header() + row_of({"", "", "", "", "hrs", "bbl"}) +
                       row_of({"15/9-F-12", "5599", "2014", "4", "24", "1"}) +
                       row_of({"15/9-F-12", "5599", "2014", "4", "24", "1"}) +
                       row_of({"15/9-F-12", "5599", "2014", "13", "24", "1"}) +
                       row_of({"15/9-F-12", "5599", "x", "5"});
  const auto report = import_workbook(test::WorkbookBuilder().sheet("D", daily).sheet("M", monthly));
  EXPECT_FALSE(report.written);
  ASSERT_EQ(report.rejections.count(), 4);
  EXPECT_NE(report.rejections.kept()[0].reason.find("unit must be Sm3"), std::string::npos);
  EXPECT_EQ(report.rejections.kept()[0].value, "bbl");
  EXPECT_NE(report.rejections.kept()[1].reason.find("row 3 already"), std::string::npos);
  EXPECT_NE(report.rejections.kept()[2].reason.find("1 to 12"), std::string::npos);
  EXPECT_EQ(report.rejections.kept()[3].column, "Year");
  EXPECT_EQ(report.tables.at(1).rows_rejected, 3);
}

TEST_F(ImportTest, SourceFileThatStandsThereIsReplacedAsAWhole) {
  import_rows({day_cells("41736"), day_cells("41737")});
  {
    auto database = value_or_throw(duck::Database::open(out_, duck::OpenMode::read_write));
    database.execute("CREATE TABLE prod_hourly_data (DATEPRD TIMESTAMP)");
    duck::set_manifest(database, "seed", "1");
  }
  const auto report = import_rows({day_cells("41738")});
  EXPECT_EQ(report.replaced_tables,
            (std::vector<std::string>{"flodata_manifest", "prod_daily_data", "prod_hourly_data"}));
  EXPECT_NE(to_text(report).find("upsample` again"), std::string::npos);
  auto database = open_out();
  EXPECT_FALSE(database.has_table("prod_hourly_data")) << "it was made from the older days";
  EXPECT_FALSE(duck::get_manifest(database, "seed"));
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM prod_daily_data"), 1);
  EXPECT_EQ(folder_.file_count(), 2U);
}

TEST_F(ImportTest, RejectedImportLeavesTheOldSourceFileByteForByte) {
  import_rows({day_cells("41736")});
  const auto before = test::read_file(out_);
  EXPECT_FALSE(import_rows({day_cells("41736", {{"BORE_OIL_VOL", "x"}})}).written);
  EXPECT_EQ(test::read_file(out_), before);
}

TEST_F(ImportTest, SomebodyElsesFileIsLeftAlone) {
  test::write_file(out_, "precious");
  EXPECT_NE(error_of([&] { import_rows({day_cells("41736")}); }).find("is not a DuckDB file"),
            std::string::npos);
  EXPECT_EQ(code_, Code::conflict);
  EXPECT_EQ(test::read_file(out_), "precious");
  std::filesystem::remove(out_);
  {
    auto database = value_or_throw(duck::Database::open(out_, duck::OpenMode::read_write));
    database.execute("CREATE TABLE prod_daily_data (i INTEGER); CREATE TABLE accounts (i INTEGER)");
  }
  const auto before = test::read_file(out_);
  EXPECT_NE(error_of([&] { import_rows({day_cells("41736")}); }).find("flodata did not make (accounts)"),
            std::string::npos);
  EXPECT_EQ(test::read_file(out_), before);
}

TEST_F(ImportTest, StaleLogOfTheOldFileIsNotAppliedToTheNewOne) {
  // A log that a crashed writer left: made by copying one aside before its database was closed.
  {
    auto database = value_or_throw(duck::Database::open(out_, duck::OpenMode::read_write));
    database.execute(
        "CREATE TABLE prod_daily_data (i INTEGER); CHECKPOINT; INSERT INTO prod_daily_data VALUES (1)");
    std::filesystem::copy_file(out_, folder_ / "copy");
    std::filesystem::copy_file(duck::wal_of(out_), folder_ / "copy.wal");
  }
  std::filesystem::rename(folder_ / "copy", out_);
  std::filesystem::rename(folder_ / "copy.wal", duck::wal_of(out_));
  EXPECT_TRUE(import_rows({day_cells("41736")}).written);
  EXPECT_FALSE(std::filesystem::exists(duck::wal_of(out_)));
  auto database = open_out();
  EXPECT_EQ(database.query_int64("SELECT count(BORE_OIL_VOL) FROM prod_daily_data"), 1);
}

TEST_F(ImportTest, InterruptedImportLeavesTheOldFileAndNothingElse) {
  import_rows({day_cells("41736")});
  const auto before = test::read_file(out_);
  std::stop_source stop;
  stop.request_stop();
  static_cast<void>(error_of([&] { import(folder_ / "in.xlsx", stop.get_token()); }));
  EXPECT_EQ(code_, Code::interrupted);
  EXPECT_EQ(test::read_file(out_), before);
  EXPECT_EQ(folder_.file_count(), 2U);
}

TEST_F(ImportTest, FilesThatCannotBeReadAreToldApart) {
  EXPECT_NE(error_of([&] { import(folder_ / "none.xlsx"); }).find("there is no file"), std::string::npos);
  EXPECT_EQ(code_, Code::not_found);
  std::filesystem::create_directory(folder_ / "dir.xlsx");
  EXPECT_NE(error_of([&] { import(folder_ / "dir.xlsx"); }).find("is a folder"), std::string::npos);
  EXPECT_NE(error_of([&] { import("/dev/null"); }).find("no regular file"), std::string::npos);
  test::write_file(folder_ / "empty.xlsx", "");
  EXPECT_NE(error_of([&] { import(folder_ / "empty.xlsx"); }).find("is empty"), std::string::npos);
  test::write_file(folder_ / "text.xlsx", "hello");
  EXPECT_NE(error_of([&] { import(folder_ / "text.xlsx"); }).find("is not a workbook"), std::string::npos);
  test::write_file(folder_ / "old.xls", "\xd0\xcf\x11\xe0 and more");
  EXPECT_NE(error_of([&] { import(folder_ / "old.xls"); }).find("old Excel file"), std::string::npos);
  EXPECT_NE(error_of([&] {
              out_ = folder_ / "nowhere/x.duckdb";
              import_rows({day_cells("41736")});
            }).find("there is no folder"),
            std::string::npos);
}

TEST_F(ImportTest, SheetsThatAreReadTogetherAreOneField) {
  const auto sheet = [](const std::string& day) { return row_of(header_cells()) + row_of(day_cells(day)); };
  test::write_file(
      folder_ / "in.xlsx",
      test::WorkbookBuilder().sheet("A", sheet("41736")).sheet("B", sheet("41736")).build(folder_ / "z"));
  Progress progress("importing", "bytes");
  const auto report = import_dataset({folder_ / "in.xlsx", out_, "test 1", {}, {"all"}}, {}, progress);
  EXPECT_FALSE(report.written);
  ASSERT_EQ(report.rejections.count(), 1);
  EXPECT_EQ(report.rejections.kept()[0].sheet, "B");
  EXPECT_NE(report.rejections.kept()[0].reason.find("has this day in row 2 of sheet 'A' already"),
            std::string::npos)
      << report.rejections.kept()[0].reason;
}

TEST_F(ImportTest, HiddenRowsAreReadAndCounted) {
  auto hidden = row_of(day_cells("41737"));
  hidden.replace(0, 4, "<row hidden=\"1\"");
  const auto report = import_workbook(test::WorkbookBuilder().sheet(
      "S", row_of(header_cells()) + row_of(day_cells("41736")) + hidden + row_of(day_cells("41738"))));
  EXPECT_EQ(report.tables.at(0).rows_read, 3);
  EXPECT_EQ(report.tables.at(0).rows_hidden, 1);
  EXPECT_NE(to_text(report).find("\n  1 rows are hidden in the workbook"), std::string::npos);
  EXPECT_NE(to_json(report).find("\"rows_hidden\":1,"), std::string::npos);
  auto database = open_out();
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM prod_daily_data"), 3);
}

TEST_F(ImportTest, CsvHasNoSheetToName) {
  test::write_file(folder_ / "in.csv", "DATEPRD\n");
  Progress progress("importing", "bytes");
  EXPECT_NE(error_of([&] {
              import_dataset({folder_ / "in.csv", out_, "test 1", {}, {"in.csv"}}, {}, progress);
            }).find("leave out --sheet"),
            std::string::npos);
}

TEST_F(ImportTest, OtherSheetsAndColumnsAreNoted) {
  auto header = header_cells();
  header.emplace_back("REMARK");
  const auto daily = row_of(header) + row_of(day_cells("41736"));
  const auto report =
      import_workbook(test::WorkbookBuilder()
                          .sheet("A", daily)
                          .sheet("M", row_of({"Wellbore name", "Year", "Month", "Oil", "Gas", "Water"})));
  ASSERT_EQ(report.notes.size(), 2U);
  EXPECT_NE(report.notes[0].find("REMARK"), std::string::npos);
  EXPECT_NE(report.notes[1].find("'M' is like the monthly one but lacks NPDCode"), std::string::npos);
}

}  // namespace
}  // namespace flodata::importer
