// The SCADA layer: steps as a historian would have them, with transmitters' readings, stalls, spikes, missing
// samples and slugs. Invented, by seed, and only by choice; volumes and on-stream parts of a day stay as they
// are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/hourly_series.h"
#include "upsampler/scada/transmitter.h"

namespace flodata::upsampler {

/// Whether there is a layer over the steps.
enum class Layer : std::uint8_t { none, scada };

/// As the manifest of a source file names the layer.
inline constexpr std::string_view kScadaLayerName = "SCADA-1";

/// Returns the layer that a manifest names; an empty text is none. Errors: invalid_argument with the known
/// names.
Expected<Layer> layer_of_manifest(std::string_view name);

/// Returns the largest distance of a reading without a label from the value that it reads, in the tag's unit.
double largest_reading_error(TagIndex tag, int steps_per_hour);

/// How often a reading fails. Steps of an hour fail as often as steps of a minute, each for itself.
inline constexpr double kMissingPart = 0.0006;           // single samples
inline constexpr double kSpikePart = 0.0002;             // single samples
inline constexpr double kLinkFailuresPerDay = 1.0 / 25;  // of a well: no sample for 5 to 360 minutes
inline constexpr double kStallsPerDay = 1.0 / 30;        // of a transmitter: one value for 20 to 480 minutes

/// Values by what the layer did to them, by QualityRule (only R11 to R14 are used).
using LabelCounts = std::array<std::int64_t, kQualityRuleCount>;

/// The layer of one well. It is a function of the steps, the well and the seed. Transmitters go on over
/// midnight, but not over a gap between days: any stretch of days without a gap can be made alone.
class ScadaLayer {
 public:
  explicit ScadaLayer(std::uint64_t seed) : seed_(seed) {}

  /// Adds the layer to the days of a series, in the order of time from call to call. Fills `labels`. Returns
  /// the number of values with each label.
  LabelCounts add(HourlySeries& steps);

 private:
  std::uint64_t seed_;
  std::array<TransmitterState, kTagCount> transmitters_{};
  std::optional<Instant> end_;  // of the last day
};

/// Parameters for a manifest, by names and values.
std::vector<std::pair<std::string, std::string>> scada_parameters(int steps_per_hour);

}  // namespace flodata::upsampler
