#include "importer/sheet/csv_file.h"

#include <array>

#include <gtest/gtest.h>

#include "base/error.h"

namespace flodata::importer {
namespace {

constexpr std::array<std::string_view, 2> kWanted = {"DAY", "OIL"};

/// Rows as "number:A=text,C=text".
std::vector<std::string> rows_of(std::string_view bytes) {
  std::vector<std::string> rows;
  const CsvFile file(bytes, "test.csv", kWanted);
  file.read_rows(0, [&](const SheetRow& row) {
    auto text = std::to_string(row.number) + ":";
    for (const auto& cell : row.cells) text += column_letters(cell.column) + "=" + cell.text + ",";
    rows.push_back(text);
    return RowAction::go_on;
  });
  return rows;
}

std::string error_of(std::string_view bytes) {
  try {
    static_cast<void>(rows_of(bytes));
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "no error";
}

TEST(CsvFile, QuotesLineEndsAndBlankLinesKeepTheLineNumbers) {
  EXPECT_EQ(rows_of("DAY,OIL\r\n\r\n\"a,\"\"b\"\"\",2\n\"two\nlines\",3\n,4"),
            (std::vector<std::string>{"1:A=DAY,B=OIL,", "2:", "3:A=a,\"b\",B=2,", "4:A=two\nlines,B=3,",
                                      "6:B=4,"}));
}

TEST(CsvFile, DelimiterIsTheOneThatMakesTheKnownColumns) {
  EXPECT_EQ(rows_of("DAY;OIL\n1,5;2,5\n").back(), "2:A=1,5,B=2,5,") << "semicolons, although commas abound";
  EXPECT_EQ(rows_of("\"DAY\";\"OIL\"\n\"1\";\"2\"\n").back(), "2:A=1,B=2,");
  EXPECT_EQ(rows_of("DAY\tOIL\n1\t2\n").back(), "2:A=1,B=2,");
  EXPECT_EQ(rows_of("a; b; c; d\nDAY,OIL\n1,2\n").back(), "3:A=1,B=2,");
}

TEST(CsvFile, ByteOrderMarkIsNoPartOfTheFirstColumn) {
  EXPECT_EQ(rows_of("\xef\xbb\xbf"
                    "DAY,OIL\n")
                .front(),
            "1:A=DAY,B=OIL,");
}

TEST(CsvFile, TextThatIsNotUtf8IsRejectedWithItsLine) {
  EXPECT_NE(error_of("DAY,OIL\nM\xc6RSK,1\n").find("line 2: byte 0xc6"), std::string::npos);
  EXPECT_NE(error_of("\xff\xfe"
                     "D\0A\0")
                .find("UTF-16"),
            std::string::npos);
  EXPECT_NE(error_of(std::string_view("DAY\0,OIL\n", 9)).find("byte 0x00"), std::string::npos);
  EXPECT_NE(error_of("DAY,\xc0\xaf\n").find("0xc0"), std::string::npos) << "an overlong form";
  EXPECT_NE(error_of("DAY,\xed\xa0\x80\n").find("0xed"), std::string::npos) << "half a surrogate pair";
  EXPECT_NE(error_of("DAY,\xe2\x82").find("0xe2"), std::string::npos) << "cut off in a character";
  EXPECT_EQ(error_of("DAY,M\xc3\x86RSK \xe2\x82\xac \xf0\x9f\x9b\xa2\n"), "no error");
}

TEST(CsvFile, BrokenQuotesAreRejectedWithTheLineOfTheFirstOne) {
  EXPECT_NE(error_of("DAY,OIL\n1,2\n\"open,3\n4,5\n").find("line 3: a quotation mark is opened"),
            std::string::npos);
  EXPECT_NE(error_of("DAY,OIL\n\"a\"b,2\n").find("line 2: text after"), std::string::npos);
}

}  // namespace
}  // namespace flodata::importer
