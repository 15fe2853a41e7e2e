#include "api/rows/row_format.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/iso8601.h"
#include "store/production_row.h"

namespace flodata::api {
namespace {

constexpr Instant kMidnight{std::chrono::sys_days{std::chrono::year(2008) / 3 / 30}};

TimeZone oslo() { return TimeZone::find("Europe/Oslo").value(); }

store::ProductionRow example_row() {
  store::ProductionRow row{.time = kMidnight,
                           .original_time = kMidnight - std::chrono::days(365),
                           .well_name = "NO-15/9-F-12",
                           .well_type = "OP",
                           .flow_kind = "a \"b\", c",
                           .values = {},
                           .choke_uom = std::nullopt,
                           .quality_json = R"({"oil_rate": {"rule": "R2"}})"};
  row.values[kOilRateTag] = 0.1;
  row.values[kGasRateTag] = 1e21;
  return row;
}

std::string written(http::MediaType format, std::vector<RowColumn> columns, int rows,
                    UnitSystem units = UnitSystem::metric) {
  RowWriter writer(format, std::move(columns), units, oslo());
  std::string out;
  writer.begin(out);
  for (int i = 0; i < rows; ++i) writer.append(out, example_row());
  writer.end(out);
  return out;
}

TEST(RowFormat, JsonIsAnArrayOfWhatNdjsonHasOnItsLines) {
  for (const auto units : {UnitSystem::metric, UnitSystem::field}) {
    const auto line = written(http::MediaType::ndjson, stored_columns(), 1, units);
    ASSERT_TRUE(line.ends_with("\n"));
    const auto row = line.substr(0, line.size() - 1);
    EXPECT_EQ(written(http::MediaType::json, stored_columns(), 2, units), fmt::format("[{0},{0}]", row));
    EXPECT_EQ(written(http::MediaType::ndjson, stored_columns(), 2, units), fmt::format("{0}\n{0}\n", row));
  }
}

TEST(RowFormat, NoRowsAreAnEmptyArrayNoLinesOrAHeader) {
  EXPECT_EQ(written(http::MediaType::json, stored_columns(), 0), "[]");
  EXPECT_EQ(written(http::MediaType::ndjson, stored_columns(), 0), "");
  EXPECT_EQ(std::ranges::count(written(http::MediaType::csv, stored_columns(), 0), '\n'), 1);
}

TEST(RowFormat, CsvQuotesWhatNeedsItAndLeavesOutWhatIsMissing) {
  EXPECT_EQ(written(http::MediaType::csv,
                    {{.name = "time", .kind = RowColumn::Kind::time},
                     {.name = "flow_kind", .kind = RowColumn::Kind::flow_kind},
                     {.name = "oil_rate", .kind = RowColumn::Kind::quantity, .quantity = kOilRateTag},
                     {.name = "water_rate", .kind = RowColumn::Kind::quantity, .quantity = kWaterRateTag},
                     {.name = "quality", .kind = RowColumn::Kind::quality}},
                    1),
            "time,flow_kind,oil_rate,water_rate,quality\r\n"
            "2008-03-30T01:00:00+01:00,\"a \"\"b\"\", c\",0.1,,\"{\"\"oil_rate\"\": {\"\"rule\"\": "
            "\"\"R2\"\"}}\"\r\n");
}

TEST(RowFormat, CsvTextCannotBecomeAFormulaAndNumbersStay) {
  auto row = example_row();
  row.well_name = "=HYPERLINK(\"x\")";
  row.flow_kind = "-7H";
  row.values[kOilRateTag] = -0.5;
  const std::vector<RowColumn> columns = {
      {.name = "well_name", .kind = RowColumn::Kind::well_name},
      {.name = "flow_kind", .kind = RowColumn::Kind::flow_kind},
      {.name = "oil_rate", .kind = RowColumn::Kind::quantity, .quantity = kOilRateTag}};
  const auto write = [&](http::MediaType format) {
    RowWriter writer(format, columns, UnitSystem::metric, oslo());
    std::string out;
    writer.append(out, row);
    return out;
  };
  EXPECT_EQ(write(http::MediaType::csv), "\"'=HYPERLINK(\"\"x\"\")\",'-7H,-0.5\r\n");
  EXPECT_TRUE(write(http::MediaType::ndjson).contains("\"well_name\":\"=HYPERLINK("))
      << "only spreadsheets read .csv";
  row.well_name = "\ufeff=1";
  row.flow_kind = "a;=1";
  EXPECT_EQ(write(http::MediaType::csv), "'\ufeff=1,\"a;'=1\",-0.5\r\n");
}

TEST(RowFormat, CellsAreConvertedAndNotFiniteOnesAreNull) {
  const std::vector<std::optional<double>> cells = {100, std::nullopt,
                                                    std::numeric_limits<double>::infinity()};
  std::vector<RowColumn> columns;
  for (const auto* name : {"a", "b", "c"})
    columns.push_back(
        {.name = name,
         .kind = RowColumn::Kind::cell,
         .cell_column = {name, kOilRateTag, aggregation::Statistic::mean, UnitFamily::liquid_rate}});
  RowWriter writer(http::MediaType::json, columns, UnitSystem::field, oslo());
  std::string out;
  writer.append(out, CellRow{.cells = cells});
  EXPECT_EQ(out, R"({"a":628.98,"b":null,"c":null})");
}

TEST(TimeText, WritesWhatFormatIso8601Writes) {
  for (const auto* name : {"Europe/Oslo", "UTC", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe"}) {
    const auto zone = TimeZone::find(name).value();
    TimeText text(zone);
    auto instant = kMidnight - std::chrono::days(2);
    for (int i = 0; i < 20000; ++i, instant += std::chrono::minutes(37) + Microseconds(i % 3)) {
      std::string out;
      text.append(out, instant);
      ASSERT_EQ(out, format_iso8601(instant, zone));
    }
    for (const auto days : {-9000, 3000, -5, 0}) {
      std::string out;
      text.append(out, kMidnight + std::chrono::days(days));
      EXPECT_EQ(out, format_iso8601(kMidnight + std::chrono::days(days), zone));
    }
  }
}

}  // namespace
}  // namespace flodata::api
