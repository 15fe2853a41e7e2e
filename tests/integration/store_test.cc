// store::ProductionStore on a real server: pages of rows, versions and commits.
#include "store/production_store.h"

#include <algorithm>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include "base/run_coroutine.h"
#include "support/live_rows.h"
#include "support/temporary_postgres.h"

namespace flodata::test {
namespace {

using store::Commit;
using store::ProductionStore;
using store::RowRequest;

constexpr Instant kFirst = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

pg::SteadyTime soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }
std::int64_t microseconds(Instant instant) { return instant.time_since_epoch().count(); }

/// A row as "time well oil", as kPlainRows has it.
std::string text_of(const store::ProductionRow& row) {
  const auto oil = row.values[kOilRateTag];
  return fmt::format("{} {} {}", microseconds(row.time), row.well_name, oil ? fmt::format("{}", *oil) : "-");
}

std::size_t missing(const store::ProductionRow& row) {
  return static_cast<std::size_t>(
      std::ranges::count_if(row.values, [](const auto& value) { return !value.has_value(); }));
}

constexpr const char* kPlainRows =
    "SELECT (extract(epoch FROM time) * 1000000)::bigint || ' ' || well_name || ' ' || "
    "coalesce(oil_rate::text, "
    "'-') FROM production_data WHERE {} ORDER BY time, well_name COLLATE \"C\"";

class StoreTest : public PostgresTest {
 protected:
  void SetUp() override {
    PostgresTest::SetUp();
    accept_all_rows(database());
    store_ = std::make_unique<ProductionStore>(io_.get_executor(), database());
  }
  template <typename T>
  T run(boost::asio::awaitable<T> task) {
    return run_coroutine(io_, std::move(task));
  }

  /// Follows the pages of `request` to their end. Counts them in pages_.
  std::vector<std::string> paged(RowRequest request) {
    std::vector<std::string> rows;
    for (pages_ = 1;; ++pages_) {
      const auto page = run(store_->rows().rows_page(request, soon()));
      for (const int row : page.order) rows.push_back(text_of(page.rows[row]));
      if (!page.through) return rows;
      EXPECT_GT(*page.through, request.after.value_or(Instant::min()));
      request.after = page.through;
    }
  }
  std::vector<std::string> plain(const std::string& condition) {
    return query_column(database(), fmt::format(fmt::runtime(kPlainRows), condition));
  }
  /// Rows of one well: `count`, every `step` from `first` on, without those of every seventh one if `gaps`.
  void insert_rows(const std::string& well, Instant first, Microseconds step, int count, bool gaps = false) {
    execute_sql(
        database(),
        fmt::format("INSERT INTO production_data (time, original_time, well_name, well_type, flow_kind, "
                    "oil_rate, gas_rate, avg_choke_uom, quality) SELECT t, t - interval '1 year', $a${}$a$, "
                    "'OP', 'production', n, n * 2, '%', '{{\"oil_rate\": 1}}' FROM (SELECT n, "
                    "timestamptz 'epoch' + make_interval(secs => ({} + n * {}::bigint) / 1000000.0) FROM "
                    "generate_series(0, {}) n) r (n, t) WHERE NOT ({} AND n % 7 = 3)",
                    well, microseconds(first), step.count(), count - 1, gaps));
  }

  boost::asio::io_context io_;
  std::unique_ptr<ProductionStore> store_;
  int pages_ = 0;
};

TEST_F(StoreTest, PagesAreTheOrderedRowsWhateverTheWellsStartsGapsAndDensities) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  const auto below = [&](int end) { return std::uniform_int_distribution(0, end - 1)(random); };
  std::vector<std::string> wells;
  for (int i = 0; i < 12; ++i) {
    wells.push_back(fmt::format("NO-99/{}-{}", below(3), static_cast<char>('z' - i)));
    const auto first = kFirst + std::chrono::hours(below(3000));
    insert_rows(wells.back(), first, std::chrono::minutes(10 * (1 + below(12))), 1 + below(3000),
                below(2) == 0);
  }
  wells.emplace_back("NO-without-rows");
  for (int round = 0; round < 25; ++round) {
    std::ranges::shuffle(wells, random);
    RowRequest request{.wells = {wells.begin(), wells.begin() + 1 + below(static_cast<int>(wells.size()))},
                       .last = kFirst + std::chrono::hours(below(6000))};
    std::ranges::sort(request.wells);
    if (below(2) == 0) request.after = kFirst + std::chrono::hours(below(6000));
    if (below(4) == 0) request.last = Instant::max();
    std::string condition = fmt::format("well_name IN ('{}')", fmt::join(request.wells, "', '"));
    if (request.after)
      condition += fmt::format(" AND time > to_timestamp({})", microseconds(*request.after) / 1'000'000);
    if (request.last != Instant::max())
      condition += fmt::format(" AND time <= to_timestamp({})", microseconds(request.last) / 1'000'000);
    ASSERT_EQ(paged(request), plain(condition)) << condition;
  }
}

