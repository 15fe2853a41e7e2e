// Upsampling of a whole source file: `prod_daily_data` to `prod_hourly_data`, wells in parallel, in one
// transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "duck/database.h"
#include "upsampler/scada/scada_layer.h"
#include "upsampler/upsample.h"

namespace flodata::dataset {

/// Beyond this DuckDB goes to a file, so that memory does not grow with the number of wells.
inline constexpr std::uint64_t kUpsampleMemoryBytes = 384'000'000;
inline constexpr std::uint64_t kUpsampleSpillBytes = 256'000'000'000;

struct UpsampleDatasetOptions {
  std::uint64_t seed = 1;
  int steps_per_hour = 1;
  unsigned threads = 0;  // wells done at a time; 0 takes as many as the machine has
  upsampler::Method method = upsampler::UpsampleOptions{}.method;
  upsampler::Layer layer = upsampler::Layer::none;
};

/// What was made of one well.
struct WellReport {
  std::string well_bore_code;
  LocalDay first_day;
  LocalDay last_day;
  std::int64_t days = 0;
  std::int64_t hours = 0;
  TagValues volumes_sm3;  // sums over all hours, of the additive tags
  upsampler::RuleCounts counts{};
  double texture_sigma = 0;
  std::int64_t fallback_days = 0;
  decltype(upsampler::UpsampledWell::averaging) averaging{};
  std::int64_t partial_pairs = 0;
  std::int64_t joined_pairs = 0;
  std::string input_sha256;  // of its days and its hours (model/data_digest.h)
  std::string output_sha256;
};

struct UpsampleReport {
  std::uint64_t seed;
  int steps_per_hour;
  upsampler::Method method;
  std::string day_zone;
  std::vector<WellReport> wells;
  upsampler::Layer layer = upsampler::Layer::none;
  upsampler::LabelCounts labels{};  // values that the layer labelled, of all wells
  upsampler::PartialDayMeans means = upsampler::PartialDayMeans::by_evidence;  // what the file states
};

/// Replaces `prod_hourly_data`, and the manifest's upsample keys, in one transaction: on any failure the file
/// is as before. `on_wells` hears (wells done, wells in all). The production day's zone is the manifest's
/// `production_day_zone`, else Europe/Oslo.
/// Errors: Failure (not_found without a daily table, corrupt_input, invalid_argument for the zone,
/// interrupted).
UpsampleReport upsample_dataset(duck::Database& database, const UpsampleDatasetOptions& options,
                                const std::stop_token& stop,
                                const std::function<void(std::int64_t, std::int64_t)>& on_wells);

/// Returns the report as lines for a terminal, or as one JSON object.
std::string report_text(const UpsampleReport& report);
std::string report_json(const UpsampleReport& report);

}  // namespace flodata::dataset
