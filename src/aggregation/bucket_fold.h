// Samples into statistics per bucket and well, and into totals of the field.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/column.h"
#include "aggregation/field_totals.h"
#include "aggregation/interval.h"
#include "aggregation/quantity_state.h"
#include "base/clock.h"
#include "model/daily_history.h"
#include "model/tag.h"

namespace flodata::aggregation {

/// What a row says of its values besides them. Only Statistic::reported looks at it.
struct SampleMarks {
  std::optional<double> on_stream;             // part of the row's step on stream, whatever its quality
  std::bitset<kTagCount> no_measurement = {};  // Bad values, spikes and repeats
  std::bitset<kTagCount> computed = {};        // shut hours of a mean over the hours on stream (R10)
};

/// One well and hour.
struct Sample {
  Instant time;           // live label
  Instant original_time;  // on the source timeline
  std::size_t well;       // position in the list of wells, which is in the order of answers
  TagValues values;       // metric; what is not to be used is missing
  SampleMarks marks = {};
};

/// The labels of the first and the last row of a stretch, and their times on the source timeline.
struct RowSpan {
  Instant first_time;
  Instant first_original_time;
  Instant last_time;
  Instant last_original_time;

  /// Extends it by a stretch that may begin earlier or end later.
  void extend(const RowSpan& other) {
    if (other.first_time < first_time) {
      first_time = other.first_time;
      first_original_time = other.first_original_time;
    }
    if (other.last_time > last_time) {
      last_time = other.last_time;
      last_original_time = other.last_original_time;
    }
  }
  bool operator==(const RowSpan&) const = default;
};

/// The statistics of a well's rows in a stretch.
struct WellCell {
  std::size_t well;
  const QuantityStates& states;
};

/// All that some wells have in a stretch, which no bucket cuts: what adding their rows one by one would say.
struct CellGroup {
  RowSpan span;                     // of the rows of these wells
  std::span<const WellCell> cells;  // of each well in the order of time
};

/// One row of an aggregated answer; cells in the order of the columns, in metric.
struct BucketRow {
  Bucket bucket;
  std::size_t well;
  std::vector<std::optional<double>> cells;
};

enum class Fill : std::uint8_t { none, null, previous, linear };
inline constexpr std::array<std::string_view, 4> kFillNames = {"none", "null", "previous", "linear"};
std::optional<Fill> find_fill(std::string_view name);

/// The stretch of time of which a filled answer has every bucket: both ends included. None when `last` is
/// before `first`.
struct FillWindow {
  Instant first;
  Instant last;
};

struct BucketFoldOptions {
  std::vector<Column> columns;
  double step_hours = 1;   // source time that a sample stands for [h]
  Fill fill = Fill::none;  // of every cell that is missing, in buckets with rows too; not by production day
  std::vector<FillWindow> windows;  // one per well; used unless fill is none
};

/// Takes samples in the order of (time, well); gives rows in the same order, as soon as they cannot change.
/// What it holds is bounded by the wells, and with fill=linear by the longest gap. A long gap is filled in
/// parts, by more(). Counts are filled with 0.
class BucketFold {
 public:
  BucketFold(BucketGrid grid, std::size_t well_count, const BucketFoldOptions& options);
  ~BucketFold();
  BucketFold(BucketFold&&) noexcept;

  /// Appends to `out` the rows that are complete, some of them when they are many.
  void add(const Sample& sample, std::vector<BucketRow>& out);
  /// The same for rows that were added up before. Not with Statistic::reported.
  void add(const CellGroup& group, std::vector<BucketRow>& out);
  /// Appends what is left, some of it when gaps are filled. Nothing may be added afterwards.
  void finish(std::vector<BucketRow>& out);
  /// Appends some of the rows that the last call left. Returns whether there were any. The next call of
  /// another kind appends all of them first.
  bool more(std::vector<BucketRow>& out);
  /// Returns about how much memory the rows take that cannot be given yet.
  [[nodiscard]] std::size_t held_bytes() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Totals of the wells in one bucket: each rate is summed over the wells and averaged over the hours of the
/// bucket in which one of them has it (sum of the rate over rows / number of distinct hours of the rows that
/// have it). Hours in which no well has it are missing and not 0, whatever else the wells have in them: a
/// type by itself, the split by types and all together say one number where only that type has the rate.
/// Ratios are ratios of sums.
struct FieldRow {
  Bucket bucket;
  std::string well_type;                         // "" for all together
  std::array<std::optional<double>, 4> rates;    // oil, gas, water, water injection [Sm3/d]
  std::array<std::optional<double>, 4> volumes;  // the same [Sm3]
  std::optional<double> liquid_rate;             // [Sm3/d]
  std::optional<double> gor;                     // [Sm3/Sm3]
  std::optional<double> watercut;                // [fraction]
  std::int64_t well_count = 0;                   // wells with a row
  std::int64_t wells_on_stream = 0;              // wells with on-stream hours
};

/// The totals of the wells of one type, or of all, in a stretch.
struct FieldCell {
  std::string_view well_type;  // as of the rows; "" for all together
  const FieldTotals& totals;
};

struct FieldCellGroup {
  RowSpan span;  // of the rows that are in the totals
  std::span<const FieldCell> cells;
};

enum class FieldSplit : std::uint8_t { none, by_well_type };

struct FieldFoldOptions {
  double step_hours = 1;
  FieldSplit split = FieldSplit::none;
  Fill fill = Fill::none;
  std::optional<FillWindow> window;  // must be there unless fill is none
};

/// Rows by bucket, then well type. Split by well type, a filled answer has a type from its first row on.
class FieldFold {
 public:
  FieldFold(BucketGrid grid, const FieldFoldOptions& options);
  ~FieldFold();
  FieldFold(FieldFold&&) noexcept;

  /// `well_type`: of the sample's row ("" where it has none).
  void add(const Sample& sample, std::string_view well_type, std::vector<FieldRow>& out);
  /// The same for rows that were added up before. Samples beside them have the wells' numbers there.
  void add(const FieldCellGroup& group, std::vector<FieldRow>& out);
  void finish(std::vector<FieldRow>& out);
  /// As of BucketFold.
  bool more(std::vector<FieldRow>& out);
  [[nodiscard]] std::size_t held_bytes() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flodata::aggregation