TEST_F(StoreTest, PageEndsWhereAWellMayHaveMoreAndTheLastOneSaysSo) {
  constexpr int kPageOfOne = 4096;
  insert_rows("A", kFirst, std::chrono::hours(1), kPageOfOne + 1);
  const RowRequest to_the_end{.wells = {"A"}, .last = Instant::max()};
  EXPECT_EQ(run(store_->rows().rows_page(to_the_end, soon())).through,
            kFirst + std::chrono::hours(kPageOfOne - 1));
  EXPECT_EQ(paged(to_the_end), plain("true"));
  EXPECT_EQ(pages_, 2);
  // A full page that ends with what was asked for is the last one.
  EXPECT_EQ(run(store_->rows().rows_page(
                    {.wells = {"A"}, .last = kFirst + std::chrono::hours(kPageOfOne - 1)}, soon()))
                .through,
            std::nullopt);
}

TEST_F(StoreTest, ManyWellsComeInPagesOfAtLeastSomeRowsOfEach) {
  RowRequest request{.last = Instant::max()};
  for (int i = 0; i < 300; ++i) {
    request.wells.push_back(fmt::format("well-{:03}", i));
    insert_rows(request.wells.back(), kFirst, std::chrono::hours(1), 40);
  }
  EXPECT_EQ(paged(request), plain("true"));
  EXPECT_EQ(pages_, 3);  // 16, 16, 8
}

TEST_F(StoreTest, OddNamesFindTheirWellsAndNoWellFindsNothing) {
  const std::vector<std::string> odd = {"", "NULL", "a\"b", "a,b", "a\\b", "o'clock", "{x}", "Ærø"};
  for (const auto& well : odd) insert_rows(well, kFirst, std::chrono::hours(1), 3);
  EXPECT_EQ(paged({.wells = odd, .last = Instant::max()}), plain("true"));
  EXPECT_TRUE(paged({.wells = {}, .last = Instant::max()}).empty());
}

TEST_F(StoreTest, ColumnsThatWereNotChosenAreMissingAndTheOthersAreThere) {
  insert_rows("A", kFirst, std::chrono::hours(1), 2);
  store::ColumnChoice gas_only{.tags = {}, .texts = false, .quality = false};
  gas_only.tags.set(find_tag("gas_rate").value());
  const auto chosen =
      run(store_->rows().rows_page({.wells = {"A"}, .last = Instant::max(), .columns = gas_only}, soon()));
  ASSERT_EQ(chosen.rows.size(), 2);
  auto row = chosen.rows[1];
  EXPECT_EQ(row.time, kFirst + std::chrono::hours(1));
  EXPECT_EQ(row.original_time, row.time - std::chrono::days(365));
  EXPECT_EQ(row.well_name, "A");
  EXPECT_EQ(row.well_type, "OP");
  EXPECT_EQ(row.values[find_tag("gas_rate").value()], 2);
  EXPECT_EQ(missing(row), kTagCount - 1);
  EXPECT_EQ(row.flow_kind, std::nullopt);
  EXPECT_EQ(row.choke_uom, std::nullopt);
  EXPECT_EQ(row.quality_json, std::nullopt);

  const store::ColumnChoice no_tags{.tags = {}, .texts = true, .quality = true};
  const auto texts =
      run(store_->rows().rows_page({.wells = {"A"}, .last = Instant::max(), .columns = no_tags}, soon()));
  row = texts.rows[0];
  EXPECT_EQ(row.flow_kind, "production");
  EXPECT_EQ(row.choke_uom, "%");
  EXPECT_EQ(row.quality_json, R"({"oil_rate": 1})");
  EXPECT_EQ(missing(row), kTagCount);
}

