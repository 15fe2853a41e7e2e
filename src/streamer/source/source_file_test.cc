#include "streamer/source/source_file.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include <fmt/format.h>

#include "duck/database.h"
#include "support/temporary_folder.h"

namespace flodata::streamer {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

/// A source file in the temporary folder, made by SQL and removed with this object.
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

/// The earlier system's layout: hourly table only, no manifest, an extra column, NaN for missing, unordered.
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

std::filesystem::path make_file(const std::filesystem::path& path, const std::string& sql) {
  std::filesystem::remove(path);
  duck::Database::open(path, duck::OpenMode::read_write).value().execute(sql);
  return path;
}

/// Seven wells and 6,000 hours, by time; all kinds of columns, each with gaps.
constexpr const char* kSevenWells = R"(
  CREATE TABLE prod_hourly_data AS
  SELECT TIMESTAMP '2007-09-01' + to_hours(h.range::BIGINT) AS DATEPRD, 'NO 15/9-F-' || w.range || ' H' AS WELL_BORE_CODE,
         '15/9-F-' || w.range AS NPD_WELL_BORE_NAME, h.range * 7.25::DOUBLE + w.range AS BORE_OIL_VOL,
         CASE WHEN h.range % 3 = 0 THEN NULL ELSE h.range / 3 END AS AVG_WHP_P,
         CASE WHEN h.range % 5 = 0 THEN NULL ELSE 'OP' END AS WELL_TYPE, 'production' AS FLOW_KIND,
         CASE WHEN h.range % 11 = 0 THEN '{"avg_whp_p":{"status":"Bad","rule":"R' || h.range || '"}}' END AS QUALITY
  FROM range(6000) AS h, range(7) AS w ORDER BY 1, 3)";

std::string reordered(const char* order) {
  return fmt::format("{}; CREATE OR REPLACE TABLE prod_hourly_data AS FROM prod_hourly_data ORDER BY {}",
                     kSevenWells, order);
}

/// Returns all rows of a file in [from, to), one text per row.
std::vector<std::string> rows_of(SourceFile& source, Instant from, Instant to) {
  std::vector<std::string> rows;
  source.read(from, to, [&](const HourlyRow& row) {
    auto text =
        fmt::format("{} {} {} {} {} {} {}", row.hour.time_since_epoch().count(), row.well->well_name,
                    row.well->well_bore_code, row.well_type.value_or("-"), row.flow_kind.value_or("-"),
                    row.choke_uom.value_or("-"), row.quality.value_or("-"));
    for (const auto& value : row.values) text += value ? fmt::format(" {}", *value) : " -";
    rows.push_back(std::move(text));
  });
  return rows;
}

std::string content_of(const SourceFile& source) {
  return source.identity().substr(source.identity().find("content "));
}

