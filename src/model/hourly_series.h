// Hourly data of one well, or data in finer steps, column by column: what upsampling gives and
// `prod_hourly_data` keeps.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/daily_history.h"
#include "model/production_day.h"
#include "model/quality.h"

namespace flodata {

/// What all hours of one production day share.
struct HourlyDay {
  LocalDay day;
  std::size_t first_hour;  // position of the day's first hour (its first step) in HourlySeries::values
  int hour_count;
  Instant from;                         // start of the first hour
  std::array<bool, kTagCount> present;  // a tag has a value in every hour of a day or in none
  RowQuality quality;
  // Tags whose daily value is a mean over the hours on stream: in steps that are shut their values are
  // computed, not measured (R10).
  std::array<bool, kTagCount> over_on_stream{};
  std::optional<std::string> choke_uom;
  std::optional<std::string> flow_kind;
  std::optional<std::string> well_type;
};

/// Whether some tag's value is computed in the day's steps that are shut.
inline bool has_computed_steps(const HourlyDay& day) {
  for (const bool over_on_stream : day.over_on_stream)
    if (over_on_stream) return true;
  return false;
}

/// Quality of the day's steps that are shut.
inline RowQuality quality_while_shut(const HourlyDay& day) {
  auto quality = day.quality;
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    if (day.over_on_stream[tag] && quality[tag].status == QualityStatus::good)
      quality[tag] = {QualityStatus::uncertain, QualityRule::r10_computed_while_shut};
  return quality;
}

/// One well's hours (or the steps of its hours), in order. Additive tags are rates [Sm3/d] (the hour's volume
/// * 24), on_stream_hrs is the part of the hour on stream [0..1].
struct HourlySeries {
  WellIdentity well;
  std::vector<HourlyDay> days;
  std::array<std::vector<double>, kTagCount> values;  // by tag, one per step; no meaning where not present
  // What the SCADA layer did to each step's values: R11 to R14, or none. Empty without the layer.
  std::vector<std::array<QualityRule, kTagCount>> labels;
  int steps_per_hour = 1;

  [[nodiscard]] Microseconds step() const { return Microseconds(kHour) / steps_per_hour; }
  [[nodiscard]] std::size_t step_count(const HourlyDay& day) const {
    return static_cast<std::size_t>(day.hour_count) * static_cast<std::size_t>(steps_per_hour);
  }
};

/// Whether a step's value is there: the day has the tag, and the sample arrived.
inline bool has_value(const HourlySeries& series, const HourlyDay& day, std::size_t step, TagIndex tag) {
  return day.present[tag] &&
         (series.labels.empty() || series.labels[step][tag] != QualityRule::r11_missing_sample);
}

/// Quality of the values of a step of the day: what the rules of days say, and where that is Good, the label.
inline RowQuality quality_of_step(const HourlySeries& series, const HourlyDay& day, std::size_t step) {
  auto quality = series.values[kOnStreamTag][step] <= 0 ? quality_while_shut(day) : day.quality;
  if (series.labels.empty()) return quality;
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    const auto label = series.labels[step][tag];
    if (label == QualityRule::none || quality[tag].status != QualityStatus::good) continue;
    const bool missing = label == QualityRule::r11_missing_sample;
    quality[tag] = {missing ? QualityStatus::bad : QualityStatus::uncertain, label};
  }
  return quality;
}

}  // namespace flodata
