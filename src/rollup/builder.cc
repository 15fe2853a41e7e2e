#include "rollup/builder.h"

#include <algorithm>
#include <bitset>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "rollup/codec.h"
#include "rollup/variants.h"

namespace flodata::rollup {
namespace {

using aggregation::BucketGrid;
using aggregation::FieldTotals;
using aggregation::Interval;
using aggregation::Moments;
using aggregation::QuantityStates;
using Tags = std::bitset<kTagCount>;

constexpr std::size_t place_of(Level level) { return static_cast<std::size_t>(level); }

/// The tags that are in the field's totals.
Tags make_field_tags() {
  Tags tags;
  tags.set(kOnStreamTag);
  for (const auto tag : FieldTotals::kRateTags) tags.set(tag);
  return tags;
}

TagValues without(const TagValues& values, const Tags& rejected) {
  TagValues kept = values;
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    if (rejected[tag]) kept[tag].reset();
  return kept;
}

void add_row(QuantityStates& states, const TagValues& values) {
  for (std::size_t i = 0; i < states.size(); ++i)
    states[i].add(aggregation::quantity_at(i), values, Moments::used);
}

void add_states(QuantityStates& to, const QuantityStates& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i].add(from[i]);
}

/// A row's values under each filter.
struct FilteredRow {
  const TagValues* any;
  TagValues uncertain;
  TagValues good;
  Tags bad;       // of values that there are
  Tags not_good;  // likewise
};

/// Adds a row to statistics under each filter.
template <typename T, typename Add>
void add_filtered(Variants<T>& variants, const FilteredRow& row, const Tags& looked_at, Add add) {
  const auto bad = row.bad & looked_at;
  const auto not_good = row.not_good & looked_at;
  if (not_good.none() && variants.good() == nullptr && variants.uncertain() == nullptr) {
    add(variants.any(), *row.any);
    return;
  }
  variants.split(bad.any(), not_good != bad);
  add(variants.any(), *row.any);
  if (auto* uncertain = variants.uncertain()) add(*uncertain, bad.any() ? row.uncertain : *row.any);
  if (auto* good = variants.good()) add(*good, not_good.any() ? row.good : *row.any);
}

/// What a well, or wells of a type, have in a cell that is open.
template <typename T>
struct Part {
  RowSpan span{};
  std::optional<std::string> well_type;
  Variants<T> variants;
};

struct OpenLevel {
  Instant cell{};
  Instant last{};
  bool is_open = false;
  std::vector<std::optional<Part<QuantityStates>>> wells;  // by number
  std::vector<WellCellRow> parts;                          // before a well's type changed
  std::vector<Part<FieldTotals>> field;                    // of the types
  std::optional<Part<FieldTotals>> whole;                  // all wells
};

Part<FieldTotals>& part_of(std::vector<Part<FieldTotals>>& parts, std::optional<std::string_view> well_type,
                           const RowSpan& span) {
  for (auto& part : parts)
    if (part.well_type == well_type) return part;
  auto& part = parts.emplace_back();
  if (well_type) part.well_type = std::string(*well_type);
  part.span = span;
  return part;
}

}  // namespace

class RollupBuilder::Impl {
 public:
  explicit Impl(BuilderOptions options)
      : hours_(options.hours),
        steps_(options.steps),
        done_through_(options.done_through),
        given_through_(options.done_through),
        day_grid_(Interval::d1, options.zone),
        hour_grid_(Interval::h1, options.zone),
        production_grid_(Interval::production_day, options.zone, options.production_zone) {}

  void add(const Row& row) {
    const RowSpan now{row.time, row.original_time, row.time, row.original_time};
    if (!level(Level::step).is_open || row.time != level(Level::step).cell) begin_step(now);
    const auto filtered = filter(row);
    add_to_well(row, now, filtered);
    auto& field = part_of(level(Level::step).field, row.well_type, now);
    add_filtered(field.variants, filtered, field_tags_, [&](FieldTotals& totals, const TagValues& values) {
      totals.add_row_of_step(values, row.well);
    });
  }

  FinishedCells take() {
    end_step();
    return std::exchange(finished_, {});
  }

  [[nodiscard]] const std::array<Instant, kLevelCount>& done_through() const { return done_through_; }

 private:
  OpenLevel& level(Level which) { return levels_[place_of(which)]; }
  [[nodiscard]] Level finest() const { return hours_ ? Level::hour : Level::day; }

  const FilteredRow& filter(const Row& row) {
    filtered_.any = &row.values;
    filtered_.bad.reset();
    filtered_.not_good.reset();
    if (!row.quality) return filtered_;
    const auto& notes = quality_.read(*row.quality);
    Tags present;
    for (TagIndex tag = 0; tag < kTagCount; ++tag) present[tag] = row.values[tag].has_value();
    filtered_.bad = notes.bad & present;
    filtered_.not_good = notes.not_good & present;
    if (filtered_.not_good.none()) return filtered_;
    filtered_.uncertain = without(row.values, filtered_.bad);
    filtered_.good = without(row.values, filtered_.not_good);
    return filtered_;
  }

  void begin_step(const RowSpan& now) {
    end_step();
    const auto production_day = production_grid_.bucket_of(now.first_time, now.first_original_time);
    const auto day = day_grid_.bucket_of(now.first_time, now.first_original_time);
    const auto hour = hour_grid_.bucket_of(now.first_time, now.first_original_time);
    const bool new_day = production_day != production_day_ || day != day_;
    if (hours_ && (new_day || hour != hour_)) close(Level::hour);
    if (new_day) close(Level::day);
    production_day_ = production_day;
    day_ = day;
    hour_ = hour;
    open(Level::step, now);
    if (hours_) open(Level::hour, now);
    open(Level::day, now);
  }

