// As many rows as a plot needs: a line drawn through them covers the same pixels as one drawn through all.
// Source: Jugel, Jerzak, Hackenbroich, Markl, "M4: a visualization-oriented time series data aggregation",
// VLDB 2014 (first, last, smallest and largest value per pixel column).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "aggregation/bucket_fold.h"
#include "aggregation/quantity.h"
#include "base/clock.h"

namespace flodata::aggregation {

struct PlotRow {
  Instant time;
  Instant original_time;                     // where a row is missing: as if it had come
  std::vector<std::optional<double>> cells;  // of the quantities, in metric
};

struct PlotOptions {
  std::vector<Quantity> quantities;
  Instant first;             // the window that is drawn, wherever in it there are rows
  Instant last;              // included
  std::size_t points;        // rows wanted, about
  Microseconds source_step;  // source time from row to row; a longer distance is a gap
};

/// Of one well. Equal time buckets, points / (5 × quantities) of them and at least one; of every bucket and
/// quantity it keeps the rows of the first, last, smallest and largest value, and where values are missing (a
/// null, or no row where one was due) one row with null for that quantity at the gap's begin. While no more
/// than `points` rows came, all of them are given, and the gaps. A gap is never left out: where values come
/// and go all the time there are more rows than asked for.
class PlotFold {
 public:
  explicit PlotFold(PlotOptions options);
  ~PlotFold();
  PlotFold(PlotFold&&) noexcept;

  /// Samples in the order of time.
  void add(const Sample& sample, std::vector<PlotRow>& out);
  void finish(std::vector<PlotRow>& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flodata::aggregation
