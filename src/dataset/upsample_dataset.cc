#include "dataset/upsample_dataset.h"

#include <algorithm>
#include <future>
#include <thread>

#include <fmt/format.h>

#include "duck/daily_table.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"
#include "duck/transaction.h"
#include "model/data_digest.h"
#include "model/production_day.h"
#include "model/units.h"
#include "upsampler/resolution.h"

namespace flodata::dataset {
namespace {

/// Sum with compensation (Neumaier): millions of hours of milli-Sm3 stay exact to the milli.
double compensated_sum(const std::vector<double>& values) {
  double sum = 0;
  double lost = 0;
  for (const double value : values) {
    const double next = sum + value;
    lost += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }
  return sum + lost;
}

WellReport report_of(const upsampler::UpsampledWell& well) {
  const auto& days = well.hours.days;
  WellReport report{well.hours.well.well_bore_code, days.front().day, days.back().day};
  report.days = static_cast<std::int64_t>(days.size());
  report.hours = static_cast<std::int64_t>(well.hours.values.front().size());
  report.counts = well.counts;
  report.fallback_days = well.fallback_days;
  report.texture_sigma = well.texture_sigma;
  report.averaging = well.averaging;
  report.partial_pairs = well.partial_pairs;
  report.joined_pairs = well.joined_pairs;
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    const bool measured = std::ranges::any_of(days, [&](const auto& day) { return day.present[tag]; });
    if (kTags[tag].kind == TagKind::additive && measured)
      report.volumes_sm3[tag] = compensated_sum(well.hours.values[tag]) / kHoursPerRateDay;
  }
  return report;
}

upsampler::RuleCounts total_counts(const UpsampleReport& report) {
  upsampler::RuleCounts total{};
  for (const auto& well : report.wells)
    for (std::size_t rule = 0; rule < total.size(); ++rule) total[rule] += well.counts[rule];
  return total;
}

std::int64_t total_fallback_days(const UpsampleReport& report) {
  std::int64_t total = 0;
  for (const auto& well : report.wells) total += well.fallback_days;
  return total;
}

constexpr const char* kMidnightKey = "upsample.outages_over_midnight";
constexpr const char* kAveragingPrefix = "upsample.averaging.";

/// What UPS-2 decided: over which hours the means of partial days were taken, and which outages go over
/// midnight.
void write_decisions(duck::Database& database, const UpsampleReport& report) {
  std::int64_t pairs = 0;
  std::int64_t joined = 0;
  decltype(WellReport::averaging) days{};
  for (const auto& well : report.wells) {
    pairs += well.partial_pairs;
    joined += well.joined_pairs;
    for (TagIndex tag = 0; tag < kTagCount; ++tag)
      for (std::size_t i = 0; i < days[tag].size(); ++i) days[tag][i] += well.averaging[tag][i];
  }
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    const auto [over_day, on_stream, undecided] = days[tag];
    if (over_day + on_stream + undecided > 0)
      duck::set_manifest(database, fmt::format("{}{}", kAveragingPrefix, kTags[tag].source_column),
                         fmt::format("on stream {}, day {}, undecided {}", on_stream, over_day, undecided));
  }
  duck::set_manifest(database, kMidnightKey, fmt::format("{} of {} pairs of partial days", joined, pairs));
}

constexpr std::size_t kFirstLabel = static_cast<std::size_t>(QualityRule::r11_missing_sample);

/// The layer and its parameters; nothing without one.
void write_layer(duck::Database& database, const UpsampleReport& report) {
  constexpr const char* kPrefix = "upsample.scada.";
  duck::remove_manifest_keys(database, duck::kLayerKey);  // of a run before
  duck::remove_manifest_keys(database, kPrefix);
  if (report.layer == upsampler::Layer::none) return;
  duck::set_manifest(database, duck::kLayerKey, std::string(upsampler::kScadaLayerName));
  for (const auto& [name, value] : upsampler::scada_parameters(report.steps_per_hour))
    duck::set_manifest(database, kPrefix + name, value);
  for (auto rule = kFirstLabel; rule < report.labels.size(); ++rule)
    duck::set_manifest(database,
                       fmt::format("{}values_{}", kPrefix, to_string(static_cast<QualityRule>(rule))),
                       std::to_string(report.labels[rule]));
}

void write_manifest(duck::Database& database, const UpsampleReport& report) {
  duck::set_manifest(database, duck::kAlgorithmKey, std::string(upsampler::algorithm_name(report.method)));
  duck::set_manifest(database, duck::kSeedKey, std::to_string(report.seed));
  duck::set_manifest(database, duck::kResolutionKey,
                     std::string(upsampler::resolution_name(report.steps_per_hour)));
  duck::set_manifest(database, "upsample.outages",
                     "the length of an outage is data; where in its day it lies is invented, by seed");
  duck::set_manifest(database, "upsample.fallback_days", std::to_string(total_fallback_days(report)));
  duck::set_manifest(database, duck::kDayZoneKey, report.day_zone);
  for (const auto& well : report.wells)
    duck::set_manifest(database, fmt::format("upsample.texture_sigma.{}", well.well_bore_code),
                       fmt::format("{:.6f}", well.texture_sigma));
  std::vector<std::pair<std::string, std::string>> inputs;
  std::vector<std::pair<std::string, std::string>> outputs;
  for (const auto& well : report.wells) {
    inputs.emplace_back(well.well_bore_code, well.input_sha256);
    outputs.emplace_back(well.well_bore_code, well.output_sha256);
  }
  duck::set_manifest(database, "upsample.input_sha256", digest_of(inputs));
  duck::set_manifest(database, duck::kHoursHashKey, digest_of(outputs));
  if (report.method == upsampler::Method::ups2) {
    write_decisions(database, report);
  } else {  // of a run before
    duck::remove_manifest_keys(database, kAveragingPrefix);
    duck::remove_manifest_keys(database, kMidnightKey);
  }
  write_layer(database, report);
  const auto counts = total_counts(report);
  for (std::size_t rule = 1; rule < counts.size(); ++rule)
    duck::set_manifest(database, fmt::format("upsample.days_{}", to_string(static_cast<QualityRule>(rule))),
                       std::to_string(counts[rule]));
}