TEST_F(StoreTest, PageIsReadFromTheKeyOfATableThatWasNeverAnalyzed) {
  execute_sql(database(), "ALTER TABLE production_data_first SET (autovacuum_enabled = off)");
  for (const char* well : {"A", "B", "C"}) insert_rows(well, kFirst, std::chrono::minutes(1), 100'000);
  const pg::Statement page_sql{"", "EXPLAIN " + store::rows_page_sql({})};
  const pg::Statement newest_sql{"", "EXPLAIN " + store::newest_rows_sql()};
  const std::vector<std::string> wells = {"A", "C"};
  const auto connection = run(pg::AsyncConnection::open(io_.get_executor(), database(), soon()));
  const auto plans = run(connection->execute(
      {pg::Query(page_sql).with(wells).with(Instant::min()).with(Instant::max()).with(std::int64_t{100}),
       pg::Query(newest_sql).with(wells).with(Instant::max())},
      soon()));
  const auto text = [](const pg::BinaryResult& plan) {
    std::string lines;
    for (int row = 0; row < plan.rows(); ++row) lines += fmt::format("{}\n", plan.text(row, 0).value());
    return lines;
  };
  const auto page = text(plans[0]);
  const auto newest = text(plans[1]);
  EXPECT_NE(page.find("Index Scan using production_data_first_pkey"), std::string::npos) << page;
  EXPECT_EQ(page.find("Sort"), std::string::npos) << page;
  EXPECT_NE(newest.find("Index Scan Backward using production_data_first_pkey"), std::string::npos) << newest;
}

TEST_F(StoreTest, NewestRowOfEachWellUpToATimeInTheOrderAskedFor) {
  insert_rows("A", kFirst, std::chrono::hours(1), 10);
  insert_rows("B", kFirst + std::chrono::hours(2), std::chrono::hours(3), 10);
  insert_rows("C", kFirst + std::chrono::hours(50), std::chrono::hours(1), 10);
  const auto rows =
      run(store_->rows().newest_rows({"B", "nobody", "C", "A"}, kFirst + std::chrono::hours(6), soon()));
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows.well_name(0), "B");
  EXPECT_EQ(rows.time(0), kFirst + std::chrono::hours(5));
  EXPECT_EQ(rows.well_name(1), "A");
  EXPECT_EQ(rows.time(1), kFirst + std::chrono::hours(6));
  EXPECT_EQ(rows[1].values[kOilRateTag], 6);
}

TEST_F(StoreTest, WellEntriesComeByNameWithTheirFirstTime) {
  insert_well(database(), "15/9-F-12");
  insert_well(database(), "15/9-F-1 C");
  const auto wells = run(store_->wells().entries(soon()));
  ASSERT_EQ(wells.size(), 2U);
  EXPECT_EQ(wells[0].names.well_name, "NO-15/9-F-12");
  EXPECT_EQ(wells[1].names.well_name, "NO-15/9-F-1C");
  EXPECT_EQ(wells[1].names.npd_well_bore_name, "15/9-F-1 C");
  EXPECT_EQ(wells[1].names.well_bore_code, "NO 15/9-F-1 C H");
  EXPECT_EQ(wells[1].first_time, Instant(std::chrono::sys_days(std::chrono::year(2008) / 1 / 1)));
}

class CommitsTest : public StoreTest {
 protected:
  /// Three commits: ten rows, none, five rows; committed a minute apart.
  void SetUp() override {
    StoreTest::SetUp();
    insert_rows("A", kFirst, std::chrono::hours(1), 10);
    commit_rows(database());
    commit_rows(database());
    insert_rows("A", kFirst + std::chrono::hours(10), std::chrono::hours(1), 5);
    commit_rows(database());
    execute_sql(database(),
                fmt::format("UPDATE stream_commit SET committed_at = to_timestamp({} + sequence * 60)",
                            microseconds(kCommitted) / 1'000'000));
  }
  static constexpr Instant kCommitted = kFirst + std::chrono::days(1);
  static constexpr Instant kTenth = kFirst + std::chrono::hours(9);
  static constexpr Instant kLast = kFirst + std::chrono::hours(14);
  const Commit first_{1, std::nullopt, kTenth, kCommitted + std::chrono::minutes(1), false};
  const Commit second_{2, kTenth, kTenth, kCommitted + std::chrono::minutes(2), false};
  const Commit third_{3, kTenth, kLast, kCommitted + std::chrono::minutes(3), false};
};

