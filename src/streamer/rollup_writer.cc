#include "streamer/rollup_writer.h"

#include <fmt/format.h>

#include "base/json.h"
#include "streamer/rollup_tables.h"
#include "streamer/sql.h"

namespace flodata::streamer {
namespace {

using fmt::literals::operator""_a;
using rollup::Level;

constexpr std::int64_t kRowsPerPiece = 50'000;
// With fewer wells, totals of every step would be as many rows as there are anyway.
constexpr std::size_t kWellsOfSteps = 32;
constexpr auto kStep = static_cast<std::size_t>(Level::step);
constexpr auto kDay = static_cast<std::size_t>(Level::day);

TimeZone zone_of(const std::string& name) { return value_or_throw(TimeZone::find(name)); }

pg::Parameter label_or_null(Instant label) {
  if (label == Instant::min()) return std::nullopt;
  return pg::to_parameter(label);
}

rollup::BuilderOptions builder_options(const RollupCuts& cuts,
                                       const std::array<Instant, rollup::kLevelCount>& done_through) {
  return {zone_of(cuts.zone), zone_of(cuts.production_zone), cuts.hours, cuts.steps, done_through};
}

rollup::Row rollup_row(const StoredRow& row, std::size_t number) {
  return {row.time, row.original_time, number, row.well_type, row.values, row.quality};
}

}  // namespace

RollupCuts cuts_of(const replay::StreamState& state, const TimeZone& zone, std::size_t wells) {
  return {zone.name(), state.day_zone, state.step < kHour, wells >= kWellsOfSteps};
}

std::optional<RollupWriter::Progress> RollupWriter::read_progress() {
  const auto rows = connection_.query(sql::kReadRollupState, {stream_id_});
  if (rows.row_count() == 0) return std::nullopt;
  constexpr std::size_t kFirstLabel = 5;
  Progress progress{
      rows.int64(0, 0),
      {std::string(rows.text(0, 1)), std::string(rows.text(0, 2)), rows.boolean(0, 3), rows.boolean(0, 4)},
      {}};
  for (std::size_t level = 0; level < progress.through.size(); ++level)
    progress.through[level] =
        rows.is_null(0, kFirstLabel + level) ? Instant::min() : rows.instant(0, kFirstLabel + level);
  return progress;
}

void RollupWriter::start(Progress progress) {
  progress_ = std::move(progress);
  builder_ = std::make_unique<rollup::RollupBuilder>(builder_options(progress_.cuts, progress_.through));
  stored_ = StoredRows(progress_.through[kDay]);
  is_attached_ = false;
  wells_.clear();
  numbers_.clear();
  numbers_of_source_.clear();
  const auto wells = connection_.query("SELECT well_name FROM rollup_well ORDER BY number");
  for (std::size_t row = 0; row < wells.row_count(); ++row) number_of(wells.text(row, 0));
  wells_written_ = wells_.size();
}

void RollupWriter::truncate(const RollupCuts& cuts) {
  connection_.execute(sql::kTruncateRollups);
  connection_.query(sql::kResetRollupState, {stream_id_, cuts.zone, cuts.production_zone,
                                             cuts.hours ? "true" : "false", cuts.steps ? "true" : "false"});
}

void RollupWriter::reset(const RollupCuts& cuts) {
  pg::Transaction transaction(connection_);
  truncate(cuts);
  transaction.commit();
  start(read_progress().value());
}

void RollupWriter::begin(const RollupCuts& cuts, std::optional<Instant> newest_label) {
  auto progress = read_progress();
  // Cells after the newest row are those of another stream, whose tables were emptied by hand.
  const bool is_other = progress && progress->through[kStep] > newest_label.value_or(Instant::min());
  if (!progress || is_other || progress->cuts != cuts)
    reset(cuts);
  else
    start(*std::move(progress));
  is_attached_ = !newest_label || stored_.through() >= *newest_label;
}

std::size_t RollupWriter::number_of(std::string_view well_name) {
  const auto [found, is_new] = numbers_.try_emplace(std::string(well_name), wells_.size());
  if (is_new) wells_.emplace_back(well_name);
  return found->second;
}

void RollupWriter::add(const HourlyRow& row, Instant label) {
  if (!is_attached_) return;
  auto number = numbers_of_source_.find(row.well);
  if (number == numbers_of_source_.end())
    number = numbers_of_source_.emplace(row.well, number_of(row.well->well_name)).first;
  builder_->add({label, row.hour, number->second, row.well_type, row.values, row.quality});
}

void RollupWriter::write(Instant newest_label) {
  if (is_attached_) is_attached_ = write_cells(newest_label);
}

void RollupWriter::write_new_wells() {
  if (wells_written_ == wells_.size()) return;
  std::string json = "[";
  for (auto number = wells_written_; number < wells_.size(); ++number) {
    if (json.size() > 1) json += ',';
    append_json_string(json, wells_[number]);
  }
  json += ']';
  connection_.query(sql::kWriteRollupWells, {json, std::to_string(wells_written_)});
  wells_written_ = wells_.size();
}

/// Rows up to `through` were added. Returns false, and forgets what it has, when another writer was there.
bool RollupWriter::write_cells(Instant through) {
  const auto cells = builder_->take();
  auto done = builder_->done_through();
  done[kStep] = through;
  std::vector<pg::Parameter> parameters = {stream_id_, std::to_string(progress_.generation)};
  for (const auto& labels : {progress_.through, done})
    for (const auto label : labels) parameters.push_back(label_or_null(label));
  if (connection_.query(sql::kMoveRollupState, parameters).affected_rows() != 1) {
    builder_.reset();
    return false;
  }
  write_new_wells();
  copy_cells(connection_, cells, "rollup_",
             [&](std::size_t number) -> const std::string& { return wells_[number]; });
  progress_.through = done;
  return true;
}

void RollupWriter::read(Instant newest_label, std::int64_t rows) {
  stored_.read(connection_, newest_label, rows,
               [&](const StoredRow& row) { builder_->add(rollup_row(row, number_of(row.well_name))); });
}

void RollupWriter::make_up(Instant newest_label, std::int64_t rows) {
  if (!builder_) {
    auto progress = read_progress();
    if (!progress) return;
    start(*std::move(progress));
  }
  pg::Transaction transaction(connection_);
  read(newest_label, rows);
  if (!write_cells(stored_.through())) return;
  transaction.commit();
  is_attached_ = stored_.through() >= newest_label;
}

void RollupWriter::rewrite(Instant first, const replay::StreamState& before,
                           const replay::StreamState& after) {
  auto progress = read_progress();
  if (!progress) return;
  auto cuts = progress->cuts;
  cuts.production_zone = after.day_zone;
  cuts.hours = after.step < kHour;
  if (cuts != progress->cuts) return truncate(cuts);
  const bool was_complete = before.newest_label && progress->through[kStep] >= *before.newest_label;
  const auto day = connection_.query(sql::kRollupDayOf, {pg::to_parameter(first)});
  connection_.execute(fmt::format(
      sql::kRemoveRollupsFrom,
      "from"_a = day.is_null(0, 0) ? std::string("-infinity") : pg::to_parameter(day.instant(0, 0))));
  if (!was_complete) return;
  start(read_progress().value());
  while (stored_.through() < *after.newest_label) {
    read(*after.newest_label, kRowsPerPiece);
    write_cells(stored_.through());
  }
}

// Every day that began before the horizon is finished, so no cell to come has rows from before it.
bool RollupWriter::retire(Instant horizon) {
  if (!is_attached_ || progress_.through[kDay] < horizon - Microseconds(1)) return false;
  const auto moved =
      connection_.query(sql::kNextRollupGeneration, {stream_id_, std::to_string(progress_.generation)});
  if (moved.affected_rows() != 1) return false;
  connection_.execute(fmt::format(sql::kRemoveOldRollups, "before"_a = pg::to_parameter(horizon)));
  return true;
}

RollupDifferences compare_rollups(pg::Connection& connection, const std::string& stream_id) {
  pg::Transaction transaction(connection);  // rolled back: all that it makes is temporary
  connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  RollupDifferences found;
  const auto state = connection.query(sql::kReadRollupState, {stream_id});
  constexpr std::size_t kStepThrough = 5;
  if (state.row_count() == 0 || state.is_null(0, kStepThrough)) return found;
  const auto through = state.instant(0, kStepThrough);
  std::vector<std::string> wells;
  std::unordered_map<std::string, std::size_t> numbers;
  const auto known = connection.query("SELECT well_name FROM rollup_well ORDER BY number");
  const auto number_of = [&](std::string_view name) {
    const auto [entry, is_new] = numbers.try_emplace(std::string(name), wells.size());
    if (is_new) wells.emplace_back(name);
    return entry->second;
  };
  for (std::size_t row = 0; row < known.row_count(); ++row) number_of(known.text(row, 0));
  for (const auto* table : {"field", "well_day", "well_hour"})
    connection.execute(fmt::format("CREATE TEMP TABLE expected_{0} (LIKE rollup_{0}) ON COMMIT DROP", table));
  const RollupCuts cuts{std::string(state.text(0, 1)), std::string(state.text(0, 2)), state.boolean(0, 3),
                        state.boolean(0, 4)};
  rollup::RollupBuilder builder(builder_options(cuts, {Instant::min(), Instant::min(), Instant::min()}));
  StoredRows stored(Instant::min());
  while (stored.through() < through) {
    found.rows += stored.read(connection, through, kRowsPerPiece, [&](const StoredRow& row) {
      builder.add(rollup_row(row, number_of(row.well_name)));
    });
    copy_cells(connection, builder.take(), "expected_",
               [&](std::size_t number) -> const std::string& { return wells[number]; });
  }
  // The first cells after the horizon: where they began before it, they are gone with the rows.
  connection.execute(sql::kForgetCutCells);
  for (const auto* table : {"field", "well_day", "well_hour"}) {
    const auto counts = connection.query(fmt::format(sql::kCompareRollups, "table"_a = table));
    found.missing += counts.int64(0, 0);
    found.wrong += counts.int64(0, 1);
    if (found.example.empty() && !counts.is_null(0, 2))
      found.example = fmt::format("rollup_{} {}", table, counts.text(0, 2));
  }
  return found;
}

}  // namespace flodata::streamer
