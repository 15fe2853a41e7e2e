#include "importer/sheet/xlsx_workbook.h"

#include <algorithm>
#include <cctype>
#include <functional>

#include <gtest/gtest.h>

#include "support/workbook_builder.h"

namespace flodata::importer {
namespace {

char letter_of(CellKind kind) {
  switch (kind) {
    case CellKind::number:
      return 'n';
    case CellKind::text:
      return 't';
    case CellKind::boolean:
      return 'b';
    case CellKind::error:
      return 'e';
    case CellKind::formula_without_value:
      return 'f';
    case CellKind::rejected:
      return 'r';
  }
  return '?';
}

class XlsxWorkbookTest : public testing::Test {
 protected:
  /// Rows as "number:A=n:12,C=t:text,".
  std::vector<std::string> rows_of(const test::WorkbookBuilder& builder, std::size_t sheet = 0) {
    bytes_ = builder.build(folder_ / "w.xlsx");
    const XlsxWorkbook workbook(bytes_, "test.xlsx");
    std::vector<std::string> rows;
    workbook.read_rows(sheet, [&](const SheetRow& row) {
      auto text = std::to_string(row.number) + ":";
      for (const auto& cell : row.cells)
        text += column_letters(cell.column) + "=" + letter_of(cell.kind) + ":" + cell.text + ",";
      rows.push_back(text);
      return RowAction::go_on;
    });
    return rows;
  }

  std::vector<std::string> rows_of(const std::string& rows) {
    return rows_of(test::WorkbookBuilder().sheet("S", rows));
  }

  std::string error_of(const std::map<std::string, std::string>& parts) {
    try {
      bytes_ = test::zip_of(parts, folder_ / "w.xlsx");
      const XlsxWorkbook workbook(bytes_, "test.xlsx");
      workbook.read_rows(0, [](const SheetRow&) { return RowAction::go_on; });
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Code::corrupt_input);
      return failure.what();
    }
    return "no error";
  }

  std::string error_of(const std::string& rows) {
    return error_of(test::WorkbookBuilder().sheet("S", rows).parts());
  }

