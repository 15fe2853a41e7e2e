#include "importer/sheet_choice.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "importer/daily_sheet.h"
#include "importer/import.h"
#include "importer/mapping/published_columns.h"
#include "importer/monthly_sheet.h"
#include "support/temporary_folder.h"

namespace flodata::importer {
namespace {

enum class Holds : std::uint8_t { daily, monthly, text };

struct Sheet {
  std::string name;
  Holds holds;
  bool is_hidden = false;
};

SheetRow row_of(const std::vector<std::string_view>& texts) {
  SheetRow row{1, {}};
  for (std::uint32_t i = 0; i < texts.size(); ++i)
    row.cells.push_back({i, CellKind::text, std::string(texts[i])});
  return row;
}

class Sheets final : public SheetSource {
 public:
  explicit Sheets(std::vector<Sheet> sheets) : sheets_(std::move(sheets)) {
    for (const auto& sheet : sheets_) names_.push_back(sheet.name);
  }
  [[nodiscard]] const std::vector<std::string>& sheet_names() const override { return names_; }
  [[nodiscard]] DateSystem date_system() const override { return DateSystem::from_1900; }
  [[nodiscard]] bool is_hidden(std::size_t sheet) const override { return sheets_[sheet].is_hidden; }
  [[nodiscard]] std::uint64_t size_bytes(std::size_t) const override { return 0; }
  void read_rows(std::size_t sheet, const RowHandler& handler) const override {
    const auto holds = sheets_[sheet].holds;
    static_cast<void>(handler(row_of(holds == Holds::daily     ? daily_columns()
                                     : holds == Holds::monthly ? monthly_columns()
                                                               : std::vector<std::string_view>{"Read me"})));
  }

 private:
  std::vector<Sheet> sheets_;
  std::vector<std::string> names_;
};

/// The chosen sheets as "A, B + M" (the monthly one last), or the error.
std::string chosen(const std::vector<Sheet>& sheets, const std::vector<std::string>& names = {}) {
  const Sheets source(sheets);
  try {
    const auto choice = choose_sheets(source, names);
    std::string text;
    for (const auto& table : choice.daily)
      text += (text.empty() ? "" : ", ") + source.sheet_names()[table.sheet];
    if (choice.monthly) text += " + " + source.sheet_names()[choice.monthly->sheet];
    for (const auto& note : choice.notes) text += " | " + note;
    return text;
  } catch (const Failure& failure) {
    return failure.what();
  }
}

TEST(SheetChoice, OnlyVisibleSheetWithDailyDataIsTakenWhereverItStands) {
  EXPECT_EQ(chosen({{"Cover", Holds::text}, {"D", Holds::daily}, {"M", Holds::monthly}}), "D + M");
}

TEST(SheetChoice, HiddenSheetStandsBackBehindAVisibleOneAndIsNoted) {
  EXPECT_EQ(chosen({{"Old", Holds::daily, true}, {"D", Holds::daily}}),
            "D | hidden sheets with daily data were not read: 'Old' (hidden)");
  EXPECT_EQ(chosen({{"Old", Holds::daily, true}}),
            "Old | no visible sheet holds daily data; read was 'Old' (hidden)");
}

TEST(SheetChoice, SeveralSheetsThatCouldBeMeantAreListed) {
  const auto error = chosen({{"A", Holds::daily}, {"Old", Holds::daily, true}, {"B", Holds::daily}});
  EXPECT_NE(error.find("several sheets hold daily production data: 'A', 'B'. Choose"), std::string::npos)
      << error;
  const auto hidden = chosen({{"A", Holds::daily, true}, {"B", Holds::daily, true}});
  EXPECT_NE(hidden.find("several hidden sheets"), std::string::npos) << hidden;
}

TEST(SheetChoice, NamesChooseInTheOrderOfTheWorkbookHiddenOnesToo) {
  const std::vector<Sheet> sheets = {
      {"A", Holds::daily}, {"Old", Holds::daily, true}, {"M", Holds::monthly}, {"B", Holds::daily}};
  EXPECT_EQ(chosen(sheets, {"B", "Old", "B"}), "Old, B");
  EXPECT_EQ(chosen(sheets, {"M", "A"}), "A + M");
  EXPECT_EQ(chosen(sheets, {"all"}),
            "A, B + M | hidden sheets with daily data were not read: 'Old' (hidden)");
}

TEST(SheetChoice, NamesThatAreNotThereOrHoldSomethingElseAreErrors) {
  const std::vector<Sheet> sheets = {{"A", Holds::daily}, {"Cover", Holds::text, true}};
  EXPECT_EQ(chosen(sheets, {"a"}), "there is no sheet 'a'. Choose among 'A', 'Cover' (hidden)");
  EXPECT_NE(chosen(sheets, {"A", "Cover"}).find("sheet 'Cover' holds no production data"), std::string::npos);
}

TEST(SheetChoice, SeveralMonthlySheetsAreNotedAndNotRead) {
  EXPECT_EQ(chosen({{"D", Holds::daily}, {"M", Holds::monthly}, {"N", Holds::monthly}}),
            "D | several sheets hold monthly data ('M', 'N'): none of them was read. Name one with --sheet, "
            "beside the "
            "daily one");
}

class WorkbookOfSeveralSheets : public testing::Test {
 protected:
  ImportReport import(const std::string& file, const std::vector<std::string>& sheets = {}) {
    Progress progress("importing", "bytes");
    const auto path = std::filesystem::path(FLODATA_SOURCE_DIR) / "tests/golden/workbook" / file;
    return import_dataset({path, folder_ / "out.duckdb", "test", {}, sheets}, {}, progress);
  }

  test::TemporaryFolder folder_;
};

TEST_F(WorkbookOfSeveralSheets, VisibleSheetIsImportedAndNotTheHiddenOneBeforeIt) {
  const auto report = import("hidden_first.xlsx");
  ASSERT_TRUE(report.written);
  EXPECT_EQ(report.tables.at(0).sheet, "Daily Production Data");
  EXPECT_EQ(report.tables.at(0).rows_read, 10);
  EXPECT_EQ(import("hidden_first.xlsx", {"Old daily"}).tables.at(0).rows_read, 3);
}

TEST_F(WorkbookOfSeveralSheets, TwoVisibleSheetsAreRejectedUntilTheUserChooses) {
  try {
    import("two_sheets.xlsx");
    ADD_FAILURE() << "one of two sheets was taken";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("'2020a', '2020b'"), std::string::npos) << failure.what();
  }
  EXPECT_EQ(folder_.file_count(), 0U);
  EXPECT_EQ(import("two_sheets.xlsx", {"2020b"}).tables.size(), 1U);
  const auto report = import("two_sheets.xlsx", {"all"});
  ASSERT_EQ(report.tables.size(), 2U);
  EXPECT_EQ(report.tables[1].sheet, "2020b");
  EXPECT_EQ(report.tables[0].rows_read + report.tables[1].rows_read, 10);
  EXPECT_EQ(import("two_sheets.xlsx", {"2020b", "2020a"}).tables.size(), 2U);
}

}  // namespace
}  // namespace flodata::importer
