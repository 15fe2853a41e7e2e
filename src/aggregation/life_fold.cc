#include "aggregation/life_fold.h"

#include "base/check.h"

namespace flodata::aggregation {
namespace {

constexpr std::size_t kMostBuckets = 2 * LifeFold::kMostPoints;
constexpr std::size_t kMostOutages = 1000;

}  // namespace

void LifeFold::Mean::add(double value) {
  sum.add(value);
  ++count;
}

void LifeFold::Mean::add(const Mean& other) {
  if (other.count > 0) sum.add(other.sum.value());
  count += other.count;
}

std::optional<double> LifeFold::Mean::value() const {
  if (count == 0) return std::nullopt;
  return sum.value() / static_cast<double>(count);
}

void LifeFold::Bucket::add(const Bucket& later) {
  if (!time) {
    time = later.time;
    original_time = later.original_time;
  }
  for (std::size_t i = 0; i < rates.size(); ++i) rates[i].add(later.rates[i]);
  wells_on_stream.add(later.wells_on_stream);
}

std::vector<LifeFold::Bucket> LifeFold::merged(const std::vector<Bucket>& buckets, std::int64_t count) {
  const auto group = static_cast<std::size_t>(count);
  std::vector<Bucket> all((buckets.size() + group - 1) / group);
  for (std::size_t i = 0; i < buckets.size(); ++i) all[i / group].add(buckets[i]);
  return all;
}

void LifeFold::add(const LifeStep& step) {
  FLODATA_CHECK(step.number >= last_.value_or(0));
  if (last_ && step.number - *last_ - 1 >= least_outage_) {
    outages_.push_back({*last_ + 1, step.number});
    if (outages_.size() > kMostOutages) outages_.pop_front();
  }
  last_ = step.number;
  while (static_cast<std::size_t>(step.number / bucket_steps_) >= kMostBuckets) {
    buckets_ = merged(buckets_, 2);
    bucket_steps_ *= 2;
  }
  const auto place = static_cast<std::size_t>(step.number / bucket_steps_);
  if (buckets_.size() <= place) buckets_.resize(place + 1);
  Bucket bucket{.time = step.time, .original_time = step.original_time, .rates = {}, .wells_on_stream = {}};
  for (std::size_t i = 0; i < step.rates.size(); ++i)
    if (step.rates[i]) bucket.rates[i].add(*step.rates[i]);
  bucket.wells_on_stream.add(static_cast<double>(step.wells_on_stream));
  buckets_[place].add(bucket);
}

Life LifeFold::life(std::size_t most) const {
  FLODATA_CHECK(most >= 1 && most <= kMostPoints);
  std::int64_t group = 1;
  while (static_cast<std::size_t>(group) * most < buckets_.size()) group *= 2;
  Life life{.point_steps = bucket_steps_ * group, .points = {}};
  for (const auto& bucket : merged(buckets_, group)) {
    LifePoint point{.number = std::ssize(life.points) * life.point_steps,
                    .time = bucket.time,
                    .original_time = bucket.original_time,
                    .rates = {},
                    .wells_on_stream = bucket.wells_on_stream.value()};
    for (std::size_t i = 0; i < bucket.rates.size(); ++i) point.rates[i] = bucket.rates[i].value();
    life.points.push_back(point);
  }
  return life;
}

}  // namespace flodata::aggregation
