#include "streamer/partitions/partition_plan.h"

#include <algorithm>
#include <limits>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace flodata::streamer {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr double kPartitionsKept = 12;  // at least, where old ones are removed

struct UnitDays {
  PartitionUnit unit;
  double days;
};
// The longest one first.
constexpr UnitDays kUnits[] = {{PartitionUnit::year, 366},     {PartitionUnit::quarter, 92},
                               {PartitionUnit::month, 31},     {PartitionUnit::week, 7},
                               {PartitionUnit::day, 1},        {PartitionUnit::six_hours, 0.25},
                               {PartitionUnit::hour, 1.0 / 24}};

/// The first month that begins after `label`, of those whose number (from 0) is a multiple of `count`.
Instant next_month(Instant label, unsigned count) {
  const year_month_day date(floor<days>(label));
  const auto month = (static_cast<unsigned>(date.month()) - 1) / count * count + 1;
  return sys_days(date.year() / std::chrono::month(month) / 1 + std::chrono::months(count));
}

Instant next_week(Instant label) {
  const auto day = floor<days>(label);
  const auto since_monday = std::chrono::weekday(day) - std::chrono::Monday;
  return day - since_monday + std::chrono::weeks(1);
}

std::string name_from(Instant from) {
  const auto day = floor<days>(from);
  const auto hour = floor<hours>(from - day);
  auto name = fmt::format("production_data_{:%Y%m%d}", day);
  return hour.count() == 0 ? name : fmt::format("{}_{:02}", name, hour.count());
}

Partition partition(std::optional<Instant> from, Instant to) {
  return {from ? name_from(*from) : "production_data_first", from, to};
}

}  // namespace

PartitionUnit unit_for(double rows_per_day, double most_rows, std::optional<std::int64_t> kept_days) {
  const double longest =
      kept_days ? static_cast<double>(*kept_days) / kPartitionsKept : std::numeric_limits<double>::infinity();
  for (const auto& [unit, length] : kUnits)
    if (length <= longest && rows_per_day * length <= most_rows) return unit;
  return PartitionUnit::hour;
}

Instant next_bound(PartitionUnit unit, Instant label) {
  constexpr hours kSixHours(6);
  constexpr unsigned kMonthsOfQuarter = 3;
  constexpr unsigned kMonthsOfYear = 12;
  switch (unit) {
    case PartitionUnit::hour:
      return floor<hours>(label) + hours(1);
    case PartitionUnit::six_hours: {
      const auto day = floor<days>(label);
      return day + ((label - day) / kSixHours + 1) * kSixHours;
    }
    case PartitionUnit::day:
      return floor<days>(label) + days(1);
    case PartitionUnit::week:
      return next_week(label);
    case PartitionUnit::month:
      return next_month(label, 1);
    case PartitionUnit::quarter:
      return next_month(label, kMonthsOfQuarter);
    case PartitionUnit::year:
      return next_month(label, kMonthsOfYear);
  }
  return label;
}

std::vector<Partition> missing_partitions(const std::vector<Partition>& present, PartitionUnit unit,
                                          Instant first, Instant last) {
  std::vector<Partition> missing;
  // Only where somebody emptied the tables and began another stream.
  if (!present.empty() && present.front().from && first < *present.front().from)
    missing.push_back(partition(std::nullopt, *present.front().from));
  auto end = present.empty() ? std::nullopt : std::optional(present.back().to);
  while (!end || *end <= last) {
    const auto to = next_bound(unit, end ? std::max(*end, first) : first);
    missing.push_back(partition(end, to));
    end = to;
  }
  return missing;
}

std::optional<Partition> oldest_before(const std::vector<Partition>& present, Instant label) {
  if (present.size() < 2 || present.front().to > label) return std::nullopt;
  return present.front();
}

std::optional<Partition> partition_ahead(const std::vector<Partition>& present, PartitionUnit unit,
                                         Instant label) {
  if (present.empty()) return std::nullopt;
  const auto& last = present.back();
  const bool is_early = last.from && label - *last.from < last.to - label;
  if (is_early || (!last.from && label + std::chrono::hours(12) < last.to)) return std::nullopt;
  return partition(last.to, next_bound(unit, last.to));
}

}  // namespace flodata::streamer
