#include "api/rollups/reading_plan.h"

#include <algorithm>
#include <utility>

#include "rollup/codec.h"
#include "rollup/exactness.h"

namespace flodata::api {

using boost::asio::awaitable;
using rollup::Level;

namespace {

constexpr Microseconds kTick(1);  // labels are whole microseconds

Level shorter(Level level, bool hours) { return level == Level::day && hours ? Level::hour : Level::step; }

/// The parts of `plan` that are not cells yet, divided again: into cells of `level`, and what is between.
awaitable<std::vector<Stretch>> refine(store::ProductionStore* store, std::vector<Stretch> stretches,
                                       Level level, const store::RollupProgress* progress,
                                       store::SteadyTime deadline) {
  std::vector<Stretch> refined;
  const auto add_rows = [&](Instant first, Instant last) {
    if (first <= last) refined.push_back({{first, last}, std::nullopt, {}});
  };
  for (auto& stretch : stretches) {
    const auto window = stretch.window;
    const store::CellBounds done{window.first, std::min(window.last, progress->through_of(level))};
    if (stretch.level || done.first > done.last) {
      refined.push_back(std::move(stretch));
      continue;
    }
    const auto cells = co_await store->rollups().cells(level, done, progress->generation, deadline);
    if (cells.empty()) {
      refined.push_back(std::move(stretch));
      continue;
    }
    Stretch of_cells{{cells.front().first, cells.back().last}, level, {}};
    for (const auto& cell : cells) of_cells.cells.push_back(cell.first);
    add_rows(window.first, cells.front().first - kTick);
    refined.push_back(std::move(of_cells));
    add_rows(cells.back().last + kTick, window.last);
  }
  co_return refined;
}

/// Steps are read by their window, without a list. What lies after `through` stays rows.
std::vector<Stretch> with_steps(std::vector<Stretch> stretches, Instant through) {
  std::vector<Stretch> all;
  for (auto& stretch : stretches) {
    const auto window = stretch.window;
    if (stretch.level || window.first > through) {
      all.push_back(std::move(stretch));
      continue;
    }
    all.push_back({{window.first, std::min(window.last, through)}, Level::step, {}});
    if (window.last > through) all.push_back({{through + kTick, window.last}, std::nullopt, {}});
  }
  return all;
}

/// Returns how far the cells go, where every step up to `last` has its own.
awaitable<std::optional<store::RollupProgress>> steps_through(store::ProductionStore* store, Instant last,
                                                              store::SteadyTime deadline) {
  auto progress = co_await store->rollups().progress(deadline);
  if (progress && (!progress->steps || progress->through_of(Level::step) < last)) progress.reset();
  co_return progress;
}

}  // namespace

ReadingPlan plan_of_rows(store::CellBounds window) {
  return {.of = Cells::none, .generation = 0, .stretches = {{window, std::nullopt, {}}}};
}

awaitable<ReadingPlan> plan_reading(store::ProductionStore* store, PlannedWindow question,
                                    store::SteadyTime deadline) {
  auto plan = plan_of_rows(question.window);
  if (question.wanted == Cells::none || question.window.first > question.window.last) co_return plan;
  const auto progress = co_await store->rollups().progress(deadline);
  if (!progress || progress->production_day_zone != question.production_zone) co_return plan;
  const auto zone = TimeZone::find(progress->zone);
  if (!zone) co_return plan;
  const bool of_field = question.wanted == Cells::of_field;
  auto level = rollup::longest_exact(question.interval, question.zone, *zone, progress->hours,
                                     question.window.first, question.window.last);
  if (level == Level::step && !(of_field && progress->steps)) co_return plan;
  plan.of = question.wanted;
  plan.generation = progress->generation;
  for (; level != Level::step; level = shorter(level, progress->hours))
    plan.stretches = co_await refine(store, std::move(plan.stretches), level, &*progress, deadline);
  if (!of_field) co_return plan;
  if (progress->steps)
    plan.stretches = with_steps(std::move(plan.stretches), progress->through_of(Level::step));
  plan.numbers = co_await store->rollups().numbers(question.wells, plan.generation, deadline);
  co_return plan;
}

awaitable<std::vector<store::FieldStep>> read_field_steps(store::ProductionStore* store, Instant after,
                                                          Instant last, store::SteadyTime deadline) {
  const auto progress = co_await steps_through(store, last, deadline);
  if (!progress) co_return co_await store->field().steps(after, last, deadline);
  std::vector<store::FieldStep> steps;
  auto from = after == Instant::min() ? after : after + kTick;
  for (bool goes_on = true; goes_on;) {
    store::FieldCellsRequest request{.level = Level::step,
                                     .cells = {from, last},
                                     .quality = rollup::QualityFilter::any,
                                     .of_types = false,
                                     .well_type = {}};
    const auto cells =
        co_await store->rollups().field_cells(std::move(request), progress->generation, deadline);
    for (int row = 0; row < cells.size(); ++row) {
      const auto totals = rollup::decode_totals(cells.bytes(row));
      const auto span = cells.key(row).span;
      auto& step = steps.emplace_back(store::FieldStep{span.first_time, span.first_original_time, {}, 0});
      for (std::size_t i = 0; i < step.rates.size(); ++i) step.rates[i] = totals.rates[i].total();
      step.wells_on_stream = static_cast<std::int64_t>(totals.on_stream.size());
      from = span.first_time + kTick;
    }
    goes_on = cells.size() == store::kFieldCellsAtOnce;
  }
  co_return steps;
}

awaitable<std::int64_t> count_rows(store::ProductionStore* store, std::optional<store::DataVersion> version,
                                   store::SteadyTime deadline) {
  if (version && version->newest_label) {
    const auto last = *version->newest_label;
    if (const auto progress = co_await store->rollups().progress(deadline))
      co_return co_await store->rollups().row_count(last, progress->generation, deadline);
  }
  co_return co_await store->rows().row_count(version, deadline);
}

}  // namespace flodata::api
