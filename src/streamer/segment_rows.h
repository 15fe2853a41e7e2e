// The rows of a stretch of positions, with their labels: what the live table holds for it.
#pragma once

#include <functional>

#include "replay/stream_state.h"
#include "streamer/source/source_file.h"

namespace flodata::streamer {

/// Hands out the rows of `segment` in the order of their labels, loop by loop.
/// Errors: Failure when the source cannot be read any more.
void for_each_row(SourceFile& source, const replay::Segment& segment,
                  const std::function<void(const HourlyRow& row, Instant label)>& take);

}  // namespace flodata::streamer
