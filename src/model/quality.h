// Quality of single values: Good, Uncertain or Bad, and the rule that said so (design of UPS-1, step 0).
// A row's quality is kept as a small JSON object that names only the values that are not Good; a row without
// one is Good throughout. The same text goes through DuckDB, PostgreSQL and the API.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/tag.h"

namespace flodata {

enum class QualityStatus : std::uint8_t { good, uncertain, bad };

enum class QualityRule : std::uint8_t {
  none,
  r1_hours_clipped,         // on-stream hours below 0 or above the production day's: clipped, Uncertain
  r2_volume_without_hours,  // volume but no on-stream hours: spread over the day, Uncertain
  r3_hours_without_volume,  // on-stream hours but no volume: kept, Uncertain
  r4_negative_volume,       // negative volume: served as 0, Bad
  r5_dead_gauge,    // downhole pressure 0 or frozen while on stream: NULL, Bad, and what is computed from it
  r6_day_missing,   // calendar day missing: no rows, counted
  r7_role_at_odds,  // change of role, or WELL_TYPE and FLOW_KIND at odds: recorded
  r8_gauge_silent_while_shut,  // downhole pressure 0 on a day without flow: NULL, Uncertain
  r9_volume_against_hours,  // a rate that no day around comes near: kept, Uncertain, no influence on others
  r10_computed_while_shut,  // an hour that is shut, of a day whose mean is over hours on stream: Uncertain
  // What the SCADA layer does to single values:
  r11_missing_sample,  // a sample that did not arrive: NULL, Bad
  r12_spike,           // Uncertain
  r13_stalled,         // a transmitter that sends the value before again: Uncertain
  r14_slug,  // a rate or state that swings because the well slugs: Uncertain, the day's volume stays
};
inline constexpr std::size_t kQualityRuleCount = static_cast<std::size_t>(QualityRule::r14_slug) + 1;

struct Quality {
  QualityStatus status = QualityStatus::good;
  QualityRule rule = QualityRule::none;
  auto operator<=>(const Quality&) const = default;
};

/// One quality per tag, in the order of kTags.
using RowQuality = std::array<Quality, kTagCount>;

/// Returns "Good", "Uncertain" or "Bad".
std::string_view to_string(QualityStatus status);

/// Returns "R1" … "R14"; "" for none.
std::string_view to_string(QualityRule rule);

/// Returns `{"avg_downhole_pressure":{"status":"Bad","rule":"R5"}}` with the values that are not Good, in
/// the order of kTags, or nothing when all of them are Good.
std::optional<std::string> quality_json(const RowQuality& quality);

}  // namespace flodata
