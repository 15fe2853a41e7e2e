#include "importer/sheet/header.h"

#include <array>

#include <gtest/gtest.h>

namespace flodata::importer {
namespace {

constexpr std::array<std::string_view, 3> kWanted = {"DATEPRD", "WELL", "OIL"};

SheetRow row_of(std::uint32_t number, const std::vector<std::string>& texts) {
  SheetRow row{number, {}};
  for (std::uint32_t i = 0; i < texts.size(); ++i)
    if (!texts[i].empty()) row.cells.push_back({i, CellKind::text, texts[i]});
  return row;
}

class RowsInMemory final : public SheetSource {
 public:
  explicit RowsInMemory(std::vector<std::vector<SheetRow>> sheets) : sheets_(std::move(sheets)) {
    for (std::size_t i = 0; i < sheets_.size(); ++i) names_.push_back("sheet " + std::to_string(i));
  }
  [[nodiscard]] const std::vector<std::string>& sheet_names() const override { return names_; }
  [[nodiscard]] DateSystem date_system() const override { return DateSystem::from_1900; }
  [[nodiscard]] std::uint64_t size_bytes(std::size_t) const override { return 0; }
  void read_rows(std::size_t sheet, const RowHandler& handler) const override {
    for (const auto& row : sheets_[sheet])
      if (handler(row) == RowAction::stop) return;
  }

 private:
  std::vector<std::vector<SheetRow>> sheets_;
  std::vector<std::string> names_;
};

TEST(Header, ColumnsAreFoundInAnyOrderAndCase) {
  const auto match = match_header(row_of(3, {"oil ", "", "Note", "dateprd", " WELL"}), kWanted);
  EXPECT_TRUE(match.missing.empty());
  EXPECT_EQ(match.row, 3U);
  ASSERT_EQ(match.wanted_of_column.size(), 5U);
  EXPECT_EQ(match.wanted_of_column[0], 2U);
  EXPECT_FALSE(match.wanted_of_column[1]);
  EXPECT_FALSE(match.wanted_of_column[2]);
  EXPECT_EQ(match.wanted_of_column[3], 0U);
  EXPECT_EQ(match.wanted_of_column[4], 1U);
  EXPECT_EQ(match.ignored, std::vector<std::string>{"Note"});
}

TEST(Header, ColumnThatStandsTwiceIsNamed) {
  const auto match = match_header(row_of(1, {"OIL", "DATEPRD", "WELL", "Oil"}), kWanted);
  EXPECT_EQ(match.duplicates, std::vector<std::string>{"OIL"});
  EXPECT_EQ(match.wanted_of_column.at(0), 2U) << "the first one counts";
}

TEST(Header, TableIsFoundBelowTitlesInWhateverSheet) {
  const std::vector<SheetRow> table = {row_of(1, {"Production 2014"}), row_of(4, {"DATEPRD", "WELL", "OIL"})};
  const RowsInMemory source({{row_of(1, {"Read me"})}, table, table});
  const auto search = find_table(source, kWanted);
  ASSERT_TRUE(search.found);
  EXPECT_EQ(search.found->sheet, 1U);
  EXPECT_EQ(search.found->header.row, 4U);
  EXPECT_FALSE(find_table_in(source, 0, kWanted).found);
  EXPECT_EQ(find_table_in(source, 2, kWanted).found.value().sheet, 2U);
}

TEST(Header, WithoutTheTableTheNearestRowTellsWhatIsMissing) {
  const RowsInMemory source(
      {{row_of(1, {"Read me"}), row_of(2, {"x"})}, {row_of(1, {"WELL", "DATEPRD", "GAS"})}});
  const auto search = find_table(source, kWanted);
  EXPECT_FALSE(search.found);
  ASSERT_TRUE(search.nearest);
  EXPECT_EQ(search.nearest->sheet, 1U);
  EXPECT_EQ(search.nearest->header.missing, std::vector<std::string>{"OIL"});
  EXPECT_EQ(search.nearest->header.found, (std::vector<std::string>{"WELL", "DATEPRD", "GAS"}));
}

}  // namespace
}  // namespace flodata::importer
