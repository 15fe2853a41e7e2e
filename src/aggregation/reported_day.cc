#include "aggregation/reported_day.h"

#include "aggregation/volume.h"

namespace flodata::aggregation {
namespace {

std::optional<double> sum_of(std::optional<double> one, std::optional<double> other) {
  if (!one || !other) return std::nullopt;
  return *one + *other;
}

std::optional<double> ratio_of(std::optional<double> numerator, std::optional<double> denominator) {
  if (!numerator || !denominator || *denominator == 0) return std::nullopt;
  return *numerator / *denominator;
}

}  // namespace

void ReportedDay::add(const Sample& sample) {
  ++rows_;
  const auto& marks = sample.marks;
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    auto& sums = tags_[tag];
    sums.computed_while_shut |= marks.computed[tag];
    if (!sample.values[tag] || marks.no_measurement[tag]) continue;
    const double value = *sample.values[tag];
    ++sums.count;
    sums.values.add(value);
    if (!marks.on_stream) continue;
    sums.on_stream_values.add(value * *marks.on_stream);
    sums.on_stream.add(*marks.on_stream);
  }
}

std::optional<double> ReportedDay::total(TagIndex tag, double hours_factor) const {
  if (tags_[tag].count < rows_) return std::nullopt;
  return tags_[tag].values.value() * hours_factor;
}

std::optional<double> ReportedDay::mean(TagIndex tag) const {
  const auto& sums = tags_[tag];
  if (sums.computed_while_shut) return ratio_of(sums.on_stream_values.value(), sums.on_stream.value());
  if (sums.count == 0) return std::nullopt;
  return sums.values.value() / static_cast<double>(sums.count);
}

std::optional<double> ReportedDay::value(Quantity quantity, double step_hours) const {
  const auto volume = [&](TagIndex tag) { return total(tag, volume_sm3(1, step_hours)); };
  if (const auto* tag = std::get_if<TagIndex>(&quantity)) {
    switch (kTags[*tag].kind) {
      case TagKind::on_stream:
        return total(*tag, step_hours);
      case TagKind::additive:
        return volume(*tag);
      case TagKind::intensive:
        return mean(*tag);
    }
  }
  switch (std::get<Derived>(quantity)) {
    case Derived::gor:
      return ratio_of(volume(kGasRateTag), volume(kOilRateTag));
    case Derived::watercut:
      return ratio_of(volume(kWaterRateTag), sum_of(volume(kOilRateTag), volume(kWaterRateTag)));
    case Derived::liquid_rate:
      return sum_of(volume(kOilRateTag), volume(kWaterRateTag));
  }
  return std::nullopt;
}

}  // namespace flodata::aggregation
