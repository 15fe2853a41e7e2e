#include "store/row_store.h"

#include <fmt/format.h>

#include "replay/names.h"
#include "store/sql.h"

namespace flodata::store {

using boost::asio::awaitable;

namespace {

using fmt::literals::operator""_a;

constexpr auto kBrief = pg::SessionUse::shared;

constexpr std::int64_t kRowLimit = kMaxRows + 1;  // one more, to detect too many

/// `length`: of the window of one well.
pg::SessionUse use_for(Microseconds length, const std::optional<DataVersion>& version) {
  return version && most_labels(length, *version) <= kBriefRows ? kBrief : pg::SessionUse::own;
}

}  // namespace

RowStore::RowStore(pg::ConnectionPool& pool)
    : pool_(&pool),
      wells_{"wells", wells_sql()},
      rows_page_{"rows_page", rows_page_sql({})},
      horizon_{"horizon", "SELECT horizon FROM stream_state WHERE stream_id = $1"},
      newest_page_{"newest_page", fmt::format(sql::kNewestPage, "columns"_a = column_list())},
      newest_rows_{"newest_rows", newest_rows_sql()},
      latest_{"latest", fmt::format(sql::kLatestRows, "columns"_a = column_list())},
      range_{"range", fmt::format(sql::kRangeRows, "columns"_a = column_list())},
      row_count_{"row_count", sql::kRowCount} {}

awaitable<Expected<WellProduction>> RowStore::latest(std::string asked, std::chrono::hours window,
                                                     std::optional<DataVersion> version,
                                                     SteadyTime deadline) {
  auto query = pg::Query(latest_).with(kRowLimit).with(std::int64_t{window.count()});
  co_return co_await rows_of({std::move(asked), std::move(query), use_for(window, version)}, version,
                             deadline);
}

awaitable<Expected<WellProduction>> RowStore::range(std::string asked, Instant first, Instant last,
                                                    std::optional<DataVersion> version, SteadyTime deadline) {
  auto query = pg::Query(range_).with(kRowLimit).with(first).with(last);
  co_return co_await rows_of({std::move(asked), std::move(query), use_for(last - first, version)}, version,
                             deadline);
}

awaitable<RowPage> RowStore::rows_page(RowRequest request, SteadyTime deadline) {
  // No other choice of columns is frequent enough for a prepared statement.
  const bool all = request.columns == ColumnChoice{};
  const pg::Statement chosen{"", all ? "" : rows_page_sql(request.columns)};
  auto query = pg::Query(all ? rows_page_ : chosen)
                   .with(request.wells)
                   .with(request.after.value_or(Instant::min()))
                   .with(request.last)
                   .with(rows_per_well(request.wells.size(), request.page_rows));
  std::vector<pg::Query> queries;
  queries.push_back(std::move(query));
  // Read after the rows: where it lies before them, none of them was gone.
  if (request.all_there) queries.push_back(pg::Query(horizon_).with(replay::kStreamId));
  auto results = co_await pool_->execute(std::move(queries), deadline);
  if (request.all_there && results.back().rows() == 1 &&
      results.back().instant(0, 0) > request.after.value_or(Instant::min()) + Microseconds(1))
    throw Failure(Code::overloaded, "rows were removed because of their age while they were read");
  co_return make_page(ProductionRows(std::move(results.front()), request.columns), request);
}

awaitable<ProductionRows> RowStore::newest_page(std::string well_name, Instant after, Instant last,
                                                SteadyTime deadline) {
  auto query =
      pg::Query(newest_page_).with(well_name).with(after).with(last).with(std::int64_t{kRowsOfAPage});
  auto results = co_await pool_->execute({std::move(query)}, deadline, kBrief);
  co_return ProductionRows(std::move(results.front()));
}

awaitable<ProductionRows> RowStore::newest_rows(std::vector<std::string> wells, Instant last,
                                                SteadyTime deadline) {
  auto results = co_await pool_->execute({pg::Query(newest_rows_).with(wells).with(last)}, deadline, kBrief);
  co_return ProductionRows(std::move(results.front()));
}

awaitable<std::int64_t> RowStore::row_count(std::optional<DataVersion> version, SteadyTime deadline) {
  const auto last = version ? version->newest_label.value_or(Instant::min()) : Instant::max();
  const bool goes_on = version && counted_ && counted_->lineage == version->lineage &&
                       counted_->newest_revision == version->newest_revision &&
                       counted_->horizon == version->horizon &&
                       counted_->newest_label.value_or(Instant::min()) <= last;
  const auto after = goes_on ? counted_->newest_label.value_or(Instant::min()) : Instant::min();
  const auto before = goes_on ? counted_rows_ : 0;
  const auto results = co_await pool_->execute({pg::Query(row_count_).with(after).with(last)}, deadline);
  const auto count = before + results.front().whole_number(0, 0).value();
  if (version) {
    counted_ = version;
    counted_rows_ = count;
  }
  co_return count;
}

bool RowStore::knows_wells_of(const std::optional<DataVersion>& version) const {
  return version && wells_version_ && wells_version_->lineage == version->lineage &&
         wells_version_->sequence == version->sequence;
}

// What a name means depends on the existing wells, so every result needs a list of wells read when its
// version existed: once per version, or, if no version is known, together with the rows. In the latter case
// the name is guessed from the previous list, and both queries go into one pipeline. The guess is checked
// against the new list: a wrong guess costs another round trip, never a wrong result. Proof:
// WellIsKnownAtOnceAndASidetracksNameStopsMeaningItsNeighbour in tests/integration/api_server_test.cc.
awaitable<Expected<WellProduction>> RowStore::rows_of(WellQuery query, std::optional<DataVersion> version,
                                                      SteadyTime deadline) {
  for (;;) {
    const bool known = knows_wells_of(version);
    const auto guess = last_seen_wells_.find(query.asked);
    if (known && !guess) co_return std::unexpected(guess.error());
    std::vector<pg::Query> queries;
    if (!known) queries.emplace_back(wells_);
    if (guess) queries.push_back(pg::Query(query.nameless).with(*guess));
    auto results = co_await pool_->execute(std::move(queries), deadline, query.use);
    if (!known) {
      last_seen_wells_ = decode_wells(results.front()).directory();
      wells_version_ = version;
      const auto well_name = last_seen_wells_.find(query.asked);
      if (!well_name) co_return std::unexpected(well_name.error());
      if (!guess || *guess != *well_name) continue;
    }
    ProductionRows rows(std::move(results.back()));
    if (rows.size() > kMaxRows)
      co_return unexpected(
          Code::invalid_argument,
          fmt::format("The window holds more than {} rows of {}; ask for a shorter one", kMaxRows, *guess));
    co_return WellProduction{*guess, std::move(rows)};
  }
}

}  // namespace flodata::store
