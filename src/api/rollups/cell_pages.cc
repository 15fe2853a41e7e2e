#include "api/rollups/cell_pages.h"

#include <algorithm>

#include "rollup/codec.h"

namespace flodata::api {

WellCellPage::WellCellPage(store::WellCells cells, const std::vector<std::string>& wells,
                           const std::string& well_type, std::vector<std::size_t> quantities)
    : cells_(std::move(cells)), quantities_(std::move(quantities)) {
  parts_.reserve(static_cast<std::size_t>(cells_.size()));
  std::size_t well = 0;
  for (int row = 0; row < cells_.size(); ++row) {
    const auto key = cells_.key(row);
    if (!well_type.empty() && key.well_type != well_type) continue;
    const auto name = cells_.well_name(row);
    if (wells[well] != name)
      well = static_cast<std::size_t>(std::ranges::lower_bound(wells, name) - wells.begin());
    parts_.push_back({key.cell, well, key.span.first_time, key.quality, row});
  }
  std::ranges::sort(parts_);
  const auto is_weaker = [this](const Part& part) {
    const auto* next = &part + 1;
    return next != parts_.data() + parts_.size() && next->cell == part.cell && next->well == part.well &&
           next->first_time == part.first_time;
  };
  std::vector<Part> strictest;
  for (const auto& part : parts_)
    if (!is_weaker(part)) strictest.push_back(part);
  parts_ = std::move(strictest);
  for (std::size_t i = 0; i < parts_.size(); ++i)
    if (i == 0 || parts_[i].cell != parts_[i - 1].cell) groups_.push_back(i);
}

aggregation::CellGroup WellCellPage::group(std::size_t place) {
  const auto begin = groups_[place];
  const auto end = place + 1 < groups_.size() ? groups_[place + 1] : parts_.size();
  if (states_.size() < end - begin) states_.resize(end - begin);
  group_.clear();
  auto span = cells_.key(parts_[begin].row).span;
  for (auto i = begin; i < end; ++i) {
    auto& states = states_[i - begin];
    for (std::size_t column = 0; column < quantities_.size(); ++column)
      states[quantities_[column]] = rollup::decode_quantity(cells_.bytes(parts_[i].row, column));
    group_.push_back({parts_[i].well, states});
    span.extend(cells_.key(parts_[i].row).span);
  }
  return {span, group_};
}

FieldCellPage::FieldCellPage(store::FieldCells cells) : cells_(std::move(cells)) {
  for (int row = 0; row < cells_.size(); ++row) {
    const auto key = cells_.key(row);
    if (row + 1 < cells_.size()) {
      const auto next = cells_.key(row + 1);
      if (next.cell == key.cell && next.well_type == key.well_type) continue;  // of a stricter filter
    }
    if (rows_.empty() || cells_.key(rows_.back()).cell != key.cell) groups_.push_back(rows_.size());
    rows_.push_back(row);
  }
}

aggregation::FieldCellGroup FieldCellPage::group(std::size_t place) {
  const auto begin = groups_[place];
  const auto end = place + 1 < groups_.size() ? groups_[place + 1] : rows_.size();
  if (totals_.size() < end - begin) totals_.resize(end - begin);
  group_.clear();
  auto span = cells_.key(rows_[begin]).span;
  for (auto i = begin; i < end; ++i) {
    totals_[i - begin] = rollup::decode_totals(cells_.bytes(rows_[i]));
    const auto key = cells_.key(rows_[i]);
    group_.push_back({key.well_type.value_or(""), totals_[i - begin]});
    span.extend(key.span);
  }
  return {span, group_};
}

Instant FieldCellPage::drop_last() {
  const auto cell = cells_.key(rows_[groups_.back()]).cell;
  rows_.resize(groups_.back());
  groups_.pop_back();
  return cell;
}

}  // namespace flodata::api
