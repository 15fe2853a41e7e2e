// The table `flodata_manifest(key, value)` of a source file: the origin and processing of its data. Each step
// (import, simulation, upsampling) adds its own keys.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time_zone.h"
#include "duck/database.h"
#include "model/well_name.h"

namespace flodata::duck {

inline constexpr const char* kManifestTable = "flodata_manifest";

/// Keys that one step writes and another one reads (docs/formats/source_file.md lists all).
inline constexpr const char* kSourceHashKey = "source_sha256";
inline constexpr const char* kMappingFileKey = "mapping_file";
inline constexpr const char* kMappingHashKey = "mapping_sha256";
inline constexpr const char* kDayZoneKey = "production_day_zone";
inline constexpr const char* kWellNamesKey = "well_names";
inline constexpr const char* kHoursKey = "hours";
inline constexpr const char* kPartialDayMeansKey = "partial_day_means";
inline constexpr const char* kAlgorithmKey = "upsample.algorithm";
inline constexpr const char* kSeedKey = "upsample.seed";
inline constexpr const char* kResolutionKey = "upsample.resolution";
inline constexpr const char* kLayerKey = "upsample.layer";
inline constexpr const char* kHoursHashKey = "upsample.output_sha256";

/// Sets one key; creates the table if it is missing. Takes part in an open transaction. Errors: Failure.
void set_manifest(Database& database, const std::string& key, const std::string& value);

/// Creates the table again with its present keys, so that no check, default or index of another program's
/// table runs when keys are set. Takes part in an open transaction. Errors: Failure.
void renew_manifest(Database& database);

/// Removes the keys that begin with `prefix`. Takes part in an open transaction. Errors: Failure.
void remove_manifest_keys(Database& database, const std::string& prefix);

/// Returns the value of one key; nothing when the key or the whole table is missing. Errors: Failure.
std::optional<std::string> get_manifest(Database& database, const std::string& key);

/// Returns the number of rows per hour in `prod_hourly_data`, from the manifest's `upsample.resolution`
/// ("15m"); 1 without it. Errors: Failure.
int manifest_steps_per_hour(Database& database);

/// Returns the zone of the production days (`production_day_zone`), or `otherwise` when the file names none.
/// Errors: Failure; invalid_argument when there is no such zone.
TimeZone manifest_day_zone(Database& database, std::string_view otherwise);

/// Returns how the wells are named (`well_names`). Without this key the names are those of the Norwegian
/// register, unless the file was made with a mapping. Errors: Failure; corrupt_input for another value.
WellNaming manifest_well_naming(Database& database);

/// Returns whether the file says that its hours were measured (`hours`), and nothing made them from days.
/// Errors: Failure; corrupt_input for another value.
bool manifest_has_measured_hours(Database& database);

/// Returns all keys with their values, by key; empty when there is no manifest. Errors: Failure.
std::vector<std::pair<std::string, std::string>> read_manifest(Database& database);

}  // namespace flodata::duck
