// Buckets of time as a user names them: 1m 5m 15m 1h 6h 12h 1d 7d 1mo, and 1pd, the source's production day.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/time_zone.h"

namespace flodata::aggregation {

enum class Interval : std::uint8_t { m1, m5, m15, h1, h6, h12, d1, d7, mo1, production_day };

inline constexpr std::array<std::string_view, 10> kIntervalNames = {"1m",  "5m", "15m", "1h",  "6h",
                                                                    "12h", "1d", "7d",  "1mo", "1pd"};

/// Returns nothing for a name that is not one of kIntervalNames.
std::optional<Interval> find_interval(std::string_view name);

/// Returns the length of the shortest bucket: a day of 23 hours, a month of 28 days, an hour less where
/// clocks change.
Microseconds shortest_length(Interval interval);

/// One bucket [from, to).
struct Bucket {
  Instant from;
  Instant to;
  std::optional<LocalDay> production_day;  // of the source, for Interval::production_day only
  bool operator==(const Bucket&) const = default;
};

/// Where buckets begin and end. Up to 1h they follow the local clock without regard to the day, and one is
/// cut where the clocks change within it; 6h, 12h and 1d begin at local wall times (so a bucket is an hour
/// shorter or longer where the clocks change), 7d on Mondays, 1mo on the first. The next bucket begins where
/// one ends. Not thread-safe: what was found last is remembered.
class BucketGrid {
 public:
  /// `production_zone`: of the source's production days, for Interval::production_day only.
  BucketGrid(Interval interval, TimeZone zone, std::optional<TimeZone> production_zone = std::nullopt);

  /// Returns the bucket that holds `time`. `original_time` decides for the production day, whose bucket is
  /// known by its day only: from and to are the first `time` that was asked for. A production day lasts while
  /// the source time goes on within it: asked for in the order of time, the day of the next loop is another.
  const Bucket& bucket_of(Instant time, Instant original_time);

  /// Returns the bucket after one, not for the production day.
  [[nodiscard]] Bucket next(const Bucket& bucket) const;

  [[nodiscard]] Interval interval() const { return interval_; }

  /// Returns the source time of the production day found last.
  [[nodiscard]] Microseconds production_day_length() const { return day_end_ - day_begin_; }

 private:
  [[nodiscard]] Bucket find(Instant time) const;
  [[nodiscard]] Instant to_instant(std::chrono::local_time<Microseconds> local) const;
  const Bucket& production_day_of(Instant time, Instant original_time);

  Interval interval_;
  TimeZone zone_;
  std::optional<TimeZone> production_zone_;
  mutable OffsetSpan offset_{};  // of zone_, around the time found last
  std::optional<Bucket> last_;
  // Of the production day found last, on the source timeline, and the hour of it that was asked for last.
  Instant day_begin_{};
  Instant day_end_{};
  Instant last_time_{};
  Instant last_original_time_{};
};

}  // namespace flodata::aggregation
