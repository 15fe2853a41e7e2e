#include "simulator/simulated_field.h"

#include <gtest/gtest.h>

#include <ctime>

#include "duck/daily_table.h"
#include "duck/manifest.h"
#include "simulator/field_test.h"

namespace flodata {
namespace {

duck::Database written(const SimulatedField& field, std::vector<int>* done = nullptr) {
  auto database = duck::Database::open("", duck::OpenMode::read_write).value();
  write_simulated_field(database, field, std::stop_token(), [&](int wells) {
    if (done) done->push_back(wells);
  });
  return database;
}

/// Hash over every byte of the daily table in its order.
std::string hash_of(duck::Database& database, const std::string& where = "true") {
  return database
      .query_text(
          "SELECT md5(string_agg(t::VARCHAR, '|' ORDER BY rowid)) FROM (SELECT *, rowid FROM "
          "prod_daily_data WHERE " +
          where + ") t")
      .value();
}

TEST(SimulatedField, SameSeedGivesTheSameBytesAndAnotherSeedAnother) {
  const SimulatedField field{9, 400, 7};
  auto database = written(field);
  auto again = written(field);
  auto other = written({9, 400, 8});
  EXPECT_EQ(hash_of(database), hash_of(again));
  EXPECT_NE(hash_of(database), hash_of(other));
}

TEST(SimulatedField, FurtherCompartmentsChangeNothingInTheFirst) {
  auto small = written({7, 300, 2});
  auto large = written({20, 300, 2});
  EXPECT_EQ(hash_of(small), hash_of(large, "NPD_WELL_BORE_CODE < 990007"));
}

TEST(SimulatedField, NamesAreItsOwnAndNeverVolves) {
  auto database = written({3, 40, 1});
  EXPECT_EQ(duck::daily_well_codes(database),
            (std::vector<std::string>{"NO 99/1-A-1 H", "NO 99/1-A-2 H", "NO 99/1-A-3 H"}));
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM prod_daily_data t WHERE t::VARCHAR ILIKE '%volve%' OR "
                                 "NPD_WELL_BORE_NAME NOT SIMILAR TO '99/1-A-[0-9]+'"),
            0);
  EXPECT_NE(duck::get_manifest(database, "source")->find("CC0"), std::string::npos);
  EXPECT_EQ(duck::get_manifest(database, "simulate.seed"), "1");
}

TEST(SimulatedField, TableHoldsTheWellsOneAfterTheOtherEachInOrderOfDays) {
  auto database = written({16, 200, 5});
  EXPECT_EQ(
      database.query_int64(
          "SELECT count(*) FROM (SELECT NPD_WELL_BORE_CODE c, DATEPRD d, lag(c) OVER w pc, lag(d) OVER w pd "
          "FROM prod_daily_data WINDOW w AS (ORDER BY rowid)) WHERE c < pc OR (c = pc AND d <= pd)"),
      0);
  EXPECT_EQ(database.query_int64("SELECT count(DISTINCT NPD_WELL_BORE_CODE) FROM prod_daily_data"), 16);
}

TEST(SimulatedField, AThousandWellsAreAllThere) {
  std::vector<int> done;
  auto database = written({1000, 12, 1}, &done);
  EXPECT_EQ(database.query_int64("SELECT count(DISTINCT WELL_BORE_CODE) FROM prod_daily_data"), 1000);
  ASSERT_EQ(done.size(), 1000U);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i + 1);
}

TEST(SimulatedField, TwiceTheWellsTakeTwiceTheTime) {
  const auto calendar = simulator::simulate(1, 1, 300).calendar;
  const auto seconds = [&](int compartments) {
    const auto begin = std::clock();  // of this process: other work on the machine does not count
    for (int i = 0; i < compartments; ++i) simulator::simulate_compartment({7 * i, 7, 1}, calendar);
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  };
  seconds(2);  // warm
  double best = 1e9;
  for (int attempt = 0; attempt < 5 && best >= 2.6; ++attempt)
    best = std::min(best, seconds(16) / seconds(8));
  EXPECT_LT(best, 2.6);
}

TEST(SimulatedField, StopsWhenAsked) {
  auto database = duck::Database::open("", duck::OpenMode::read_write).value();
  std::stop_source stop;
  try {
    write_simulated_field(database, {70, 50, 1}, stop.get_token(), [&](int) { stop.request_stop(); });
    FAIL() << "it went on";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::interrupted);
  }
  EXPECT_FALSE(database.has_table(duck::kDailyTable));
}

}  // namespace
}  // namespace flodata
