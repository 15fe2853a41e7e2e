// A source file is data: nothing in it runs, whatever it contains, and nothing outside of it is accessed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "duck/daily_table.h"
#include "duck/database.h"
#include "duck/dataset_summary.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"
#include "support/temporary_folder.h"

namespace flodata::duck {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHonest = R"(
  CREATE TABLE prod_hourly_data AS
  SELECT TIMESTAMP '2007-09-01' + to_hours(h.range::BIGINT) AS DATEPRD, 'W' AS WELL_BORE_CODE,
         '15/9-F-4' AS NPD_WELL_BORE_NAME, h.range::DOUBLE AS BORE_OIL_VOL FROM range(48) AS h;)";

class SourceDatabase : public ::testing::Test {
 protected:
  fs::path make(const std::string& sql, const std::string& name = "field.duckdb") {
    const auto path = folder_path() / name;
    fs::remove(path);
    auto database = Database::open(path, OpenMode::read_write).value();
    database.execute(sql);
    database.execute("CHECKPOINT");
    return path;
  }

  Database open(const std::string& sql, const SourceOptions& options = {}) {
    auto opened = Database::open_source(make(sql), options);
    EXPECT_TRUE(opened) << opened.error().message;
    return *std::move(opened);
  }

  [[nodiscard]] fs::path folder_path() const { return (folder_ / "x").parent_path(); }

  test::TemporaryFolder folder_;
};

TEST_F(SourceDatabase, ViewUnderAKnownNameIsNoTable) {
  const auto secret = folder_path() / ".env";
  std::ofstream(secret) << "REPLAY_TOKEN=secret";
  for (const auto& body :
       {fmt::format("SELECT content AS NPD_WELL_BORE_NAME FROM read_text('{}')", secret.string()),
        fmt::format("SELECT file AS NPD_WELL_BORE_NAME FROM glob('{}/*')", folder_path().string()),
        std::string("SELECT 'x' AS NPD_WELL_BORE_NAME, range FROM range(1000000000000)")}) {
    for (const auto table :
         {"prod_hourly_data", "prod_daily_data", "flodata_manifest", "prod_monthly_data"}) {
      auto database = open(fmt::format("CREATE VIEW {} AS {}", table, body));
      EXPECT_FALSE(database.has_table(table)) << table << " " << body;
      EXPECT_TRUE(table_names(database).empty());
      EXPECT_TRUE(summarize(database).production.empty());
    }
  }
}

TEST_F(SourceDatabase, ViewThatWritesALogWritesNothing) {
  const auto log = folder_path() / "log";
  auto database =
      open(fmt::format("{} CREATE VIEW prod_daily_data AS SELECT * FROM enable_logging(storage := 'file', "
                       "storage_path := '{}')",
                       kHonest, log.string()));
  EXPECT_EQ(summarize(database).production.size(), 1U);
  EXPECT_FALSE(fs::exists(log));
}

TEST_F(SourceDatabase, MacrosAndTypesOfTheFileShadowNothing) {
  auto database = open(std::string(kHonest) + R"(
    CREATE MACRO count(x) AS 777; CREATE MACRO min(x) AS TIMESTAMP '1900-01-01'; CREATE MACRO sum(x) AS 777;
    CREATE MACRO fsum(x) AS 777; CREATE MACRO isnan(x) AS true; CREATE MACRO "+"(a, b) AS 777;
    CREATE MACRO duckdb_tables() AS TABLE SELECT 'evil' AS table_name;
    CREATE MACRO pragma_table_info(x) AS TABLE SELECT 'evil' AS name, 'DOUBLE' AS type, NULL AS dflt_value;
    CREATE SCHEMA system; CREATE SCHEMA source; CREATE SCHEMA memory;
    CREATE TABLE field.system.duckdb_tables(sql VARCHAR); CREATE TABLE field.memory.prod_hourly_data(x INTEGER);
    CREATE TABLE field.source.prod_hourly_data(x INTEGER); CREATE MACRO field.system.count(x) AS 777;)");
  const auto summary = summarize(database);
  ASSERT_EQ(summary.production.size(), 1U);
  const auto& well = summary.production[0].wells.at(0);
  EXPECT_EQ(well.rows, 48);
  EXPECT_EQ(well.first, "2007-09-01 00:00:00");
  EXPECT_EQ(well.oil_sm3, 47.0) << "the mean of 0 to 47 times 48 hours of a 24th day";
  EXPECT_EQ(summary.tables.at(0).table, "prod_hourly_data");
}

