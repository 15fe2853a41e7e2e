#include "verifier/reproduce.h"

#include <charconv>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "duck/daily_table.h"
#include "duck/hourly_table.h"
#include "duck/manifest.h"
#include "model/data_digest.h"
#include "model/production_day.h"
#include "upsampler/resolution.h"
#include "upsampler/scada/scada_layer.h"
#include "upsampler/upsample.h"

namespace flodata::verifier {
namespace {

/// A well's hours as the file has them.
struct WellDigests {
  std::string code;
  std::string whole;
  std::vector<std::string> stretches;  // without gap between their hours
};

/// Reads the hourly table well by well.
class HourlyReader {
 public:
  HourlyReader(duck::Database& database, Microseconds step) : rows_(database.query(query())), step_(step) {}

  /// Returns the digests of the next well, or nothing after the last.
  std::optional<WellDigests> next() {
    if (!fetch()) return std::nullopt;
    WellDigests well{std::string(chunk_->text(0, row_)), {}, {}};
    RowDigest whole;
    RowDigest stretch;
    std::optional<Instant> before;
    for (; fetch() && chunk_->text(0, row_) == well.code; ++row_) {
      const auto hour = chunk_->timestamp(1, row_);
      if (before && hour - *before != step_) {
        if (well.stretches.size() < kMostStretches) well.stretches.push_back(stretch.hex());
        stretch = RowDigest();
      }
      before = hour;
      add_row(hour, whole);
      add_row(hour, stretch);
    }
    well.stretches.push_back(stretch.hex());
    well.whole = whole.hex();
    return well;
  }

 private:
  static constexpr std::size_t kFirstText = 2;
  static constexpr std::size_t kFirstTag = 6;
  static constexpr std::size_t kMostStretches =
      150'000;  // days from 1800 to 2200: a well's days have no more

  static std::string query() {
    std::string tags;
    for (const auto& tag : kTags) tags += fmt::format(", {}", tag.source_column);
    return fmt::format(
        "SELECT WELL_BORE_CODE, DATEPRD, AVG_CHOKE_UOM, FLOW_KIND, WELL_TYPE, {}{} FROM {} ORDER BY ALL",
        duck::kQualityColumn, tags, duck::kHourlyTable);
  }

  /// Whether there is a row to look at.
  bool fetch() {
    while (!chunk_ || row_ == chunk_->row_count()) {
      chunk_ = rows_.next();
      row_ = 0;
      if (!chunk_) return false;
    }
    return true;
  }

  void add_row(Instant hour, RowDigest& digest) const {
    TagValues values;
    for (TagIndex tag = 0; tag < kTagCount; ++tag)
      if (!chunk_->is_null(kFirstTag + tag, row_)) values[tag] = chunk_->float64(kFirstTag + tag, row_);
    RowDigest::Texts texts;
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (!chunk_->is_null(kFirstText + i, row_)) texts[i] = chunk_->text(kFirstText + i, row_);
    digest.add(hour.time_since_epoch().count(), values, texts);
  }

