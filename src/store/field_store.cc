#include "store/field_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pg/connection.h"
#include "store/sql.h"

namespace flodata::store {

using boost::asio::awaitable;

namespace {

using fmt::literals::operator""_a;

std::string parameter_of(Instant instant) {
  return instant == Instant::min() ? "-infinity" : pg::to_parameter(instant);
}

std::vector<StatusChange> decode_changes(const pg::BinaryResult& result) {
  std::vector<StatusChange> changes;
  for (int row = 0; row < result.rows(); ++row)
    changes.push_back({result.instant(row, 0), result.instant(row, 1)});
  return changes;
}

/// Two aggregates: the values below which the fractions lie.
std::string aggregates_of(const RangedValue& value, Range fractions) {
  std::vector<std::string> conditions;
  for (const auto& input : value.inputs)
    conditions.push_back(fmt::format("(quality -> '{}' ->> 'status') IS DISTINCT FROM 'Bad'", input));
  const auto aggregate = [&](double fraction) {
    return fmt::format("percentile_disc({}) WITHIN GROUP (ORDER BY {}) FILTER (WHERE {})", fraction,
                       value.expression, fmt::join(conditions, " AND "));
  };
  return aggregate(fractions.lower) + ", " + aggregate(fractions.upper);
}

}  // namespace

FieldStore::FieldStore(pg::ConnectionPool& pool)
    : pool_(&pool),
      status_changes_{"status_changes", sql::kStatusChanges},
      bad_changes_{"bad_changes", sql::kBadChanges},
      steps_{"field_steps", sql::kFieldSteps} {}

awaitable<std::vector<TrendMeans>> FieldStore::trend(std::vector<Instant> begins, Instant last,
                                                     std::string first, std::string second,
                                                     SteadyTime deadline) {
  std::vector<std::string> texts;
  for (const auto begin : begins) texts.push_back(parameter_of(begin));
  const pg::Statement statement{"", fmt::format(sql::kFieldTrend, "first"_a = first, "second"_a = second)};
  auto query = pg::Query(statement).with(texts).with(begins.front()).with(last);
  const auto results = co_await pool_->execute({std::move(query)}, deadline);
  const auto& result = results.front();
  std::vector<TrendMeans> means;
  means.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row)
    means.push_back({.well_name = std::string(result.text(row, 0).value()),
                     .part = static_cast<std::size_t>(result.whole_number(row, 1).value() - 1),
                     .first = result.number(row, 2),
                     .second = result.number(row, 3)});
  co_return means;
}

awaitable<std::vector<StatusChange>> FieldStore::status_changes(std::vector<StatusQuestion> questions,
                                                                Instant last, SteadyTime deadline) {
  std::vector<std::string> wells;
  std::vector<std::string> flowing;
  std::vector<std::string> after;
  for (const auto& question : questions) {
    wells.push_back(question.well_name);
    flowing.emplace_back(question.flowing ? "true" : "false");
    after.push_back(parameter_of(question.after));
  }
  auto query = pg::Query(status_changes_).with(wells).with(flowing).with(after).with(last);
  const auto results = co_await pool_->execute({std::move(query)}, deadline);
  co_return decode_changes(results.front());
}

awaitable<std::vector<StatusChange>> FieldStore::bad_changes(std::vector<BadQuestion> questions, Instant last,
                                                             SteadyTime deadline) {
  std::vector<std::string> wells;
  std::vector<std::string> tags;
  std::vector<std::string> after;
  for (const auto& question : questions) {
    wells.push_back(question.well_name);
    tags.push_back(question.tag);
    after.push_back(parameter_of(question.after));
  }
  auto query = pg::Query(bad_changes_).with(wells).with(tags).with(after).with(last);
  const auto results = co_await pool_->execute({std::move(query)}, deadline);
  co_return decode_changes(results.front());
}

awaitable<std::vector<FieldStep>> FieldStore::steps(Instant after, Instant last, SteadyTime deadline) {
  const auto results = co_await pool_->execute({pg::Query(steps_).with(after).with(last)}, deadline);
  const auto& result = results.front();
  std::vector<FieldStep> steps;
  steps.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row)
    steps.push_back({.time = result.instant(row, 0).value(),
                     .original_time = result.instant(row, 1).value(),
                     .rates = {result.number(row, 2), result.number(row, 3), result.number(row, 4),
                               result.number(row, 5)},
                     .wells_on_stream = result.whole_number(row, 6).value()});
  co_return steps;
}

awaitable<std::vector<WellRanges>> FieldStore::ranges(std::vector<std::string> wells, Instant after,
                                                      Instant last, std::vector<RangedValue> values,
                                                      Range fractions, SteadyTime deadline) {
  std::vector<std::string> aggregates;
  for (const auto& value : values) aggregates.push_back(aggregates_of(value, fractions));
  const pg::Statement statement{
      "", fmt::format(sql::kNormalRanges, "ranges"_a = fmt::format("{}", fmt::join(aggregates, ", ")))};
  auto query = pg::Query(statement).with(after).with(last).with(wells);
  const auto results = co_await pool_->execute({std::move(query)}, deadline);
  const auto& result = results.front();
  std::vector<WellRanges> found;
  for (int row = 0; row < result.rows(); ++row) {
    WellRanges well{.well_name = std::string(result.text(row, 0).value()), .ranges = {}};
    for (std::size_t value = 0; value < values.size(); ++value) {
      const auto column = static_cast<int>(1 + 2 * value);
      const auto lower = result.number(row, column);
      const auto upper = result.number(row, column + 1);
      well.ranges.push_back(lower && upper ? std::optional(Range{*lower, *upper}) : std::nullopt);
    }
    found.push_back(std::move(well));
  }
  co_return found;
}

}  // namespace flodata::store
