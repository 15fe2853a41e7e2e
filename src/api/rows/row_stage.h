// Turns stored rows into response rows: unchanged, buckets, totals of the field, or downsampling. One for
// each response.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aggregation/bucket_fold.h"
#include "aggregation/plot_fold.h"
#include "api/rows/response_rows.h"
#include "store/production_row.h"

namespace flodata::api {

class RowStage {
 public:
  RowStage() = default;
  virtual ~RowStage() = default;
  RowStage(const RowStage&) = delete;
  RowStage& operator=(const RowStage&) = delete;
  /// Takes rows in the order of (time, well_name); `well` is the position of the name in the list of wells.
  /// `marks`: what the row says besides its values, which may be missing because of their quality.
  virtual void add(const store::ProductionRow& row, std::size_t well, const aggregation::SampleMarks& marks,
                   AnswerRows& out) = 0;
  /// The same for rows that were added up before; of stages of wells, or of the field.
  virtual void add(const aggregation::CellGroup& cells, AnswerRows& out);
  virtual void add(const aggregation::FieldCellGroup& cells, AnswerRows& out);
  virtual void finish(AnswerRows& out) = 0;
  /// Writes some of the rows that the last call left, when there are many. Returns whether there were any.
  virtual bool more(AnswerRows&) { return false; }
  /// Returns about how much memory the held rows take.
  [[nodiscard]] virtual std::size_t held_bytes() const { return 0; }
  /// Returns from where on rows matter for what follows `place`, the last row sent.
  [[nodiscard]] virtual Instant read_from(const RowPlace& place) const = 0;
};

/// Passes the rows on and writes none.
using RowUse = std::function<void(const store::ProductionRow& row, std::size_t well)>;
std::unique_ptr<RowStage> make_collector(RowUse use);

/// Stored rows, unchanged.
std::unique_ptr<RowStage> make_stored_rows();

struct BucketStageOptions {
  aggregation::BucketGrid grid;
  aggregation::BucketFoldOptions fold;
  std::vector<std::string> wells;
  Instant first;  // of the window
};
std::unique_ptr<RowStage> make_buckets(BucketStageOptions options);

struct FieldStageOptions {
  aggregation::BucketGrid grid;
  aggregation::FieldFoldOptions fold;
  Instant first;  // of the window
};
/// Cells in the order of field_columns().
std::unique_ptr<RowStage> make_field(FieldStageOptions options);
std::vector<RowColumn> field_columns(aggregation::FieldSplit split);

struct PlotStageOptions {
  std::vector<aggregation::PlotOptions> plots;  // one per well
  std::vector<std::string> wells;
};
/// Holds the rows of the response until the last one came: the wells' rows are then ordered.
std::unique_ptr<RowStage> make_plot(PlotStageOptions options);

}  // namespace flodata::api
