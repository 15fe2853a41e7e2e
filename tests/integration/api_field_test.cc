// The whole field in one answer: over real sockets and a real PostgreSQL.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "support/api_test.h"
#include "support/live_rows.h"

namespace flodata::test {
namespace {

namespace json = boost::json;

constexpr auto kNow = Instant{std::chrono::sys_days{std::chrono::year(2008) / 3 / 20}};

/// F-11 has flowed for ten days, F-12 is shut since 12 h, F-14 has had no rows for two days.
class ApiFieldTest : public ApiTest {
 protected:
  ApiFieldTest() : ApiTest(kNow) {}
  void SetUp() override {
    PostgresTest::SetUp();
    accept_all_rows(database());
    for (const auto* well : {"15/9-F-11", "15/9-F-12", "15/9-F-14"}) insert_well(database(), well);
    execute("UPDATE well SET first_time = '2008-03-10Z'");
    insert_hours(database(), "NO-15/9-F-11", "2008-03-10T00:00:00Z", "2008-03-19T23:00:00Z");
    insert_hours(database(), "NO-15/9-F-12", "2008-03-10T00:00:00Z", "2008-03-19T23:00:00Z");
    insert_hours(database(), "NO-15/9-F-14", "2008-03-10T00:00:00Z", "2008-03-17T23:00:00Z");
    execute(
        "UPDATE production_data SET on_stream_hrs = 0, oil_rate = 0, gas_rate = 0"
        " WHERE well_name = 'NO-15/9-F-12' AND time >= '2008-03-19T12:00:00Z'");
    commit();
  }
  void execute(const std::string& sql) { execute_sql(database(), sql); }
  /// Makes a version of the rows there are, and waits until a server speaks of it.
  void commit() {
    commit_rows(database());
    if (!server_) start_server();
    wait_for_version(server_->port(), query_value(database(), "SELECT sequence FROM stream_state"));
  }
  json::object object(std::string_view target) { return answer(target).as_object(); }
  /// The same from a server that remembers nothing.
  json::object object_of_a_new_server(std::string_view target) {
    start_server();
    wait_for_version(server_->port(), query_value(database(), "SELECT sequence FROM stream_state"));
    return object(target);
  }
  static const json::object& well(const json::object& field, std::size_t place) {
    return field.at("wells").as_array().at(place).as_object();
  }
  static std::string text(const json::value& value) { return std::string(value.as_string()); }
  static double number(const json::value& value) { return value.is_null() ? -1 : value.to_number<double>(); }
};

constexpr const char* kWells = "/api/field/wells?tags=oil_rate,thp,gor";

TEST_F(ApiFieldTest, EachWellHasItsNewestRowAndTheOneOfADayBefore) {
  const auto field = object(kWells);
  EXPECT_EQ(text(field.at("time")), "2008-03-19T23:00:00+00:00");
  EXPECT_EQ(text(field.at("original_time")), "2007-03-20T23:00:00+00:00");
  EXPECT_EQ(field.at("well_count").as_int64(), 3);
  const auto& first = well(field, 0);
  EXPECT_EQ(text(first.at("well_name")), "NO-15/9-F-11");
  EXPECT_EQ(text(first.at("short_name")), "F-11");
  EXPECT_EQ(number(first.at("values").at("oil_rate")), 239);
  EXPECT_TRUE(first.at("values").at("avg_whp_p").is_null());
  EXPECT_NEAR(number(first.at("values").at("gor")), 1000.0 / 239, 1e-9);
  EXPECT_EQ(number(first.at("day_before").at("oil_rate")), 239 - 24);
  EXPECT_EQ(text(field.at("units").at("oil_rate")), "Sm3/d");
  EXPECT_NEAR(number(well(object(std::string(kWells) + "&units=field"), 0).at("values").at("oil_rate")),
              239 * 6.2898, 1e-6);
  EXPECT_TRUE(well(field, 2).at("day_before").is_null()) << "its rows ended before";
}

TEST_F(ApiFieldTest, StatusSaysSinceWhen) {
  const auto field = object(kWells);
  EXPECT_EQ(text(well(field, 0).at("status")), "flowing");
  EXPECT_EQ(text(well(field, 0).at("status_since")), "2008-03-10T00:00:00+00:00") << "its first row";
  EXPECT_EQ(text(well(field, 1).at("status")), "shut");
  EXPECT_EQ(text(well(field, 1).at("status_since")), "2008-03-19T12:00:00+00:00");
  EXPECT_EQ(text(well(field, 2).at("status")), "stale");
  EXPECT_EQ(text(well(field, 2).at("status_since")), "2008-03-17T23:00:00+00:00");
  for (const auto* status : {"flowing", "shut", "stale"}) EXPECT_EQ(field.at(status).as_int64(), 1) << status;
}

// What is remembered from commit to commit gives what a server says that reads everything again.
TEST_F(ApiFieldTest, StatusFollowsEveryCommitAndIsWhatANewServerSays) {
  const auto add = [&](int hour, const char* well, double on_stream) {
    execute(
        fmt::format("INSERT INTO production_data (time, original_time, well_name, well_type, on_stream_hrs)"
                    " VALUES ('2008-03-20T{0:02}:00:00Z', '2007-03-21T{0:02}:00:00Z', '{1}', 'OP', {2})",
                    hour, well, on_stream));
  };
  object(kWells);
  add(0, "NO-15/9-F-11", 0);
  add(0, "NO-15/9-F-12", 0);
  commit();
  auto field = object(kWells);
  EXPECT_EQ(text(well(field, 0).at("status_since")), "2008-03-20T00:00:00+00:00") << "shut now";
  EXPECT_EQ(text(well(field, 1).at("status_since")), "2008-03-19T12:00:00+00:00") << "still shut";
  for (int hour = 1; hour < 4; ++hour) {
    add(hour, "NO-15/9-F-11", hour == 2 ? 1 : 0);
    add(hour, "NO-15/9-F-12", 1);
    if (hour == 3) commit();  // two hours at once
  }
  field = object(kWells);
  EXPECT_EQ(text(well(field, 0).at("status_since")), "2008-03-20T03:00:00+00:00")
      << "flowed for an hour meanwhile";
  EXPECT_EQ(text(well(field, 1).at("status_since")), "2008-03-20T01:00:00+00:00");
  const auto past = object(std::string(kWells) + "&end_time=2008-03-19T15:00:00Z");
  EXPECT_EQ(text(well(past, 0).at("status_since")), "2008-03-10T00:00:00+00:00");
  EXPECT_EQ(object_of_a_new_server(kWells), field);
}

TEST_F(ApiFieldTest, RewrittenRowsAreReadAgain) {
  object(kWells);
  execute(
      "UPDATE production_data SET on_stream_hrs = 0"
      " WHERE well_name = 'NO-15/9-F-12' AND time >= '2008-03-18T12:00:00Z'");
  commit_rows(database());
  execute("UPDATE stream_commit SET revision = true WHERE sequence = 2");
  commit();
  EXPECT_EQ(text(well(object(kWells), 1).at("status_since")), "2008-03-18T12:00:00+00:00");
}

TEST_F(ApiFieldTest, TotalsAreThoseOfTheFieldsBuckets) {
  const auto field = object(kWells);
  const auto buckets = rows("/api/field/production?start=2008-03-18T23:00:00Z&interval=1h");
  for (const auto* key :
       {"oil_rate", "gas_rate", "water_rate", "water_inj_rate", "liquid_rate", "gor", "watercut"}) {
    EXPECT_EQ(field.at("totals").at(key), buckets.back().at(key)) << key;
    EXPECT_EQ(field.at("totals_day_before").at(key), buckets.front().at(key)) << key;
  }
  EXPECT_EQ(number(field.at("totals").at("oil_rate")), 239);
  EXPECT_EQ(number(field.at("totals_day_before").at("oil_rate")), 2 * (239 - 24));
}

TEST_F(ApiFieldTest, TrendHasTheMeansOfSevenDaysInPartsOfSixHours) {
  const auto field = object(kWells);
  const auto& times = field.at("trend_times").as_array();
  ASSERT_EQ(times.size(), 28U);
  EXPECT_EQ(text(times.front()), "2008-03-13T00:00:00+00:00");
  EXPECT_EQ(text(times.back()), "2008-03-19T18:00:00+00:00");
  const auto& trend = well(field, 0).at("trend").as_object();
  EXPECT_EQ(text(trend.at("tag")), "oil_rate");
  const auto& values = trend.at("values").as_array();
  ASSERT_EQ(values.size(), 28U);
  const auto buckets =
      rows("/api/production?wells=F-11&start=2008-03-13T00:00:00Z&interval=6h&tags=oil_rate");
  for (std::size_t part = 0; part < values.size(); ++part)
    EXPECT_EQ(values[part], buckets.at(part).at("oil_rate")) << part;
  EXPECT_TRUE(well(field, 2).at("trend").at("values").as_array().back().is_null()) << "no rows any more";
  const auto pressures = object("/api/field/wells?trend=avg_downhole_pressure");
  EXPECT_EQ(text(well(pressures, 0).at("trend").at("tag")), "avg_downhole_pressure");
  EXPECT_EQ(number(well(pressures, 0).at("trend").at("values").as_array().front()), 234.5);
}

TEST_F(ApiFieldTest, TrendOfAnInjectorIsWhatItInjects) {
  execute(
      "UPDATE production_data SET well_type = 'WI', water_inj_rate = 5000, oil_rate = NULL"
      " WHERE well_name = 'NO-15/9-F-12'");
  const auto trend = well(object_of_a_new_server(kWells), 1).at("trend");
  EXPECT_EQ(text(trend.at("tag")), "water_inj_rate");
  EXPECT_EQ(number(trend.at("values").as_array().back()), 5000);
}

TEST_F(ApiFieldTest, PartsBeforeTheFirstRowAreLeftOut) {
  const auto field = object(std::string(kWells) + "&end_time=2008-03-10T08:00:00Z");
  const auto& times = field.at("trend_times").as_array();
  ASSERT_EQ(times.size(), 2U);
  EXPECT_EQ(text(times.back()), "2008-03-10T03:00:00+00:00");
  EXPECT_EQ(number(well(field, 0).at("trend").at("values").as_array().front()), 1) << "of 0, 1 and 2";
}

TEST_F(ApiFieldTest, BadValuesAreNamedWithSinceWhen) {
  const auto set_bad = [&](const char* condition) {
    execute(
        std::string(R"(UPDATE production_data SET quality = '{"avg_whp_p": {"status": "Bad", "rule": "R5"},)"
                    R"( "oil_rate": {"status": "Uncertain", "rule": "R2"}}')"
                    " WHERE well_name = 'NO-15/9-F-11' AND ") +
        condition);
  };
  set_bad("time < '2008-03-15Z'");
  set_bad("time >= '2008-03-19T20:00:00Z'");
  commit_rows(database());
  execute("UPDATE stream_commit SET revision = true WHERE sequence = 2");
  commit();
  auto field = object("/api/field/wells?tags=gas_rate");
  EXPECT_TRUE(well(field, 0).at("quality").is_null()) << "not asked for";
  ASSERT_EQ(well(field, 0).at("bad").as_array().size(), 1U);
  const auto bad = well(field, 0).at("bad").as_array()[0];
  EXPECT_EQ(text(bad.at("tag")), "avg_whp_p");
  EXPECT_EQ(text(bad.at("rule")), "R5");
  EXPECT_EQ(text(bad.at("since")), "2008-03-19T20:00:00+00:00");
  EXPECT_EQ(text(well(object(kWells), 0).at("quality").at("avg_whp_p").at("rule")), "R5");
  EXPECT_TRUE(well(field, 1).at("bad").as_array().empty());
  EXPECT_EQ(text(well(object(std::string(kWells) + "&end_time=2008-03-14T00:00:00Z"), 0)
                     .at("bad")
                     .as_array()[0]
                     .at("since")),
            "2008-03-10T00:00:00+00:00");
  for (int hour = 0; hour < 4; ++hour) {  // goes on, is well for an hour, is Bad again
    const auto label = fmt::format("2008-03-20T{:02}:00:00Z", hour);
    insert_hours(database(), "NO-15/9-F-11", label, label);
    if (hour != 2) set_bad(fmt::format("time = '{}'", label).c_str());
    commit();
    field = object("/api/field/wells?tags=gas_rate");
    if (hour == 2) {
      EXPECT_TRUE(well(field, 0).at("bad").as_array().empty());
      continue;
    }
    EXPECT_EQ(text(well(field, 0).at("bad").as_array()[0].at("since")),
              hour < 2 ? "2008-03-19T20:00:00+00:00" : "2008-03-20T03:00:00+00:00");
  }
  EXPECT_EQ(object_of_a_new_server("/api/field/wells?tags=gas_rate"), field);
}

TEST_F(ApiFieldTest, AnswersAreKeptByVersion) {
  for (const auto* target : {kWells, "/api/field/normal-ranges", "/api/field/life"}) {
    const auto first = get(target);
    EXPECT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(get(target).headers.at("flodata-cache"), "hit") << target;
    EXPECT_EQ(get(target, fmt::format("If-None-Match: {}\r\n", first.headers.at("etag"))).status, 304)
        << target;
  }
}

TEST_F(ApiFieldTest, AFieldWithoutRowsHasNothingToSay) {
  execute("DELETE FROM production_data; DELETE FROM well");
  const auto field = object_of_a_new_server(kWells);
  EXPECT_TRUE(field.at("time").is_null());
  EXPECT_TRUE(field.at("wells").as_array().empty());
  EXPECT_TRUE(object("/api/field/life").at("points").at("time").as_array().empty());
  EXPECT_TRUE(object("/api/field/normal-ranges").at("wells").as_array().empty());
}

// Days begin at 23:00 UTC: the newest row is the first of its production day.
/// A dead gauge says nothing while the well is shut either (R8), and is no newer for that.
TEST_F(ApiFieldTest, BadGaugeIsBadSinceBeforeItsWellWasShut) {
  const auto set = [&](const char* status, const char* rule, const char* condition) {
    execute(fmt::format(
        R"(UPDATE production_data SET quality = '{{"avg_downhole_pressure": {{"status": "{}", "rule": "{}"}}}}')"
        " WHERE well_name = 'NO-15/9-F-11' AND {}",
        status, rule, condition));
  };
  set("Bad", "R5", "time >= '2008-03-16T05:00:00Z'");
  set("Uncertain", "R8", "time BETWEEN '2008-03-17Z' AND '2008-03-18Z'");
  set("Uncertain", "R1", "time = '2008-03-16T09:00:00Z'");
  commit_rows(database());
  const auto bad = well(object("/api/field/wells?tags=gas_rate"), 0).at("bad").as_array();
  ASSERT_EQ(bad.size(), 1U);
  EXPECT_EQ(text(bad[0].at("since")), "2008-03-16T10:00:00+00:00");
}

TEST_F(ApiFieldTest, NormalRangesAreOfFlowingHoursWithoutBadValues) {
  execute("UPDATE production_data SET on_stream_hrs = 0 WHERE well_name = 'NO-15/9-F-11' AND oil_rate > 200");
  execute(R"(UPDATE production_data SET quality = '{"oil_rate": {"status": "Bad", "rule": "R5"}}')"
          " WHERE well_name = 'NO-15/9-F-11' AND oil_rate <= 100");
  const auto ranges = object("/api/field/normal-ranges?tags=oil_rate,gas_rate,gor&days=9");
  EXPECT_EQ(text(ranges.at("end_time")), "2008-03-19T23:00:00+00:00");
  EXPECT_EQ(text(ranges.at("start_time")), "2008-03-10T23:00:00+00:00");
  EXPECT_EQ(ranges.at("days").as_int64(), 9);
  const auto& first = well(ranges, 0);
  EXPECT_EQ(text(first.at("well_name")), "NO-15/9-F-11");
  EXPECT_EQ(number(first.at("lower").at("oil_rate")), 105) << "of 101 to 200";
  EXPECT_EQ(number(first.at("upper").at("oil_rate")), 195);
  EXPECT_NEAR(number(first.at("lower").at("gor")), 1000.0 / 196, 1e-9);
  EXPECT_EQ(number(first.at("upper").at("gas_rate")), 1000);
  EXPECT_EQ(well(object("/api/field/normal-ranges?tags=oil_rate&wells=F-14"), 0).at("well_name"),
            "NO-15/9-F-14");
  EXPECT_EQ(get("/api/field/normal-ranges?wells=F-99").status, 404);
}

TEST_F(ApiFieldTest, NormalRangesFollowTheProductionDay) {
  const auto before = object("/api/field/normal-ranges?tags=oil_rate");
  insert_hours(database(), "NO-15/9-F-11", "2008-03-20T00:00:00Z", "2008-03-20T22:00:00Z");
  commit();
  EXPECT_EQ(object("/api/field/normal-ranges?tags=oil_rate"), before);
  insert_hours(database(), "NO-15/9-F-11", "2008-03-20T23:00:00Z", "2008-03-20T23:00:00Z");
  commit();
  const auto after = object("/api/field/normal-ranges?tags=oil_rate");
  EXPECT_EQ(text(after.at("end_time")), "2008-03-20T23:00:00+00:00");
  EXPECT_EQ(object_of_a_new_server("/api/field/normal-ranges?tags=oil_rate"), after);
}

TEST_F(ApiFieldTest, LifeHasMeansOutagesAndTheExtent) {
  execute("DELETE FROM production_data WHERE time BETWEEN '2008-03-12T00:00:00Z' AND '2008-03-13T05:00:00Z'");
  const auto life = object_of_a_new_server("/api/field/life?points=1000");
  EXPECT_EQ(text(life.at("first_time")), "2008-03-10T00:00:00+00:00");
  EXPECT_EQ(text(life.at("last_time")), "2008-03-19T23:00:00+00:00");
  EXPECT_EQ(text(life.at("first_original_time")), "2007-03-11T00:00:00+00:00");
  EXPECT_EQ(number(life.at("point_hours")), 1);
  const auto& points = life.at("points").as_object();
  ASSERT_EQ(points.at("time").as_array().size(), 240U);
  EXPECT_EQ(number(points.at("oil_rate").as_array()[10]), 30) << "three wells at 10";
  EXPECT_EQ(number(points.at("wells_on_stream").as_array()[10]), 3);
  EXPECT_TRUE(points.at("oil_rate").as_array()[50].is_null());
  EXPECT_EQ(text(points.at("time").as_array()[50]), "2008-03-12T02:00:00+00:00");
  EXPECT_TRUE(points.at("original_time").as_array()[50].is_null());
  const auto& outages = life.at("outages").as_array();
  ASSERT_EQ(outages.size(), 1U);
  EXPECT_EQ(text(outages[0].at("start_time")), "2008-03-12T00:00:00+00:00");
  EXPECT_EQ(text(outages[0].at("end_time")), "2008-03-13T06:00:00+00:00");
  EXPECT_EQ(number(outages[0].at("hours")), 30);
  const auto coarse = object("/api/field/life?points=100").at("points").as_object();
  EXPECT_EQ(coarse.at("time").as_array().size(), 60U) << "240 hours by fours";
  EXPECT_EQ(number(coarse.at("oil_rate").as_array()[0]), (0 + 3 + 6 + 9) / 4.0);
}

TEST_F(ApiFieldTest, LifeFollowsEveryCommitAndIsWhatANewServerSays) {
  object("/api/field/life?points=100");
  for (int hour = 0; hour < 5; ++hour) {
    const auto label = fmt::format("2008-03-20T{:02}:00:00Z", hour);
    insert_hours(database(), "NO-15/9-F-11", label, label);
    commit();
    EXPECT_EQ(text(object("/api/field/life?points=100").at("last_time")), label.substr(0, 19) + "+00:00");
  }
  const auto life = object("/api/field/life?points=100");
  EXPECT_EQ(object_of_a_new_server("/api/field/life?points=100"), life);
}

}  // namespace
}  // namespace flodata::test
