#include "importer/seen_cell.h"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "duck/database.h"
#include "importer/import.h"
#include "importer/sheet/number_format.h"
#include "support/temporary_folder.h"
#include "support/workbook_builder.h"

namespace flodata::importer {
namespace {

constexpr ColumnKind kHours{SourceColumnType::number, kOnStreamTag};
constexpr ColumnKind kOil{SourceColumnType::number, kOilRateTag};
constexpr ColumnKind kPressure{SourceColumnType::number, kDownholePressureTag};
constexpr ColumnKind kChoke{SourceColumnType::number, find_tag("avg_choke_size_p")};
constexpr ColumnKind kDay{SourceColumnType::day, {}};
constexpr ColumnKind kText{SourceColumnType::text, {}};
constexpr ColumnKind kWhole{SourceColumnType::whole_number, {}};

/// What is seen of the stored text, or "rejected: " and the reason.
std::string seen(const std::string& stored, const std::string& code, const ColumnKind& column) {
  const NumberFormat format(code);
  const auto cell = seen_cell({0, CellKind::number, stored, &format}, column);
  return cell ? cell->text : "rejected: " + cell.error().message;
}

bool is_rejected(const std::string& stored, const std::string& code, const ColumnKind& column) {
  const auto text = seen(stored, code, column);
  EXPECT_TRUE(!text.starts_with("rejected") || text.find("'" + code + "'") != std::string::npos)
      << "names the format: " << text;
  return text.starts_with("rejected");
}

TEST(SeenCell, DurationsAreHoursInTheColumnOfHours) {
  EXPECT_EQ(seen("1", "[h]:mm", kHours), "24");
  EXPECT_EQ(seen("0.5208333333333334", "[hh]:mm:ss", kHours), "12.5");
  EXPECT_EQ(seen("0.25", "h:mm", kHours), "6");
  EXPECT_EQ(seen("0", "h:mm", kHours), "0");
  EXPECT_EQ(seen("1.0416666666666667", "[h]:mm", kHours), "25") << "the day on which clocks are set back";
  EXPECT_TRUE(is_rejected("1", "h:mm", kHours)) << "a person sees 0:00";
  EXPECT_TRUE(is_rejected("0.5", "h:mm AM/PM", kHours));
  EXPECT_TRUE(is_rejected("0.5", "[mm]", kHours));
  EXPECT_TRUE(is_rejected("0.5", "[h]:mm", kOil));
}

TEST(SeenCell, EveryMinuteOfTheDayIsItsHoursToTheLastDigit) {
  const NumberFormat format("[h]:mm");
  for (int minute = 0; minute <= 25 * 60; ++minute) {
    // As spreadsheet programs store it, with 15 to 17 digits.
    for (const auto& stored :
         {fmt::format("{:.17g}", minute / 1440.0), fmt::format("{:.15g}", minute / 1440.0)}) {
      const auto cell = seen_cell({0, CellKind::number, stored, &format}, kHours);
      ASSERT_TRUE(cell);
      EXPECT_EQ(cell->text, fmt::format("{}", minute / 60.0)) << minute;
    }
  }
}

TEST(SeenCell, PercentagesArePercentInAColumnOfPercent) {
  EXPECT_EQ(seen("0.405", "0%", kChoke), "40.5");
  EXPECT_EQ(seen("0.57", "0.00%", kChoke), "57");
  EXPECT_EQ(seen("0.56999999999999995", "0%", kChoke), "57");
  EXPECT_EQ(seen("1", "0%", kChoke), "100");
  EXPECT_EQ(seen("0", "0%", kChoke), "0");
  EXPECT_EQ(seen("-5.0000000000000001E-3", "0.0%", kChoke), "-0.5");
  EXPECT_TRUE(is_rejected("0.5", "0%", kOil));
  EXPECT_TRUE(is_rejected("1", "0%", kHours)) << "of which day?";
}

TEST(SeenCell, EveryPerMilleIsItsPercentToTheLastDigit) {
  for (int per_mille = 0; per_mille <= 1000; ++per_mille)
    EXPECT_EQ(seen(fmt::format("{:.17g}", per_mille / 1000.0), "0.0%", kChoke),
              fmt::format("{}", per_mille / 10.0));
}

TEST(SeenCell, NumberThatIsShownAsSomethingElseIsRejectedWithItsFormat) {
  EXPECT_TRUE(is_rejected("43831", "yyyy-mm-dd", kOil));
  EXPECT_TRUE(is_rejected("1234000", "#,##0,", kOil));
  EXPECT_TRUE(is_rejected("5", "\"n/a\"", kOil));
  EXPECT_TRUE(is_rejected("5", ";;;", kOil));
  EXPECT_TRUE(is_rejected("-5", "0;0", kOil));
  EXPECT_TRUE(is_rejected("0", "0;-0;\"shut in\"", kOil));
  EXPECT_EQ(seen("0", "0;-0;\"-\"", kOil), "0");
  EXPECT_EQ(seen("0", "0;-0;", kOil), "0");
  EXPECT_EQ(seen("-5", "0;-0;\"-\"", kOil), "-5");
}

TEST(SeenCell, WordsAreFineWhenTheyAreTheColumnsUnit) {
  EXPECT_EQ(seen("250.5", "0.0\" bar\"", kPressure), "250.5");
  EXPECT_EQ(seen("1000", "#,##0\" Sm3\"", kOil), "1000");
  EXPECT_EQ(seen("24", "0\" hrs\"", kHours), "24");
  EXPECT_TRUE(is_rejected("3000", "0\" psi\"", kPressure));
  EXPECT_TRUE(is_rejected("1000", "#,##0\" bbl\"", kOil));
  EXPECT_TRUE(is_rejected("1000", "\"$\"#,##0", kOil));
  EXPECT_TRUE(is_rejected("5599", "0\" x\"", kWhole));
}

TEST(SeenCell, DatesAreDaysWithinASecondOfMidnight) {
  EXPECT_EQ(seen("43831", "yyyy-mm-dd", kDay), "43831");
  EXPECT_EQ(seen("43830.999999999", "yyyy-mm-dd", kDay), "43831");
  EXPECT_EQ(seen("43831.0000001", "d-mmm-yy", kDay), "43831");
  EXPECT_EQ(seen(fmt::format("{}", 43831 - 1 / 86400.0), "yyyy-mm-dd", kDay), "43831");
  EXPECT_EQ(seen("43831.00003", "yyyy-mm-dd", kDay), "43831.00003") << "2.6 s: the parser of days rejects it";
  EXPECT_TRUE(is_rejected("43831", "h:mm", kDay));
  EXPECT_TRUE(is_rejected("43831", "0%", kDay));
  const auto plain = seen_cell({0, CellKind::number, "43830.9999999"}, kDay);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->text, "43831") << "also without a format";
}

TEST(SeenCell, NumberInAColumnOfTextIsSeenAsItsCode) {
  EXPECT_EQ(seen("12", "0000", kText), "0012");
  EXPECT_EQ(seen("12345", "0", kText), "12345");
  EXPECT_TRUE(is_rejected("43893", "d-mmm", kText)) << "a well 3-3 that became a date";
  EXPECT_TRUE(is_rejected("3302512345", "00\\-000\\-00000", kText));
  EXPECT_TRUE(is_rejected("0.5", "000", kText));
}

TEST(SeenCell, TextsAndPlainNumbersAreWhatTheyAre) {
  const NumberFormat format("0%");
  EXPECT_EQ(seen_cell({0, CellKind::text, "0.5", &format}, kOil)->text, "0.5");
  EXPECT_EQ(seen_cell({0, CellKind::number, "0.5"}, kOil)->text, "0.5");
  EXPECT_EQ(seen("nonsense", "0%", kOil), "nonsense") << "the parser of numbers rejects it";
}

class FormattedWorkbook : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
};

TEST_F(FormattedWorkbook, HoursAsDurationsArriveAsHours) {
  Progress progress("importing", "bytes");
  const auto out = folder_ / "out.duckdb";
  const auto report = import_dataset(
      {std::filesystem::path(FLODATA_SOURCE_DIR) / "tests/golden/workbook/hours_as_duration.xlsx", out,
       "test"},
      {}, progress);
  ASSERT_TRUE(report.written) << to_text(report);
  auto database = value_or_throw(duck::Database::open(out, duck::OpenMode::read_only));
  EXPECT_EQ(
      database.query_int64("SELECT count(*) FROM prod_daily_data WHERE (DATEPRD, ON_STREAM_HRS) IN "
                           "((DATE '2020-01-01', 24), (DATE '2020-01-02', 12.5), (DATE '2020-01-03', 6))"),
      3);
}

}  // namespace
}  // namespace flodata::importer
