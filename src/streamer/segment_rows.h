// The rows of a segment with their labels: what the live table contains for it.
#pragma once

#include <functional>

#include "replay/stream_state.h"
#include "streamer/source/source_file.h"

namespace flodata::streamer {

/// Passes on the rows of `segment` in the order of their labels, loop by loop. Errors: Failure when the
/// source can no longer be read.
void for_each_row(SourceFile& source, const replay::Segment& segment,
                  const std::function<void(const HourlyRow& row, Instant label)>& take);

}  // namespace flodata::streamer
