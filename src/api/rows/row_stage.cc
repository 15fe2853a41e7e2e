#include "api/rows/row_stage.h"

#include <algorithm>

#include "base/check.h"

namespace flodata::api {
namespace {

using aggregation::BucketFold;
using aggregation::BucketRow;
using aggregation::Fill;
using aggregation::Interval;
using Row = store::ProductionRow;
using Marks = aggregation::SampleMarks;

class StoredRows final : public RowStage {
 public:
  using RowStage::add;
  void add(const Row& row, std::size_t, const Marks&, AnswerRows& out) override {
    out.add(row, row.well_name);
  }
  void finish(AnswerRows&) override {}
  [[nodiscard]] Instant read_from(const RowPlace& place) const override { return place.time; }
};

class Collector final : public RowStage {
 public:
  explicit Collector(RowUse use) : use_(std::move(use)) {}
  using RowStage::add;
  void add(const Row& row, std::size_t well, const Marks&, AnswerRows&) override { use_(row, well); }
  void finish(AnswerRows&) override {}
  [[nodiscard]] Instant read_from(const RowPlace& place) const override { return place.time; }

 private:
  RowUse use_;
};

class Buckets final : public RowStage {
 public:
  explicit Buckets(BucketStageOptions options)
      : wells_(std::move(options.wells)),
        fill_(options.fold.fill),
        first_(options.first),
        grid_(options.grid),
        fold_(std::move(options.grid), wells_.size(), options.fold) {}

  using RowStage::add;
  void add(const Row& row, std::size_t well, const Marks& marks, AnswerRows& out) override {
    note_production_day(row.time, row.original_time, out);
    fold_.add({row.time, row.original_time, well, row.values, marks}, complete_);
    give(out);
  }
  void add(const aggregation::CellGroup& cells, AnswerRows& out) override {
    note_production_day(cells.span.first_time, cells.span.first_original_time, out);
    note_production_day(cells.span.last_time, cells.span.last_original_time, out);
    fold_.add(cells, complete_);
    give(out);
  }
  void finish(AnswerRows& out) override {
    fold_.finish(complete_);
    give(out);
  }
  bool more(AnswerRows& out) override {
    const bool any = fold_.more(complete_);
    give(out);
    return any;
  }
  [[nodiscard]] std::size_t held_bytes() const override { return fold_.held_bytes(); }

  // A bucket uses only its own rows, unless fill carries values over from earlier ones.
  [[nodiscard]] Instant read_from(const RowPlace& place) const override {
    if (fill_ == Fill::previous || fill_ == Fill::linear) return first_;
    if (grid_.interval() != Interval::production_day) return std::max(first_, place.time);
    const auto next = std::ranges::upper_bound(day_starts_, place.time);
    return next == day_starts_.begin() ? first_ : *std::prev(next);
  }

 private:
  // A production day's buckets begin with each well's first row of that day: to make them again, all rows of
  // the day are needed.
  void note_production_day(Instant time, Instant original_time, const AnswerRows& out) {
    if (grid_.interval() != Interval::production_day) return;
    const auto day = grid_.bucket_of(time, original_time).production_day;
    if (day == day_) return;
    day_ = day;
    const auto next = std::ranges::upper_bound(day_starts_, out.last().time);
    if (next != day_starts_.begin()) day_starts_.erase(day_starts_.begin(), std::prev(next));
    day_starts_.push_back(time);
  }

  void give(AnswerRows& out) {
    for (const auto& row : complete_) {
      const auto& well = wells_[row.well];
      out.add(CellRow{.time = row.bucket.from,
                      .well_name = well,
                      .well_type = {},
                      .production_day = row.bucket.production_day,
                      .cells = row.cells},
              well);
    }
    complete_.clear();
  }

  std::vector<std::string> wells_;
  Fill fill_;
  Instant first_;
  aggregation::BucketGrid grid_;
  BucketFold fold_;
  std::vector<BucketRow> complete_;
  std::optional<LocalDay> day_;
  std::vector<Instant> day_starts_;  // of production days with rows still to be sent
};

class Field final : public RowStage {
 public:
  explicit Field(FieldStageOptions options)
      : first_(options.first),
        begins_anew_(options.fold.fill == Fill::none && options.grid.interval() != Interval::production_day),
        fold_(std::move(options.grid), options.fold) {}
  using RowStage::add;
  void add(const Row& row, std::size_t well, const Marks&, AnswerRows& out) override {
    fold_.add({row.time, row.original_time, well, row.values}, row.well_type.value_or(""), complete_);
    give(out);
  }
  void add(const aggregation::FieldCellGroup& cells, AnswerRows& out) override {
    fold_.add(cells, complete_);
    give(out);
  }
  void finish(AnswerRows& out) override {
    fold_.finish(complete_);
    give(out);
  }
  bool more(AnswerRows& out) override {
    const bool any = fold_.more(complete_);
    give(out);
    return any;
  }
  [[nodiscard]] std::size_t held_bytes() const override { return fold_.held_bytes(); }
  [[nodiscard]] Instant read_from(const RowPlace& place) const override {
    return begins_anew_ ? std::max(first_, place.time) : first_;
  }

