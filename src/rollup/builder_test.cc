// Answers made of cells are those made of rows, whatever is asked and wherever the stream has been.
#include "rollup/builder.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "rollup/codec.h"
#include "rollup/exactness.h"
#include "support/samples.h"

namespace flodata::rollup {
namespace {

using namespace std::chrono_literals;
using namespace aggregation;
using test::zone;

constexpr std::array kQualities = {
    R"({"oil_rate":{"status":"Bad","rule":"R4"}})",
    R"({"oil_rate":{"status":"Uncertain","rule":"R9"},"avg_whp_p":{"status":"Bad","rule":"R5"}})",
    R"({"on_stream_hrs":{"status":"Uncertain","rule":"R1"}})",
    R"({"avg_wht_p":{"status":"Uncertain","rule":"R12"},"water_rate":{"status":"Bad","rule":"R11"}})"};

struct StoredRow {
  Instant time;
  Instant original_time;
  std::size_t well;
  std::string well_type;
  TagValues values;
  std::optional<std::string> quality;
};

/// A stream with all that can happen to one: jumps, loops, speeds, pauses, holes, changes of role.
class RandomStream {
 public:
  RandomStream(unsigned seed, Microseconds step, std::size_t wells, int steps)
      : random_(seed), step_(step), wells_(wells) {
    Instant label = std::chrono::sys_days(2026y / 3 / 20) + std::chrono::hours(pick(100));
    Instant source = std::chrono::sys_days(2013y / 10 / 20) + 22h;
    Microseconds live = step;
    std::vector<std::string> types(wells, "OP");
    for (int i = 0; i < steps; ++i) {
      if (chance(0.004)) label += std::chrono::minutes(1 + pick(4000));             // a pause
      if (chance(0.006)) source += step * (pick(400) - 250);                        // a jump
      if (chance(0.004)) live = std::max<Microseconds>(1s, step / (1 + pick(30)));  // a speed
      if (chance(0.02))
        types[static_cast<std::size_t>(pick(static_cast<int>(wells)))] = chance(0.5) ? "OP" : "WI";
      if (!chance(0.03)) add_step(label, source, types);
      label += live;
      source += step;
    }
  }
  [[nodiscard]] const std::vector<StoredRow>& rows() const { return rows_; }
  [[nodiscard]] double step_hours() const {
    return std::chrono::duration<double, std::ratio<3600>>(step_).count();
  }

 private:
  bool chance(double part) { return std::uniform_real_distribution<double>(0, 1)(random_) < part; }
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  void add_step(Instant label, Instant source, const std::vector<std::string>& types) {
    for (std::size_t well = 0; well < wells_; ++well) {
      if (chance(0.08)) continue;
      StoredRow row{label, source, well, types[well], {}, {}};
      const bool shut = chance(0.1);
      for (TagIndex tag = 0; tag < kTagCount; ++tag) {
        if (chance(0.1)) continue;
        const double large = std::uniform_real_distribution<double>(0, 3000)(random_);
        row.values[tag] = shut && kTags[tag].kind != TagKind::intensive ? 0
                          : chance(0.5)                                 ? std::round(large)
                                                                        : large;
      }
      if (chance(0.06)) row.quality = kQualities[static_cast<std::size_t>(pick(kQualities.size()))];
      rows_.push_back(std::move(row));
    }
  }

