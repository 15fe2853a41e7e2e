#include "aggregation/bucket_fold.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "aggregation/find_name.h"
#include "aggregation/reported_day.h"
#include "aggregation/row_filler.h"
#include "aggregation/volume.h"
#include "base/check.h"

namespace flodata::aggregation {
namespace {

/// One quantity that columns ask for.
struct Source {
  Quantity quantity;
  Moments moments = Moments::unused;
};

struct Cell {
  std::size_t source;
  Statistic statistic;
  bool ratio;           // of sums, by mean
  double hours_factor;  // from a sum of values to a volume or to hours
};

std::optional<double> cell_of(const Cell& cell, const QuantityState& state) {
  const auto& values = state.values;
  switch (cell.statistic) {
    case Statistic::mean:
      return cell.ratio ? state.ratio.value() : values.mean();
    case Statistic::min:
      return values.min();
    case Statistic::max:
      return values.max();
    case Statistic::first:
      return values.first();
    case Statistic::last:
      return values.last();
    case Statistic::stddev:
      return values.stddev();
    case Statistic::count:
      return static_cast<double>(values.count());
    case Statistic::sum:
    case Statistic::time_on_stream:
      return values.sum().transform([&](double sum) { return sum * cell.hours_factor; });
    case Statistic::reported:
      break;
  }
  return std::nullopt;
}

std::vector<CellKind> kinds_of(const std::vector<Column>& columns) {
  std::vector<CellKind> kinds;
  for (const auto& column : columns)
    kinds.push_back(column.statistic == Statistic::count ? CellKind::count : CellKind::value);
  return kinds;
}

}  // namespace

std::optional<Fill> find_fill(std::string_view name) { return find_name<Fill>(kFillNames, name); }

class BucketFold::Impl {
 public:
  Impl(BucketGrid grid, std::size_t well_count, const BucketFoldOptions& options)
      : grid_(std::move(grid)),
        well_count_(well_count),
        filler_(options.fill, kinds_of(options.columns)),
        windows_(grid_, options.fill == Fill::none ? std::vector<FillWindow>() : options.windows),
        has_rows_(well_count) {
    FLODATA_CHECK(options.fill == Fill::none ||
                  (options.windows.size() == well_count && grid_.interval() != Interval::production_day));
    for (const auto& column : options.columns) add_column(column, options.step_hours);
    states_.resize(well_count * sources_.size());
    if (std::ranges::find(cells_, Statistic::reported, &Cell::statistic) == cells_.end()) return;
    FLODATA_CHECK(grid_.interval() == Interval::production_day);
    step_hours_ = options.step_hours;
    reported_.resize(well_count);
  }

  void add(const Sample& sample, std::vector<BucketRow>& out) {
    FLODATA_CHECK(sample.well < well_count_);
    open_at(sample.time, sample.original_time, out);
    has_rows_[sample.well] = 1;
    if (!reported_.empty()) reported_[sample.well].add(sample);
    const auto states = std::span(states_).subspan(sample.well * sources_.size(), sources_.size());
    for (std::size_t i = 0; i < sources_.size(); ++i)
      states[i].add(sources_[i].quantity, sample.values, sources_[i].moments);
  }

  void add(const CellGroup& group, std::vector<BucketRow>& out) {
    FLODATA_CHECK(reported_.empty());
    open_at(group.span.first_time, group.span.first_original_time, out);
    for (const auto& cell : group.cells) {
      FLODATA_CHECK(cell.well < well_count_);
      has_rows_[cell.well] = 1;
      const auto states = std::span(states_).subspan(cell.well * sources_.size(), sources_.size());
      for (std::size_t i = 0; i < sources_.size(); ++i)
        states[i].add(cell.states[index_of(sources_[i].quantity)]);
    }
    grid_.bucket_of(group.span.last_time, group.span.last_original_time);  // what comes next follows it
  }

  void finish(std::vector<BucketRow>& out) {
    close(out);
    gap_end_ = Instant::max();
    more(out);
  }

  bool more(std::vector<BucketRow>& out) {
    if (!gap_end_) return false;
    const auto enough = out.size() + kRowsOfAGapAtOnce;
    while (out.size() < enough) {
      const auto bucket = windows_.take_before(*gap_end_);
      if (!bucket) {
        if (*gap_end_ == Instant::max()) filler_.finish(out);
        gap_end_.reset();
        break;
      }
      for (std::size_t well = 0; well < well_count_; ++well)
        if (windows_.holds(well, *bucket)) filler_.push_empty(*bucket, well, out);
    }
    return true;
  }