 private:
  void give(AnswerRows& out) {
    for (const auto& row : complete_) {
      cells_.assign(row.rates.begin(), row.rates.end());
      cells_.push_back(row.liquid_rate);
      cells_.insert(cells_.end(), row.volumes.begin(), row.volumes.end());
      cells_.push_back(row.gor);
      cells_.push_back(row.watercut);
      cells_.emplace_back(static_cast<double>(row.well_count));
      cells_.emplace_back(static_cast<double>(row.wells_on_stream));
      out.add(CellRow{.time = row.bucket.from,
                      .well_name = {},
                      .well_type = row.well_type,
                      .production_day = row.bucket.production_day,
                      .cells = cells_},
              row.well_type);
    }
    complete_.clear();
  }

  Instant first_;
  bool begins_anew_;  // with every bucket
  aggregation::FieldFold fold_;
  std::vector<aggregation::FieldRow> complete_;
  std::vector<std::optional<double>> cells_;
};

class Plot final : public RowStage {
 public:
  explicit Plot(PlotStageOptions options) : wells_(std::move(options.wells)), rows_(wells_.size()) {
    for (auto& plot : options.plots) folds_.emplace_back(std::move(plot));
  }
  using RowStage::add;
  void add(const Row& row, std::size_t well, const Marks&, AnswerRows&) override {
    folds_[well].add({row.time, row.original_time, well, row.values}, rows_[well]);
  }
  void finish(AnswerRows& out) override {
    std::vector<std::pair<std::size_t, const aggregation::PlotRow*>> order;
    for (std::size_t well = 0; well < wells_.size(); ++well) {
      folds_[well].finish(rows_[well]);
      for (const auto& row : rows_[well]) order.emplace_back(well, &row);
    }
    std::ranges::sort(order, {},
                      [](const auto& entry) { return std::pair(entry.second->time, entry.first); });
    for (const auto& [well, row] : order)
      out.add(CellRow{.time = row->time,
                      .original_time = row->original_time,
                      .well_name = wells_[well],
                      .well_type = {},
                      .production_day = {},
                      .cells = row->cells},
              wells_[well]);
    for (auto& rows : rows_) std::vector<aggregation::PlotRow>().swap(rows);
  }
  [[nodiscard]] std::size_t held_bytes() const override {
    std::size_t bytes = 0;
    for (const auto& rows : rows_)
      if (!rows.empty())
        bytes += rows.size() *
                 (sizeof(aggregation::PlotRow) + rows.front().cells.size() * sizeof(std::optional<double>));
    return bytes;
  }
  [[nodiscard]] Instant read_from(const RowPlace& place) const override { return place.time; }

 private:
  std::vector<std::string> wells_;
  std::vector<aggregation::PlotFold> folds_;
  std::vector<std::vector<aggregation::PlotRow>> rows_;  // by well
};

RowColumn cell(std::string name, aggregation::Quantity quantity, aggregation::Statistic statistic,
               UnitFamily unit) {
  aggregation::Column column{name, quantity, statistic, unit};
  return {.name = std::move(name),
          .kind = RowColumn::Kind::cell,
          .quantity = {},
          .cell_column = std::move(column)};
}

}  // namespace

void RowStage::add(const aggregation::CellGroup&, AnswerRows&) { FLODATA_CHECK(false); }
void RowStage::add(const aggregation::FieldCellGroup&, AnswerRows&) { FLODATA_CHECK(false); }

std::unique_ptr<RowStage> make_stored_rows() { return std::make_unique<StoredRows>(); }

std::unique_ptr<RowStage> make_collector(RowUse use) { return std::make_unique<Collector>(std::move(use)); }

std::unique_ptr<RowStage> make_buckets(BucketStageOptions options) {
  return std::make_unique<Buckets>(std::move(options));
}

std::unique_ptr<RowStage> make_field(FieldStageOptions options) {
  return std::make_unique<Field>(std::move(options));
}

std::unique_ptr<RowStage> make_plot(PlotStageOptions options) {
  return std::make_unique<Plot>(std::move(options));
}

std::vector<RowColumn> field_columns(aggregation::FieldSplit split) {
  using aggregation::Derived;
  using aggregation::Statistic;
  constexpr std::array kRates = {kOilRateTag, kGasRateTag, kWaterRateTag, kWaterInjectionRateTag};
  constexpr std::array<std::string_view, kRates.size()> kVolumes = {"oil_volume", "gas_volume",
                                                                    "water_volume", "water_inj_volume"};
  std::vector<RowColumn> columns = {
      {.name = "time", .kind = RowColumn::Kind::time, .quantity = {}, .cell_column = {}}};
  if (split == aggregation::FieldSplit::by_well_type)
    columns.push_back(
        {.name = "well_type", .kind = RowColumn::Kind::well_type, .quantity = {}, .cell_column = {}});
  for (const auto tag : kRates)
    columns.push_back(cell(std::string(kTags[tag].name), tag, Statistic::mean, kTags[tag].family));
  columns.push_back(cell("liquid_rate", Derived::liquid_rate, Statistic::mean, UnitFamily::liquid_rate));
  for (std::size_t i = 0; i < kRates.size(); ++i)
    columns.push_back(cell(std::string(kVolumes[i]), kRates[i], Statistic::sum,
                           kRates[i] == kGasRateTag ? UnitFamily::gas_volume : UnitFamily::liquid_volume));
  columns.push_back(cell("gor", Derived::gor, Statistic::mean, UnitFamily::gas_oil_ratio));
  columns.push_back(cell("watercut", Derived::watercut, Statistic::mean, UnitFamily::fraction));
  columns.push_back(cell("well_count", kOilRateTag, Statistic::count, UnitFamily::count));
  columns.push_back(cell("wells_on_stream", kOnStreamTag, Statistic::count, UnitFamily::count));
  return columns;
}

}  // namespace flodata::api
