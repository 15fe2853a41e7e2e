// Which of the two simulated fields: one like real ones, or the same physics without noise, faults of
// measurement and events.
#pragma once

#include <cstdint>

namespace flodata {

enum class FieldKind : std::uint8_t { natural, clean };

/// Over which hours a partial day's pressures and temperatures are averaged. The choke and the annulus are
/// always means of the day. A clean field has whole_day.
enum class PartialDayMeans : std::uint8_t {
  on_stream,  // mostly the hours on stream, as at Volve
  whole_day,
};

}  // namespace flodata
