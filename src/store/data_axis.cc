#include "store/data_axis.h"

#include <algorithm>

namespace flodata::store {

DataAxis::DataAxis(std::span<const StreamSegment> segments, double speed) {
  Microseconds data(0);
  for (const auto& segment : segments) {
    if (segment.from >= segment.to) continue;
    pieces_.push_back({data, segment});
    data += segment.to - segment.from;
  }
  if (pieces_.empty())
    pieces_.push_back({data, StreamSegment{.from = Instant(),
                                           .to = Instant(),
                                           .anchor_source = Instant(),
                                           .anchor_live = Instant(),
                                           .speed = speed,
                                           .source_start = Instant(),
                                           .source_period = Microseconds(1)}});
}

Microseconds DataAxis::data_at(Instant label) const {
  auto after = std::ranges::upper_bound(
      pieces_, label, {}, [](const Piece& piece) { return label_of(piece.segment, piece.segment.from); });
  const bool is_last = after == pieces_.end();
  if (after != pieces_.begin()) --after;
  const auto& [data, segment] = *after;
  const auto position = position_at(segment, label);
  return data + ((is_last ? position : std::min(position, segment.to)) - segment.from);
}

Instant DataAxis::label_at(Microseconds data) const {
  auto after = std::ranges::upper_bound(pieces_, data, {}, &Piece::data);
  if (after != pieces_.begin()) --after;
  return label_of(after->segment, after->segment.from + (data - after->data));
}

}  // namespace flodata::store