TEST_F(SourceDatabase, NothingOutsideOfTheFileCanBeReachedOrSet) {
  const auto other = make("CREATE TABLE t AS SELECT 1 AS x", "other.duckdb");
  const auto text = folder_path() / "secret";
  std::ofstream(text) << "secret";
  auto database = open(kHonest);
  for (const auto& sql :
       {fmt::format("FROM read_text('{}')", text.string()), fmt::format("FROM read_csv('{}')", text.string()),
        fmt::format("FROM glob('{}/*')", folder_path().string()),
        fmt::format("ATTACH '{}' AS other", other.string()),
        fmt::format("COPY (SELECT 1) TO '{}/out.csv'", folder_path().string()),
        fmt::format("EXPORT DATABASE '{}/out'", folder_path().string()),
        fmt::format("LOAD '{}'", other.string()), std::string("INSTALL httpfs"),
        std::string("SET enable_external_access = true"), std::string("SET memory_limit = '9GB'"),
        std::string("SET lock_configuration = false"), std::string("RESET allowed_paths"),
        std::string("SET autoload_known_extensions = true")})
    EXPECT_THROW(database.execute(sql), Failure) << sql;
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM prod_hourly_data"), 48);
}

TEST_F(SourceDatabase, OnlyTheNamedOutputIsWritten) {
  const auto output = folder_path() / "out.csv";
  auto database = open(kHonest, {.output = output});
  const auto copy = [&](const fs::path& to) {
    database.execute(fmt::format("COPY (FROM prod_hourly_data) TO '{}'", to.string()));
  };
  copy(output);
  EXPECT_TRUE(fs::exists(output));
  EXPECT_THROW(copy(output.string() + "2"), Failure);
  EXPECT_THROW(copy(folder_path() / "x" / ".." / "out2.csv"), Failure);
}

