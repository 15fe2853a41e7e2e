// Totals over wells per bucket: FieldFold of bucket_fold.h.
#include <algorithm>
#include <utility>

#include "aggregation/accumulator.h"
#include "aggregation/bucket_fold.h"
#include "aggregation/row_filler.h"
#include "aggregation/volume.h"
#include "base/check.h"

namespace flodata::aggregation {
namespace {

constexpr auto kRateTags = FieldTotals::kRateTags;

// Cells of a row while it passes the filler: 4 rates, 4 volumes, then these.
constexpr std::size_t kVolumes = kRateTags.size();
constexpr std::size_t kLiquidRate = kVolumes + kRateTags.size();
constexpr std::size_t kGor = kLiquidRate + 1;
constexpr std::size_t kWatercut = kGor + 1;
constexpr std::size_t kWellCount = kWatercut + 1;
constexpr std::size_t kWellsOnStream = kWellCount + 1;
constexpr std::size_t kCellCount = kWellsOnStream + 1;

std::vector<CellKind> cell_kinds() {
  std::vector<CellKind> kinds(kCellCount, CellKind::value);
  kinds[kWellCount] = kinds[kWellsOnStream] = CellKind::count;
  return kinds;
}

/// Counts a step once, for rows that come by time.
class Sums {
 public:
  void add(Instant time, std::size_t well, const TagValues& values) {
    totals_.add_well(values, well);
    totals_.add_rates(values, [&](RateTotal& total, std::size_t place) {
      if (total.steps == 0 || time != last_times_[place]) ++total.steps;
      last_times_[place] = time;
    });
  }
  void add(const FieldTotals& later) { totals_.add_later(later); }
  [[nodiscard]] const FieldTotals& totals() const { return totals_; }

 private:
  FieldTotals totals_;
  std::array<Instant, kRateTags.size() + 1> last_times_{};  // of the rates, and of the liquid rate
};

/// The wells of one type, or all.
struct Group {
  std::string well_type;
  Sums sums;              // of the open bucket
  bool has_rows = false;  // in the open bucket
};

std::vector<std::optional<double>> cells_of(const Group& group, double step_hours) {
  std::vector<std::optional<double>> cells(kCellCount);
  const auto& sums = group.sums.totals();
  for (std::size_t i = 0; i < kRateTags.size(); ++i) {
    cells[i] = sums.rates[i].mean();
    cells[kVolumes + i] =
        sums.rates[i].total().transform([&](double sum) { return volume_sm3(sum, step_hours); });
  }
  cells[kLiquidRate] = sums.liquid.mean();
  cells[kGor] = sums.gor.value();
  cells[kWatercut] = sums.watercut.value();
  cells[kWellCount] = static_cast<double>(sums.wells.size());
  cells[kWellsOnStream] = static_cast<double>(sums.on_stream.size());
  return cells;
}

}  // namespace

class FieldFold::Impl {
 public:
  Impl(BucketGrid grid, const FieldFoldOptions& options)
      : grid_(std::move(grid)),
        step_hours_(options.step_hours),
        split_(options.split),
        filler_(options.fill, cell_kinds()),
        windows_(grid_, options.fill != Fill::none && options.window ? std::vector{*options.window}
                                                                     : std::vector<FillWindow>()) {
    FLODATA_CHECK(options.fill == Fill::none || grid_.interval() != Interval::production_day);
    if (split_ == FieldSplit::none) add_group("");
  }

  void add(const Sample& sample, std::string_view well_type, std::vector<FieldRow>& out) {
    open_at(sample.time, sample.original_time, out);
    auto& group = group_of(split_ == FieldSplit::none ? "" : well_type);
    group.has_rows = true;
    group.sums.add(sample.time, sample.well, sample.values);
  }

  void add(const FieldCellGroup& cells, std::vector<FieldRow>& out) {
    open_at(cells.span.first_time, cells.span.first_original_time, out);
    for (const auto& cell : cells.cells) {
      auto& group = group_of(split_ == FieldSplit::none ? "" : cell.well_type);
      group.has_rows = true;
      group.sums.add(cell.totals);
    }
    grid_.bucket_of(cells.span.last_time, cells.span.last_original_time);  // what comes next follows it
  }