  std::mt19937 random_;
  Microseconds step_;
  std::size_t wells_;
  std::vector<StoredRow> rows_;
};

void add_to(RollupBuilder& builder, const StoredRow& row) {
  builder.add({row.time, row.original_time, row.well,
               row.well_type.empty() ? std::nullopt : std::optional<std::string_view>(row.well_type),
               row.values, row.quality});
}

/// Cells of a stream in batches, as transactions carry them; the builder is begun again now and then.
FinishedCells cells_of(const std::vector<StoredRow>& rows, const BuilderOptions& options, unsigned seed) {
  std::mt19937 random(seed);
  FinishedCells all;
  auto builder = std::make_unique<RollupBuilder>(options);
  const auto keep = [&] {
    auto some = builder->take();
    std::ranges::move(some.wells, std::back_inserter(all.wells));
    std::ranges::move(some.field, std::back_inserter(all.field));
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool step_begins = i > 0 && rows[i].time != rows[i - 1].time;
    if (step_begins && random() % 7 == 0) keep();
    if (step_begins && random() % 150 == 0) {
      keep();
      auto again = options;
      again.done_through = builder->done_through();
      const auto from = again.done_through[2];
      builder = std::make_unique<RollupBuilder>(again);
      for (std::size_t before = 0; before < i; ++before)
        if (rows[before].time > from) add_to(*builder, rows[before]);
    }
    add_to(*builder, rows[i]);
  }
  keep();
  return all;
}

/// A cell as text, for comparison.
std::string text_of(const WellCellRow& row) {
  auto text = std::to_string(static_cast<int>(row.level)) + "|" +
              std::to_string(row.cell.time_since_epoch().count()) + "|" +
              std::to_string(row.span.first_time.time_since_epoch().count()) + "|" +
              std::to_string(row.well) + "|" + std::to_string(static_cast<int>(row.quality));
  for (const auto& state : row.states) text += "|" + state;
  return text;
}

TEST(RollupBuilder, BegunAgainGivesEveryCellOnce) {
  const RandomStream stream(5, 1h, 4, 1500);
  const BuilderOptions options{zone("UTC"), zone("Europe/Oslo"), false, true};
  RollupBuilder whole(options);
  for (const auto& row : stream.rows()) add_to(whole, row);
  const auto expected = whole.take();
  const auto found = cells_of(stream.rows(), options, 5);
  EXPECT_EQ(found.field.size(), expected.field.size());
  std::vector<std::string> found_wells;
  std::vector<std::string> expected_wells;
  for (const auto& row : found.wells) found_wells.push_back(text_of(row));
  for (const auto& row : expected.wells) expected_wells.push_back(text_of(row));
  std::ranges::sort(found_wells);
  std::ranges::sort(expected_wells);
  EXPECT_EQ(found_wells, expected_wells);
}

struct Question {
  Interval interval;
  TimeZone zone;
  QualityFilter quality;
  std::string well_type;  // empty: any
  std::vector<bool> wells;
  Instant first;
  Instant last;
};

bool is_asked(const Question& question, std::size_t well, const std::optional<std::string>& well_type) {
  return question.wells[well] && (question.well_type.empty() || well_type == question.well_type);
}

/// A stretch of the answer: rows, or one cell of all wells.
struct Stretch {
  Instant first;
  Instant last;
  std::optional<Level> level;
};

/// Cells by where they begin.
struct CellIndex {
  using Key = std::pair<Level, Instant>;
  explicit CellIndex(const FinishedCells& cells) {
    for (const auto& row : cells.wells) wells[{row.level, row.cell}].push_back(&row);
    for (const auto& row : cells.field) {
      field[{row.level, row.cell}].push_back(&row);
      if (!row.of_type) ends[{row.level, row.cell}] = row.span.last_time;
    }
  }
  std::map<Key, std::vector<const WellCellRow*>> wells;
  std::map<Key, std::vector<const FieldCellRow*>> field;
  std::map<Key, Instant> ends;
};

/// The window in cells of the longest levels that fit, and in rows.
std::vector<Stretch> plan(const CellIndex& cells, Instant first, Instant last, Level longest,
                          Level shortest) {
  std::vector<Stretch> stretches;
  const auto between = [&](Instant from, Instant to) {
    if (from > to) return;
    if (longest == shortest) {
      if (shortest != Level::step) stretches.push_back({from, to, std::nullopt});
      return;
    }
    const auto shorter = static_cast<Level>(static_cast<int>(longest) - 1);
    for (auto& stretch : plan(cells, from, to, shorter, shortest)) stretches.push_back(stretch);
  };
  for (auto cell = cells.ends.lower_bound({longest, first});
       cell != cells.ends.end() && cell->first.first == longest && cell->second <= last; ++cell) {
    between(first, cell->first.second - 1us);
    stretches.push_back({cell->first.second, cell->second, longest});
    first = cell->second + 1us;
  }
  between(first, last);
  return stretches;
}

void add_rows(const Question& question, const RandomStream& stream, BucketFold& fold, Instant first,
              Instant last, std::vector<BucketRow>& out) {
  QualityGate gate(question.quality, UseOfMarks::none);
  const auto& rows = stream.rows();
  for (auto row = std::ranges::lower_bound(rows, first, {}, &StoredRow::time);
       row != rows.end() && row->time <= last; ++row) {
    if (!is_asked(question, row->well, row->well_type)) continue;
    Sample sample{row->time, row->original_time, row->well, row->values};
    gate.apply(sample.values, row->quality);
    fold.add(sample, out);
  }
}

void add_cells(const Question& question, const CellIndex& cells, Level level, Instant cell, BucketFold& fold,
               std::vector<BucketRow>& out) {
  std::map<std::pair<std::size_t, Instant>, const WellCellRow*> chosen;
  for (const auto* row : cells.wells.at({level, cell}))
    if (row->quality <= question.quality && is_asked(question, row->well, row->well_type)) {
      auto& best = chosen[{row->well, row->span.first_time}];
      if (best == nullptr || best->quality < row->quality) best = row;
    }
  if (chosen.empty()) return;
  std::vector<QuantityStates> states;
  states.reserve(chosen.size());
  std::vector<WellCell> group;
  auto span = chosen.begin()->second->span;
  for (const auto& [key, row] : chosen) {
    auto& decoded = states.emplace_back();
    for (std::size_t i = 0; i < decoded.size(); ++i) decoded[i] = decode_quantity(row->states[i]);
    group.push_back({key.first, decoded});
    span.extend(row->span);
  }
  fold.add(CellGroup{span, group}, out);
}

std::vector<Column> all_columns() {
  constexpr std::array kAll = {Statistic::mean,   Statistic::min,  Statistic::max,
                               Statistic::first,  Statistic::last, Statistic::count,
                               Statistic::stddev, Statistic::sum,  Statistic::time_on_stream};
  return make_columns(all_quantities(), kAll, Chosen::all_there_are).value();
}

void expect_same(const std::vector<BucketRow>& of_cells, const std::vector<BucketRow>& of_rows,
                 const std::vector<Column>& columns) {
  ASSERT_EQ(of_cells.size(), of_rows.size());
  for (std::size_t i = 0; i < of_rows.size(); ++i) {
    ASSERT_EQ(of_cells[i].bucket, of_rows[i].bucket);
    ASSERT_EQ(of_cells[i].well, of_rows[i].well);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto& one = of_cells[i].cells[c];
      const auto& other = of_rows[i].cells[c];
      ASSERT_EQ(one.has_value(), other.has_value()) << columns[c].name;
      if (columns[c].statistic == Statistic::stddev && one)
        ASSERT_NEAR(*one, *other, 1e-12 * *other) << columns[c].name;
      else
        ASSERT_EQ(one, other) << columns[c].name;
    }
  }
}

class RollupQuestions {
 public:
  RollupQuestions(unsigned seed, Microseconds step, const std::string& cell_zone)
      : random_(seed),
        stream_(seed, step, 4, step < 1h ? 2500 : 1500),
        options_{zone(cell_zone), zone("Europe/Oslo"), step < 1h, true},
        cells_(cells_of(stream_.rows(), options_, seed)),
        index_(cells_) {}