  [[nodiscard]] std::size_t held_bytes() const { return filler_.held_bytes(); }

 private:
  /// Closes the open bucket unless it holds the time.
  void open_at(Instant time, Instant original_time, std::vector<BucketRow>& out) {
    const auto& bucket = grid_.bucket_of(time, original_time);
    if (open_ && bucket == *open_) return;
    close(out);
    open_ = bucket;
    open_length_ = grid_.production_day_length();
    gap_end_ = open_->from;
    more(out);
  }

  void add_column(const Column& column, double step_hours) {
    auto found = std::ranges::find(sources_, column.quantity, &Source::quantity);
    if (found == sources_.end()) {
      found = sources_.insert(found, {column.quantity, Moments::unused});
    }
    if (column.statistic == Statistic::stddev) found->moments = Moments::used;
    const auto* derived = std::get_if<Derived>(&column.quantity);
    const bool ratio = derived && *derived != Derived::liquid_rate;
    const bool hours = column.unit == UnitFamily::hours;
    cells_.push_back({static_cast<std::size_t>(found - sources_.begin()), column.statistic, ratio,
                      hours ? step_hours : volume_sm3(1, step_hours)});
  }

  void close(std::vector<BucketRow>& out) {
    while (more(out)) {
    }
    if (!open_) return;
    windows_.pass(*open_);
    for (std::size_t well = 0; well < well_count_; ++well) {
      if (has_rows_[well] == 0) {
        if (windows_.holds(well, *open_)) filler_.push_empty(*open_, well, out);
        continue;
      }
      const auto states = std::span(states_).subspan(well * sources_.size(), sources_.size());
      BucketRow row{*open_, well, {}};
      row.cells.reserve(cells_.size());
      for (const auto& cell : cells_)
        row.cells.push_back(cell.statistic == Statistic::reported ? reported(cell, well)
                                                                  : cell_of(cell, states[cell.source]));
      filler_.push(std::move(row), out);
      std::ranges::fill(states, QuantityState());
      if (!reported_.empty()) reported_[well] = {};
      has_rows_[well] = 0;
    }
    open_.reset();
  }

  /// Nothing of a day that lacks rows: at the newest hour, at the ends of the window, at a jump.
  [[nodiscard]] std::optional<double> reported(const Cell& cell, std::size_t well) const {
    const std::chrono::duration<double, std::ratio<3600>> hours(open_length_);
    if (reported_[well].rows() != std::llround(hours.count() / step_hours_)) return std::nullopt;
    return reported_[well].value(sources_[cell.source].quantity, step_hours_);
  }

  BucketGrid grid_;
  std::size_t well_count_;
  RowFiller filler_;
  WindowBuckets windows_;
  double step_hours_ = 1;
  std::vector<ReportedDay> reported_;  // of the open production day, by well; empty when nothing asks for it
  std::vector<Source> sources_;
  std::vector<Cell> cells_;
  std::vector<QuantityState> states_;   // of the open bucket, well by well
  std::vector<std::uint8_t> has_rows_;  // per well, in the open bucket
  std::optional<Bucket> open_;
  Microseconds open_length_{};      // source time, of a production day
  std::optional<Instant> gap_end_;  // buckets before it are being filled
};

BucketFold::BucketFold(BucketGrid grid, std::size_t well_count, const BucketFoldOptions& options)
    : impl_(std::make_unique<Impl>(std::move(grid), well_count, options)) {}
BucketFold::~BucketFold() = default;
BucketFold::BucketFold(BucketFold&&) noexcept = default;

void BucketFold::add(const Sample& sample, std::vector<BucketRow>& out) { impl_->add(sample, out); }
void BucketFold::add(const CellGroup& group, std::vector<BucketRow>& out) { impl_->add(group, out); }
void BucketFold::finish(std::vector<BucketRow>& out) { impl_->finish(out); }
bool BucketFold::more(std::vector<BucketRow>& out) { return impl_->more(out); }
std::size_t BucketFold::held_bytes() const { return impl_->held_bytes(); }

}  // namespace flodata::aggregation
