#include "streamer/segment_rows.h"

#include <algorithm>

namespace flodata::streamer {

void for_each_row(SourceFile& source, const replay::Segment& segment,
                  const std::function<void(const HourlyRow&, Instant)>& take) {
  Instant at = segment.from;
  while (at < segment.to) {
    const auto place = segment.loops.locate(at);
    const Instant end = std::min(segment.to, segment.loops.start_of_loop(place.loop + 1));
    const auto shift = at - place.source;  // from source time to position
    source.read(place.source, end - shift,
                [&](const HourlyRow& row) { take(row, segment.mapping.label_of(row.hour + shift)); });
    at = end;
  }
}

}  // namespace flodata::streamer
