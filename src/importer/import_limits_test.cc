// Every budget of an import is one that is kept, and its error names it.
#include "importer/sheet/import_limits.h"

#include <stop_token>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "importer/daily_sheet.h"
#include "importer/mapping/mapping.h"
#include "importer/mapping/published_columns.h"
#include "importer/sheet/csv_file.h"
#include "importer/sheet/xlsx_workbook.h"
#include "support/workbook_builder.h"

namespace flodata::importer {
namespace {

constexpr RowAction kGoOn = RowAction::go_on;

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

class ImportLimit : public testing::Test {
 protected:
  /// The error of reading a workbook and all of its first sheet.
  std::string error_of(const test::WorkbookBuilder& builder, const ImportLimits& limits = {}) {
    return error_of(builder.parts(), limits);
  }
  std::string error_of(const std::map<std::string, std::string>& parts, const ImportLimits& limits = {},
                       const std::stop_token& stop = {}) {
    const auto bytes = test::zip_of(parts, folder_ / "w.xlsx");
    return message_of([&] {
      const XlsxWorkbook workbook(bytes, "test.xlsx", limits, stop);
      workbook.read_rows(0, [](const SheetRow&) { return kGoOn; });
    });
  }
  std::string error_of_csv(const std::string& text, const ImportLimits& limits = {},
                           const std::stop_token& stop = {}) {
    return message_of([&] {
      const CsvFile file(text, "test.csv", daily_columns(), limits, stop);
      file.read_rows(0, [](const SheetRow&) { return kGoOn; });
    });
  }
  std::string message_of(const auto& action) {
    try {
      action();
    } catch (const Failure& failure) {
      code_ = failure.code();
      return failure.what();
    }
    return "no error";
  }
  static test::WorkbookBuilder sheet(const std::string& rows) {
    return test::WorkbookBuilder().sheet("S", rows);
  }