TEST_F(CommitsTest, FollowOneAnotherFromAnyNumberOn) {
  EXPECT_EQ(run(store_->versions().commits_after(0, 10, soon())), (std::vector{first_, second_, third_}));
  EXPECT_EQ(run(store_->versions().commits_after(0, 2, soon())), (std::vector{first_, second_}));
  EXPECT_EQ(run(store_->versions().commits_after(2, 2, soon())), std::vector{third_});
  EXPECT_TRUE(run(store_->versions().commits_after(3, 10, soon())).empty());
}

TEST_F(CommitsTest, NewestOneIsFoundByNumberAndByTime) {
  const auto by_number = [&](std::int64_t number) {
    return run(store_->versions().commit_at_or_before(number, soon()));
  };
  const auto by_time = [&](Instant time) {
    return run(store_->versions().commit_at_or_before(time, soon()));
  };
  EXPECT_EQ(by_number(0), std::nullopt);
  EXPECT_EQ(by_number(2), second_);
  EXPECT_EQ(by_number(1000), third_);
  EXPECT_EQ(by_time(first_.committed_at - Microseconds(1)), std::nullopt);
  EXPECT_EQ(by_time(first_.committed_at), first_);
  EXPECT_EQ(by_time(third_.committed_at - Microseconds(1)), second_);
  EXPECT_EQ(by_time(Instant::max()), third_);
}

TEST_F(CommitsTest, AnotherStreamsAreNotSeen) {
  execute_sql(database(),
              "INSERT INTO stream_commit (stream_id, sequence, revision) VALUES ('other', 2, true), "
              "('other', 9, true)");
  EXPECT_EQ(run(store_->versions().commits_after(0, 10, soon())), (std::vector{first_, second_, third_}));
  EXPECT_EQ(run(store_->versions().data_version(soon()))->newest_revision, std::nullopt);
}

TEST_F(CommitsTest, VersionIsThatOfTheNewestAndKnowsOfRevisions) {
  auto version = run(store_->versions().data_version(soon())).value();
  EXPECT_EQ(version.sequence, 3);
  EXPECT_EQ(version.newest_label, kLast);
  EXPECT_EQ(version.source_step, std::chrono::hours(1));
  EXPECT_EQ(version.speed, 1);
  EXPECT_TRUE(version.history_complete);
  EXPECT_EQ(version.newest_revision, std::nullopt);
  const auto lineage = version.lineage;
  execute_sql(database(),
              "UPDATE stream_commit SET revision = true WHERE sequence < 3;"
              "UPDATE stream_state SET source_step = '90 seconds', speed = 2.5");
  version = run(store_->versions().data_version(soon())).value();
  EXPECT_EQ(version.newest_revision, 2);
  EXPECT_EQ(version.source_step, std::chrono::seconds(90));
  EXPECT_EQ(version.speed, 2.5);
  EXPECT_EQ(version.lineage, lineage);
  execute_sql(database(), "DELETE FROM stream_state; DELETE FROM stream_commit");
  EXPECT_EQ(run(store_->versions().data_version(soon())), std::nullopt);
  commit_rows(database());
  EXPECT_NE(run(store_->versions().data_version(soon()))->lineage, lineage);
}

TEST_F(StoreTest, SchemaWithoutCommitsIsNotFound) {
  execute_sql(database(),
              "DROP TABLE stream_commit; ALTER TABLE stream_state DROP lineage, DROP source_step");
  const auto code_of = [&](auto task) {
    try {
      run(std::move(task));
    } catch (const Failure& failure) {
      return failure.code();
    }
    return Code::io;
  };
  EXPECT_EQ(code_of(store_->versions().data_version(soon())), Code::not_found);
  EXPECT_EQ(code_of(store_->versions().commits_after(0, 1, soon())), Code::not_found);
  EXPECT_EQ(code_of(store_->versions().commit_at_or_before(Instant::max(), soon())), Code::not_found);
}

}  // namespace
}  // namespace flodata::test