  test::TemporaryFolder folder_;
  std::string bytes_;
};

TEST_F(XlsxWorkbookTest, SharedStringsAreJoinedFromRichRunsWithoutPhoneticHints) {
  const auto rows =
      rows_of(test::WorkbookBuilder()
                  .shared_strings("<si><t>plain</t></si>"
                                  "<si><r><t>MÆRSK</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> "
                                  "INSPIRER</t></r></si>"
                                  "<si><t>課</t><rPh sb=\"0\" eb=\"1\"><t>カ</t></rPh></si><si/>")
                  .sheet("S",
                         "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>0</v></c>"
                         "<c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row>"));
  EXPECT_EQ(rows, std::vector<std::string>{"1:A=t:MÆRSK INSPIRER,B=t:plain,C=t:課,D=t:,"});
}

TEST_F(XlsxWorkbookTest, EveryTypeOfCellKeepsItsKindAndText) {
  const auto rows = rows_of(
      "<row r=\"1\"><c r=\"A1\"><v>7.4969999999999995E-2</v></c><c r=\"B1\" t=\"n\"><v>0</v></c>"
      "<c r=\"C1\" t=\"inlineStr\"><is><r><t>in</t></r><r><t>line &amp; &#198;</t></r></is></c>"
      "<c r=\"D1\" t=\"str\"><f>\"a\"&amp;\"b\"</f><v>ab</v></c><c r=\"E1\" t=\"b\"><v>1</v></c>"
      "<c r=\"F1\" t=\"e\"><v>#N/A</v></c><c r=\"G1\"><f>1+1</f><v>2</v></c>"
      "<c r=\"H1\" t=\"d\"><v>2014-04-07T00:00:00</v></c><c r=\"I1\"><v><![CDATA[5]]></v></c></row>");
  EXPECT_EQ(rows, std::vector<std::string>{"1:A=n:7.4969999999999995E-2,B=n:0,C=t:inline & Æ,D=t:ab,E=b:TRUE,"
                                           "F=e:#N/A,G=n:2,H=t:2014-04-07T00:00:00,I=n:5,"});
}

TEST_F(XlsxWorkbookTest, FormulaThatWasNeverCalculatedIsNoMissingValue) {
  EXPECT_EQ(rows_of("<row r=\"1\"><c r=\"A1\"><f>B1*2</f></c><c r=\"B1\"><f>1</f><v/></c>"
                    "<c r=\"C1\" t=\"str\"><f>\"\"</f><v></v></c></row>"),
            std::vector<std::string>{"1:A=f:,B=f:,"})
      << "but a formula that gives an empty text has been calculated";
}

TEST_F(XlsxWorkbookTest, MissingReferencesCountOnAlsoOverEmptyCells) {
  EXPECT_EQ(
      rows_of("<row><c><v>1</v></c><c s=\"3\"/><c><v>3</v></c></row>"
              "<row r=\"5\"><c r=\"C5\"><v>4</v></c><c><v>5</v></c><c r=\"AB5\"><v>6</v></c></row><row/>"),
      (std::vector<std::string>{"1:A=n:1,C=n:3,", "5:C=n:4,D=n:5,AB=n:6,", "6:"}));
}

TEST_F(XlsxWorkbookTest, PrefixedElementsAreTheSame) {
  auto parts = test::WorkbookBuilder().sheet("S", "").parts();
  parts["xl/sheets/s0.xml"] =
      "<x:worksheet "
      "xmlns:x=\"urn:x\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>";
  bytes_ = test::zip_of(parts, folder_ / "w.xlsx");
  const XlsxWorkbook workbook(bytes_, "test.xlsx");
  int cells = 0;
  workbook.read_rows(0, [&](const SheetRow& row) {
    cells += static_cast<int>(row.cells.size());
    return RowAction::go_on;
  });
  EXPECT_EQ(cells, 1);
}

TEST_F(XlsxWorkbookTest, SheetsKeepTheirOrderAndTheDateSystemIsRead) {
  bytes_ =
      test::WorkbookBuilder().from_1904().sheet("Z", "").sheet("A &amp; B", "").build(folder_ / "w.xlsx");
  const XlsxWorkbook workbook(bytes_, "test.xlsx");
  EXPECT_EQ(workbook.sheet_names(), (std::vector<std::string>{"Z", "A & B"}));
  EXPECT_EQ(workbook.date_system(), DateSystem::from_1904);
}

TEST_F(XlsxWorkbookTest, StoppedReadingLeavesTheRestUnread) {
  bytes_ = test::WorkbookBuilder().sheet("S", "<row/><row/><row><broken").build(folder_ / "w.xlsx");
  const XlsxWorkbook workbook(bytes_, "test.xlsx");
  int rows = 0;
  EXPECT_THROW(workbook.read_rows(0, [&](const SheetRow&) { return RowAction::go_on; }), Failure);
  bytes_ = test::WorkbookBuilder().sheet("S", "<row/><row/><row/>").build(folder_ / "w.xlsx");
  const XlsxWorkbook whole(bytes_, "test.xlsx");
  whole.read_rows(0, [&](const SheetRow&) { return ++rows == 2 ? RowAction::stop : RowAction::go_on; });
  EXPECT_EQ(rows, 2);
}

TEST_F(XlsxWorkbookTest, DamagedSheetsAreRejectedWithTheirRow) {
  EXPECT_NE(error_of("<row r=\"2\"/><row r=\"2\"/>").find("row 2: the row after it is numbered '2'"),
            std::string::npos);
  EXPECT_NE(error_of("<row r=\"9999999\"/>").find("numbered '9999999'"), std::string::npos);
  EXPECT_NE(error_of("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>").find("'A1' is out of order"),
            std::string::npos);
  EXPECT_NE(error_of("<row r=\"1\"><c r=\"B1\"/><c r=\"B1\"/></row>").find("'B1' is out of order or double"),
            std::string::npos);
  EXPECT_NE(error_of("<row r=\"1\"><c r=\"A2\"/></row>").find("'A2' is no cell of this row"),
            std::string::npos);
  EXPECT_NE(error_of("<row r=\"1\"><c r=\"ZZZZZZZZZZ1\"/></row>").find("no cell"), std::string::npos);
  EXPECT_NE(error_of("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>").find("text number '7' of 0"),
            std::string::npos);
  EXPECT_NE(error_of("<row r=\"1\"><c r=\"A1\" t=\"x\"><v>7</v></c></row>").find("unknown type 'x'"),
            std::string::npos);
  EXPECT_NE(error_of("<row r=\"1\"></c></row>").find("damaged"), std::string::npos);
}

TEST_F(XlsxWorkbookTest, CellLongerThanTheFormatAllowsIsRejected) {
  EXPECT_NE(error_of("<row><c t=\"str\"><v>" + std::string(200'000, 'x') + "</v></c></row>").find("longer"),
            std::string::npos);
}

TEST_F(XlsxWorkbookTest, DocumentTypeWithEntitiesIsRejected) {
  auto parts = test::WorkbookBuilder().sheet("S", "").parts();
  parts["xl/sharedStrings.xml"] =
      "<!DOCTYPE sst [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
  EXPECT_NE(error_of(parts).find("declares a document type"), std::string::npos);
}

TEST_F(XlsxWorkbookTest, PartsAreFoundAsOtherProgramsNameThem) {
  const auto rows = "<row><c><v>7</v></c></row>";
  for (const auto& rename : std::vector<std::function<std::string(std::string)>>{
           [](std::string name) {
             std::ranges::replace(name, '/', '\\');
             return name;
           },
           [](const std::string& name) { return "/" + name; },
           [](std::string name) {
             std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
             return name;
           }}) {
    std::map<std::string, std::string> parts;
    for (const auto& [name, xml] : test::WorkbookBuilder().sheet("S", rows).parts())
      parts[rename(name)] = xml;
    EXPECT_EQ(error_of(parts), "no error") << parts.begin()->first;
  }
  auto parts = test::WorkbookBuilder().sheet("S", rows).parts();
  auto& links = parts["xl/_rels/workbook.xml.rels"];
  links.replace(links.find("/xl/sheets/s0.xml"), std::string("/xl/sheets/s0.xml").size(), "sheets\\S0.XML");
  EXPECT_EQ(error_of(parts), "no error") << links;
}

TEST_F(XlsxWorkbookTest, StateOfASheetSaysWhetherItIsHidden) {
  auto parts = test::WorkbookBuilder().sheet("A", "").sheet("B", "").sheet("C", "").parts();
  auto& list = parts["xl/workbook.xml"];
  list.insert(list.find("name=\"A\""), "state=\"hidden\" ");
  list.insert(list.find("name=\"B\""), "state=\"veryHidden\" ");
  bytes_ = test::zip_of(parts, folder_ / "w.xlsx");
  const XlsxWorkbook workbook(bytes_, "test.xlsx");
  EXPECT_TRUE(workbook.is_hidden(0));
  EXPECT_TRUE(workbook.is_hidden(1));
  EXPECT_FALSE(workbook.is_hidden(2));
}

TEST_F(XlsxWorkbookTest, ArchiveThatIsNoWorkbookIsRejected) {
  EXPECT_NE(error_of(std::map<std::string, std::string>{{"mimetype", "x"}}).find("not an Excel workbook"),
            std::string::npos);
  EXPECT_NE(error_of(std::map<std::string, std::string>{
                         {"_rels/.rels",
                          "<Relationships><Relationship Id=\"w\" Type=\"x/officeDocument\" "
                          "Target=\"xl/workbook.bin\"/></Relationships>"}})
                .find(".xlsb"),
            std::string::npos);
  auto parts = test::WorkbookBuilder().sheet("S", "").parts();
  parts.erase("xl/sheets/s0.xml");
  EXPECT_NE(error_of(parts).find("'xl/sheets/s0.xml' is damaged (it is missing)"), std::string::npos);
}

}  // namespace
}  // namespace flodata::importer
