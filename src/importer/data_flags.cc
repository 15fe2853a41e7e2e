#include "importer/data_flags.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/iso8601.h"
#include "model/name_fold.h"
#include "model/production_day.h"
#include "model/well_name.h"

namespace flodata::importer {
namespace {

class RowFlags {
 public:
  RowFlags(const DailyRecord& record, const std::string& sheet, const std::string& well_name, Flags& flags)
      : record_(record),
        sheet_(sheet),
        well_name_(well_name),
        flags_(flags),
        count_before_(flags.cells.size()) {}

  void apply(const TimeZone& zone) {
    const auto& values = record_.row.values;
    const double hours = values[kOnStreamTag].value_or(0);
    const auto day_hours = static_cast<double>(zone.length_of(record_.row.day).count());
    if (hours < 0 || hours > day_hours) add(QualityRule::r1_hours_clipped, kOnStreamTag);
    for (const auto tag : kVolumeTags) {
      const double volume_sm3 = values[tag].value_or(0);
      if (volume_sm3 > 0 && hours <= 0) add(QualityRule::r2_volume_without_hours, tag);
      if (volume_sm3 < 0) add(QualityRule::r4_negative_volume, tag);
    }
    if (const auto tag = main_volume(); tag && hours > 0 && values[*tag].value_or(0) == 0)
      add(QualityRule::r3_hours_without_volume, *tag);
    if (hours > 0 && values[kDownholePressureTag] == 0.0)
      add(QualityRule::r5_dead_gauge, kDownholePressureTag);
    const auto& type = record_.row.well_type;
    const auto& kind = record_.row.flow_kind;
    if (type && kind && !is_one_role(*type, *kind))
      flags_.cells.push_back({QualityRule::r7_role_at_odds, sheet_, record_.source_row, well_name_,
                              record_.row.day, "WELL_TYPE",
                              fmt::format("{} with FLOW_KIND {}", *type, *kind)});
    if (flags_.cells.size() > count_before_) ++flags_.flagged_rows;
  }

 private:
  static bool is_one_role(std::string_view type, std::string_view kind) {
    return (type == "OP" && kind == "production") || (type == "WI" && kind == "injection");
  }

  [[nodiscard]] std::optional<TagIndex> main_volume() const {
    if (record_.row.flow_kind == "production") return kOilRateTag;
    if (record_.row.flow_kind == "injection") return kWaterInjectionRateTag;
    return std::nullopt;
  }

  void add(QualityRule rule, TagIndex tag) {
    const auto& value = record_.row.values[tag];
    flags_.cells.push_back({rule, sheet_, record_.source_row, well_name_, record_.row.day,
                            std::string(kTags[tag].source_column), value ? fmt::format("{}", *value) : ""});
  }

  const DailyRecord& record_;
  const std::string& sheet_;
  const std::string& well_name_;
  Flags& flags_;
  std::size_t count_before_;
};

/// Compares neighbouring days of one well.
void flag_history(const std::string& well_name, std::vector<const DailyRow*> rows, const TimeZone& zone,
                  Flags& flags) {
  constexpr std::chrono::days kOneDay(1);
  std::sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) { return a->day < b->day; });
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& before = *rows[i - 1];
    const auto& now = *rows[i];
    if (now.day - before.day > kOneDay && days_between(before.day, now.day, zone) > 0)
      flags.missing_days.push_back({well_name, before.day + kOneDay, now.day - kOneDay});
    if (before.flow_kind && now.flow_kind && *before.flow_kind != *now.flow_kind)
      flags.role_changes.push_back({well_name, now.day, *before.flow_kind, *now.flow_kind});
  }
}

}  // namespace

Flags flag_daily_rows(const DailySheet& sheet, const TimeZone& zone, WellNaming naming) {
  Flags flags;
  std::vector<std::string> names;
  for (const auto& identity : sheet.identities)
    names.push_back(canonical_well_name(identity.npd_well_bore_name, naming));
  std::map<std::string, std::vector<const DailyRow*>> rows_of_well;
  for (const auto& record : sheet.records) {
    const auto& name = names[record.identity];
    RowFlags(record, sheet.sheets[record.sheet].name, name, flags).apply(zone);
    rows_of_well[name].push_back(&record.row);
  }
  for (auto& [name, rows] : rows_of_well) flag_history(name, std::move(rows), zone, flags);
  return flags;
}

std::vector<std::string> names_alike(const DailySheet& sheet, WellNaming naming) {
  std::map<std::string, std::set<std::string>> by_folded_name;
  for (const auto& identity : sheet.identities) {
    const auto name = canonical_well_name(identity.npd_well_bore_name, naming);
    by_folded_name[fold_name(name)].insert(name);
  }
  std::vector<std::string> warnings;
  for (const auto& [folded, names] : by_folded_name)
    if (names.size() > 1)
      warnings.push_back(fmt::format(
          "the wells '{}' have names that differ in case or blanks only; they are different wells, and each "
          "is found by its exact name only: correct the file if they are one",
          fmt::join(names, "' and '")));
  return warnings;
}

std::optional<std::string> nominal_day_hint(const DailySheet& sheet, const TimeZone& zone) {
  std::set<LocalDay> long_days;
  std::set<LocalDay> short_days;  // with a well that has 24 hours
  bool is_full = false;           // a well on a long day
  for (const auto& record : sheet.records) {
    const auto& hours = record.row.values[kOnStreamTag];
    const int day_hours = ProductionDay::of(record.row.day, zone).hour_count();
    if (!hours || day_hours == kNominalDayHours) continue;
    if (*hours > kNominalDayHours) return std::nullopt;
    if (day_hours > kNominalDayHours) {
      is_full = is_full || *hours == kNominalDayHours;
      long_days.insert(record.row.day);
    } else if (*hours == kNominalDayHours) {
      short_days.insert(record.row.day);
    }
  }
  if (!is_full && short_days.empty()) return std::nullopt;
  std::vector<std::string> signs;
  if (is_full)
    signs.push_back(
        fmt::format("no well has more than 24 hours on stream on days of 25 hours ({}, the first is {})",
                    long_days.size(), format_day(*long_days.begin())));
  if (!short_days.empty())
    signs.push_back(fmt::format("wells have 24 hours on stream on days of 23 hours ({}, the first is {})",
                                short_days.size(), format_day(*short_days.begin())));
  return fmt::format(
      "{}; if the source counts every day as 24 hours, say day = \"nominal\" in [file] of the mapping",
      fmt::join(signs, ", and "));
}

}  // namespace flodata::importer