TEST(SourceFile, NumberOfWellsIsLimited) {
  const auto open = [](int wells) {
    const TemporarySource file(
        fmt::format("CREATE TABLE prod_hourly_data AS SELECT TIMESTAMP '2007-09-01' AS DATEPRD, 'W' || i AS "
                    "NPD_WELL_BORE_NAME, 'W' || i AS WELL_BORE_CODE FROM range({}) t(i)",
                    wells));
    return SourceFile::open(file.path());
  };
  EXPECT_TRUE(open(20'000));
  const auto source = open(20'001);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Code::corrupt_input);
  EXPECT_NE(source.error().message.find("more than 20000 wells"), std::string::npos)
      << source.error().message;
}

TEST(SourceFile, HourThatNoFieldHasIsRejected) {
  const auto open = [](std::string_view hour) {
    const TemporarySource file(
        fmt::format("CREATE TABLE prod_hourly_data AS SELECT '{}'::TIMESTAMP AS DATEPRD, 'W' AS "
                    "NPD_WELL_BORE_NAME, 'W' AS WELL_BORE_CODE",
                    hour));
    return SourceFile::open(file.path());
  };
  EXPECT_TRUE(open("1800-01-01 00:00"));
  EXPECT_TRUE(open("2199-12-31 23:00"));
  for (const auto* hour : {"1799-12-31 23:00", "2200-01-01 00:00", "infinity", "-infinity", "290000-01-01"}) {
    const auto source = open(hour);
    ASSERT_FALSE(source) << hour;
    EXPECT_NE(source.error().message.find("1 rows of prod_hourly_data have no DATEPRD"), std::string::npos)
        << source.error().message;
  }
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
    FAIL() << "a duplicate hour went unnoticed";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::corrupt_input);
    EXPECT_NE(std::string(failure.what()).find("2007-09-01T07:00:00"), std::string::npos) << failure.what();
  }
}

TEST(SourceFile, RowsInAnyOrderComeOutTheSame) {
  const test::TemporaryFolder folder;
  auto by_time = SourceFile::open(make_file(folder / "time.duckdb", kSevenWells)).value();
  const Instant first = by_time.timeline().first();
  const Instant end = first + by_time.timeline().period();
  const auto expected = rows_of(by_time, first, end);
  ASSERT_EQ(expected.size(), 42000U);
  for (const auto* order :
       {"NPD_WELL_BORE_NAME, DATEPRD", "hash(DATEPRD, NPD_WELL_BORE_NAME)", "DATEPRD DESC"}) {
    auto other = SourceFile::open(make_file(folder / "other.duckdb", reordered(order)), folder / "").value();
    EXPECT_NO_THROW(other.check_unique()) << order;
    EXPECT_EQ(rows_of(other, first, end), expected) << order;
    EXPECT_EQ(rows_of(other, first + 5500h, first + 5502h).size(), 14U) << order;
    EXPECT_EQ(rows_of(other, end, end + 1h).size(), 0U) << order;
    EXPECT_EQ(other.identity(), by_time.identity()) << order;
  }
}

TEST(SourceFile, ScratchFileLeavesNothingBehindAndSaysWhereItCannotBe) {
  const test::TemporaryFolder folder;
  const auto path = make_file(folder / "other.duckdb", reordered("NPD_WELL_BORE_NAME, DATEPRD"));
  const auto scratch = folder / "scratch";
  auto source = SourceFile::open(path, scratch).value();
  const Instant first = source.timeline().first();
  try {
    source.read(first, first + 1h, [](const HourlyRow&) {});
    FAIL() << "a scratch folder that is not there went unnoticed";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::io);
    EXPECT_NE(std::string(failure.what()).find(scratch.string()), std::string::npos) << failure.what();
    EXPECT_NE(std::string(failure.what()).find("TMPDIR"), std::string::npos) << failure.what();
  }
  std::filesystem::create_directory(scratch);
  EXPECT_EQ(rows_of(source, first, first + 1h).size(), 7U);
  EXPECT_TRUE(std::filesystem::is_empty(scratch));
}

TEST(SourceFile, HourThatComesTwiceIsFoundInAnyOrder) {
  const test::TemporaryFolder folder;
  for (const auto* order : {"DATEPRD", "NPD_WELL_BORE_NAME, DATEPRD"}) {
    const auto sql = fmt::format(
        "{}; INSERT INTO prod_hourly_data FROM prod_hourly_data WHERE DATEPRD = '2007-09-02 03:00' AND "
        "NPD_WELL_BORE_NAME = '15/9-F-4'; CREATE OR REPLACE TABLE prod_hourly_data AS FROM prod_hourly_data "
        "ORDER BY {}",
        kSevenWells, order);
    auto source = SourceFile::open(make_file(folder / "duplicate.duckdb", sql), folder / "").value();
    try {
      source.check_unique();
      FAIL() << order;
    } catch (const Failure& failure) {
      EXPECT_NE(std::string(failure.what()).find("2007-09-02T03:00:00+00:00 of well '15/9-F-4'"),
                std::string::npos)
          << failure.what();
    }
  }
}

