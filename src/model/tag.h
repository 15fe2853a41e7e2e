// The catalogue of tags: every measured column once. Import, upsampling, COPY, SELECT lists, JSON, OpenAPI
// and units are driven by it; a new tag is one line here and one column in schema/.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace flodata {

enum class TagKind : std::uint8_t {
  on_stream,  // part of the hour in which the well flowed
  additive,   // a rate: integrates to a volume, the daily value is a volume per production day
  intensive,  // a state: the daily value is a mean
};

enum class UnitFamily : std::uint8_t {
  hours,
  liquid_rate,
  gas_rate,
  pressure,
  temperature,
  percent,
  liquid_volume,  // and below: of derived quantities, no tag has them
  gas_volume,
  gas_oil_ratio,
  fraction,
  count,
};

struct Tag {
  std::string_view name;           // column of production_data and JSON key
  std::string_view short_name;     // JSON key of /wells and /production; the name where there is no other
  std::string_view source_column;  // column of prod_daily_data and prod_hourly_data, as Equinor publishes it
  TagKind kind;
  UnitFamily family;
  double lower;  // physical bounds of an hourly value, in the metric unit of the family
  double upper;
  std::string_view description;
};

inline constexpr double kUnbounded = std::numeric_limits<double>::infinity();
/// No well has more: the deepest reservoirs have some 1,500 bar.
inline constexpr double kMostPressureBar = 2000;

/// The numeric tags, in the order of production_data's columns.
inline constexpr std::array kTags = {
    Tag{"on_stream_hrs", "on_stream_hrs", "ON_STREAM_HRS", TagKind::on_stream, UnitFamily::hours, 0, 1,
        "part of the row's time step in which the well was on stream, 0 to 1; in rows of an hour these are "
        "hours"},
    Tag{"oil_rate", "oil_rate", "BORE_OIL_VOL", TagKind::additive, UnitFamily::liquid_rate, 0, kUnbounded,
        "oil rate"},
    Tag{"gas_rate", "gas_rate", "BORE_GAS_VOL", TagKind::additive, UnitFamily::gas_rate, 0, kUnbounded,
        "gas rate"},
    Tag{"water_rate", "water_rate", "BORE_WAT_VOL", TagKind::additive, UnitFamily::liquid_rate, 0, kUnbounded,
        "water rate"},
    Tag{"water_inj_rate", "water_inj_rate", "BORE_WI_VOL", TagKind::additive, UnitFamily::liquid_rate, 0,
        kUnbounded, "water injection rate"},
    Tag{"avg_downhole_pressure", "downhole_pressure", "AVG_DOWNHOLE_PRESSURE", TagKind::intensive,
        UnitFamily::pressure, 0, kMostPressureBar, "downhole pressure"},
    Tag{"avg_dp_tubing", "dp_tubing", "AVG_DP_TUBING", TagKind::intensive, UnitFamily::pressure,
        -kMostPressureBar, kMostPressureBar, "pressure difference over the tubing (downhole minus wellhead)"},
    Tag{"avg_annulus_press", "annulus_pressure", "AVG_ANNULUS_PRESS", TagKind::intensive,
        UnitFamily::pressure, 0, kMostPressureBar, "annulus pressure"},
    Tag{"avg_whp_p", "thp", "AVG_WHP_P", TagKind::intensive, UnitFamily::pressure, 0, kMostPressureBar,
        "wellhead pressure"},
    Tag{"dp_choke_size", "dp_choke_size", "DP_CHOKE_SIZE", TagKind::intensive, UnitFamily::pressure,
        -kMostPressureBar, kMostPressureBar, "pressure difference over the choke"},
    Tag{"avg_downhole_temperature", "downhole_temperature", "AVG_DOWNHOLE_TEMPERATURE", TagKind::intensive,
        UnitFamily::temperature, -50, 400, "downhole temperature"},
    Tag{"avg_wht_p", "wht", "AVG_WHT_P", TagKind::intensive, UnitFamily::temperature, -50, 400,
        "wellhead temperature"},
    Tag{"avg_choke_size_p", "choke_size", "AVG_CHOKE_SIZE_P", TagKind::intensive, UnitFamily::percent, 0, 100,
        "choke opening"},
};

inline constexpr std::size_t kTagCount = kTags.size();

/// Position of a tag in kTags, for array indexing.
using TagIndex = std::size_t;

/// Returns the position of the tag called `name`; a compile-time constant where the name is one.
constexpr std::optional<TagIndex> find_tag(std::string_view name) {
  for (TagIndex i = 0; i < kTagCount; ++i)
    if (kTags[i].name == name) return i;
  return std::nullopt;
}

/// Returns the position of the tag whose short name is `name`.
constexpr std::optional<TagIndex> find_tag_by_short_name(std::string_view name) {
  for (TagIndex i = 0; i < kTagCount; ++i)
    if (kTags[i].short_name == name) return i;
  return std::nullopt;
}

/// Returns the position of the tag whose source column is `column`.
constexpr std::optional<TagIndex> find_tag_by_source_column(std::string_view column) {
  for (TagIndex i = 0; i < kTagCount; ++i)
    if (kTags[i].source_column == column) return i;
  return std::nullopt;
}

inline constexpr TagIndex kOnStreamTag = find_tag("on_stream_hrs").value();
inline constexpr TagIndex kOilRateTag = find_tag("oil_rate").value();
inline constexpr TagIndex kGasRateTag = find_tag("gas_rate").value();
inline constexpr TagIndex kWaterRateTag = find_tag("water_rate").value();
inline constexpr TagIndex kWaterInjectionRateTag = find_tag("water_inj_rate").value();
inline constexpr TagIndex kDownholePressureTag = find_tag("avg_downhole_pressure").value();
inline constexpr TagIndex kDownholeTemperatureTag = find_tag("avg_downhole_temperature").value();
inline constexpr TagIndex kTubingPressureTag = find_tag("avg_dp_tubing").value();
inline constexpr TagIndex kAnnulusPressureTag = find_tag("avg_annulus_press").value();
inline constexpr TagIndex kWellheadPressureTag = find_tag("avg_whp_p").value();
inline constexpr TagIndex kWellheadTemperatureTag = find_tag("avg_wht_p").value();
inline constexpr TagIndex kChokeTag = find_tag("avg_choke_size_p").value();
inline constexpr TagIndex kChokePressureTag = find_tag("dp_choke_size").value();

/// Tags whose daily value is a volume.
inline constexpr std::array kVolumeTags = {kOilRateTag, kGasRateTag, kWaterRateTag, kWaterInjectionRateTag};

}  // namespace flodata
