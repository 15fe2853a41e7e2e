#include "duck/csv_text.h"

#include <gtest/gtest.h>

#include "model/source_text.h"

namespace flodata::duck {
namespace {

TEST(CsvText, TextsAreKeptFromBecomingFormulasAndNumbersStay) {
  auto database = Database::open("", OpenMode::read_write).value();
  const std::vector<std::string> texts = {
      "=1+1",     "+1",      "-7H",      "@SUM(A1)", "\t=1",     "\r\n",  " =1",
      "\u00a0=1", "\uff1d1", "A-1",      "15/9-F-1", "'=1",      "a=b",   "Æ",
      "",         " x",      "\ufeff=1", "a;=1",     "\u200b=1", "a\n=1", std::string(100, '-')};
  database.execute("CREATE TABLE t (name VARCHAR, rate DOUBLE)");
  const auto list = csv_select_list(database, "t");
  for (const auto& text : texts) {
    database.execute("DELETE FROM t");
    database.execute("INSERT INTO t VALUES ($1, -1.5)", {text});
    EXPECT_EQ(database.query_text("SELECT name FROM (SELECT " + list + " FROM t)"), without_formulas(text));
    EXPECT_EQ(database.query_float64("SELECT rate FROM (SELECT " + list + " FROM t)"), -1.5);
  }
}

TEST(CsvText, TextInOtherTypesAndNamesOfColumnsAreKeptToo) {
  auto database = Database::open("", OpenMode::read_write).value();
  database.execute(
      "CREATE TABLE t (\"=cmd()\" INTEGER, e ENUM ('=1', 'b'), n VARCHAR, d DECIMAL(9, 2), day DATE)");
  database.execute("INSERT INTO t VALUES (1, '=1', NULL, -2.50, '2020-01-01')");
  auto result = database.query("SELECT " + csv_select_list(database, "t") + " FROM t");
  EXPECT_EQ(result.column_names(), (std::vector<std::string>{"'=cmd()", "e", "n", "d", "day"}));
  const auto chunk = result.next();
  ASSERT_TRUE(chunk);
  EXPECT_EQ(chunk->text(1, 0), "'=1");
  EXPECT_TRUE(chunk->is_null(2, 0));
}

}  // namespace
}  // namespace flodata::duck
