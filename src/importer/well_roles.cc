#include "importer/well_roles.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace flodata::importer {
namespace {

constexpr std::array kProducedTags = {kOilRateTag, kGasRateTag, kWaterRateTag};

enum class Role : std::uint8_t { producer, injector };

std::optional<Role> role_by_volumes(const DailyRow& row) {
  const auto flows = [&](TagIndex tag) { return row.values[tag].value_or(0) > 0; };
  if (std::ranges::any_of(kProducedTags, flows)) return Role::producer;
  if (flows(kWaterInjectionRateTag)) return Role::injector;
  return std::nullopt;
}

/// Returns how many days of the well inject.
std::int64_t assign_roles(std::vector<DailyRow*>& rows) {
  std::ranges::sort(rows, {}, &DailyRow::day);
  const auto first =
      std::ranges::find_if(rows, [](const auto* row) { return role_by_volumes(*row).has_value(); });
  auto role = first == rows.end() ? Role::producer : *role_by_volumes(**first);
  std::int64_t injecting = 0;
  for (auto* row : rows) {
    role = role_by_volumes(*row).value_or(role);
    const bool injects = role == Role::injector;
    row->flow_kind = injects ? "injection" : "production";
    row->well_type = injects ? "WI" : "OP";
    injecting += injects ? 1 : 0;
  }
  return injecting;
}

}  // namespace

std::optional<std::string> derive_roles(DailySheet& sheet, WellNaming naming) {
  std::map<std::string, std::vector<DailyRow*>> rows_of_well;
  for (auto& record : sheet.records)
    if (sheet.sheets[record.sheet].lacks_roles)
      rows_of_well[canonical_well_name(sheet.identities[record.identity].npd_well_bore_name, naming)]
          .push_back(&record.row);
  std::vector<std::string> injectors;
  for (auto& [name, rows] : rows_of_well) {
    const auto days = assign_roles(rows);
    if (days == 0) continue;
    const auto all = static_cast<std::int64_t>(rows.size());
    injectors.push_back(days == all ? name : fmt::format("{} ({} of {} days)", name, days, all));
  }
  if (injectors.empty()) return std::nullopt;
  return fmt::format(
      "the file has neither WELL_TYPE nor FLOW_KIND: days with injected water and no production are an "
      "injector's (WI), all others a producer's (OP). Injectors: {}. Map one of the two columns if that is "
      "wrong",
      fmt::join(injectors, ", "));
}

}  // namespace flodata::importer
