#include "store/rollup_store.h"

#include <algorithm>

#include <fmt/format.h>

#include "aggregation/quantity_state.h"
#include "base/error.h"
#include "replay/names.h"
#include "store/sql.h"

namespace flodata::store {

using boost::asio::awaitable;

namespace {

using fmt::literals::operator""_a;

// Columns of rollup_wells_page.sql and rollup_field_page.sql.
constexpr int kSpan = 1;
constexpr int kWellName = 5;
constexpr int kWellType = 6;
constexpr int kWellQuality = 7;
constexpr int kFirstQuantity = 8;
constexpr int kFieldQuality = 5;
constexpr int kTotals = 7;

std::int64_t number_of(rollup::Level level) { return static_cast<std::int64_t>(level); }

rollup::RowSpan span_of(const pg::BinaryResult& result, int row) {
  return {result.instant(row, kSpan).value(), result.instant(row, kSpan + 1).value(),
          result.instant(row, kSpan + 2).value(), result.instant(row, kSpan + 3).value()};
}

CellKey key_of(const pg::BinaryResult& result, int row, int quality) {
  return {.cell = result.instant(row, 0).value(),
          .span = span_of(result, row),
          .well_type = result.text(row, kWellType),
          .quality = static_cast<rollup::QualityFilter>(result.whole_number(row, quality).value())};
}

RollupProgress decode_progress(const pg::BinaryResult& result) {
  constexpr int kFirstLabel = 5;
  RollupProgress progress{.generation = result.whole_number(0, 0).value(),
                          .zone = std::string(result.text(0, 1).value()),
                          .production_day_zone = std::string(result.text(0, 2).value()),
                          .steps = result.boolean(0, 4).value(),
                          .hours = result.boolean(0, 3).value(),
                          .through = {}};
  for (std::size_t level = 0; level < progress.through.size(); ++level)
    progress.through[level] =
        result.instant(0, kFirstLabel + static_cast<int>(level)).value_or(Instant::min());
  return progress;
}

std::string wells_page_sql(const WellCellsRequest& request) {
  std::string quantities;
  for (const auto place : request.quantities)
    quantities += fmt::format(", {}", aggregation::name_of(aggregation::quantity_at(place)));
  return fmt::format(
      sql::kRollupWellsPage, "quantities"_a = quantities,
      "table"_a = request.level == rollup::Level::hour ? "rollup_well_hour" : "rollup_well_day");
}

}  // namespace

CellKey WellCells::key(int row) const { return key_of(result_, row, kWellQuality); }
std::string_view WellCells::well_name(int row) const { return result_.text(row, kWellName).value(); }
std::string_view WellCells::bytes(int row, std::size_t place) const {
  return result_.text(row, kFirstQuantity + static_cast<int>(place)).value_or("");
}

CellKey FieldCells::key(int row) const { return key_of(result_, row, kFieldQuality); }
std::string_view FieldCells::bytes(int row) const { return result_.text(row, kTotals).value(); }

RollupStore::RollupStore(pg::ConnectionPool& pool)
    : pool_(&pool),
      progress_{"rollup_progress", sql::kRollupProgress},
      cells_{"rollup_cells", sql::kRollupCells},
      field_page_{"rollup_field_page", sql::kRollupFieldPage},
      row_count_{"rolled_up_rows", sql::kRolledUpRows},
      days_between_{"rollup_rows_between", sql::kRollupRowsBetween},
      numbers_{"rollup_well_numbers", sql::kRollupWellNumbers} {}

awaitable<std::optional<RollupProgress>> RollupStore::progress(SteadyTime deadline) {
  try {
    const auto results = co_await pool_->execute({pg::Query(progress_).with(replay::kStreamId)}, deadline,
                                                 pg::SessionUse::shared);
    if (results.front().rows() == 0) co_return std::nullopt;
    co_return decode_progress(results.front());
  } catch (const Failure& failure) {
    // A schema from before rollups: its streamer is older than this service.
    if (failure.code() != Code::not_found) throw;
  }
  co_return std::nullopt;
}

// The generation is read after the cells: where it is the one that was planned with, none was removed before.
awaitable<pg::BinaryResult> RollupStore::read(pg::Query query, std::int64_t generation, SteadyTime deadline) {
  std::vector<pg::Query> queries;
  queries.push_back(std::move(query));
  queries.push_back(pg::Query(progress_).with(replay::kStreamId));
  auto results = co_await pool_->execute(std::move(queries), deadline);
  const auto& now = results.back();
  if (now.rows() == 0 || now.whole_number(0, 0) != generation)
    throw Failure(Code::overloaded, "rollups are being made again");
  co_return std::move(results.front());
}

awaitable<std::vector<CellBounds>> RollupStore::cells(rollup::Level level, CellBounds window,
                                                      std::int64_t generation, SteadyTime deadline) {
  auto query = pg::Query(cells_).with(number_of(level)).with(window.first).with(window.last);
  const auto result = co_await read(std::move(query), generation, deadline);
  std::vector<CellBounds> cells;
  cells.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row)
    cells.push_back({result.instant(row, 0).value(), result.instant(row, 1).value()});
  co_return cells;
}

