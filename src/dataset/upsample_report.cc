// The production-day report of `flodata dataset upsample`, as text and as JSON.
#include <fmt/format.h>

#include "base/iso8601.h"
#include "base/json.h"
#include "dataset/upsample_dataset.h"
#include "upsampler/resolution.h"

namespace flodata::dataset {
namespace {

constexpr std::array kVolumeTitles = {"oil Sm3", "gas Sm3", "water Sm3", "injected Sm3"};
constexpr std::array kVolumeKeys = {"oil_sm3", "gas_sm3", "water_sm3", "water_injected_sm3"};

/// Adds all wells up; a volume that no well has stays empty.
WellReport total_of(const UpsampleReport& report) {
  WellReport total{"all wells", {}, {}};
  for (const auto& well : report.wells) {
    if (total.days == 0 || well.first_day < total.first_day) total.first_day = well.first_day;
    if (total.days == 0 || well.last_day > total.last_day) total.last_day = well.last_day;
    total.days += well.days;
    total.hours += well.hours;
    total.fallback_days += well.fallback_days;
    for (const auto tag : kVolumeTags)
      if (well.volumes_sm3[tag])
        total.volumes_sm3[tag] = total.volumes_sm3[tag].value_or(0) + *well.volumes_sm3[tag];
    for (std::size_t rule = 0; rule < total.counts.size(); ++rule) total.counts[rule] += well.counts[rule];
  }
  return total;
}

std::string text_line(const WellReport& well) {
  auto line = fmt::format("{:<18} {} {} {:>7} {:>8}", well.well_bore_code, format_day(well.first_day),
                          format_day(well.last_day), well.days, well.hours);
  for (const auto tag : kVolumeTags)
    line += well.volumes_sm3[tag] ? fmt::format(" {:>15.2f}", *well.volumes_sm3[tag])
                                  : fmt::format(" {:>15}", "-");
  for (std::size_t rule = 1; rule < well.counts.size(); ++rule)
    line += fmt::format(" {:>4}", well.counts[rule]);
  return line + fmt::format(" {:>8}\n", well.fallback_days);
}

void append_json_well(std::string& out, const WellReport& well) {
  out += "{\"well_bore_code\":";
  append_json_string(out, well.well_bore_code);
  out += fmt::format(",\"first_day\":\"{}\",\"last_day\":\"{}\",\"days\":{},\"hours\":{}",
                     format_day(well.first_day), format_day(well.last_day), well.days, well.hours);
  for (std::size_t i = 0; i < kVolumeTags.size(); ++i) {
    const auto& volume = well.volumes_sm3[kVolumeTags[i]];
    // Three decimals are what the hourly volumes are exact to.
    out += volume ? fmt::format(",\"{}\":{:.3f}", kVolumeKeys[i], *volume)
                  : fmt::format(",\"{}\":null", kVolumeKeys[i]);
  }
  out += ",\"days_by_rule\":{";
  for (std::size_t rule = 1; rule < well.counts.size(); ++rule)
    out += fmt::format("{}\"{}\":{}", rule == 1 ? "" : ",", to_string(static_cast<QualityRule>(rule)),
                       well.counts[rule]);
  out += fmt::format("}},\"fallback_days\":{}}}", well.fallback_days);
}

/// The values with each label of the layer, as text or as members of a JSON object.
std::string label_counts(const UpsampleReport& report, bool as_json) {
  std::string text;
  for (auto rule = static_cast<std::size_t>(QualityRule::r11_missing_sample); rule < report.labels.size();
       ++rule) {
    const auto name = to_string(static_cast<QualityRule>(rule));
    const auto* between = text.empty() ? "" : as_json ? "," : ", ";
    text += as_json ? fmt::format("{}\"{}\":{}", between, name, report.labels[rule])
                    : fmt::format("{}{} {}", between, name, report.labels[rule]);
  }
  return text;
}

/// What became of partial days whose means the file states otherwise; empty where all is as stated.
std::string contradictions(const UpsampleReport& report) {
  using upsampler::PartialDayMeans;
  if (report.method == upsampler::Method::ups1)
    return report.means == PartialDayMeans::on_stream ? "UPS-1 takes every mean as one over the day, though "
                                                        "the file states means over the hours on stream.\n"
                                                      : "";
  if (report.means != PartialDayMeans::day) return "";
  std::string text;
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    std::int64_t over_day = 0;
    std::int64_t others = 0;
    for (const auto& well : report.wells) {
      over_day += well.averaging[tag][0];
      others += well.averaging[tag][1] + well.averaging[tag][2];
    }
    if (others > 0)
      text += fmt::format("{}{} {} of {}", text.empty() ? "" : ", ", kTags[tag].source_column, others,
                          over_day + others);
  }
  if (text.empty()) return "";
  return fmt::format(
      "The file states means over the day. Partial days on which no build-up gives such a mean were made as "
      "means over\n"
      "the hours on stream, with R10: {}.\n",
      text);
}

}  // namespace

std::string report_text(const UpsampleReport& report) {
  auto text = fmt::format(
      "Production days of {}, {}, seed {}, rows of {}\n\n{:<18} {:<10} {:<10} {:>7} {:>8}", report.day_zone,
      upsampler::algorithm_name(report.method), report.seed,
      upsampler::resolution_name(report.steps_per_hour), "well", "first day", "last day", "days", "hours");
  for (const auto* title : kVolumeTitles) text += fmt::format(" {:>15}", title);
  for (int rule = 1; rule < static_cast<int>(std::tuple_size_v<upsampler::RuleCounts>); ++rule)
    text += fmt::format(" {:>4}", to_string(static_cast<QualityRule>(rule)));
  text += fmt::format(" {:>8}\n", "fallback");
  for (const auto& well : report.wells) text += text_line(well);
  if (!report.wells.empty()) text += text_line(total_of(report));
  return text +
         "\nDays by rule: R1 hours clipped, R2 volume without hours, R3 hours without volume, R4 negative "
         "volume,\n"
         "R5 dead gauge, R6 day missing, R7 role at odds,\n"
         "R8 gauge silent while shut, R9 volume against hours, R10 means over hours on stream. Fallback: "
         "days of a phase with a plain profile.\n" +
         (report.layer == upsampler::Layer::none
              ? ""
              : fmt::format("Layer {}, labelled values: {} (R11 missing, R12 spike, R13 stalled, R14 slug)\n",
                            upsampler::kScadaLayerName, label_counts(report, false))) +
         contradictions(report);
}

std::string report_json(const UpsampleReport& report) {
  std::string out = "{\"algorithm\":";
  append_json_string(out, upsampler::algorithm_name(report.method));
  if (report.layer == upsampler::Layer::scada)
    out += fmt::format(",\"layer\":\"{}\",\"values_by_label\":{{{}}}", upsampler::kScadaLayerName,
                       label_counts(report, true));
  out += fmt::format(",\"resolution\":\"{}\"", upsampler::resolution_name(report.steps_per_hour));
  out += fmt::format(",\"seed\":{},\"production_day_zone\":", report.seed);
  append_json_string(out, report.day_zone);
  out += ",\"wells\":[";
  for (const auto& well : report.wells) {
    if (out.back() == '}') out += ',';
    append_json_well(out, well);
  }
  out += "],\"total\":";
  if (report.wells.empty())
    out += "null";
  else
    append_json_well(out, total_of(report));
  return out + "}";
}

}  // namespace flodata::dataset
