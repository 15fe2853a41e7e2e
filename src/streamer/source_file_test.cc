#include "streamer/source_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fmt/format.h>

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

/// A source file in the temporary folder, made by SQL and removed with the object.
class TemporarySource {
 public:
  explicit TemporarySource(const std::string& sql)
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("flodata_source_{}_{}.duckdb", getpid(),
                          ::testing::UnitTest::GetInstance()->random_seed())) {
    std::filesystem::remove(path_);
    auto database = duck::Database::open(path_, duck::OpenMode::read_write).value();
    database.execute(sql);
  }
  ~TemporarySource() { std::filesystem::remove(path_); }
  TemporarySource(const TemporarySource&) = delete;
  TemporarySource& operator=(const TemporarySource&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The earlier system's layout: hourly table only, no manifest, an extra column, NaN for missing, not in
/// order.
constexpr const char* kEarlierLayout = R"(
  CREATE TABLE prod_hourly_data AS
  SELECT TIMESTAMP '2007-09-01' + to_hours(h.range::BIGINT) AS DATEPRD, 'NO 15/9-F-4 AH' AS WELL_BORE_CODE,
         '15/9-F-4' AS NPD_WELL_BORE_NAME, 'extra' AS SOMETHING_ELSE,
         CASE WHEN h.range % 2 = 0 THEN 'NaN'::DOUBLE ELSE h.range END AS BORE_WI_VOL, 'WI' AS WELL_TYPE
  FROM range(100000) AS h ORDER BY hash(h.range))";

std::vector<Instant> hours_of(SourceFile& source, Instant from, Instant to) {
  std::vector<Instant> hours;
  source.read(from, to, [&](const HourlyRow& row) { hours.push_back(row.hour); });
  return hours;
}

TEST(SourceFile, EarlierLayoutStreamsAsItIs) {
  const TemporarySource file(kEarlierLayout);
  auto source = SourceFile::open(file.path()).value();
  EXPECT_EQ(source.row_count(), 100000);
  EXPECT_EQ(source.timeline().first(), Instant(sys_days(2007y / 9 / 1)));
  EXPECT_EQ(source.timeline().day_zone().name(), "UTC");
  int rows = 0;
  source.read(sys_days(2007y / 9 / 1), sys_days(2007y / 9 / 1) + 2h, [&](const HourlyRow& row) {
    EXPECT_EQ(row.well->well_name, "NO-15/9-F-4");
    EXPECT_EQ(row.well_type, "WI");
    EXPECT_FALSE(row.flow_kind);
    EXPECT_FALSE(row.values[kOilRateTag]);
    const bool is_nan = rows % 2 == 0;
    EXPECT_EQ(row.values[kWaterInjectionRateTag].has_value(), !is_nan) << rows;
    ++rows;
  });
  EXPECT_EQ(rows, 2);
}

TEST(SourceFile, EveryRowComesOnceAndInOrderAcrossWindows) {
  const TemporarySource file(kEarlierLayout);
  auto source = SourceFile::open(file.path()).value();
  const Instant first = source.timeline().first();
  Instant expected = first;
  for (Instant from = first; from < first + 100000h; from += 167h) {
    for (const auto hour : hours_of(source, from, from + 167h)) {
      ASSERT_EQ(hour, expected);
      expected += 1h;
    }
  }
  EXPECT_EQ(expected, first + 100000h);
}

TEST(SourceFile, BrokenOffReadCanBeRepeated) {
  const TemporarySource file(kEarlierLayout);
  auto source = SourceFile::open(file.path()).value();
  const Instant first = source.timeline().first();
  const auto whole = hours_of(source, first, first + 50h);
  int taken = 0;
  EXPECT_THROW(source.read(first + 50h, first + 100h,
                           [&](const HourlyRow&) {
                             if (++taken == 20) throw Failure(Code::unavailable, "database went away");
                           }),
               Failure);
  EXPECT_EQ(hours_of(source, first + 50h, first + 100h).size(), 50U);
  EXPECT_EQ(hours_of(source, first, first + 50h), whole);
  EXPECT_EQ(hours_of(source, first + 99000h, first + 99010h).size(), 10U);
}

TEST(SourceFile, HourOfAWellThatComesTwiceIsRefusedByName) {
  const TemporarySource file(
      std::string(kEarlierLayout) +
      "; INSERT INTO prod_hourly_data SELECT * FROM prod_hourly_data WHERE BORE_WI_VOL = 7");
  auto source = SourceFile::open(file.path()).value();
  try {
    source.check_unique();
    FAIL() << "a doubled hour went unnoticed";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::corrupt_input);
    EXPECT_NE(std::string(failure.what()).find("2007-09-01T07:00:00"), std::string::npos) << failure.what();
  }
}

TEST(SourceFile, FileWithoutWhatIsNeededSaysWhat) {
  const TemporarySource empty("CREATE TABLE prod_daily_data (x INTEGER)");
  const auto no_table = SourceFile::open(empty.path());
  ASSERT_FALSE(no_table);
  EXPECT_NE(no_table.error().message.find("flodata dataset upsample"), std::string::npos)
      << no_table.error().message;
  const TemporarySource narrow("CREATE TABLE prod_hourly_data AS SELECT TIMESTAMP '2007-09-01' AS DATEPRD");
  const auto no_column = SourceFile::open(narrow.path());
  ASSERT_FALSE(no_column);
  EXPECT_NE(no_column.error().message.find("NPD_WELL_BORE_NAME"), std::string::npos)
      << no_column.error().message;
}

}  // namespace
}  // namespace flodata::streamer