  duck::Result rows_;
  Microseconds step_;
  std::optional<duck::Chunk> chunk_;
  std::size_t row_ = 0;
};

/// The well's days, stretch by stretch: within one a day begins where the one before ends.
std::vector<WellHistory> stretches_of(const WellHistory& history, const TimeZone& day_zone) {
  std::vector<WellHistory> stretches;
  for (const auto& row : history.days) {
    if (stretches.empty() || ProductionDay::of(stretches.back().days.back().day, day_zone).to !=
                                 ProductionDay::of(row.day, day_zone).from)
      stretches.push_back({history.well, {}});
    stretches.back().days.push_back(row);
  }
  return stretches;
}

struct Comparison {
  std::vector<std::pair<std::string, std::string>> wells;
  std::int64_t stretches = 0;
  std::int64_t different = 0;  // stretches
  std::int64_t gaps = 0;
  std::int64_t different_at_gaps = 0;
  std::optional<std::string> worst;
};

/// How the file's rows are made of hours.
struct Rows {
  int steps_per_hour;
  upsampler::Layer layer;
  std::uint64_t seed;
};

std::string digest_of_rows(const HourlySeries& hours, const Rows& rows) {
  if (rows.steps_per_hour == 1 && rows.layer == upsampler::Layer::none) return digest_of(hours);
  RowDigest digest;
  const auto turns =
      rows.layer == upsampler::Layer::scada ? upsampler::Turns::rounded : upsampler::Turns::flat;
  upsampler::ScadaLayer layer(rows.seed);
  for (std::size_t d = 0; d < hours.days.size(); ++d) {
    auto steps = upsampler::refine(hours, d, d + 1, rows.steps_per_hour, turns);
    if (rows.layer == upsampler::Layer::scada) layer.add(steps);
    add_rows(steps, digest);
  }
  return digest.hex();
}

void compare_well(const WellDigests& well, const WellHistory& history, const TimeZone& day_zone,
                  const upsampler::UpsampleOptions& options, const Rows& rows, Comparison& result) {
  result.wells.emplace_back(well.code, well.whole);
  const auto stretches = stretches_of(history, day_zone);
  result.stretches += static_cast<std::int64_t>(stretches.size());
  result.gaps += static_cast<std::int64_t>(stretches.size()) - 1;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const auto again = value_or_throw(upsampler::upsample_well(stretches[i], day_zone, options));
    if (i < well.stretches.size() && well.stretches[i] == digest_of_rows(again.hours, rows)) continue;
    ++result.different;
    if (i + 1 < stretches.size()) ++result.different_at_gaps;
    if (!result.worst)
      result.worst = fmt::format("{}: hours of the days from {} on are not those made of these days alone",
                                 well.code, format_day(stretches[i].days.front().day));
  }
}

InvariantResult not_measured(std::string_view id, std::string_view statement) {
  return {id, statement, Verdict::not_measured, "the manifest does not say how the hours were made", 0, {}};
}

}  // namespace

std::vector<InvariantResult> reproduce(duck::Database& database, const std::stop_token& stop) {
  InvariantResult same =
      not_measured("I11", "the hours are those of the manifest's SHA-256, and made again, the same bits");
  InvariantResult gaps = not_measured("I13", "hours beside a gap do not depend on what is beyond it");
  const auto digest = duck::get_manifest(database, duck::kHoursHashKey);
  const auto seed_text = duck::get_manifest(database, duck::kSeedKey).value_or("");
  upsampler::UpsampleOptions options;
  const auto parsed = std::from_chars(seed_text.data(), seed_text.data() + seed_text.size(), options.seed);
  if (!digest || parsed.ec != std::errc()) return {same, gaps};
  options.method = upsampler::Method::ups1;  // of files that do not say
  if (const auto algorithm = duck::get_manifest(database, duck::kAlgorithmKey))
    options.method = value_or_throw(upsampler::method_of_algorithm(*algorithm));
  options.means = value_or_throw(
      upsampler::partial_day_means_of(duck::get_manifest(database, duck::kPartialDayMeansKey).value_or("")));
  const auto zone = duck::manifest_day_zone(database, kProductionDayZone);
  Comparison comparison;
  const auto codes = duck::daily_well_codes(database);
  auto days = database.connect();  // while the hours are streamed
  const Rows rows{duck::manifest_steps_per_hour(database),
                  value_or_throw(upsampler::layer_of_manifest(
                      duck::get_manifest(database, duck::kLayerKey).value_or(""))),
                  options.seed};
  HourlyReader reader(database, Microseconds(kHour) / rows.steps_per_hour);
  auto code = codes.begin();
  while (const auto well = reader.next()) {
    if (stop.stop_requested()) throw Failure(Code::interrupted, "verifying stopped");
    while (code != codes.end() && *code < well->code) ++code;
    if (code != codes.end() && *code == well->code)
      compare_well(*well, duck::read_well_history(days, *code), zone, options, rows, comparison);
  }
  const auto found = digest_of(comparison.wells);
  same.violations = comparison.different + (found == *digest ? 0 : 1);
  same.verdict = same.violations == 0 ? Verdict::holds : Verdict::violated;
  same.measured = fmt::format("SHA-256 {}{}; {} of {} stretches of days give the same hours again", found,
                              found == *digest ? "" : ", not the manifest's " + *digest,
                              comparison.stretches - comparison.different, comparison.stretches);
  same.worst = comparison.worst;
  gaps.violations = comparison.different_at_gaps;
  gaps.verdict = gaps.violations == 0 ? Verdict::holds : Verdict::violated;
  gaps.measured = fmt::format("{} gaps, the hours before {} of them are those of their own days alone",
                              comparison.gaps, comparison.gaps - comparison.different_at_gaps);
  return {same, gaps};
}

}  // namespace flodata::verifier