/// Such rows take no space in the file, but sorting them would need the disk.
TEST(SourceFile, WellWithFarMoreRowsThanHoursIsRejectedBeforeTheyAreSorted) {
  const test::TemporaryFolder folder;
  const auto open = [&](int hours, int rows) {
    const auto path = make_file(
        folder / "crowded.duckdb",
        fmt::format(
            "CREATE TABLE prod_hourly_data AS SELECT TIMESTAMP '2007-09-01' + to_hours((range % "
            "{})::BIGINT) AS DATEPRD, 'W' AS WELL_BORE_CODE, 'W' AS NPD_WELL_BORE_NAME FROM range({})",
            hours, rows));
    return SourceFile::open(path, folder / "");
  };
  EXPECT_TRUE(open(100, 200)) << "which hours come twice is told when they are read";
  const auto crowded = open(2048, 500'000);
  ASSERT_FALSE(crowded);
  EXPECT_EQ(crowded.error().code, Code::corrupt_input);
  EXPECT_NE(
      crowded.error().message.find("well 'W' has 500000 rows of prod_hourly_data, and from its first to "
                                   "its last are 2048 hours"),
      std::string::npos)
      << crowded.error().message;
  EXPECT_FALSE(open(100, 201));
}

TEST(SourceFile, IdentityTellsEveryChangeOfWhatIsStreamedAndNoOther) {
  const test::TemporaryFolder folder;
  const auto path = folder / "source.duckdb";
  const auto identity = SourceFile::open(make_file(path, kSevenWells)).value().identity();
  // Databases store it for years: it must not change with the program or with DuckDB.
  EXPECT_EQ(identity,
            "2007-09-01T00:00:00+00:00 to 2008-05-07T23:00:00+00:00, 42000 rows, content c44d018f6e51d2b2");
  const std::string one = " WHERE DATEPRD = '2008-02-03 04:00' AND NPD_WELL_BORE_NAME = '15/9-F-4'";
  std::map<std::string, std::string> seen{{identity, "as it was"}};
  for (const std::string change :
       {"SET BORE_OIL_VOL = BORE_OIL_VOL + 0.000001", "SET BORE_OIL_VOL = NULL", "SET AVG_WHP_P = 0",
        "SET WELL_TYPE = 'WI'", "SET FLOW_KIND = NULL", "SET FLOW_KIND = ''", "SET QUALITY = '{}'",
        "SET WELL_BORE_CODE = 'NO 15/9-F-0 H'", "SET BORE_OIL_VOL = AVG_WHP_P, AVG_WHP_P = BORE_OIL_VOL"}) {
    make_file(path, fmt::format("{}; UPDATE prod_hourly_data {}{}", kSevenWells, change, one));
    const auto [other, is_new] = seen.emplace(SourceFile::open(path).value().identity(), change);
    EXPECT_TRUE(is_new) << change << " looks like " << other->second;
  }
  make_file(path, fmt::format("{}; ALTER TABLE prod_hourly_data ADD COLUMN extra INTEGER DEFAULT 5; "
                              "ALTER TABLE prod_hourly_data ADD COLUMN BORE_WI_VOL DOUBLE DEFAULT 'NaN'",
                              kSevenWells));
  EXPECT_EQ(SourceFile::open(path).value().identity(), identity);
}

TEST(SourceFile, RowThatStartsNoStepIsNamedWithTheCure) {
  const test::TemporaryFolder folder;
  const auto path = make_file(
      folder / "quarters.duckdb",
      fmt::format("{}; UPDATE prod_hourly_data SET DATEPRD = DATEPRD + INTERVAL 15 MINUTE WHERE rowid = 5",
                  kSevenWells));
  const auto refused = SourceFile::open(path);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::corrupt_input);
  EXPECT_NE(refused.error().message.find(":15:00Z"), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find("upsample.resolution"), std::string::npos)
      << refused.error().message;
}

/// Three days of a well whose hours begin at :30 UTC, by the manifest's zone.
std::string half_hours(const std::string& zone) {
  return "CREATE TABLE flodata_manifest (key VARCHAR PRIMARY KEY, value VARCHAR);" +
         (zone.empty() ? ""
                       : "INSERT INTO flodata_manifest VALUES ('production_day_zone', '" + zone + "');") +
         "CREATE TABLE prod_hourly_data AS SELECT TIMESTAMP '2021-02-28 18:30:00' + to_hours(range::BIGINT) "
         "AS "
         "DATEPRD, 'STATE 36-1H' AS WELL_BORE_CODE, 'STATE 36-1H' AS NPD_WELL_BORE_NAME FROM range(72)";
}

TEST(SourceFile, HoursMayBeginAtTheMinuteOfTheZonesDays) {
  const test::TemporaryFolder folder;
  auto source = SourceFile::open(make_file(folder / "india.duckdb", half_hours("Asia/Kolkata"))).value();
  EXPECT_EQ(source.timeline().first(), sys_days(2021y / 2 / 28) + 18h + 30min);
  EXPECT_EQ(source.timeline().day_count(), 3);
  EXPECT_EQ(hours_of(source, source.timeline().first(), source.timeline().first() + 72h).size(), 72U);
}

TEST(SourceFile, HoursThatDoNotBeginWithTheDayAreRejectedWithTheHint) {
  const test::TemporaryFolder folder;
  for (const auto* zone : {"", "Europe/Oslo", "Asia/Kathmandu"}) {
    const auto refused = SourceFile::open(make_file(folder / "india.duckdb", half_hours(zone)));
    ASSERT_FALSE(refused) << zone;
    EXPECT_EQ(refused.error().code, Code::corrupt_input);
    EXPECT_NE(refused.error().message.find("production_day_zone"), std::string::npos)
        << refused.error().message;
  }
  const auto howe = SourceFile::open(make_file(
      folder / "howe.duckdb",
      half_hours("Australia/Lord_Howe") +
          "; UPDATE prod_hourly_data SET DATEPRD = DATEPRD + INTERVAL 35 DAY - INTERVAL '330' MINUTE"));
  ASSERT_FALSE(howe);
  EXPECT_NE(howe.error().message.find("change by part of an hour"), std::string::npos)
      << howe.error().message;
}

