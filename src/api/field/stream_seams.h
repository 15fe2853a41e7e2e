// The seams of a stream as answers give them.
#pragma once

#include <span>
#include <vector>

#include "api/contract/responses.h"
#include "store/stream_seam.h"

namespace flodata::api {

/// The newest seams, `most` of them at the most, in their order.
inline std::vector<responses::StreamSeam> seams_of(std::span<const store::StreamSegment> segments,
                                                   std::size_t most) {
  std::vector<responses::StreamSeam> seams;
  for (const auto& seam : store::newest_seams(segments, most))
    seams.push_back({seam.label, seam.kind == store::SeamKind::loop ? "loop" : "jump"});
  return seams;
}

}  // namespace flodata::api
