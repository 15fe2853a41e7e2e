// Daily data as Equinor publishes it: one row per wellbore and production day.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zone.h"
#include "model/tag.h"

namespace flodata {

/// One value per tag, in the order of kTags and in its metric unit; nothing where it was not measured.
using TagValues = std::array<std::optional<double>, kTagCount>;

/// Columns of a wellbore's identity, as published.
struct WellIdentity {
  std::string well_bore_code;      // "NO 15/9-F-1 C"
  std::string npd_well_bore_name;  // "15/9-F-1 C"
  std::optional<std::int64_t> npd_well_bore_code;
  std::optional<std::int64_t> npd_field_code;
  std::optional<std::string> npd_field_name;
  std::optional<std::int64_t> npd_facility_code;
  std::optional<std::string> npd_facility_name;
  bool operator==(const WellIdentity&) const = default;
};

/// Days before 1 January of the one and from 1 January of the other on are no field's: rows of them are
/// rejected.
inline constexpr int kFirstYear = 1800;
inline constexpr int kEndYear = 2200;

struct DailyRow {
  LocalDay day;
  TagValues values;  // additive tags hold volumes of the day [Sm3], on_stream_hrs hours of the day [h]
  std::optional<std::string> choke_uom;
  std::optional<std::string> flow_kind;  // "production", "injection"
  std::optional<std::string> well_type;  // "OP", "WI"
};

/// All days of one wellbore, in order of days, each at most once.
struct WellHistory {
  WellIdentity well;
  std::vector<DailyRow> days;
};

enum class SourceColumnType : std::uint8_t { day, whole_number, number, text };

struct SourceColumn {
  std::string_view name;
  SourceColumnType type;
};

/// The published sheet's columns in its order. `prod_daily_data` and `prod_hourly_data` carry the same names.
inline constexpr std::array kSourceColumns = {
    SourceColumn{"DATEPRD", SourceColumnType::day},
    SourceColumn{"WELL_BORE_CODE", SourceColumnType::text},
    SourceColumn{"NPD_WELL_BORE_CODE", SourceColumnType::whole_number},
    SourceColumn{"NPD_WELL_BORE_NAME", SourceColumnType::text},
    SourceColumn{"NPD_FIELD_CODE", SourceColumnType::whole_number},
    SourceColumn{"NPD_FIELD_NAME", SourceColumnType::text},
    SourceColumn{"NPD_FACILITY_CODE", SourceColumnType::whole_number},
    SourceColumn{"NPD_FACILITY_NAME", SourceColumnType::text},
    SourceColumn{"ON_STREAM_HRS", SourceColumnType::number},
    SourceColumn{"AVG_DOWNHOLE_PRESSURE", SourceColumnType::number},
    SourceColumn{"AVG_DOWNHOLE_TEMPERATURE", SourceColumnType::number},
    SourceColumn{"AVG_DP_TUBING", SourceColumnType::number},
    SourceColumn{"AVG_ANNULUS_PRESS", SourceColumnType::number},
    SourceColumn{"AVG_CHOKE_SIZE_P", SourceColumnType::number},
    SourceColumn{"AVG_CHOKE_UOM", SourceColumnType::text},
    SourceColumn{"AVG_WHP_P", SourceColumnType::number},
    SourceColumn{"AVG_WHT_P", SourceColumnType::number},
    SourceColumn{"DP_CHOKE_SIZE", SourceColumnType::number},
    SourceColumn{"BORE_OIL_VOL", SourceColumnType::number},
    SourceColumn{"BORE_GAS_VOL", SourceColumnType::number},
    SourceColumn{"BORE_WAT_VOL", SourceColumnType::number},
    SourceColumn{"BORE_WI_VOL", SourceColumnType::number},
    SourceColumn{"FLOW_KIND", SourceColumnType::text},
    SourceColumn{"WELL_TYPE", SourceColumnType::text},
};

}  // namespace flodata
