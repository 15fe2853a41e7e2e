// Fills what is missing in rows of buckets: with the last known value, or on the line between known values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "aggregation/bucket_fold.h"
#include "aggregation/interval.h"

namespace flodata::aggregation {

/// A gap is filled by so many rows at once.
inline constexpr std::size_t kRowsOfAGapAtOnce = 1000;

/// The buckets that a filled answer has, whether there are rows or not.
class WindowBuckets {
 public:
  /// `windows`: one per series; one that ends before it begins is of a series without any. Empty: no bucket
  /// is asked for that has no rows. `grid` must outlive this object.
  WindowBuckets(BucketGrid& grid, std::span<const FillWindow> windows);

  [[nodiscard]] bool holds(std::size_t series, const Bucket& bucket) const {
    return series < series_.size() && series_[series].first <= bucket.from &&
           bucket.from <= series_[series].last;
  }

  /// Returns the earliest bucket that was neither returned nor passed yet and begins before `limit`, or
  /// nothing.
  std::optional<Bucket> take_before(Instant limit);

  /// `bucket` and all before it are done.
  void pass(const Bucket& bucket);

 private:
  BucketGrid* grid_;
  std::vector<FillWindow> series_;  // beginnings of the first and the last bucket
  std::optional<Bucket> next_;
  Instant last_ = Instant::min();
};

enum class CellKind : std::uint8_t { value, count };  // a count is 0 where there is nothing

/// Rows in their order in, the same rows in the same order out, filled. Linear: a row waits for the next
/// known value of every cell that is missing in it and has been known before, and all rows behind it with it.
class RowFiller {
 public:
  RowFiller(Fill fill, std::vector<CellKind> kinds);

  /// The row's `well` names its series.
  void push(BucketRow row, std::vector<BucketRow>& out);
  void push_empty(const Bucket& bucket, std::size_t series, std::vector<BucketRow>& out);
  void finish(std::vector<BucketRow>& out);
  /// Returns about how much memory the rows take that wait.
  [[nodiscard]] std::size_t held_bytes() const {
    return held_.size() *
           (sizeof(Held) + kinds_.size() * (sizeof(std::optional<double>) + sizeof(std::uint64_t)));
  }

 private:
  struct Track {  // one cell of a series
    std::optional<double> known;
    Instant known_time{};
    std::vector<std::uint64_t> waiting;  // numbers of the rows in which it is missing since
  };
  struct Held {
    BucketRow row;
    std::size_t missing;  // cells that wait
  };

  [[nodiscard]] Track& track(std::size_t series, std::size_t cell);
  void resolve(Track& track, const Held& row, std::size_t cell);
  void release(std::vector<BucketRow>& out);

  Fill fill_;
  std::vector<CellKind> kinds_;
  std::vector<Track> tracks_;  // series by series
  std::deque<Held> held_;
  std::uint64_t first_held_ = 0;  // number of the row at the front
};

}  // namespace flodata::aggregation