  void finish(std::vector<FieldRow>& out) {
    close(out);
    gap_end_ = Instant::max();
    more(out);
  }

  bool more(std::vector<FieldRow>& out) {
    if (!gap_end_) return false;
    while (rows_.size() < kRowsOfAGapAtOnce) {
      const auto bucket = windows_.take_before(*gap_end_);
      if (!bucket) {
        if (*gap_end_ == Instant::max()) filler_.finish(rows_);
        gap_end_.reset();
        break;
      }
      for (const auto i : order_) filler_.push_empty(*bucket, i, rows_);
    }
    give(out);
    return true;
  }

  [[nodiscard]] std::size_t held_bytes() const { return filler_.held_bytes(); }

 private:
  /// Closes the open bucket unless it holds the time.
  void open_at(Instant time, Instant original_time, std::vector<FieldRow>& out) {
    const auto& bucket = grid_.bucket_of(time, original_time);
    if (open_ && bucket == *open_) return;
    close(out);
    open_ = bucket;
    gap_end_ = open_->from;
    more(out);
  }

  Group& group_of(std::string_view well_type) {
    for (auto& group : groups_)
      if (group.well_type == well_type) return group;
    return add_group(well_type);
  }

  Group& add_group(std::string_view well_type) {
    groups_.push_back({std::string(well_type), {}});
    order_.push_back(groups_.size() - 1);
    std::ranges::sort(order_, {},
                      [this](std::size_t i) -> const std::string& { return groups_[i].well_type; });
    return groups_.back();
  }

  void close(std::vector<FieldRow>& out) {
    while (more(out)) {
    }
    if (!open_) return;
    windows_.pass(*open_);
    for (const auto i : order_) {
      auto& group = groups_[i];
      if (!group.has_rows) {
        if (windows_.holds(0, *open_)) filler_.push_empty(*open_, i, rows_);
        continue;
      }
      filler_.push({*open_, i, cells_of(group, step_hours_)}, rows_);
      group.sums = {};
      group.has_rows = false;
    }
    open_.reset();
  }

  void give(std::vector<FieldRow>& out) {
    for (const auto& row : rows_) {
      FieldRow field{row.bucket, groups_[row.well].well_type, {}, {}, {}, {}, {}, 0, 0};
      std::ranges::copy_n(row.cells.begin(), kRateTags.size(), field.rates.begin());
      std::ranges::copy_n(row.cells.begin() + kVolumes, kRateTags.size(), field.volumes.begin());
      field.liquid_rate = row.cells[kLiquidRate];
      field.gor = row.cells[kGor];
      field.watercut = row.cells[kWatercut];
      field.well_count = static_cast<std::int64_t>(row.cells[kWellCount].value());
      field.wells_on_stream = static_cast<std::int64_t>(row.cells[kWellsOnStream].value());
      out.push_back(std::move(field));
    }
    rows_.clear();
  }

  BucketGrid grid_;
  double step_hours_;
  FieldSplit split_;
  RowFiller filler_;
  WindowBuckets windows_;
  std::vector<Group> groups_;       // in the order of their first rows: the filler's series
  std::vector<std::size_t> order_;  // by well type
  std::vector<BucketRow> rows_;     // from the filler, not given yet
  std::optional<Bucket> open_;
  std::optional<Instant> gap_end_;  // buckets before it are being filled
};

FieldFold::FieldFold(BucketGrid grid, const FieldFoldOptions& options)
    : impl_(std::make_unique<Impl>(std::move(grid), options)) {}
FieldFold::~FieldFold() = default;
FieldFold::FieldFold(FieldFold&&) noexcept = default;

void FieldFold::add(const Sample& sample, std::string_view well_type, std::vector<FieldRow>& out) {
  impl_->add(sample, well_type, out);
}
void FieldFold::add(const FieldCellGroup& group, std::vector<FieldRow>& out) { impl_->add(group, out); }
void FieldFold::finish(std::vector<FieldRow>& out) { impl_->finish(out); }
bool FieldFold::more(std::vector<FieldRow>& out) { return impl_->more(out); }
std::size_t FieldFold::held_bytes() const { return impl_->held_bytes(); }

}  // namespace flodata::aggregation
