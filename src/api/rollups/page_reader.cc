#include "api/rollups/page_reader.h"

#include <algorithm>

#include "base/check.h"

namespace flodata::api {

using boost::asio::awaitable;

void PageReader::drop() {
  rows_.reset();
  well_cells_.reset();
  field_cells_.reset();
}

std::size_t PageReader::size() const {
  if (rows_) return rows_->order.size();
  if (well_cells_) return well_cells_->size();
  return field_cells_ ? field_cells_->size() : 0;
}

std::size_t PageReader::memory_bytes() const {
  if (rows_) return rows_->rows.memory_bytes() + rows_->order.capacity() * sizeof(int);
  if (well_cells_) return well_cells_->memory_bytes();
  return field_cells_ ? field_cells_->memory_bytes() : 0;
}

std::optional<store::ProductionRow> PageReader::row(std::size_t place) const {
  if (!rows_) return std::nullopt;
  return rows_->rows[rows_->order[place]];
}

std::optional<aggregation::CellGroup> PageReader::well_cells(std::size_t place) {
  if (!well_cells_) return std::nullopt;
  return well_cells_->group(place);
}

std::optional<aggregation::FieldCellGroup> PageReader::field_cells(std::size_t place) {
  if (!field_cells_) return std::nullopt;
  return field_cells_->group(place);
}

bool PageReader::begin_stretch() {
  if (next_stretch_ == wanted_.plan.stretches.size()) return false;
  const auto& stretch = wanted_.plan.stretches[next_stretch_++];
  wanted_.request.after =
      stretch.window.first == Instant::min() ? Instant::min() : stretch.window.first - Microseconds(1);
  wanted_.request.last = stretch.window.last;
  next_cell_ = 0;
  next_from_ = stretch.window.first;
  return true;
}

awaitable<bool> PageReader::next(store::SteadyTime deadline) {
  drop();
  if (wanted_.request.wells.empty()) co_return false;
  if (!stretch_goes_on_ && !begin_stretch()) co_return false;
  const auto* stretch = &wanted_.plan.stretches[next_stretch_ - 1];
  if (!stretch->level)
    co_await read_rows(deadline);
  else if (wanted_.plan.of == Cells::of_wells)
    co_await read_well_cells(stretch, deadline);
  else
    co_await read_field_cells(stretch, deadline);
  co_return true;
}

awaitable<void> PageReader::read_rows(store::SteadyTime deadline) {
  rows_ = co_await store_->rows().rows_page(wanted_.request, deadline);
  stretch_goes_on_ = rows_->through.has_value();
  wanted_.request.after = rows_->through;
}

awaitable<void> PageReader::read_well_cells(const Stretch* stretch, store::SteadyTime deadline) {
  const auto wells = wanted_.request.wells.size();
  const auto at_once = std::max<std::size_t>(1, static_cast<std::size_t>(store::kPageRows) / wells);
  const auto end = std::min(stretch->cells.size(), next_cell_ + at_once);
  FLODATA_CHECK(next_cell_ < end);
  store::WellCellsRequest request{.level = *stretch->level,
                                  .wells = wanted_.request.wells,
                                  .cells = {stretch->cells[next_cell_], stretch->cells[end - 1]},
                                  .quality = wanted_.quality,
                                  .quantities = wanted_.quantities};
  auto cells = co_await store_->rollups().well_cells(std::move(request), wanted_.plan.generation, deadline);
  well_cells_.emplace(std::move(cells), wanted_.request.wells, wanted_.well_type, wanted_.quantities);
  next_cell_ = end;
  stretch_goes_on_ = end < stretch->cells.size();
}

awaitable<void> PageReader::read_field_cells(const Stretch* stretch, store::SteadyTime deadline) {
  store::FieldCellsRequest request{.level = *stretch->level,
                                   .cells = {*next_from_, stretch->window.last},
                                   .quality = wanted_.quality,
                                   .of_types = wanted_.of_types || !wanted_.well_type.empty(),
                                   .well_type = wanted_.well_type};
  auto cells = co_await store_->rollups().field_cells(std::move(request), wanted_.plan.generation, deadline);
  stretch_goes_on_ = cells.size() == store::kFieldCellsAtOnce;
  field_cells_.emplace(std::move(cells));
  if (stretch_goes_on_) next_from_ = field_cells_->drop_last();
}

}  // namespace flodata::api