TEST_F(SourceDatabase, GeneratedColumnIsRejectedAndADefaultIsNot) {
  const std::string columns =
      "DATEPRD TIMESTAMP, NPD_WELL_BORE_NAME VARCHAR, WELL_BORE_CODE VARCHAR, x DOUBLE";
  for (const auto& generated :
       {std::string("BORE_OIL_VOL DOUBLE GENERATED ALWAYS AS (x + 1)"),
        // A quote in a name must not hide the words from the search.
        std::string(R"("'" INTEGER, BORE_OIL_VOL DOUBLE GENERATED ALWAYS AS (x + 1), "''" INTEGER)"),
        std::string(R"(BORE_OIL_VOL GENERATED ALWAYS AS (CAST(x AS VARCHAR)))")}) {
    auto database = open(fmt::format("CREATE TABLE prod_hourly_data ({}, {})", columns, generated));
    ASSERT_TRUE(database.rejection("prod_hourly_data")) << generated;
    EXPECT_NE(database.rejection("prod_hourly_data")->find("generated column"), std::string::npos);
    EXPECT_THROW(static_cast<void>(database.has_table("prod_hourly_data")), Failure);
    EXPECT_TRUE(summarize(database).production.empty());
  }
  auto database =
      open(fmt::format("CREATE TABLE prod_hourly_data ({}, BORE_OIL_VOL DOUBLE DEFAULT 42, "
                       "generated INTEGER)",
                       columns));
  EXPECT_FALSE(database.rejection("prod_hourly_data"));
}

TEST_F(SourceDatabase, ColumnsOfWrongTypesAreRejectedByNameAndOthersAreCast) {
  const auto table = [&](const char* hour, const char* name, const char* oil, const char* table) {
    return fmt::format(
        "CREATE TYPE mood AS ENUM ('OP', 'WI'); CREATE TYPE pair AS STRUCT(a INTEGER); CREATE TABLE {} AS "
        "SELECT "
        "{} AS dateprd, {} AS NPD_WELL_BORE_NAME, 7 AS WELL_BORE_CODE, {} AS BORE_OIL_VOL, 'OP'::mood AS "
        "WELL_TYPE",
        table, hour, name, oil);
  };
  const auto rejection = [&](const std::string& sql, const char* name) { return open(sql).rejection(name); };
  const char* hourly = "prod_hourly_data";
  const char* daily = "prod_daily_data";
  const char* hour = "TIMESTAMP '2020-01-01'";
  const char* day = "DATE '2020-01-01'";
  EXPECT_FALSE(rejection(table(hour, "'W'", "1.5::DECIMAL(5,2)", hourly), hourly));
  EXPECT_FALSE(rejection(table("TIMESTAMPTZ '2020-01-01 00:00:00+00'", "12", "NULL::pair", hourly), hourly));
  EXPECT_FALSE(rejection(table(day, "'W'", "1", daily), daily));
  for (const auto& [sql, column] : std::vector<std::pair<std::string, std::string>>{
           {table("'2020-01-01'", "'W'", "1", hourly), "DATEPRD"},
           {table(day, "'W'", "1", hourly), "DATEPRD"},
           {table(hour, "{'a': 1}::pair", "1", hourly), "NPD_WELL_BORE_NAME"},
           {table(hour, "['W']", "1", hourly), "NPD_WELL_BORE_NAME"},
           {table(hour, "'W'::BLOB", "1", hourly), "NPD_WELL_BORE_NAME"},
           {table(hour, "'W'", "'1'", hourly), "BORE_OIL_VOL"},
           {table(hour, "'W'", "'OP'::mood", hourly), "BORE_OIL_VOL"},
           {table(hour, "'W'", "{'a': 1}::pair", hourly), "BORE_OIL_VOL"}}) {
    const auto reason = rejection(sql, hourly);
    ASSERT_TRUE(reason) << sql;
    EXPECT_NE(reason->find(column), std::string::npos) << *reason;
  }
  EXPECT_TRUE(rejection(table(hour, "'W'", "1", daily), daily)) << "a day is no time";
}

TEST_F(SourceDatabase, SummaryWorksOnEveryFileThatStreams) {
  for (const auto* columns :
       {"TIMESTAMP '2020-01-01' AS DATEPRD, '15/9-F-4' AS NPD_WELL_BORE_NAME, 'W' AS WELL_BORE_CODE",
        "TIMESTAMPTZ '2020-01-01 00:00:00+00' AS DATEPRD, '15/9-F-4' AS NPD_WELL_BORE_NAME, 7 AS "
        "WELL_BORE_CODE, "
        "NULL AS BORE_OIL_VOL, 3::UTINYINT AS BORE_GAS_VOL, [1] AS EXTRA",
        "TIMESTAMP_S '2020-01-01' AS dateprd, '15/9-F-4' AS npd_well_bore_name, 'W' AS well_bore_code, "
        "'NaN'::FLOAT "
        "AS bore_oil_vol, 2.5::DECIMAL(9,3) AS BORE_WAT_VOL, 'x' AS NPD_FIELD_CODE"}) {
    auto database = open(fmt::format(
        "CREATE TABLE prod_hourly_data AS SELECT {}; CREATE TABLE other(s STRUCT(a INTEGER))", columns));
    const auto summary = summarize(database);
    ASSERT_EQ(summary.production.size(), 1U) << columns;
    EXPECT_EQ(summary.production[0].wells.at(0).first, "2020-01-01 00:00:00");
    EXPECT_EQ(summary.tables.size(), 2U);
    EXPECT_TRUE(summary.rejected.empty());
  }
}

TEST_F(SourceDatabase, EndlessStatementEndsWhenTheProgramIsStopped) {
  std::stop_source stop;
  auto database = open(kHonest, {.stop = stop.get_token(), .threads = 1});
  const auto is_interrupted = [&](const std::string& sql) {
    try {
      auto rows = database.query(sql);
      while (rows.next()) {
      }
    } catch (const Failure& failure) {
      return failure.code() == Code::interrupted;
    }
    return false;
  };
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_TRUE(is_interrupted("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"));
  EXPECT_TRUE(is_interrupted("SELECT 1")) << "nothing is begun after a stop";
}

TEST_F(SourceDatabase, CallThatTakesTooLongIsEnded) {
  auto database = open(kHonest, {.threads = 1, .longest_call = std::chrono::milliseconds(200)});
  const auto begin = std::chrono::steady_clock::now();
  try {
    static_cast<void>(database.query_int64(
        "SELECT sum(a.range * b.range)::BIGINT FROM range(10000000) a, range(10000000) b"));
    FAIL() << "it ended by itself";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::corrupt_input) << failure.what();
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST_F(SourceDatabase, NumberOfThreadsIsLimited) {
  auto database = open(kHonest, {.threads = 1});
  EXPECT_EQ(database.query_int64("SELECT current_setting('threads')::BIGINT"), 1);
}

TEST_F(SourceDatabase, MemoryAndTemporarySpaceAreLimited) {
  // 64 MB and more.
  const std::string gathering =
      "CREATE TEMP TABLE big AS SELECT md5(range::VARCHAR) AS x FROM range(2000000)";
  const auto fits = [&](const fs::path& spill_parent, std::uint64_t spill_bytes) {
    auto database = open(
        kHonest,
        {.memory_bytes = 40'000'000, .threads = 1, .spill_parent = spill_parent, .spill_bytes = spill_bytes});
    try {
      database.execute(gathering);
    } catch (const Failure&) {
      return false;
    }
    return true;
  };
  EXPECT_FALSE(fits({}, 0)) << "there is nowhere to spill";
  EXPECT_TRUE(fits(folder_path(), 2'000'000'000)) << "what does not fit goes to the folder";
  EXPECT_FALSE(fits(folder_path(), 1'000'000));
}

TEST_F(SourceDatabase, SpillFolderIsPrivateAndGoneAfterwards) {
  const auto names = [&] {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_path()))
      if (entry.path().filename().string().starts_with(".flodata-spill-")) found.push_back(entry.path());
    return found;
  };
  {
    auto database = open(kHonest, {.spill_parent = folder_path(), .spill_bytes = 1'000'000});
    ASSERT_EQ(names().size(), 1U);
    EXPECT_EQ(fs::status(names()[0]).permissions(), fs::perms::owner_all);
  }
  EXPECT_TRUE(names().empty());
}

/// The checksum of DuckDB's blocks: over each 8 bytes after it, multiplied and folded.
std::uint64_t checksum_of(const std::string& block) {
  std::uint64_t sum = 5381;
  for (std::size_t at = sizeof sum; at + sizeof sum <= block.size(); at += sizeof sum) {
    std::uint64_t word = 0;
    std::memcpy(&word, block.data() + at, sizeof word);
    sum ^= word * 0xbf58476d1ce4e5b9ULL;
  }
  return sum;
}

fs::path with_storage_version(const fs::path& path, std::uint64_t version) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  std::string head(4096, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  std::memcpy(head.data() + 12, &version, sizeof version);
  const auto sum = checksum_of(head);
  std::memcpy(head.data(), &sum, sizeof sum);
  file.seekp(0);
  file.write(head.data(), static_cast<std::streamsize>(head.size()));
  return path;
}

TEST_F(SourceDatabase, FileOfANewerStorageVersionIsRejectedWithTheWayOut) {
  const auto opened = Database::open_source(with_storage_version(make(kHonest), 68), {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt_input);
  EXPECT_NE(opened.error().message.find("storage version 68"), std::string::npos) << opened.error().message;
  EXPECT_NE(opened.error().message.find("COPY FROM DATABASE"), std::string::npos);
}

TEST_F(SourceDatabase, NewestStorageVersionIsThatOfTheLibrary) {
  const auto path = folder_path() / "newest.duckdb";
  {
    auto database = Database::open("", OpenMode::read_write).value();
    database.execute(fmt::format(
        "ATTACH '{}' AS newest (STORAGE_VERSION 'latest'); CREATE TABLE newest.t(x INTEGER)", path.string()));
  }
  std::ifstream file(path, std::ios::binary);
  std::uint64_t version = 0;
  file.seekg(12);
  file.read(reinterpret_cast<char*>(&version), sizeof version);
  EXPECT_TRUE(Database::open_source(with_storage_version(path, version), {})) << "version " << version;
  EXPECT_FALSE(Database::open_source(with_storage_version(path, version + 1), {}));
}

TEST_F(SourceDatabase, WhatIsNoPlainFileIsRejected) {
  const auto pipe = folder_path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR), 0);
  EXPECT_EQ(Database::open_source(pipe, {}).error().code, Code::invalid_argument);
  EXPECT_EQ(Database::open_source("/dev/zero", {}).error().code, Code::invalid_argument);
  EXPECT_EQ(Database::open_source(folder_path(), {}).error().code, Code::invalid_argument);
  EXPECT_EQ(Database::open_source(folder_path() / "missing", {}).error().code, Code::not_found);
  EXPECT_FALSE(fs::exists(folder_path() / "missing"));
}

TEST_F(SourceDatabase, LogThatIsALinkIsRejectedBeforeAnythingIsWrittenThroughIt) {
  const auto path = make(kHonest);
  const auto target = folder_path() / "target";
  fs::create_symlink(target, path.string() + ".wal");
  const auto opened = Database::open_source(path, {.mode = OpenMode::read_write});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt_input);
  EXPECT_FALSE(fs::exists(target));
}