  Question ask() {
    constexpr std::array kZones = {"UTC", "Europe/Oslo", "America/New_York", "Asia/Kolkata",
                                   "Australia/Lord_Howe"};
    constexpr std::array kIntervals = {Interval::m15, Interval::h1, Interval::h6,  Interval::h12,
                                       Interval::d1,  Interval::d7, Interval::mo1, Interval::production_day};
    Question question{kIntervals[pick(kIntervals.size())],
                      pick(2) == 0 ? options_.zone : zone(kZones[pick(kZones.size())]),
                      static_cast<QualityFilter>(pick(3)),
                      pick(3) == 0 ? (pick(2) == 0 ? "OP" : "WI") : "",
                      {},
                      {},
                      {}};
    for (int well = 0; well < 4; ++well) question.wells.push_back(pick(3) != 0);
    const auto some = [&] { return stream_.rows()[pick(stream_.rows().size())].time; };
    question.first = some();
    question.last = some();
    if (question.last < question.first) std::swap(question.first, question.last);
    return question;
  }

  void compare_wells(const Question& question) {
    const auto columns = all_columns();
    const auto make = [&] {
      return BucketFold(BucketGrid(question.interval, question.zone, options_.production_zone), 4,
                        {.columns = columns, .step_hours = stream_.step_hours(), .windows = {}});
    };
    auto rows_fold = make();
    std::vector<BucketRow> of_rows;
    add_rows(question, stream_, rows_fold, question.first, question.last, of_rows);
    rows_fold.finish(of_rows);
    auto cells_fold = make();
    std::vector<BucketRow> of_cells;
    const auto shortest = options_.hours ? Level::hour : Level::day;
    const auto longest = level(question);
    std::vector<Stretch> stretches = {{question.first, question.last, std::nullopt}};
    if (longest >= shortest) stretches = plan(index_, question.first, question.last, longest, shortest);
    for (const auto& stretch : stretches) {
      if (stretch.level)
        add_cells(question, index_, *stretch.level, stretch.first, cells_fold, of_cells);
      else
        add_rows(question, stream_, cells_fold, stretch.first, stretch.last, of_cells);
      cell_count += stretch.level ? 1 : 0;
    }
    cells_fold.finish(of_cells);
    expect_same(of_cells, of_rows, columns);
  }

