// What an answer is read from: rows, or the longest cells that say the same (docs/decisions/0040-rollups.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "aggregation/interval.h"
#include "base/time_zone.h"
#include "store/production_store.h"

namespace flodata::api {

enum class Cells : std::uint8_t { none, of_wells, of_field };

/// A stretch of the window: rows, or the cells of a level.
struct Stretch {
  store::CellBounds window;  // labels, both included
  std::optional<rollup::Level> level;
  std::vector<Instant> cells;  // labels of their first rows
};

/// Stretches in the order of time that make up the window.
struct ReadingPlan {
  Cells of = Cells::none;
  std::int64_t generation = 0;       // of the cells
  std::vector<std::size_t> numbers;  // of the wells in the field's cells, by position
  std::vector<Stretch> stretches;
};

struct PlannedWindow {
  Cells wanted;
  std::vector<std::string> wells;
  store::CellBounds window;
  aggregation::Interval interval;
  TimeZone zone;                // of the buckets
  std::string production_zone;  // of production days
};

/// Returns a plan for buckets; one of rows where `wanted` is none, and where cells would not say the same or
/// are not there yet.
boost::asio::awaitable<ReadingPlan> plan_reading(store::ProductionStore* store, PlannedWindow question,
                                                 store::SteadyTime deadline);

/// Returns a plan of rows.
ReadingPlan plan_of_rows(store::CellBounds window);

/// Returns the field's totals at each time later than `after`, up to `last` (included).
boost::asio::awaitable<std::vector<store::FieldStep>> read_field_steps(store::ProductionStore* store,
                                                                       Instant after, Instant last,
                                                                       store::SteadyTime deadline);

/// Returns the number of rows of the version; of all rows without one.
boost::asio::awaitable<std::int64_t> count_rows(store::ProductionStore* store,
                                                std::optional<store::DataVersion> version,
                                                store::SteadyTime deadline);

}  // namespace flodata::api
