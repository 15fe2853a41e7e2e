#include "model/quality.h"

#include <fmt/format.h>

namespace flodata {

std::string_view to_string(QualityStatus status) {
  switch (status) {
    case QualityStatus::good:
      return "Good";
    case QualityStatus::uncertain:
      return "Uncertain";
    case QualityStatus::bad:
      return "Bad";
  }
  return "";
}

std::string_view to_string(QualityRule rule) {
  switch (rule) {
    case QualityRule::none:
      return "";
    case QualityRule::r1_hours_clipped:
      return "R1";
    case QualityRule::r2_volume_without_hours:
      return "R2";
    case QualityRule::r3_hours_without_volume:
      return "R3";
    case QualityRule::r4_negative_volume:
      return "R4";
    case QualityRule::r5_dead_gauge:
      return "R5";
    case QualityRule::r6_day_missing:
      return "R6";
    case QualityRule::r7_role_at_odds:
      return "R7";
    case QualityRule::r8_gauge_silent_while_shut:
      return "R8";
    case QualityRule::r9_volume_against_hours:
      return "R9";
    case QualityRule::r10_computed_while_shut:
      return "R10";
    case QualityRule::r11_missing_sample:
      return "R11";
    case QualityRule::r12_spike:
      return "R12";
    case QualityRule::r13_stalled:
      return "R13";
    case QualityRule::r14_slug:
      return "R14";
  }
  return "";
}

std::optional<std::string> quality_json(const RowQuality& quality) {
  std::string text;
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    if (quality[tag].status == QualityStatus::good) continue;
    text += fmt::format("{}\"{}\":{{\"status\":\"{}\",\"rule\":\"{}\"}}", text.empty() ? "{" : ",",
                        kTags[tag].name, to_string(quality[tag].status), to_string(quality[tag].rule));
  }
  if (text.empty()) return std::nullopt;
  return text + "}";
}

}  // namespace flodata
