// A stored row as JSON: what every client of rows reads.
#include "api/rows/row_format.h"

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/iso8601.h"
#include "model/production_column.h"
#include "store/production_row.h"

namespace flodata::api {
namespace {

namespace json = boost::json;

TimeZone zone(std::string_view name) { return TimeZone::find(name).value(); }

store::ProductionRow some_row() {
  store::ProductionRow row{};
  row.time = parse_iso8601("2008-02-29T23:00:00Z", zone("UTC")).value();
  row.original_time = parse_iso8601("2008-07-29T23:00:00Z", zone("UTC")).value();
  row.well_name = "NO-15/9-F-12";
  row.well_type = "OP";
  row.flow_kind = "production";
  row.values[kOilRateTag] = 100;
  row.values[kGasRateTag] = 1000;
  row.values[kDownholePressureTag] = 234.5;
  row.values[find_tag("avg_wht_p").value()] = 100;
  row.choke_uom = "%";
  return row;
}

json::object parsed(const store::ProductionRow& row, UnitSystem units, std::string_view zone_name) {
  std::string text;
  RowWriter writer(http::MediaType::ndjson, stored_columns(), units, zone(zone_name));
  writer.begin(text);
  writer.append(text, row);
  writer.end(text);
  return json::parse(text).as_object();
}

TEST(StoredRow, KeysAreTheColumnsInTheirOrder) {
  const auto row = parsed(some_row(), UnitSystem::metric, "UTC");
  ASSERT_EQ(row.size(), kProductionColumns.size());
  auto column = kProductionColumns.begin();
  for (const auto& member : row) EXPECT_EQ(member.key(), (column++)->name);
}

TEST(StoredRow, MissingIsNullAndNeverZero) {
  auto source = some_row();
  source.well_type.reset();
  source.choke_uom.reset();
  const auto row = parsed(source, UnitSystem::metric, "UTC");
  for (const auto* key : {"water_rate", "avg_annulus_press", "well_type", "avg_choke_uom", "quality"})
    EXPECT_TRUE(row.at(key).is_null()) << key;
}

TEST(StoredRow, TimesCarryTheOffsetOfTheZoneAtThatTime) {
  const auto row = parsed(some_row(), UnitSystem::metric, "Europe/Oslo");
  EXPECT_EQ(row.at("time").as_string(), "2008-03-01T00:00:00+01:00");
  EXPECT_EQ(row.at("original_time").as_string(), "2008-07-30T01:00:00+02:00");
}

TEST(StoredRow, FieldUnitsConvertEveryFamily) {
  const auto row = parsed(some_row(), UnitSystem::field, "UTC");
  EXPECT_NEAR(row.at("oil_rate").to_number<double>(), 628.98, 1e-9);                 // stb/d
  EXPECT_NEAR(row.at("gas_rate").to_number<double>(), 35.3147, 1e-9);                // Mscf/d
  EXPECT_NEAR(row.at("avg_downhole_pressure").to_number<double>(), 3401.135, 1e-3);  // psi
  EXPECT_NEAR(row.at("avg_wht_p").to_number<double>(), 212, 1e-9);                   // degF
}

TEST(StoredRow, QualityIsAnObject) {
  auto source = some_row();
  source.quality_json = R"({"oil_rate":{"status":"Bad","rule":"R4"}})";
  const auto row = parsed(source, UnitSystem::metric, "UTC");
  EXPECT_EQ(row.at("quality").at("oil_rate").at("rule").as_string(), "R4");
}

TEST(UnitsObject, NamesTheUnitOfEveryTag) {
  const auto metric = json::parse(units_object(stored_columns(), UnitSystem::metric)).as_object();
  ASSERT_EQ(metric.size(), kTagCount);
  EXPECT_EQ(metric.at("oil_rate").as_string(), "Sm3/d");
  EXPECT_EQ(json::parse(units_object(stored_columns(), UnitSystem::field)).at("gas_rate").as_string(),
            "Mscf/d");
}

}  // namespace
}  // namespace flodata::api
