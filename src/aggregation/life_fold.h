// A field's whole life in a bounded number of points of equal length. Steps are added as they come, and what
// was added is never looked at again: when the points become too many, two neighbours become one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "aggregation/exact_sum.h"
#include "base/clock.h"

namespace flodata::aggregation {

/// The field in one step of the data.
struct LifeStep {
  std::int64_t number;  // steps since the first one; never falls
  Instant time;
  Instant original_time;
  std::array<std::optional<double>, 4> rates;  // oil, gas, water, water injection [Sm3/d]
  std::int64_t wells_on_stream;
};

/// Steps [number, number + length of a point). Without a step nothing is known of it.
struct LifePoint {
  std::int64_t number;
  std::optional<Instant> time;  // of its first step
  std::optional<Instant> original_time;
  std::array<std::optional<double>, 4> rates;  // means over the steps that have them
  std::optional<double> wells_on_stream;       // mean
};

struct Life {
  std::int64_t point_steps;  // a power of two
  std::vector<LifePoint> points;
};

/// No step between two of them.
struct Outage {
  std::int64_t first_missing;
  std::int64_t next;  // the step after it
};

class LifeFold {
 public:
  static constexpr std::size_t kMostPoints = 2000;

  /// Gaps of `least_outage` steps and more are outages.
  explicit LifeFold(std::int64_t least_outage) : least_outage_(least_outage) {}

  void add(const LifeStep& step);

  /// Returns the life so far in `most` points (1 to kMostPoints) or fewer, but more than half as many where
  /// there are so many steps. The same steps give the same points whenever they were added.
  [[nodiscard]] Life life(std::size_t most) const;

  /// Returns the newest outages, 1000 of them at the most, in their order.
  [[nodiscard]] const std::deque<Outage>& outages() const { return outages_; }

 private:
  struct Mean {
    ExactSum sum;
    std::int64_t count = 0;
    void add(double value);
    void add(const Mean& other);
    [[nodiscard]] std::optional<double> value() const;
  };
  struct Bucket {
    std::optional<Instant> time;
    std::optional<Instant> original_time;
    std::array<Mean, 4> rates;
    Mean wells_on_stream;
    void add(const Bucket& later);
  };
  /// Makes one of each `count` neighbours.
  static std::vector<Bucket> merged(const std::vector<Bucket>& buckets, std::int64_t count);

  std::int64_t least_outage_;
  std::int64_t bucket_steps_ = 1;
  std::vector<Bucket> buckets_;
  std::optional<std::int64_t> last_;  // number of the step added last
  std::deque<Outage> outages_;
};

}  // namespace flodata::aggregation