TEST(SourceFile, HoursAreMeasuredOnlyWhereTheManifestSaysSo) {
  const test::TemporaryFolder folder;
  const auto open = [&](const std::string& more) {
    return SourceFile::open(make_file(folder / "hours.duckdb", half_hours("Asia/Kolkata") + more));
  };
  EXPECT_FALSE(open("").value().has_measured_hours());
  EXPECT_FALSE(
      open("; INSERT INTO flodata_manifest VALUES ('hours', 'computed')").value().has_measured_hours());
  EXPECT_TRUE(
      open("; INSERT INTO flodata_manifest VALUES ('hours', 'measured')").value().has_measured_hours());
  const auto other = open("; INSERT INTO flodata_manifest VALUES ('hours', 'yes')");
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("'yes'"), std::string::npos) << other.error().message;
}

TEST(SourceFile, NamesAreCanonicalAsTheManifestSays) {
  const test::TemporaryFolder folder;
  const auto name_in = [&](const std::string& more) {
    auto source = SourceFile::open(make_file(
        folder / "names.duckdb", half_hours("Asia/Kolkata") +
                                     "; UPDATE prod_hourly_data SET NPD_WELL_BORE_NAME = '211/29-B 22'; " +
                                     more));
    return source ? source->wells().front().well_name : source.error().message;
  };
  EXPECT_EQ(name_in(""), "NO-211/29-B22");
  EXPECT_EQ(name_in("INSERT INTO flodata_manifest VALUES ('mapping_file', 'field.toml')"), "211/29-B 22");
  EXPECT_EQ(name_in("INSERT INTO flodata_manifest VALUES ('well_names', 'as written')"), "211/29-B 22");
  EXPECT_NE(name_in("INSERT INTO flodata_manifest VALUES ('well_names', 'Norway')").find("'Norway'"),
            std::string::npos);
  EXPECT_NE(name_in("UPDATE prod_hourly_data SET NPD_WELL_BORE_NAME = '211/29-B22' WHERE rowid < 9")
                .find("are both called NO-211/29-B22"),
            std::string::npos);
}

TEST(SourceFile, TimesOfEveryKindAreTakenAsUtc) {
  const test::TemporaryFolder folder;
  const auto expected = SourceFile::open(make_file(folder / "plain.duckdb", kSevenWells)).value().identity();
  for (const auto* type : {"TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMPTZ"}) {
    const auto path =
        make_file(folder / "typed.duckdb",
                  fmt::format("SET TimeZone = 'UTC'; {}; ALTER TABLE prod_hourly_data ALTER DATEPRD TYPE {}",
                              kSevenWells, type));
    auto source = SourceFile::open(path).value();
    EXPECT_EQ(source.identity(), expected) << type;
    EXPECT_EQ(rows_of(source, sys_days(2008y / 1 / 1), sys_days(2008y / 1 / 2)).size(), 7U * 24U) << type;
  }
}

/// Each fault of a file, and a check that the repaired file streams.
class BrokenSource : public ::testing::Test {
 protected:
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Returns the error for the file, at the latest after all of it was read.
  Error error() const {
    auto source = SourceFile::open(path_);
    if (!source) return source.error();
    try {
      static_cast<void>(source->identity());
      source->check_unique();
    } catch (const Failure& failure) {
      return {failure.code(), failure.what()};
    }
    ADD_FAILURE() << "the file was taken";
    return {Code::io, ""};
  }

  void expect_error(Code code, const std::vector<std::string>& words) const {
    const auto found = error();
    EXPECT_EQ(found.code, code) << found.message;
    EXPECT_NE(found.message.find(path_.string()), std::string::npos) << found.message;
    for (const auto& word : words) EXPECT_NE(found.message.find(word), std::string::npos) << found.message;
  }

  void expect_streams() const {
    auto source = SourceFile::open(path_).value();
    const Instant first = source.timeline().first();
    EXPECT_EQ(rows_of(source, first, first + 10h).size(), 70U);
    EXPECT_EQ(content_of(source), "content c44d018f6e51d2b2");
    EXPECT_NO_THROW(source.check_unique());
  }

 private:
  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "source.duckdb";
};

TEST_F(BrokenSource, MissingFileIsNamedAndStreamsOnceItIsThere) {
  expect_error(Code::not_found, {"there is no file", "DUCKDB_PATH"});
  make_file(path(), kSevenWells);
  expect_streams();
}