  void compare_field(const Question& question) {
    const auto split = pick(2) == 0 ? FieldSplit::none : FieldSplit::by_well_type;
    const auto make = [&] {
      return FieldFold(BucketGrid(question.interval, question.zone, options_.production_zone),
                       {.step_hours = stream_.step_hours(), .split = split, .window = {}});
    };
    auto rows_fold = make();
    std::vector<FieldRow> of_rows;
    QualityGate gate(question.quality, UseOfMarks::none);
    for (const auto& row : stream_.rows()) {
      if (row.time < question.first || row.time > question.last) continue;
      if (!question.well_type.empty() && row.well_type != question.well_type) continue;
      Sample sample{row.time, row.original_time, row.well, row.values};
      gate.apply(sample.values, row.quality);
      rows_fold.add(sample, row.well_type, of_rows);
    }
    rows_fold.finish(of_rows);
    auto cells_fold = make();
    std::vector<FieldRow> of_cells;
    const bool of_type = split == FieldSplit::by_well_type || !question.well_type.empty();
    for (const auto& stretch : plan(index_, question.first, question.last, level(question), Level::step))
      add_field_cells(question, *stretch.level, stretch.first, of_type, cells_fold, of_cells);
    cells_fold.finish(of_cells);
    ASSERT_EQ(of_cells.size(), of_rows.size());
    for (std::size_t i = 0; i < of_rows.size(); ++i) expect_same(of_cells[i], of_rows[i]);
  }

  int cell_count = 0;

 private:
  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }

  Level level(const Question& question) const {
    auto found = longest_exact(question.interval, question.zone, options_.zone, options_.hours,
                               question.first, question.last);
    return found;
  }

  void add_field_cells(const Question& question, Level level, Instant cell, bool of_type, FieldFold& fold,
                       std::vector<FieldRow>& out) {
    std::map<std::string, const FieldCellRow*> chosen;
    for (const auto& row : cells_.field) {
      if (row.level != level || row.cell != cell || row.of_type != of_type || row.quality > question.quality)
        continue;
      if (!question.well_type.empty() && row.well_type != question.well_type) continue;
      auto& best = chosen[row.well_type.value_or("")];
      if (best == nullptr || best->quality < row.quality) best = &row;
    }
    if (chosen.empty()) return;
    std::vector<FieldTotals> totals;
    totals.reserve(chosen.size());
    std::vector<FieldCell> group;
    auto span = chosen.begin()->second->span;
    for (const auto& [well_type, row] : chosen) {
      group.push_back({well_type, totals.emplace_back(decode_totals(row->totals))});
      span.extend(row->span);
    }
    fold.add(FieldCellGroup{span, group}, out);
  }

