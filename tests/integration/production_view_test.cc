// The SQL view `production` on a real server: the tags by their short names with units, and the API's ratios.
#include <array>
#include <cmath>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "aggregation/quantity.h"
#include "model/units.h"
#include "support/temporary_postgres.h"

namespace flodata::test {
namespace {

using ProductionViewTest = PostgresTest;

std::string sql_text(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "NULL";
}

TEST_F(ProductionViewTest, HasEveryTagByItsShortNameWithItsUnit) {
  const auto comment_of = [&](std::string_view column, std::string_view table = "production") {
    return query_value(database(),
                       fmt::format("SELECT col_description('{0}'::regclass, attnum) FROM pg_attribute "
                                   "WHERE attrelid = '{0}'::regclass AND attname = '{1}'",
                                   table, column));
  };
  for (const auto& tag : kTags)
    EXPECT_EQ(comment_of(tag.short_name),
              fmt::format("{} [{}]", tag.description, unit_symbol(tag.family, UnitSystem::metric)));
  // A row may be finer than an hour, and the whole of 15 minutes is no hour.
  const auto on_stream = comment_of("on_stream_hrs");
  EXPECT_TRUE(on_stream.starts_with("part of the row's time step")) << on_stream;
  EXPECT_EQ(comment_of("on_stream_hrs", "production_data"), on_stream);
  for (const auto& quantity : aggregation::all_quantities()) {
    if (!std::holds_alternative<aggregation::Derived>(quantity)) continue;
    const auto unit = unit_symbol(aggregation::unit_family_of(quantity), UnitSystem::metric);
    EXPECT_NE(comment_of(aggregation::name_of(quantity)).find(fmt::format("[{}]", unit)), std::string::npos)
        << aggregation::name_of(quantity);
  }
  EXPECT_EQ(query_value(database(),
                        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'production'::regclass AND "
                        "attnum > 0 AND col_description(attrelid, attnum) IS NULL"),
            "0");
}

/// Each of oil, gas and water missing, none, or flowing.
TEST_F(ProductionViewTest, RatiosAreThoseOfTheApiAndNeverZeroForWhatIsUndefined) {
  const std::array<std::optional<double>, 4> values = {std::nullopt, 0.0, 250.5, 1e-3};
  int compared = 0;
  accept_all_rows(database());
  for (const auto& oil : values)
    for (const auto& gas : values)
      for (const auto& water : values) {
        execute_sql(
            database(),
            fmt::format("DELETE FROM production_data; INSERT INTO production_data (time, original_time, "
                        "well_name, oil_rate, gas_rate, water_rate) VALUES (now(), now(), 'A', {}, {}, {})",
                        sql_text(oil), sql_text(gas), sql_text(water)));
        TagValues row;
        row[kOilRateTag] = oil;
        row[kGasRateTag] = gas;
        row[kWaterRateTag] = water;
        for (const auto& quantity : aggregation::all_quantities()) {
          if (!std::holds_alternative<aggregation::Derived>(quantity)) continue;
          const auto name = aggregation::name_of(quantity);
          const auto expected = aggregation::value_of(quantity, row);
          const auto found = query_value(database(), fmt::format("SELECT {} FROM production", name));
          ASSERT_EQ(found.empty(), !expected) << name << ' ' << sql_text(oil) << ' ' << sql_text(gas) << ' '
                                              << sql_text(water) << ": " << found;
          if (expected) EXPECT_DOUBLE_EQ(std::stod(found), *expected) << name;
          ++compared;
        }
      }
  EXPECT_EQ(compared, 4 * 4 * 4 * 3);
}

TEST_F(ProductionViewTest, ShowsTheRowsOfTheTable) {
  accept_all_rows(database());
  execute_sql(database(),
              "INSERT INTO production_data (time, original_time, well_name, avg_whp_p, avg_wht_p, "
              "avg_choke_size_p) VALUES "
              "('2026-01-01T00:00Z', '2014-01-01T00:00Z', 'A', 91.5, 62, 40), ('2026-01-01T01:00Z', "
              "'2014-01-01T01:00Z', 'A', "
              "NULL, NULL, NULL)");
  EXPECT_EQ(
      query_column(database(),
                   "SELECT concat_ws(' ', well_name, thp, wht, choke_size) FROM production ORDER BY time"),
      (std::vector<std::string>{"A 91.5 62 40", "A"}));
}

}  // namespace
}  // namespace flodata::test