TEST_F(SourceDatabase, LogIsNotRunUnlessTheFileIsOurOwn) {
  const auto path = make(kHonest);
  std::ofstream(path.string() + ".wal", std::ios::binary) << "anything";
  for (const auto mode : {OpenMode::read_only, OpenMode::read_write}) {
    const auto opened = Database::open_source(path, {.mode = mode});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::corrupt_input);
    EXPECT_NE(opened.error().message.find("run CHECKPOINT"), std::string::npos) << opened.error().message;
  }
  fs::resize_file(path.string() + ".wal", 0);
  EXPECT_TRUE(Database::open_source(path, {}));
}

TEST_F(SourceDatabase, FileOfAnotherDatabaseProgramIsNoDuckDbFile) {
  const auto path = folder_path() / "field.sqlite";
  std::ofstream(path, std::ios::binary) << "SQLite format 3" << std::string(8000, '\0');
  EXPECT_EQ(Database::open_source(path, {}).error().code, Code::corrupt_input);
}

TEST_F(SourceDatabase, ChecksOfTheFilesManifestDoNotRunWhenKeysAreSet) {
  auto database = open(
      "CREATE MACRO trap(x) AS error('ran: ' || x); CREATE TABLE flodata_manifest (key VARCHAR PRIMARY KEY, "
      "value "
      "VARCHAR CHECK (length(value) < 3)); INSERT INTO flodata_manifest VALUES ('production_day_zone', 'UT')",
      {.mode = OpenMode::read_write});
  renew_manifest(database);
  set_manifest(database, "upsample.seed", "a long value");
  EXPECT_EQ(get_manifest(database, "upsample.seed"), "a long value");
  EXPECT_EQ(get_manifest(database, "production_day_zone"), "UT");
}

TEST_F(SourceDatabase, WritingReachesTheFile) {
  const auto path = make(kHonest);
  {
    auto database = Database::open_source(path, {.mode = OpenMode::read_write}).value();
    set_manifest(database, "key", "value");
    database.checkpoint();
  }
  auto database = Database::open(path, OpenMode::read_only).value();
  EXPECT_EQ(get_manifest(database, "key"), "value");
}

}  // namespace
}  // namespace flodata::duck
