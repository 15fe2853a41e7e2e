// UPS-2: in which hours of the day the well flowed. Only the length of an outage is data. Where in the day it
// lies is invented, by seed: evenly over the day; joined to a shut day beside it; usually one outage over
// midnight where two days in a row are partly on stream. Wells of one facility have their outages of a day at
// one time.
#pragma once

#include <cstdint>
#include <vector>

#include "upsampler/steps/quality_ledger.h"

namespace flodata::upsampler {

struct Outages {
  std::vector<double> mask;        // part of each hour on stream, all days of the ledger one after the other
  std::int64_t partial_pairs = 0;  // days partly on stream with another one after them
  std::int64_t joined_pairs = 0;   // of these: those that share one outage over midnight
};

/// A day's hours sum to its on-stream hours; a day whose hours are not known has 0 throughout. No day has
/// more than two hours that are on stream in part. `facility_key`: of the facility whose wells share their
/// times.
Outages place_outages(const Ledger& ledger, std::uint64_t seed, std::uint64_t well_key,
                      std::uint64_t facility_key);

}  // namespace flodata::upsampler
