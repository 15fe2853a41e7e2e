#include "upsampler/ups2/outages.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/counter_random.h"
#include "upsampler/steps/day_runs.h"
#include "upsampler/steps/hour_shapes.h"

namespace flodata::upsampler {
namespace {

constexpr std::uint64_t kTimeAspect = 4000;  // of the random numbers
constexpr std::uint64_t kJoinAspect = 4001;

/// Part of the pairs of partial days that share one outage. Such pairs are three times as frequent in real
/// data as chance makes them.
constexpr double kJoinedPart = 0.85;
constexpr double kSecondJoinedPart = 0.5;

/// Outages begin at a quarter of an hour.
constexpr double kStartsPerHour = 4;

double hours_on(const LedgerDay& day) { return day.values[kOnStreamTag].value_or(0.0); }
bool is_partial(const LedgerDay& day) { return hours_on(day) > 0 && hours_on(day) < day.hour_count; }

double quarter(double hour) { return std::floor(hour * kStartsPerHour) / kStartsPerHour; }

/// What the outages of a partial day join.
struct Joined {
  bool before = false;
  bool after = false;
};

/// Fills one partial day. `random`: when in the day, 0 to 1.
void fill_partial_day(Joined joined, double on_hours, double random, std::span<double> hours) {
  const auto total = static_cast<double>(hours.size());
  if (joined.before && joined.after)
    return fill_block(hours, quarter(random * (total - on_hours)), on_hours, 1.0);
  if (joined.before) return fill_block(hours, 0, total - on_hours, 0.0);
  if (joined.after) return fill_block(hours, 0, on_hours, 1.0);
  fill_block(hours, quarter(random * on_hours), total - on_hours, 0.0);
}

class Joiner {
 public:
  Joiner(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key)
      : days_(ledger.days), seed_(seed), well_key_(well_key), joined_(days_.size()) {}

  std::vector<Joined> join(Outages& counts) {
    for (std::size_t d = 0; d + 1 < days_.size(); ++d) {
      if (!is_next_day(days_[d], days_[d + 1])) continue;
      const bool both = is_partial(days_[d]) && is_partial(days_[d + 1]);
      counts.partial_pairs += both ? 1 : 0;
      if (both ? !wants_to_join(d) : !is_shut(days_[d]) && !is_shut(days_[d + 1])) continue;
      joined_[d].after = joined_[d + 1].before = true;
      counts.joined_pairs += both ? 1 : 0;
    }
    return joined_;
  }

 private:
  /// A day with an outage at its beginning already has a second one at its end less often.
  [[nodiscard]] bool wants_to_join(std::size_t d) const {
    const auto day = static_cast<std::uint64_t>(days_[d].day.time_since_epoch().count());
    return random_uniform({seed_, well_key_, kJoinAspect, day}) <
           (joined_[d].before ? kSecondJoinedPart : kJoinedPart);
  }

  const std::vector<LedgerDay>& days_;
  std::uint64_t seed_;
  std::uint64_t well_key_;
  std::vector<Joined> joined_;
};

}  // namespace

Outages place_outages(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key,
                      std::uint64_t facility_key) {
  Outages outages;
  const auto firsts = first_hours(ledger);
  outages.mask.assign(firsts.back(), 0.0);
  const auto joined = Joiner(ledger, seed, well_key).join(outages);
  for (std::size_t d = 0; d < ledger.days.size(); ++d) {
    const auto& day = ledger.days[d];
    const auto hours = std::span(outages.mask).subspan(firsts[d], firsts[d + 1] - firsts[d]);
    if (is_partial(day)) {
      const auto number = static_cast<std::uint64_t>(day.day.time_since_epoch().count());
      fill_partial_day(joined[d], hours_on(day), random_uniform({seed, facility_key, kTimeAspect, number}),
                       hours);
    } else if (hours_on(day) > 0) {
      std::ranges::fill(hours, 1.0);
    }
  }
  return outages;
}

}  // namespace flodata::upsampler
