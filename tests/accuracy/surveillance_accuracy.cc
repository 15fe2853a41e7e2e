// How right the surveillance is: reservoir pressure, indices and open flow of simulated wells against the
// published truth, and the range of next year's volume against what came (docs/surveillance.md).
//
// Usage: surveillance_accuracy FILE...  Source files with prod_hourly_data; those with prod_truth count for
// the pressures too. Prints tables, and with --least-index and --least-coverage exits 1 below these parts.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/clock.h"
#include "duck/database.h"
#include "model/production_day.h"
#include "model/units.h"
#include "surveillance/decline_analysis.h"
#include "surveillance/productivity_index.h"

namespace flodata {
namespace {

using surveillance::HourlyFlow;

constexpr std::int64_t kWindowDays = 7;
constexpr std::int64_t kHistoryDays = 365;
constexpr std::int64_t kForecastDays = 365;

/// What a well truly did on a day.
struct TruthDay {
  double reservoir_bar, bubble_bar, bottomhole_bar, index, open_flow, liquid_sm3_per_day;
};

struct Well {
  std::vector<HourlyFlow> hours;  // `day`: days since 1970
  std::map<std::int64_t, TruthDay> truth;
  bool injects = false;
};

std::optional<double> value(const duck::Chunk& chunk, std::size_t column, std::size_t row) {
  if (chunk.is_null(column, row)) return std::nullopt;
  return chunk.float64(column, row);
}

/// A value that is not Bad, as the API takes it.
std::string not_bad(std::string_view column, std::string_view tag) {
  return fmt::format(R"(CASE WHEN QUALITY LIKE '%"{}":{{"status":"Bad"%' THEN NULL ELSE {} END::DOUBLE)", tag,
                     column);
}

std::map<std::string, Well> read_wells(duck::Database& file) {
  const auto zone = value_or_throw(TimeZone::find(kProductionDayZone));
  std::map<std::string, Well> wells;
  auto rows =
      file.query("SELECT WELL_BORE_CODE::VARCHAR, DATEPRD::TIMESTAMP, coalesce(ON_STREAM_HRS, 0)::DOUBLE, " +
                 not_bad("BORE_OIL_VOL", "oil_rate") + ", " + not_bad("BORE_WAT_VOL", "water_rate") + ", " +
                 not_bad("AVG_DOWNHOLE_PRESSURE", "avg_downhole_pressure") +
                 ", coalesce(WELL_TYPE, 'OP')::VARCHAR FROM prod_hourly_data ORDER BY 1, 2");
  while (const auto chunk = rows.next())
    for (std::size_t row = 0; row < chunk->row_count(); ++row) {
      auto& well = wells[std::string(chunk->text(0, row))];
      const auto time = chunk->timestamp(1, row);
      const auto hours = std::chrono::duration<double, std::chrono::hours::period>(time.time_since_epoch());
      well.injects = chunk->text(6, row) == "WI";
      if (well.injects) continue;
      HourlyFlow hour{
          hours.count(),        chunk->float64(2, row), value(*chunk, 3, row), value(*chunk, 4, row), {},
          value(*chunk, 5, row)};
      hour.day = ProductionDay::holding(time, zone).time_since_epoch().count();
      well.hours.push_back(hour);
    }
  return wells;
}

void read_truth(duck::Database& file, std::map<std::string, Well>& wells) {
  if (!file.has_table("prod_truth")) return;
  auto rows = file.query(
      "SELECT WELL_BORE_CODE::VARCHAR, date_diff('day', DATE '1970-01-01', DATEPRD::DATE)::BIGINT, "
      "RESERVOIR_PRESSURE::DOUBLE, BUBBLE_POINT_PRESSURE::DOUBLE, BOTTOMHOLE_PRESSURE::DOUBLE, "
      "PRODUCTIVITY_INDEX::DOUBLE, OIL_AOF::DOUBLE, ((OIL_VOL + WAT_VOL) * 24 / ON_STREAM_HRS)::DOUBLE "
      "FROM " +
      file.table("prod_truth") +
      " WHERE BOTTOMHOLE_PRESSURE IS NOT NULL AND PRODUCTIVITY_INDEX IS NOT NULL AND ON_STREAM_HRS >= 22");
  while (const auto chunk = rows.next())
    for (std::size_t row = 0; row < chunk->row_count(); ++row)
      wells[std::string(chunk->text(0, row))].truth[chunk->int64(1, row)] = {
          chunk->float64(2, row), chunk->float64(3, row), chunk->float64(4, row),
          chunk->float64(5, row), chunk->float64(6, row), chunk->float64(7, row)};
}

/// The hours of [from, to) days.
std::span<const HourlyFlow> hours_of(const Well& well, std::int64_t from, std::int64_t to) {
  const auto first = std::ranges::lower_bound(well.hours, from, {}, &HourlyFlow::day);
  const auto end = std::ranges::lower_bound(well.hours, to, {}, &HourlyFlow::day);
  return {first, end};
}

/// Estimates against what is true: how many lie within a tenth, and within their interval.
struct Score {
  long answered = 0, near = 0, held = 0;
  void add(double found, double low, double high, double truth, double tenth) {
    ++answered;
    near += std::abs(found - truth) <= tenth;
    held += low <= truth && truth <= high;
  }
  [[nodiscard]] double near_part() const { return static_cast<double>(near) / static_cast<double>(answered); }
  [[nodiscard]] double held_part() const { return static_cast<double>(held) / static_cast<double>(answered); }
};

struct IndexScores {
  long windows = 0;
  Score pressure, index, liquid, open_flow;
};

TruthDay mean_truth(const Well& well, std::int64_t from, std::int64_t to, double& liquid_index) {
  TruthDay mean{};
  double count = 0;
  double rates = 0;
  double drawdowns = 0;
  for (auto day = well.truth.lower_bound(from); day != well.truth.end() && day->first < to; ++day, ++count) {
    const auto& truth = day->second;
    mean.reservoir_bar += truth.reservoir_bar;
    mean.bubble_bar = truth.bubble_bar;
    mean.bottomhole_bar += truth.bottomhole_bar;
    mean.index += truth.index;
    mean.open_flow += truth.open_flow;
    rates += truth.liquid_sm3_per_day;
    drawdowns += truth.reservoir_bar - truth.bottomhole_bar;
  }
  liquid_index = rates / drawdowns;
  return {mean.reservoir_bar / count, mean.bubble_bar,        mean.bottomhole_bar / count,
          mean.index / count,         mean.open_flow / count, rates / count};
}

bool has_settled_flow(const Well& well, std::int64_t from, std::int64_t to) {
  long flowing = 0;
  for (const auto& hour : hours_of(well, from, to))
    flowing += hour.on_stream_frac >= surveillance::kLeastFlowingFrac && hour.downhole_pressure_bar > 0.0;
  return flowing >= kNominalDayHours && well.truth.lower_bound(from) != well.truth.lower_bound(to);
}

void score_index(const Well& well, std::int64_t end, IndexScores& scores) {
  using namespace surveillance;
  const auto begin = end - kWindowDays;
  if (!has_settled_flow(well, begin, end)) return;
  ++scores.windows;
  double liquid_index = 0;
  const auto truth = mean_truth(well, begin, end, liquid_index);
  const auto days = well_days(hours_of(well, end - kHistoryDays, end), 1, WellRole::producer);
  const auto found = [&](std::optional<double> bubble) {
    return productivity_index(hours_of(well, begin, end), WellRole::producer,
                              {{}, bubble, estimate_reservoir_pressure(days, WellRole::producer, bubble)});
  };
  constexpr double kTenth = 0.1;
  const auto score = [&](Score& into, std::optional<double> estimate, std::optional<Range> range, double is) {
    if (estimate && range) into.add(*estimate, range->low, range->high, is, kTenth * is);
  };
  if (const auto known = found(truth.bubble_bar)) {
    const auto& pressures = known->pressures;
    scores.pressure.add(pressures.reservoir_pressure_bar, pressures.reservoir_pressure_range.low,
                        pressures.reservoir_pressure_range.high, truth.reservoir_bar,
                        kTenth * (truth.reservoir_bar - truth.bottomhole_bar));
    score(scores.index, known->indices.straight, known->indices.straight_range, truth.index);
    score(scores.open_flow, known->deliverability.aof_sm3_per_day, known->deliverability.aof_range,
          truth.open_flow);
  }
  if (const auto plain = found(std::nullopt))
    score(scores.liquid, plain->indices.liquid, plain->indices.liquid_range, liquid_index);
}

enum class Phase : std::uint8_t { oil, liquid };

std::vector<surveillance::DailyRate> daily_rates(std::span<const HourlyFlow> hours, Phase phase) {
  std::vector<surveillance::DailyRate> days;
  std::int64_t day = -1;
  for (const auto& hour : hours) {
    if (hour.day != day) days.push_back({0, 0, 0, 0});
    day = hour.day;
    auto& rate = days.back();
    rate.elapsed_days += hour.elapsed_hours / kNominalDayHours;
    rate.rate_sm3_per_day += hour.oil_rate_sm3_per_day.value_or(0) +
                             (phase == Phase::liquid ? hour.water_rate_sm3_per_day.value_or(0) : 0);
    rate.on_stream_hours += hour.on_stream_frac;
    ++rate.covered_hours;
  }
  for (auto& rate : days) {
    rate.elapsed_days /= rate.covered_hours;
    rate.rate_sm3_per_day /= rate.covered_hours;
  }
  return days;
}

struct ForecastScores {
  long windows = 0, answered = 0, below = 0, above = 0;
};

void score_forecast(const Well& well, std::int64_t end, std::int64_t days, Phase phase,
                    ForecastScores& scores) {
  const auto window = daily_rates(hours_of(well, end - days, end), phase);
  const auto type = phase == Phase::oil ? surveillance::RateType::oil : surveillance::RateType::liquid;
  const auto found = surveillance::analyse_decline(
      window, {0, surveillance::kDefaultTerminalDecline, kForecastDays, surveillance::usual_decline(type)});
  if (!found) return;
  ++scores.windows;
  const auto& range = found->forecast.eur_range_sm3;
  if (!range) return;
  double volume = 0;
  for (const auto& day : daily_rates(hours_of(well, end, end + kForecastDays), phase))
    volume += day.rate_sm3_per_day * day.covered_hours / kHoursPerRateDay;
  ++scores.answered;
  scores.below += volume < range->p90;
  scores.above += volume > range->p10;
}

constexpr std::array<std::int64_t, 4> kDeclineDays = {30, 90, 180, 365};

struct Scores {
  IndexScores index;
  std::map<std::pair<Phase, std::int64_t>, ForecastScores> forecasts;
};

/// Ends of windows are this far apart; no multiple of a week.
constexpr std::int64_t kIndexEveryDays = 31;
constexpr std::int64_t kForecastEveryDays = 61;

void score_file(const char* path, Scores& scores) {
  auto file = value_or_throw(duck::Database::open_source(path, {}));
  auto wells = read_wells(file);
  read_truth(file, wells);
  std::int64_t last = 0;
  for (const auto& [name, well] : wells)
    if (!well.hours.empty()) last = std::max(last, well.hours.back().day);
  for (const auto& [name, well] : wells) {
    if (well.hours.empty()) continue;
    const auto first = well.hours.front().day;
    for (auto end = first + 40; end <= well.hours.back().day; end += kIndexEveryDays)
      score_index(well, end, scores.index);
    // A well that becomes an injector produces no more by decision.
    const auto known_to = well.injects ? well.hours.back().day : last;
    for (const auto days : kDeclineDays)
      for (auto end = first + days; end + kForecastDays <= known_to; end += kForecastEveryDays)
        for (const auto phase : {Phase::oil, Phase::liquid})
          score_forecast(well, end, days, phase, scores.forecasts[{phase, days}]);
  }
}

void print(const Scores& scores) {
  fmt::print("| | windows | answered | within 10 % | in the interval |\n| --- | --- | --- | --- | --- |\n");
  const auto line = [&](const char* name, const Score& score) {
    if (score.answered > 0)
      fmt::print("| {} | {} | {} | {:.1f} % | {:.1f} % |\n", name, scores.index.windows, score.answered,
                 100 * score.near_part(), 100 * score.held_part());
  };
  line("reservoir pressure (10 % of the drawdown)", scores.index.pressure);
  line("productivity index above the bubble point", scores.index.index);
  line("liquid index, bubble point not given", scores.index.liquid);
  line("absolute open flow", scores.index.open_flow);
  fmt::print(
      "\n| next year's | window [d] | windows | with a forecast | below P90 | above P10 | in the range |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n");
  for (const auto& [key, score] : scores.forecasts) {
    const auto percent = [&](long count) {
      return 100 * static_cast<double>(count) / static_cast<double>(std::max(1L, score.answered));
    };
    fmt::print("| {} | {} | {} | {} | {:.1f} % | {:.1f} % | {:.1f} % |\n",
               key.first == Phase::oil ? "oil" : "liquid", key.second, score.windows, score.answered,
               percent(score.below), percent(score.above), 100 - percent(score.below) - percent(score.above));
  }
}

/// Returns 1 where a part is below what the caller wants.
int verdict(const Scores& scores, double least_index, double least_coverage) {
  if (least_index <= 0) return 0;
  ForecastScores all;
  for (const auto& [key, score] : scores.forecasts) {
    all.answered += score.answered;
    all.below += score.below;
    all.above += score.above;
  }
  const auto& index = scores.index.index;
  const double coverage =
      1 - static_cast<double>(all.below + all.above) / static_cast<double>(std::max(1L, all.answered));
  const bool right = index.answered > 0 && index.near_part() >= least_index &&
                     index.held_part() >= least_coverage && coverage >= least_coverage;
  if (!right)
    fmt::print("FAILED: index {:.3f}, its interval {:.3f}, range {:.3f}\n", index.near_part(),
               index.held_part(), coverage);
  return right ? 0 : 1;
}

int run(std::span<char* const> arguments) {
  Scores scores;
  double least_index = 0;
  double least_coverage = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string argument = arguments[i];
    if (argument == "--least-index" && i + 1 < arguments.size())
      least_index = std::strtod(arguments[++i], nullptr);
    else if (argument == "--least-coverage" && i + 1 < arguments.size())
      least_coverage = std::strtod(arguments[++i], nullptr);
    else
      score_file(arguments[i], scores);
  }
  print(scores);
  return verdict(scores, least_index, least_coverage);
}

}  // namespace
}  // namespace flodata

int main(int argc, char** argv) {
  try {
    return flodata::run(std::span(argv + 1, static_cast<std::size_t>(argc - 1)));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "surveillance_accuracy: %s\n", error.what());
    return 1;
  }
}
