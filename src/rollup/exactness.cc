#include "rollup/exactness.h"

#include <algorithm>

namespace flodata::rollup {
namespace {

using aggregation::Interval;

/// How the clocks of two zones differ between two instants.
enum class Difference : unsigned char { none, whole_hours, other };

/// A bucket may begin before the window and end after it.
constexpr std::chrono::days kLongestBucket(32);

Difference difference(const TimeZone& one, const TimeZone& other, Instant first, Instant last) {
  if (one.name() == other.name()) return Difference::none;
  auto found = Difference::none;
  for (auto at = first - kLongestBucket; at <= last + kLongestBucket;) {
    const auto of_one = one.offset_span_at(at);
    const auto of_other = other.offset_span_at(at);
    const auto apart = of_one.offset - of_other.offset;
    if (apart % std::chrono::hours(1) != std::chrono::seconds(0)) return Difference::other;
    if (apart != std::chrono::seconds(0)) found = Difference::whole_hours;
    at = std::min(of_one.to, of_other.to);
  }
  return found;
}

}  // namespace

Level longest_exact(Interval interval, const TimeZone& asked, const TimeZone& cells, bool hours,
                    Instant first, Instant last) {
  if (interval == Interval::production_day) return Level::day;  // whatever the zones are
  if (interval < Interval::h1) return Level::step;
  const auto apart = difference(asked, cells, first, last);
  if (apart == Difference::other) return Level::step;
  const bool days = interval == Interval::d1 || interval == Interval::d7 || interval == Interval::mo1;
  if (days && apart == Difference::none) return Level::day;
  return hours ? Level::hour : Level::step;
}

}  // namespace flodata::rollup
