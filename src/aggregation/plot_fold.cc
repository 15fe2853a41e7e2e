#include "aggregation/plot_fold.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace flodata::aggregation {
namespace {

constexpr std::size_t kRowsPerBucketAndQuantity = 5;  // first, last, smallest, largest, gap
constexpr std::size_t kNoRow = std::numeric_limits<std::size_t>::max();

/// Rows of the open bucket that are held: a row is copied in once however many holders it has.
class HeldRows {
 public:
  explicit HeldRows(std::size_t cell_count) : cell_count_(cell_count) {}

  /// Returns the place of a copy, held once.
  std::size_t put(const PlotRow& row) {
    if (free_.empty()) {
      free_.push_back(rows_.size());
      rows_.push_back({{}, {}, std::vector<std::optional<double>>(cell_count_)});
      holders_.push_back(0);
    }
    const auto place = free_.back();
    free_.pop_back();
    rows_[place].time = row.time;
    rows_[place].original_time = row.original_time;
    std::ranges::copy(row.cells, rows_[place].cells.begin());
    holders_[place] = 1;
    return place;
  }
  void hold(std::size_t place) { ++holders_[place]; }
  void let_go(std::size_t place) {
    if (--holders_[place] == 0) free_.push_back(place);
  }

  /// Appends the rows that are held, in the order of time; none is held afterwards.
  void give(std::vector<PlotRow>& out) {
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (holders_[i] == 0) continue;
      out.push_back(rows_[i]);
      holders_[i] = 0;
      free_.push_back(i);
    }
    std::ranges::sort(out.begin() + begin, out.end(), {}, &PlotRow::time);
  }

 private:
  std::size_t cell_count_;
  std::vector<PlotRow> rows_;
  std::vector<std::size_t> holders_;
  std::vector<std::size_t> free_;
};

/// What is kept of one quantity in the open bucket.
struct Track {
  std::size_t min = kNoRow;
  std::size_t max = kNoRow;
  std::size_t last = kNoRow;
  double min_value = 0;
  double max_value = 0;
  bool was_there = false;  // in the row before, whichever bucket that was in
};

}  // namespace

class PlotFold::Impl {
 public:
  explicit Impl(PlotOptions options)
      : options_(std::move(options)),
        held_(options_.quantities.size()),
        tracks_(options_.quantities.size()),
        bucket_count_(static_cast<std::int64_t>(std::max<std::size_t>(
            1, options_.points / (kRowsPerBucketAndQuantity * std::max<std::size_t>(1, tracks_.size()))))),
        // Microseconds, coarser only where a product of them would not fit.
        unit_((options_.last - options_.first) / (std::numeric_limits<std::int64_t>::max() / bucket_count_) +
              Microseconds(1)),
        length_(std::max<std::int64_t>(1, (options_.last - options_.first) / unit_)),
        row_{{}, {}, std::vector<std::optional<double>>(tracks_.size())} {}

  void add(const Sample& sample, std::vector<PlotRow>& out) {
    if (last_time_) add_gap(sample, out);
    row_.time = sample.time;
    row_.original_time = sample.original_time;
    for (std::size_t i = 0; i < tracks_.size(); ++i)
      row_.cells[i] = value_of(options_.quantities[i], sample.values);
    last_time_ = sample.time;
    last_original_time_ = sample.original_time;
    if (++row_count_ == options_.points + 1) choose_from_all(out);
    take(out);
  }

  void finish(std::vector<PlotRow>& out) {
    if (row_count_ <= options_.points)
      std::ranges::move(all_, std::back_inserter(out));
    else
      close(out);
    all_.clear();
  }

 private:
  /// Where rows of the source are missing before `sample`: a row without values, a step after the one before.
  /// The source's time tells, since the distance of labels changes with the speed; where it goes back, a loop
  /// begins.
  void add_gap(const Sample& sample, std::vector<PlotRow>& out) {
    const auto distance = sample.original_time - last_original_time_;
    const auto step = options_.source_step;
    if (distance < step + step / 2) return;
    row_.time = *last_time_ + (sample.time - *last_time_) / std::max<std::int64_t>(1, distance / step);
    row_.original_time = last_original_time_ + step;
    if (std::ranges::none_of(row_.cells, [](const auto& cell) { return cell.has_value(); })) return;
    std::ranges::fill(row_.cells, std::nullopt);
    take(out);
  }

  /// row_ as the next row of the answer.
  void take(std::vector<PlotRow>& out) {
    if (row_count_ <= options_.points)
      all_.push_back(row_);
    else
      choose(row_, out);
  }

  void choose_from_all(std::vector<PlotRow>& out) {
    for (const auto& row : all_) choose(row, out);
    all_ = {};
  }

  void choose(const PlotRow& row, std::vector<PlotRow>& out) {
    const auto bucket = bucket_of(row.time);
    if (bucket != bucket_) {
      close(out);
      bucket_ = bucket;
    }
    const auto place = held_.put(row);
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
      auto& track = tracks_[i];
      const auto& cell = row.cells[i];
      if (!cell) {
        if (track.was_there) held_.hold(place);  // the line breaks here
        track.was_there = false;
        continue;
      }
      track.was_there = true;
      if (track.last == kNoRow) held_.hold(place);  // the first
      if (track.last == kNoRow || *cell < track.min_value) {
        hold_instead(track.min, place);
        track.min_value = *cell;
      }
      if (track.last == kNoRow || *cell > track.max_value) {
        hold_instead(track.max, place);
        track.max_value = *cell;
      }
      hold_instead(track.last, place);
    }
    held_.let_go(place);
  }

  /// The column of the plot that a time falls into, of bucket_count_ equal ones over the window.
  [[nodiscard]] std::int64_t bucket_of(Instant time) const {
    const auto since = std::clamp<std::int64_t>((time - options_.first) / unit_, 0, length_);
    return std::min(since * bucket_count_ / length_, bucket_count_ - 1);
  }

  void hold_instead(std::size_t& held, std::size_t place) {
    if (held != kNoRow) held_.let_go(held);
    held_.hold(place);
    held = place;
  }

  void close(std::vector<PlotRow>& out) {
    held_.give(out);
    for (auto& track : tracks_) track.min = track.max = track.last = kNoRow;
  }

  PlotOptions options_;
  HeldRows held_;
  std::vector<Track> tracks_;
  std::int64_t bucket_count_;
  Microseconds unit_;
  std::int64_t length_;  // of the window, in units
  std::int64_t bucket_ = 0;

  PlotRow row_;               // the newest
  std::vector<PlotRow> all_;  // while there are no more than asked for
  std::size_t row_count_ = 0;
  std::optional<Instant> last_time_;
  Instant last_original_time_{};
};

PlotFold::PlotFold(PlotOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
PlotFold::~PlotFold() = default;
PlotFold::PlotFold(PlotFold&&) noexcept = default;

void PlotFold::add(const Sample& sample, std::vector<PlotRow>& out) { impl_->add(sample, out); }
void PlotFold::finish(std::vector<PlotRow>& out) { impl_->finish(out); }

}  // namespace flodata::aggregation