awaitable<WellCells> RollupStore::well_cells(WellCellsRequest request, std::int64_t generation,
                                             SteadyTime deadline) {
  const pg::Statement statement{"", wells_page_sql(request)};
  auto query = pg::Query(statement)
                   .with(request.wells)
                   .with(request.cells.first)
                   .with(request.cells.last)
                   .with(static_cast<std::int64_t>(request.quality));
  co_return WellCells(co_await read(std::move(query), generation, deadline));
}

awaitable<FieldCells> RollupStore::field_cells(FieldCellsRequest request, std::int64_t generation,
                                               SteadyTime deadline) {
  auto query = pg::Query(field_page_)
                   .with(number_of(request.level))
                   .with(request.cells.first)
                   .with(request.cells.last)
                   .with(static_cast<std::int64_t>(request.quality))
                   .with(std::int64_t{request.of_types ? 1 : 0})
                   .with(request.well_type)
                   .with(std::int64_t{kFieldCellsAtOnce});
  co_return FieldCells(co_await read(std::move(query), generation, deadline));
}

awaitable<std::vector<std::size_t>> RollupStore::numbers(std::vector<std::string> wells,
                                                         std::int64_t generation, SteadyTime deadline) {
  const auto result = co_await read(pg::Query(numbers_).with(wells), generation, deadline);
  std::vector<std::size_t> numbers(wells.size());
  std::size_t next = 0;
  for (int row = 0; row < result.rows(); ++row)
    if (const auto number = result.whole_number(row, 0)) {
      numbers[static_cast<std::size_t>(row)] = static_cast<std::size_t>(*number);
      next = std::max(next, static_cast<std::size_t>(*number) + 1);
    }
  // Another well, which was not asked for, may have such a number: wells are asked for all together.
  for (int row = 0; row < result.rows(); ++row)
    if (result.is_null(row, 0)) numbers[static_cast<std::size_t>(row)] = next++;
  co_return numbers;
}

awaitable<DaysBetween> RollupStore::days_between(CellBounds window, std::int64_t generation,
                                                 SteadyTime deadline) {
  const auto result =
      co_await read(pg::Query(days_between_).with(window.first).with(window.last), generation, deadline);
  co_return DaysBetween{result.whole_number(0, 0).value(), result.whole_number(0, 1).value(),
                        result.whole_number(0, 2).value()};
}

awaitable<std::int64_t> RollupStore::row_count(Instant last, std::int64_t generation, SteadyTime deadline) {
  const auto result = co_await read(pg::Query(row_count_).with(last), generation, deadline);
  co_return result.whole_number(0, 0).value();
}

}  // namespace flodata::store
