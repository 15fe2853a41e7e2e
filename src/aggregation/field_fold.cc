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

constexpr std::array<TagIndex, 4> kRateTags = {kOilRateTag, kGasRateTag, kWaterRateTag,
                                               kWaterInjectionRateTag};

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

/// A rate's sum over rows that come by time, and the hours in which it is there. Nothing without terms.
class Total {
 public:
  void add(Instant time, double rate) {
    if (hours_ == 0 || time != last_time_) ++hours_;
    last_time_ = time;
    sum_.add(rate);
  }
  [[nodiscard]] std::optional<double> sum() const {
    return hours_ == 0 ? std::nullopt : std::optional(sum_.value());
  }
  /// Returns the mean over the hours in which a row has the rate.
  [[nodiscard]] std::optional<double> mean() const {
    return sum().transform([this](double sum) { return sum / static_cast<double>(hours_); });
  }

 private:
  ExactSum sum_;
  std::int64_t hours_ = 0;
  Instant last_time_{};
};

struct Sums {
  std::array<Total, kRateTags.size()> rates;
  Total liquid;
  RatioOfSums gor;
  RatioOfSums watercut;

  void add(Instant time, const TagValues& values) {
    for (std::size_t i = 0; i < kRateTags.size(); ++i)
      if (const auto& rate = values[kRateTags[i]]) rates[i].add(time, *rate);
    const auto& oil = values[kOilRateTag];
    if (!oil) return;
    if (const auto& gas = values[kGasRateTag]) gor.add(*gas, *oil);
    if (const auto& water = values[kWaterRateTag]) {
      liquid.add(time, *oil + *water);
      watercut.add(*water, *oil + *water);
    }
  }
};

/// The wells of one type, or all.
struct Group {
  enum Seen : std::uint8_t { row = 1, on_stream = 2 };

  std::string well_type;
  Sums sums;                        // of the open bucket
  std::vector<std::uint8_t> wells;  // what was seen of each in the open bucket
  bool has_rows = false;            // in the open bucket

  [[nodiscard]] double wells_seen(Seen what) const {
    return static_cast<double>(std::ranges::count_if(wells, [&](auto seen) { return (seen & what) != 0; }));
  }
};

std::vector<std::optional<double>> cells_of(const Group& group, double step_hours) {
  std::vector<std::optional<double>> cells(kCellCount);
  const auto& sums = group.sums;
  for (std::size_t i = 0; i < kRateTags.size(); ++i) {
    cells[i] = sums.rates[i].mean();
    cells[kVolumes + i] =
        sums.rates[i].sum().transform([&](double sum) { return volume_sm3(sum, step_hours); });
  }
  cells[kLiquidRate] = sums.liquid.mean();
  cells[kGor] = sums.gor.value();
  cells[kWatercut] = sums.watercut.value();
  cells[kWellCount] = group.wells_seen(Group::row);
  cells[kWellsOnStream] = group.wells_seen(Group::on_stream);
  return cells;
}

}  // namespace

class FieldFold::Impl {
 public:
  Impl(BucketGrid grid, std::size_t well_count, const FieldFoldOptions& options)
      : grid_(std::move(grid)),
        well_count_(well_count),
        step_hours_(options.step_hours),
        split_(options.split),
        filler_(options.fill, cell_kinds()),
        windows_(grid_, options.fill != Fill::none && options.window ? std::vector{*options.window}
                                                                     : std::vector<FillWindow>()) {
    FLODATA_CHECK(options.fill == Fill::none || grid_.interval() != Interval::production_day);
    if (split_ == FieldSplit::none) add_group("");
  }

  void add(const Sample& sample, std::string_view well_type, std::vector<FieldRow>& out) {
    FLODATA_CHECK(sample.well < well_count_);
    const auto& bucket = grid_.bucket_of(sample.time, sample.original_time);
    if (!open_ || bucket != *open_) {
      close(out);
      open_ = bucket;
      gap_end_ = open_->from;
      more(out);
    }
    auto& group = group_of(split_ == FieldSplit::none ? "" : well_type);
    group.has_rows = true;
    group.sums.add(sample.time, sample.values);
    const bool flows = sample.values[kOnStreamTag].value_or(0) > 0;
    group.wells[sample.well] |= flows ? Group::row | Group::on_stream : Group::row;
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
  Group& group_of(std::string_view well_type) {
    for (auto& group : groups_)
      if (group.well_type == well_type) return group;
    return add_group(well_type);
  }

  Group& add_group(std::string_view well_type) {
    groups_.push_back({std::string(well_type), {}, std::vector<std::uint8_t>(well_count_)});
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
      std::ranges::fill(group.wells, 0);
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
  std::size_t well_count_;
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

FieldFold::FieldFold(BucketGrid grid, std::size_t well_count, const FieldFoldOptions& options)
    : impl_(std::make_unique<Impl>(std::move(grid), well_count, options)) {}
FieldFold::~FieldFold() = default;
FieldFold::FieldFold(FieldFold&&) noexcept = default;

void FieldFold::add(const Sample& sample, std::string_view well_type, std::vector<FieldRow>& out) {
  impl_->add(sample, well_type, out);
}
void FieldFold::finish(std::vector<FieldRow>& out) { impl_->finish(out); }
bool FieldFold::more(std::vector<FieldRow>& out) { return impl_->more(out); }
std::size_t FieldFold::held_bytes() const { return impl_->held_bytes(); }

}  // namespace flodata::aggregation
