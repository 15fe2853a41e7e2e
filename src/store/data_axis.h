// The live timeline measured by the data that was streamed on it: a day of data is a day whatever the speed
// was, a pause is nothing, and data that came again counts again.
#pragma once

#include <span>
#include <vector>

#include "base/clock.h"
#include "store/stream_seam.h"

namespace flodata::store {

class DataAxis {
 public:
  /// `segments` in their order. Where there are none, and before the first one, live time is data time at
  /// `speed`, or at that of the first one.
  DataAxis(std::span<const StreamSegment> segments, double speed);

  /// Returns how much data was streamed up to a label, counted from the first segment; within half a
  /// microsecond of live time. A label between two segments counts as the end of the first one.
  [[nodiscard]] Microseconds data_at(Instant label) const;

  /// Returns the label at which so much data had been streamed.
  [[nodiscard]] Instant label_at(Microseconds data) const;

 private:
  struct Piece {
    Microseconds data;  // at its begin
    StreamSegment segment;
  };
  std::vector<Piece> pieces_;  // none of them empty
};

}  // namespace flodata::store
