#include "aggregation/row_filler.h"

#include <algorithm>
#include <utility>

namespace flodata::aggregation {

WindowBuckets::WindowBuckets(BucketGrid& grid, std::span<const FillWindow> windows) : grid_(&grid) {
  for (const auto& window : windows) {
    if (window.last < window.first) {
      series_.push_back({Instant::max(), Instant::min()});
      continue;
    }
    const Bucket first = grid.bucket_of(window.first, window.first);
    series_.push_back({first.from, grid.bucket_of(window.last, window.last).from});
    last_ = std::max(last_, series_.back().last);
    if (!next_ || first.from < next_->from) next_ = first;
  }
}

std::optional<Bucket> WindowBuckets::take_before(Instant limit) {
  if (!next_ || next_->from >= limit || next_->from > last_) return std::nullopt;
  const Bucket bucket = *next_;
  next_ = grid_->next(bucket);
  return bucket;
}

void WindowBuckets::pass(const Bucket& bucket) {
  if (next_ && next_->from <= bucket.from) next_ = grid_->next(bucket);
}

RowFiller::RowFiller(Fill fill, std::vector<CellKind> kinds) : fill_(fill), kinds_(std::move(kinds)) {}

RowFiller::Track& RowFiller::track(std::size_t series, std::size_t cell) {
  const auto needed = (series + 1) * kinds_.size();
  if (tracks_.size() < needed) tracks_.resize(needed);
  return tracks_[series * kinds_.size() + cell];
}

void RowFiller::push_empty(const Bucket& bucket, std::size_t series, std::vector<BucketRow>& out) {
  BucketRow row{bucket, series, std::vector<std::optional<double>>(kinds_.size())};
  for (std::size_t i = 0; i < kinds_.size(); ++i)
    if (kinds_[i] == CellKind::count) row.cells[i] = 0;
  push(std::move(row), out);
}

void RowFiller::push(BucketRow row, std::vector<BucketRow>& out) {
  if (fill_ == Fill::none || fill_ == Fill::null) {
    out.push_back(std::move(row));
    return;
  }
  if (fill_ == Fill::previous) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      auto& known = track(row.well, i).known;
      if (row.cells[i])
        known = row.cells[i];
      else
        row.cells[i] = known;
    }
    out.push_back(std::move(row));
    return;
  }
  const auto number = first_held_ + held_.size();
  auto& held = held_.emplace_back(std::move(row), 0);
  for (std::size_t i = 0; i < held.row.cells.size(); ++i) {
    auto& of_cell = track(held.row.well, i);
    if (held.row.cells[i]) {
      resolve(of_cell, held, i);
    } else if (of_cell.known) {
      of_cell.waiting.push_back(number);
      ++held.missing;
    }
  }
  release(out);
}

void RowFiller::resolve(Track& track, const Held& row, std::size_t cell) {
  const double value = *row.row.cells[cell];
  const Instant time = row.row.bucket.from;
  for (const auto number : track.waiting) {
    auto& held = held_[number - first_held_];
    const auto part = static_cast<double>((held.row.bucket.from - track.known_time).count()) /
                      static_cast<double>((time - track.known_time).count());
    held.row.cells[cell] = *track.known + part * (value - *track.known);
    --held.missing;
  }
  track.waiting.clear();
  track.known = value;
  track.known_time = time;
}

void RowFiller::release(std::vector<BucketRow>& out) {
  for (; !held_.empty() && held_.front().missing == 0; ++first_held_) {
    out.push_back(std::move(held_.front().row));
    held_.pop_front();
  }
}

void RowFiller::finish(std::vector<BucketRow>& out) {
  for (auto& held : held_) out.push_back(std::move(held.row));
  first_held_ += held_.size();
  held_.clear();
}

}  // namespace flodata::aggregation
