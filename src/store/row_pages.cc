#include "store/row_pages.h"

#include <algorithm>
#include <compare>

#include <fmt/format.h>

#include "store/sql.h"

namespace flodata::store {
namespace {

constexpr std::int64_t kLeastRowsPerWell = 16;

using fmt::literals::operator""_a;

/// The place of a row in a page.
struct RowPlace {
  Instant time;
  std::size_t well;  // in the order of the request, by name
  int row;
  auto operator<=>(const RowPlace&) const = default;
};

std::vector<RowPlace> places_of(const ProductionRows& rows, const std::vector<std::string>& wells) {
  std::vector<RowPlace> places;
  places.reserve(static_cast<std::size_t>(rows.size()));
  std::size_t well = 0;
  for (int row = 0; row < rows.size(); ++row) {
    const auto name = rows.well_name(row);
    if (wells[well] != name)
      well = static_cast<std::size_t>(std::ranges::lower_bound(wells, name) - wells.begin());
    places.push_back({rows.time(row), well, row});
  }
  return places;
}

/// Returns the time up to which the rows of all wells are complete, or nothing when they are complete to the
/// end.
std::optional<Instant> complete_through(const std::vector<RowPlace>& places, const RowRequest& request) {
  const auto wells = request.wells.size();
  struct Found {
    std::int64_t rows = 0;
    Instant last = Instant::min();
  };
  std::vector<Found> found(wells);
  for (const auto& place : places) {
    ++found[place.well].rows;
    found[place.well].last = std::max(found[place.well].last, place.time);
  }
  std::optional<Instant> through;
  for (const auto& well : found)
    if (well.rows == rows_per_well(wells, request.page_rows))
      through = std::min(through.value_or(well.last), well.last);
  return through;
}

}  // namespace

std::int64_t rows_per_well(std::size_t wells, std::int64_t page_rows) {
  const auto count = std::max<std::int64_t>(1, static_cast<std::int64_t>(wells));
  return std::max(kLeastRowsPerWell, page_rows / count);
}

std::string rows_page_sql(const ColumnChoice& columns) {
  return fmt::format(sql::kRowsPage, "columns"_a = column_list(columns));
}

std::string newest_rows_sql() { return fmt::format(sql::kNewestRows, "columns"_a = column_list()); }

RowPage make_page(ProductionRows rows, const RowRequest& request) {
  auto places = places_of(rows, request.wells);
  auto through = complete_through(places, request);
  if (through == request.last) through.reset();
  if (through) std::erase_if(places, [&](const RowPlace& place) { return place.time > *through; });
  std::ranges::sort(places);
  RowPage page{.rows = std::move(rows), .order = {}, .through = through};
  page.order.reserve(places.size());
  for (const auto& place : places) page.order.push_back(place.row);
  return page;
}

}  // namespace flodata::store
