// Cases as data: tests/golden/import/<case>/ holds input.csv, sometimes mapping.toml, and expected.txt, which
// is the report and the rows of the daily table, or the error. FLODATA_UPDATE_GOLDEN=1 writes expected.txt
// again; read the difference then.
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "duck/database.h"
#include "importer/import.h"
#include "support/temporary_folder.h"

namespace flodata::importer {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(FLODATA_SOURCE_DIR) / "tests/golden/import";

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kCases)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// Every row in the order of the file, columns with a value only.
std::string dump_daily_table(const fs::path& file) {
  auto database = value_or_throw(duck::Database::open(file, duck::OpenMode::read_only));
  std::string select;
  const auto columns = database.column_names("prod_daily_data");
  for (const auto& column : columns)
    select += fmt::format("{}{}::VARCHAR", select.empty() ? "" : ", ", column);
  auto result = database.query(fmt::format("SELECT {} FROM prod_daily_data ORDER BY rowid", select));
  std::string dump;
  while (const auto chunk = result.next()) {
    for (std::size_t row = 0; row < chunk->row_count(); ++row) {
      for (std::size_t column = 0; column < columns.size(); ++column)
        if (!chunk->is_null(column, row))
          dump += fmt::format("{}={} ", columns[column], chunk->text(column, row));
      dump.back() = '\n';
    }
  }
  return dump;
}

class GoldenImport : public testing::TestWithParam<std::string> {};

TEST_P(GoldenImport, ReportAndRowsAreAsExpected) {
  const test::TemporaryFolder folder;
  const auto out = folder / "out.duckdb";
  Progress progress("importing", "bytes");
  std::string actual;
  try {
    const auto mapping = kCases / GetParam() / "mapping.toml";
    auto report = import_dataset(
        {kCases / GetParam() / "input.csv", out, "test", fs::exists(mapping) ? mapping : fs::path()}, {},
        progress);
    report.out = "out.duckdb";
    actual = to_text(report);
    if (report.written) actual += "\n" + dump_daily_table(out);
  } catch (const Failure& failure) {
    actual = fmt::format("{}: {}\n", to_string(failure.code()), failure.what());
    const auto folder_name = kCases.string();
    for (auto at = actual.find(folder_name); at != std::string::npos; at = actual.find(folder_name))
      actual.replace(at, folder_name.size(), "…");
  }
  const auto expected = kCases / GetParam() / "expected.txt";
  if (std::getenv("FLODATA_UPDATE_GOLDEN") != nullptr) test::write_file(expected, actual);
  EXPECT_EQ(actual, test::read_file(expected));
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenImport, testing::ValuesIn(case_names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace flodata::importer