  void open(Level which, const RowSpan& now) {
    auto& opened = level(which);
    opened.last = now.last_time;
    if (opened.is_open) return;
    opened.is_open = true;
    opened.cell = now.first_time;
  }

  void add_to_well(const Row& row, const RowSpan& now, const FilteredRow& filtered) {
    auto& part = well_part(finest(), row.well, row.well_type, now);
    part.span.extend(now);
    add_filtered(part.variants, filtered, all_tags_, add_row);
  }

  /// The open part of a well that has the type; one of another type ends.
  Part<QuantityStates>& well_part(Level which, std::size_t well, std::optional<std::string_view> well_type,
                                  const RowSpan& span) {
    auto& wells = level(which).wells;
    if (wells.size() <= well) wells.resize(well + 1);
    auto& part = wells[well];
    if (part && part->well_type != well_type) close_well(which, well);
    if (!part) {
      part.emplace();
      part->span = span;
      if (well_type) part->well_type = std::string(*well_type);
    }
    return *part;
  }

  void end_step() {
    auto& step = level(Level::step);
    if (!step.is_open) return;
    step.whole.emplace();
    step.whole->span = step.field.front().span;
    for (const auto& part : step.field)
      step.whole->variants.merge(part.variants,
                                 [](FieldTotals& to, const FieldTotals& from) { to.add_wells(from); });
    close(Level::step);
  }

  void close(Level which) {
    auto& closed = level(which);
    if (!closed.is_open) return;
    for (std::size_t well = 0; well < closed.wells.size(); ++well)
      if (closed.wells[well]) close_well(which, well);
    std::ranges::move(closed.parts, std::back_inserter(finished_.wells));
    closed.parts.clear();
    for (const auto& part : closed.field) give_field(which, part, true);
    if (closed.whole) give_field(which, *closed.whole, false);
    if (which != Level::day) add_to_longer(which == Level::step && hours_ ? Level::hour : Level::day, closed);
    done_through_[place_of(which)] = std::max(done_through_[place_of(which)], closed.last);
    closed.field.clear();
    closed.whole.reset();
    closed.is_open = false;
  }

  void add_to_longer(Level which, const OpenLevel& closed) {
    auto& longer = level(which);
    const auto merge = [](Part<FieldTotals>& to, const Part<FieldTotals>& from) {
      to.span.extend(from.span);
      to.variants.merge(from.variants,
                        [](FieldTotals& all, const FieldTotals& more) { all.add_later(more); });
    };
    for (const auto& part : closed.field) merge(part_of(longer.field, part.well_type, part.span), part);
    if (!longer.whole) {
      longer.whole.emplace();
      longer.whole->span = closed.whole->span;
    }
    merge(*longer.whole, *closed.whole);
  }

  void close_well(Level which, std::size_t well) {
    auto part = *std::exchange(level(which).wells[well], std::nullopt);
    if (which == Level::hour) {
      auto& day = well_part(Level::day, well, part.well_type, part.span);
      day.span.extend(part.span);
      day.variants.merge(part.variants, add_states);
    }
    if (is_given(which)) return;
    const auto give = [&](const QuantityStates* states, QualityFilter filter) {
      if (states == nullptr) return;
      auto& row = level(which).parts.emplace_back(
          WellCellRow{which, level(which).cell, part.span, well, part.well_type, filter, {}});
      for (std::size_t i = 0; i < states->size(); ++i) encode((*states)[i], row.states[i]);
    };
    give(&part.variants.any(), QualityFilter::any);
    give(part.variants.uncertain(), QualityFilter::uncertain);
    give(part.variants.good(), QualityFilter::good);
  }

  void give_field(Level which, const Part<FieldTotals>& part, bool of_type) {
    if (is_given(which) || (which == Level::step && !steps_)) return;
    const auto give = [&](const FieldTotals* totals, QualityFilter filter) {
      if (totals == nullptr) return;
      auto& row = finished_.field.emplace_back(FieldCellRow{which,
                                                            level(which).cell,
                                                            part.span,
                                                            filter,
                                                            of_type,
                                                            of_type ? part.well_type : std::nullopt,
                                                            totals->rows,
                                                            {}});
      encode(*totals, row.totals);
    };
    give(&part.variants.any(), QualityFilter::any);
    give(part.variants.uncertain(), QualityFilter::uncertain);
    give(part.variants.good(), QualityFilter::good);
  }

  [[nodiscard]] bool is_given(Level which) { return level(which).cell <= given_through_[place_of(which)]; }

  bool hours_;
  bool steps_;
  std::array<Instant, kLevelCount> done_through_;
  std::array<Instant, kLevelCount> given_through_;
  BucketGrid day_grid_;
  BucketGrid hour_grid_;
  BucketGrid production_grid_;
  std::optional<aggregation::Bucket> production_day_;
  std::optional<aggregation::Bucket> day_;
  std::optional<aggregation::Bucket> hour_;
  const Tags all_tags_ = Tags().set();
  const Tags field_tags_ = make_field_tags();
  aggregation::QualityReader quality_;
  FilteredRow filtered_{};
  std::array<OpenLevel, kLevelCount> levels_;
  FinishedCells finished_;
};

RollupBuilder::RollupBuilder(BuilderOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
RollupBuilder::~RollupBuilder() = default;
RollupBuilder::RollupBuilder(RollupBuilder&&) noexcept = default;

void RollupBuilder::add(const Row& row) { impl_->add(row); }
FinishedCells RollupBuilder::take() { return impl_->take(); }
const std::array<Instant, kLevelCount>& RollupBuilder::done_through() const { return impl_->done_through(); }

}  // namespace flodata::rollup