struct MadeWell {
  upsampler::UpsampledWell well;
  std::string input_sha256;
  std::string output_sha256;  // of plain hours; other rows are made a month at a time
};

/// Whether the hours are what is written.
bool is_made_at_once(const UpsampleDatasetOptions& options) {
  return options.steps_per_hour == 1 && options.layer == upsampler::Layer::none;
}

Expected<MadeWell> make_well(const WellHistory& history, const TimeZone& day_zone,
                             const UpsampleDatasetOptions& options, upsampler::PartialDayMeans means) {
  auto well = upsampler::upsample_well(history, day_zone, {options.seed, options.method, means});
  if (!well) return std::unexpected(well.error());
  auto output = is_made_at_once(options) ? digest_of(well->hours) : std::string();
  return MadeWell{*std::move(well), digest_of(history), std::move(output)};
}

/// Upsamples one batch of wells at the same time.
std::vector<MadeWell> upsample_batch(const std::vector<WellHistory>& histories, const TimeZone& day_zone,
                                     const UpsampleDatasetOptions& options,
                                     upsampler::PartialDayMeans means) {
  std::vector<std::future<Expected<MadeWell>>> running;
  for (const auto& history : histories)
    running.push_back(
        std::async(std::launch::async, [&] { return make_well(history, day_zone, options, means); }));
  std::vector<MadeWell> wells;
  for (auto& future : running) wells.push_back(value_or_throw(future.get()));
  return wells;
}

/// Writes one well in the resolution asked for, and with the layer. Returns the values that it labelled.
upsampler::LabelCounts append_well(MadeWell& made, const UpsampleDatasetOptions& options,
                                   duck::HourlyTableWriter& writer) {
  upsampler::LabelCounts labels{};
  const auto& hours = made.well.hours;
  if (is_made_at_once(options)) {
    writer.append(hours);
    return labels;
  }
  constexpr std::size_t kDaysAtATime = 31;
  const auto turns =
      options.layer == upsampler::Layer::scada ? upsampler::Turns::rounded : upsampler::Turns::flat;
  RowDigest digest;
  upsampler::ScadaLayer layer(options.seed);
  for (std::size_t first = 0; first < hours.days.size(); first += kDaysAtATime) {
    auto steps = upsampler::refine(hours, first, std::min(hours.days.size(), first + kDaysAtATime),
                                   options.steps_per_hour, turns);
    if (options.layer == upsampler::Layer::scada) {
      const auto added = layer.add(steps);
      for (std::size_t rule = 0; rule < labels.size(); ++rule) labels[rule] += added[rule];
    }
    add_rows(steps, digest);
    writer.append(steps);
  }
  made.output_sha256 = digest.hex();
  return labels;
}

}  // namespace

UpsampleReport upsample_dataset(duck::Database& database, const UpsampleDatasetOptions& options,
                                const std::stop_token& stop,
                                const std::function<void(std::int64_t, std::int64_t)>& on_wells) {
  if (!database.has_table(duck::kDailyTable))
    throw Failure(Code::not_found,
                  fmt::format("there is no table {} in this file; make it with `flodata dataset import "
                              "FILE --out DB` (or `flodata dataset simulate --out DB`) first",
                              duck::kDailyTable));
  const auto day_zone = duck::manifest_day_zone(database, kProductionDayZone);
  const auto means = value_or_throw(
      upsampler::partial_day_means_of(duck::get_manifest(database, duck::kPartialDayMeansKey).value_or("")));
  const auto threads =
      options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const auto codes = duck::daily_well_codes(database);
  UpsampleReport report{
      options.seed, options.steps_per_hour, options.method, day_zone.name(), {}, options.layer, {}, means};
  if (!database.is_source()) database.execute(fmt::format("SET memory_limit = '{}B'", kUpsampleMemoryBytes));
  duck::Transaction transaction(database);
  if (database.is_source() && database.has_table(duck::kManifestTable)) duck::renew_manifest(database);
  duck::HourlyTableWriter writer(database);
  for (std::size_t first = 0; first < codes.size(); first += threads) {
    if (stop.stop_requested()) throw Failure(Code::interrupted, "upsampling stopped");
    const auto end = std::min<std::size_t>(codes.size(), first + threads);
    const auto histories = duck::read_well_histories(database, codes[first], codes[end - 1]);
    for (auto& made : upsample_batch(histories, day_zone, options, means)) {
      const auto labels = append_well(made, options, writer);
      for (std::size_t rule = 0; rule < labels.size(); ++rule) report.labels[rule] += labels[rule];
      report.wells.push_back(report_of(made.well));
      report.wells.back().input_sha256 = std::move(made.input_sha256);
      report.wells.back().output_sha256 = std::move(made.output_sha256);
    }
    on_wells(static_cast<std::int64_t>(end), static_cast<std::int64_t>(codes.size()));
  }
  writer.finish();
  write_manifest(database, report);
  transaction.commit();
  database.checkpoint();
  return report;
}

}  // namespace flodata::dataset