  static void expect_same(const FieldRow& one, const FieldRow& other) {
    ASSERT_EQ(one.bucket, other.bucket);
    ASSERT_EQ(one.well_type, other.well_type);
    ASSERT_EQ(one.rates, other.rates);
    ASSERT_EQ(one.volumes, other.volumes);
    ASSERT_EQ(one.liquid_rate, other.liquid_rate);
    ASSERT_EQ(one.gor, other.gor);
    ASSERT_EQ(one.watercut, other.watercut);
    ASSERT_EQ(one.well_count, other.well_count);
    ASSERT_EQ(one.wells_on_stream, other.wells_on_stream);
  }
  static void expect_same(const std::vector<BucketRow>& one, const std::vector<BucketRow>& other,
                          const std::vector<Column>& columns) {
    rollup::expect_same(one, other, columns);
  }

  std::mt19937 random_;
  RandomStream stream_;
  BuilderOptions options_;
  FinishedCells cells_;
  CellIndex index_;
};

struct Case {
  Microseconds step;
  const char* zone;
};

class RollupBuilderOf : public testing::TestWithParam<Case> {};

TEST_P(RollupBuilderOf, CellsAnswerLikeRows) {
  int cells = 0;
  // FLODATA_QUESTIONS=250 asks 2,500 of wells and as many of the field.
  const char* asked = std::getenv("FLODATA_QUESTIONS");
  const int count = asked != nullptr ? std::atoi(asked) : 12;
  for (unsigned seed = 1; seed <= 2; ++seed) {
    RollupQuestions questions(seed, GetParam().step, GetParam().zone);
    for (int i = 0; i < count; ++i) {
      SCOPED_TRACE(testing::Message() << "seed " << seed << ", question " << i);
      const auto question = questions.ask();
      questions.compare_wells(question);
      questions.compare_field(question);
      if (HasFatalFailure()) return;
    }
    cells += questions.cell_count;
  }
  EXPECT_GT(cells, 10 * count);
}

INSTANTIATE_TEST_SUITE_P(Steps, RollupBuilderOf,
                         testing::Values(Case{1h, "UTC"}, Case{1h, "Europe/Oslo"}, Case{15min, "UTC"},
                                         Case{15min, "Asia/Kolkata"}, Case{1h, "Australia/Lord_Howe"}));

TEST(RollupCodec, WhatIsDecodedIsWhatWasEncoded) {
  QuantityState state;
  for (const double value : {3.25, 0.1, 7e5, 0.1}) state.values.add(value, Moments::used);
  std::string bytes;
  encode(state, bytes);
  EXPECT_EQ(decode_quantity(bytes).values.parts(), state.values.parts());
  EXPECT_THROW(decode_quantity(bytes + "x"), Failure);
  EXPECT_THROW(decode_quantity(bytes.substr(0, bytes.size() - 1)), Failure);
}

TEST(RollupCodec, AValueThatRepeatsTakesTenBytes) {
  QuantityState state;
  for (int i = 0; i < 24; ++i) state.values.add(0.1, Moments::used);
  std::string bytes;
  encode(state, bytes);
  EXPECT_EQ(bytes.size(), 10U);
  EXPECT_EQ(decode_quantity(bytes).values.sum(), state.values.sum());
  EXPECT_EQ(decode_quantity(bytes).values.stddev(), 0);
}

TEST(ExactSum, DoesNotDependOnOrderOrGroups) {
  std::mt19937 random(7);
  std::vector<double> terms(5000);
  for (auto& term : terms)
    term = std::uniform_real_distribution<double>(0, 1)(random) * std::pow(10, random() % 9);
  ExactSum forwards;
  ExactSum backwards;
  ExactSum grouped;
  for (std::size_t i = 0; i < terms.size(); i += 50) {
    ExactSum group;
    for (std::size_t k = i; k < i + 50; ++k) {
      forwards.add(terms[k]);
      backwards.add(terms[terms.size() - 1 - k]);
      group.add(terms[k]);
    }
    grouped.add(group);
  }
  EXPECT_EQ(forwards, backwards);
  EXPECT_EQ(forwards, grouped);
}

}  // namespace
}  // namespace flodata::rollup