TEST_F(BrokenSource, FileThatAnotherProcessWritesStreamsWhenThatIsDone) {
  make_file(path(), kSevenWells);
  std::array<int, 2> ready{};
  std::array<int, 2> done{};
  ASSERT_EQ(pipe(ready.data()), 0);
  ASSERT_EQ(pipe(done.data()), 0);
  const pid_t writer = fork();
  if (writer == 0) {
    close(done[1]);
    const auto database = duck::Database::open(path(), duck::OpenMode::read_write);
    char byte = database ? '1' : '0';
    const bool told = write(ready[1], &byte, 1) == 1;
    _exit(told && read(done[0], &byte, 1) == 0 ? 0 : 1);
  }
  char locked = 0;
  ASSERT_EQ(read(ready[0], &locked, 1), 1);
  ASSERT_EQ(locked, '1');
  expect_error(Code::conflict, {"another program is writing", "stream a copy"});
  for (const int end : {ready[0], ready[1], done[0], done[1]}) close(end);
  int status = 1;
  waitpid(writer, &status, 0);
  EXPECT_EQ(status, 0);
  expect_streams();
}

TEST_F(BrokenSource, TruncatedFileIsToldAndStreamsWhenCopiedAgain) {
  make_file(path(), kSevenWells);
  const auto copy = path().string() + ".whole";
  std::filesystem::copy_file(path(), copy);
  for (const int percent : {1, 20, 60, 99}) {
    std::filesystem::resize_file(path(),
                                 std::filesystem::file_size(copy) * static_cast<unsigned>(percent) / 100U);
    expect_error(Code::corrupt_input, {"copy it again"});
    std::filesystem::copy_file(copy, path(), std::filesystem::copy_options::overwrite_existing);
  }
  expect_streams();
}

TEST_F(BrokenSource, FileWithADamagedBlockIsToldAndStreamsWhenCopiedAgain) {
  make_file(path(), kSevenWells);
  const auto copy = path().string() + ".whole";
  std::filesystem::copy_file(path(), copy);
  std::fstream(path(), std::ios::in | std::ios::out | std::ios::binary)
      .seekp(static_cast<std::streamoff>(std::filesystem::file_size(copy) / 2))
      .write("damaged by a disk", 17);
  expect_error(Code::corrupt_input, {"copy it again"});
  std::filesystem::copy_file(copy, path(), std::filesystem::copy_options::overwrite_existing);
  expect_streams();
}

TEST_F(BrokenSource, TableThatIsMissingOrEmptyIsNamedWithTheCure) {
  make_file(path(), "CREATE TABLE prod_daily_data (x INTEGER)");
  expect_error(Code::corrupt_input, {"no table prod_hourly_data", "flodata dataset upsample"});
  make_file(path(), fmt::format("{}; DELETE FROM prod_hourly_data", kSevenWells));
  expect_error(Code::corrupt_input, {"prod_hourly_data is empty", "flodata dataset upsample"});
  make_file(path(), kSevenWells);
  expect_streams();
}

TEST_F(BrokenSource, ColumnThatIsMissingOrOfAnotherTypeIsNamedWithTheCure) {
  const auto altered = [&](const std::string& change) {
    make_file(path(), fmt::format("{}; ALTER TABLE prod_hourly_data {}", kSevenWells, change));
  };
  altered("DROP COLUMN NPD_WELL_BORE_NAME");
  expect_error(Code::corrupt_input, {"no column NPD_WELL_BORE_NAME", "docs/formats/source_file.md"});
  altered("DROP COLUMN DATEPRD");
  expect_error(Code::corrupt_input, {"no column DATEPRD", "docs/formats/source_file.md"});
  for (const auto* type : {"VARCHAR", "DATE"}) {
    altered(fmt::format("ALTER DATEPRD TYPE {}", type));
    expect_error(Code::corrupt_input, {"DATEPRD", type, "ALTER DATEPRD TYPE TIMESTAMP"});
  }
  altered("ALTER BORE_OIL_VOL TYPE VARCHAR");
  expect_error(Code::corrupt_input, {"BORE_OIL_VOL", "VARCHAR", "must be a number"});
  make_file(path(), fmt::format("{}; UPDATE prod_hourly_data SET DATEPRD = NULL WHERE BORE_OIL_VOL = 7.25",
                                kSevenWells));
  expect_error(Code::corrupt_input, {"1 rows", "have no DATEPRD"});
  altered("ALTER BORE_OIL_VOL TYPE DECIMAL(18, 4)");
  expect_streams();
}

}  // namespace
}  // namespace flodata::streamer