  test::TemporaryFolder folder_;
  Code code_ = Code::io;
};

#define EXPECT_SAYS(error, words) EXPECT_NE((error).find(words), std::string::npos) << (error)

TEST_F(ImportLimit, SheetsAndRelationships) {
  test::WorkbookBuilder builder;
  for (int i = 0; i < 4; ++i) builder.sheet("S", "");
  EXPECT_EQ(error_of(builder, {.sheets = 4}), "no error");
  EXPECT_SAYS(error_of(builder, {.sheets = 3}), "more than 3 sheets");
  EXPECT_SAYS(error_of(builder, {.relationships = 4}), "more than 4 relationships");
}

TEST_F(ImportLimit, SharedStringsAndTheirText) {
  const auto builder = sheet("").shared_strings("<si><t>ab</t></si><si/><si><t>cd</t></si>");
  EXPECT_EQ(error_of(builder, {.shared_strings = 3, .shared_string_bytes = 4}), "no error");
  EXPECT_SAYS(error_of(builder, {.shared_strings = 2}), "more than 2 shared strings");
  EXPECT_SAYS(error_of(builder, {.shared_string_bytes = 3}), "more than 3 bytes of text");
}

TEST_F(ImportLimit, OneLongSharedStringInEveryCellOfARow) {
  const auto rows = "<row>" + repeated("<c t=\"s\"><v>0</v></c>", 11) + "</row>";
  const auto builder = sheet(rows).shared_strings("<si><t>" + std::string(100'000, 'x') + "</t></si>");
  EXPECT_SAYS(error_of(builder), "hold more than 1048576 bytes");
}

TEST_F(ImportLimit, StylesAndTheirFormats) {
  auto parts = sheet("<row><c s=\"1\"><v>1</v></c></row>").parts();
  parts["xl/styles.xml"] =
      "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0.000\"/></numFmts><cellXfs>"
      "<xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
  parts["xl/_rels/workbook.xml.rels"].insert(
      std::string("<Relationships>").size(),
      "<Relationship Id=\"t\" Type=\"x/styles\" Target=\"styles.xml\"/>");
  EXPECT_EQ(error_of(parts), "no error");
  EXPECT_SAYS(error_of(parts, {.cell_formats = 1}), "more than 1 cell formats");
  EXPECT_SAYS(error_of(parts, {.format_code_bytes = 4}), "more than 4 bytes in a number format");
  parts["xl/sheets/s0.xml"] =
      "<worksheet><sheetData><row><c s=\"2\"><v>1</v></c></row></sheetData></worksheet>";
  EXPECT_SAYS(error_of(parts), "names the style '2' of 2");
}

TEST_F(ImportLimit, DepthNamesAttributesAndLengthOfMarkup) {
  EXPECT_SAYS(error_of(sheet(repeated("<a>", 100'000))), "too deep, and the limit is 64");
  std::string names;
  for (int i = 0; i < 2000; ++i) names += fmt::format("<name{}/>", i);
  EXPECT_SAYS(error_of(sheet(names)), "too many different names");
  std::string attributes;
  for (int i = 0; i < 300; ++i) attributes += fmt::format(" a{}=\"\"", i);
  EXPECT_SAYS(error_of(sheet("<row" + attributes + "/>")), "too many attributes, and the limit is 256");
  EXPECT_SAYS(error_of(sheet("<row x=\"" + std::string(2'000'000, 'x') + "\"/>")), "too many bytes");
  EXPECT_SAYS(error_of(sheet("<!--" + std::string(2'000'000, 'x') + "-->")), "too many bytes");
}

TEST_F(ImportLimit, BytesOfAllPartsTogether) {
  const auto builder = sheet(repeated("<row/>", 100'000));
  EXPECT_EQ(error_of(builder, {.inflated_bytes = 700'000}), "no error");
  EXPECT_SAYS(error_of(builder, {.inflated_bytes = 500'000}), "unfold to more than 500000 bytes");
}

TEST_F(ImportLimit, ColumnsAndBytesOfACsvRow) {
  EXPECT_EQ(error_of_csv(std::string(16'383, ',') + "\n"), "no error");
  EXPECT_SAYS(error_of_csv(std::string(16'384, ',') + "\n"), "line 1: more than 16384 columns");
  EXPECT_SAYS(error_of_csv("a\n" + std::string(2'000'000, 'x')),
              "line 2: more than 1048576 bytes in one row");
  EXPECT_SAYS(error_of_csv('"' + std::string(2'000'000, 'x') + '"'), "more than 1048576 bytes in one row");
  EXPECT_SAYS(error_of_csv("\"" + std::string(2'000'000, 'x')), "opened and never closed");
}

TEST_F(ImportLimit, RowsAndWellbores) {
  std::string text;
  for (const auto name : daily_columns()) text += (text.empty() ? "" : ",") + std::string(name);
  for (int i = 0; i < 4; ++i) text += fmt::format("\n2014-04-0{},W{},,W{},,,,,,,,,,,,,,,,,,,,", i + 1, i, i);
  const DailyConventions conventions{TimeZone::find("Europe/Oslo").value(), WellNaming::npd};
  const auto read = [&](const ImportLimits& limits) {
    return message_of([&] {
      const CsvFile file(text, "test.csv", daily_columns());
      const auto location = find_table(file, daily_columns()).found.value();
      RejectionList rejections;
      const auto sheet =
          read_daily_sheets(file, {&location, 1}, conventions, [](const SheetRow&) {}, rejections, limits);
      EXPECT_EQ(sheet.records.size(), 4U);
    });
  };
  EXPECT_EQ(read({.rows = 4, .wellbores = 4}), "no error");
  EXPECT_SAYS(read({.rows = 3}), "more than 3 rows in one import");
  EXPECT_SAYS(read({.wellbores = 3}), "more than 3 wellbores in one import");
}

TEST_F(ImportLimit, DepthAndLengthOfAMapping) {
  const auto error = [&](const std::string& text) {
    return message_of([&] { static_cast<void>(parse_mapping(text, "m.toml")); });
  };
  EXPECT_SAYS(error("[file]\na" + repeated(".b", 200'000) + " = 1\n"), "'m.toml' has more than 262144 bytes");
  EXPECT_SAYS(error("[file]\na" + repeated(".b", 100'000) + " = 1\n"), "line 2: more than 16 dots in a key");
  EXPECT_SAYS(error("[file]\na = " + repeated("[", 100'000)),
              "line 2: more than 16 brackets within brackets");
  EXPECT_SAYS(error("[file]\na = " + repeated("{b=", 50'000)), "more than 16 brackets within brackets");
  EXPECT_SAYS(error("# [[[[\n[[[a]"), "line 2: more than 2 brackets before a name");
  EXPECT_SAYS(
      error("[file]\nmissing = [\"" + repeated(".", 1000) + "\", '[[[[[[[[[[[[[[[[[[[[[[']\n[columns]\n"),
      "says nothing of DATEPRD")
      << "dots and brackets in a text are no depth";
  EXPECT_SAYS(error("[file]\na = 99999999999999999999999\n"), "not TOML");
  EXPECT_SAYS(error("[columns]\nÖl = 1\n"), "line 2: a key or a value outside of quotation marks");
  for (const auto* text : {"a = 0\"dǰ", "a\"ǰ = 1", "a = \"b\"\"ǰ\"", "a = x'ǰ'"})
    EXPECT_SAYS(error(text), "line 1: a quotation mark stands within a key or a value");
  for (const auto* text : {"a = \"\"\"b\"\"\\ǰ\"\"\"", "a = \"\\ǰ\""})
    EXPECT_SAYS(error(text), "line 1: a backslash stands before a character that is not ASCII");
  for (const auto* text : {"x=1a='''ǰ", "x=1a=\"ǰ\"", "x=1a='é'", "x=1a='\u1681'"})
    EXPECT_SAYS(error(text), "not TOML") << "letters beyond ASCII where a value may end";
  EXPECT_SAYS(error("[columns]\n\"Öl\" = 'Ö' # Öl\n"), "unknown column 'Öl'");
  EXPECT_SAYS(error("[file]\na = \"\"\"b\\\n é\"\"\"\n"), "line 2: a text goes on behind a backslash");
  EXPECT_SAYS(error("[&"), "'m.toml': the text is not TOML");
  EXPECT_SAYS(error("[file]\na = 1979-05-27T\n"), "not TOML");
}

TEST_F(ImportLimit, DocumentationNamesThem) {
  const auto text = test::read_file(std::filesystem::path(FLODATA_SOURCE_DIR) / "docs/formats/workbook.md");
  const ImportLimits limits;
  const auto grouped = [](std::size_t number) {
    auto digits = std::to_string(number);
    for (auto end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, ",");
    return digits;
  };
  for (const auto& words :
       {fmt::format("| a file | {} MiB |", limits.file_bytes / kMebibyte),
        fmt::format("{} entries; {} MiB for a part, {} GiB for all that is read; {} times",
                    grouped(limits.archive_entries), limits.part_bytes / kMebibyte,
                    limits.inflated_bytes / (1024 * kMebibyte), limits.ratio),
        fmt::format("tags of {} KiB, {} attributes, {} different names, {} elements",
                    limits.markup_bytes / kKibibyte, limits.attributes, grouped(limits.element_names),
                    limits.element_depth),
        fmt::format("{} sheets; {} relationships; {} cell formats; {} shared strings with {} MiB",
                    grouped(limits.sheets), grouped(limits.relationships), grouped(limits.cell_formats),
                    grouped(limits.shared_strings), limits.shared_string_bytes / kMebibyte),
        fmt::format("{} columns, {} MiB of text; {} bytes in a workbook's cell", grouped(limits.columns),
                    limits.row_bytes / kMebibyte, grouped(limits.cell_bytes)),
        fmt::format("{} rows, {} wellbores", grouped(limits.rows), grouped(limits.wellbores)),
        fmt::format("{} KiB; {} dots in a key; {} brackets", limits.mapping_bytes / kKibibyte,
                    limits.mapping_depth, limits.mapping_depth)})
    EXPECT_NE(text.find(words), std::string::npos) << words;
}

TEST_F(ImportLimit, StopEndsReadingWhereverItIs) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_SAYS(error_of(sheet("").parts(), {}, stop.get_token()), "interrupted");
  EXPECT_EQ(code_, Code::interrupted);
  EXPECT_SAYS(error_of_csv("a\n", {}, stop.get_token()), "interrupted");
}

}  // namespace
}  // namespace flodata::importer
