#include "duck/database.h"

#include <fstream>

#include <gtest/gtest.h>

namespace flodata::duck {
namespace {

using namespace std::chrono_literals;

TEST(Database, AppendedRowsReadBackWithTheirNulls) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute("CREATE TABLE t (since TIMESTAMP, day DATE, name VARCHAR, value DOUBLE, n BIGINT)");
  auto appender = database.append_to("t");
  const Instant at = std::chrono::sys_days(2008y / 2 / 29) + 5h;
  const LocalDay day = std::chrono::local_days(2008y / 2 / 29);
  appender.timestamp(at);
  appender.day(day);
  appender.text(std::string_view("MÆRSK INSPIRER"));
  appender.float64(0.0);
  appender.int64(7);
  appender.end_row();
  for (int i = 0; i < 5; ++i) appender.null();
  appender.end_row();
  appender.close();

  auto result = database.query("SELECT * FROM t WHERE n IS NULL OR since >= ?", {at});
  EXPECT_EQ(result.column_names(), (std::vector<std::string>{"since", "day", "name", "value", "n"}));
  const auto chunk = result.next().value();
  ASSERT_EQ(chunk.row_count(), 2U);
  EXPECT_EQ(chunk.timestamp(0, 0), at);
  EXPECT_EQ(chunk.day(1, 0), day);
  EXPECT_EQ(chunk.text(2, 0), "MÆRSK INSPIRER");
  EXPECT_EQ(chunk.float64(3, 0), 0.0);
  EXPECT_EQ(chunk.int64(4, 0), 7);
  for (std::size_t column = 0; column < 5; ++column) {
    EXPECT_FALSE(chunk.is_null(column, 0)) << column;
    EXPECT_TRUE(chunk.is_null(column, 1)) << column;
  }
}

TEST(Database, WrongSqlIsAFailureWithTheReason) {
  auto database = Database::open("", OpenMode::read_write).value();
  EXPECT_THROW(database.execute("SELEC 1"), Failure);
  EXPECT_THROW(static_cast<void>(database.query("SELECT no_such_column FROM range(3)")), Failure);
  EXPECT_EQ(database.query_int64("SELECT 41::BIGINT + 1"), 42);
  EXPECT_FALSE(database.query_int64("SELECT NULL::BIGINT"));
}

TEST(Database, FailureInTheMiddleOfARunningQueryIsNotTakenForItsEnd) {
  auto database = Database::open("", OpenMode::read_write).value();
  const auto drain = [&] {
    auto result = database.query(
        "SELECT CAST(CASE WHEN range > 90000 THEN 'x' ELSE '1' END AS BIGINT) FROM range(100000)");
    while (result.next()) {
    }
  };
  EXPECT_THROW(drain(), Failure);
}

TEST(Database, ColumnsAreThoseOfATableOrAViewAndNoneOfWhatIsNotThere) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute(
      R"(CREATE TABLE "o'dd" (a DOUBLE, "b ""c" DECIMAL(18, 3)); CREATE VIEW v AS SELECT 1 AS one)");
  EXPECT_EQ(database.column_names("o'dd"), (std::vector<std::string>{"a", "b \"c"}));
  EXPECT_EQ(database.columns("o'dd").back().type, "DECIMAL(18,3)");
  EXPECT_EQ(database.column_names("v"), std::vector<std::string>{"one"});
  EXPECT_TRUE(database.column_names("no_such_table").empty());
  EXPECT_FALSE(database.has_table("no_such_table"));
}

TEST(Database, ConnectionsReadTheSameFileAtTheSameTimeAndOutliveTheFirst) {
  auto database = std::make_unique<Database>(Database::open("", OpenMode::read_write).value());
  database->execute("CREATE TABLE t AS SELECT range AS n FROM range(100000)");
  auto second = database->connect();
  auto first_rows = database->query("SELECT n FROM t");
  auto second_rows = second.query("SELECT n FROM t");
  EXPECT_EQ(first_rows.next()->int64(0, 5), 5);
  EXPECT_EQ(second_rows.next()->int64(0, 5), 5);
  EXPECT_EQ(first_rows.next()->int64(0, 0), second_rows.next()->int64(0, 0));
  {
    const auto gone = std::move(first_rows);
  }
  database.reset();
  EXPECT_EQ(second.query_int64("SELECT count(*) FROM t"), 100000);
}

TEST(Database, MissingFileIsNotCreatedByReading) {
  const auto path = std::filesystem::temp_directory_path() / "flodata_no_such_file.duckdb";
  const auto opened = Database::open(path, OpenMode::read_only);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::not_found);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Database, FileThatIsNoDatabaseIsCorruptInput) {
  const auto path = std::filesystem::temp_directory_path() / "flodata_not_a_database.duckdb";
  std::ofstream(path) << std::string(20000, 'x');
  const auto opened = Database::open(path, OpenMode::read_only);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt_input) << opened.error().message;
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace flodata::duck
