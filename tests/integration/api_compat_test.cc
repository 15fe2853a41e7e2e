// The endpoints of the earlier Python system: keys, windows, and its defects gone.
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "support/api_test.h"
#include "support/live_rows.h"

namespace flodata::test {
namespace {

namespace json = boost::json;

class ApiCompat : public ApiTest {
 protected:
  ApiCompat() : ApiTest(Instant{std::chrono::sys_days{std::chrono::year(2008) / 3 / 1}}) {}
  void SetUp() override {
    PostgresTest::SetUp();
    accept_all_rows(database());
    insert_well(database(), "15/9-F-11");
    insert_well(database(), "15/9-F-5");
    insert_hours(database(), "NO-15/9-F-11", "2008-02-20T00:00:00Z", "2008-02-29T23:00:00Z");
    insert_hours(database(), "NO-15/9-F-5", "2008-02-20T00:00:00Z", "2008-02-29T23:00:00Z");
    execute_sql(
        database(),
        "UPDATE production_data SET well_type = 'WI', water_inj_rate = 100, oil_rate = NULL, gas_rate = NULL"
        " WHERE well_name = 'NO-15/9-F-5' AND time < '2008-02-29T12:00:00Z'");
    start_server("Europe/Oslo");
  }
  static std::string keys(const json::value& object) {
    std::string keys;
    for (const auto& member : object.as_object()) keys += std::string(member.key()) + ' ';
    return keys;
  }
};

TEST_F(ApiCompat, WellWhoseTypeChangedIsListedOnce) {
  const auto all = answer("/wells");
  EXPECT_EQ(all.at("count").as_int64(), 2);
  EXPECT_EQ(all.at("wells").at(1).at("well_type").as_string(), "OP");
  EXPECT_EQ(answer("/wells?well_type=WI").at("count").as_int64(), 0);
}

TEST_F(ApiCompat, LatestOfHHoursIsHRowsNewestFirst) {
  const auto rows = answer("/wells/latest?well_name=F-11&period_hours=12");
  ASSERT_EQ(rows.as_array().size(), 12U);
  EXPECT_EQ(rows.at(0).at("time").as_string(), "2008-03-01T00:00:00+01:00");
  EXPECT_EQ(
      keys(rows.at(0)),
      "time well_name well_type oil_rate gas_rate water_rate water_inj_rate on_stream_hrs downhole_pressure "
      "downhole_temperature dp_tubing annulus_pressure choke_size thp wht gor watercut liquid_rate ");
  EXPECT_EQ(get("/wells/latest?well_name=F-99").status, 404);
  EXPECT_EQ(get("/wells/latest").status, 422);
}

TEST_F(ApiCompat, HistoryOfHHoursHasHPoints) {
  const auto history = answer("/wells/history?well_name=F-11&hours=48");
  EXPECT_EQ(history.at("data_points").as_int64(), 48);
  EXPECT_EQ(history.at("data").at(0).at("oil_rate").to_number<double>(), 239);
  EXPECT_EQ(keys(history), "well_name hours interval data_points data units ");
}

TEST_F(ApiCompat, DayIsTheDayOfTheTargetZone) {
  const auto history = answer("/wells/history?well_name=F-11&hours=48&interval=1d");
  EXPECT_EQ(history.at("data").at(1).at("time").as_string(), "2008-02-29T00:00:00+01:00");
  EXPECT_EQ(history.at("data").at(1).at("oil_rate").to_number<double>(), (215 + 238) / 2.0);
}

TEST_F(ApiCompat, WrongIntervalIs400InItsWords) {
  const auto response = get("/wells/history?well_name=F-11&interval=2h");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(json::parse(response.body).at("detail").as_string(),
            "Invalid interval. Must be one of: 1h, 6h, 12h, 1d, 7d");
}

TEST_F(ApiCompat, CurrentTotalsAreSumsAndRatiosOfSums) {
  const auto now = answer("/production/current");
  EXPECT_EQ(now.at("well_count").as_int64(), 2);
  EXPECT_EQ(now.at("totals").at("oil_rate").to_number<double>(), 478);
  EXPECT_NEAR(now.at("totals").at("avg_gor").to_number<double>(), 2000.0 / 478, 1e-11);
  EXPECT_TRUE(now.at("totals").at("water_rate").is_null());
  EXPECT_TRUE(now.at("wells").at(0).as_object().contains("original_time"));
}

TEST_F(ApiCompat, SeriesAveragesTheFieldsRatesOverTheHours) {
  const auto day = answer("/production/timeseries?hours=24&interval=1d");
  EXPECT_EQ(keys(day), "hours interval well_type aggregate data_points data units ");
  EXPECT_EQ(day.at("data_points").as_int64(), 2);
  EXPECT_EQ(keys(day.at("data").at(0)),
            "time total_oil_rate total_gas_rate total_water_rate avg_gor avg_watercut well_count ");
  EXPECT_LT(day.at("data").at(1).at("total_oil_rate").to_number<double>(), 480);
  const auto wells = answer("/production/timeseries?hours=2&aggregate=false");
  EXPECT_EQ(wells.at("data_points").as_int64(), 4);
  EXPECT_EQ(keys(wells.at("data").at(0)), "time well_name oil_rate gas_rate water_rate gor watercut ");
  EXPECT_EQ(wells.at("data").at(0).at("well_name").as_string(), "NO-15/9-F-11");
  EXPECT_EQ(wells.at("data").at(0).at("time").as_string(), "2008-03-01T00:00:00+01:00");
}

TEST_F(ApiCompat, StatsCountEveryRow) {
  const auto stats = answer("/stats");
  EXPECT_EQ(stats.at("database").at("total_records").as_int64(), 480);
  EXPECT_EQ(stats.at("database").at("latest_data").as_string(), "2008-03-01T00:00:00+01:00");
  EXPECT_EQ(stats.at("streaming").at("status").as_string(), "stopped");
}

TEST_F(ApiCompat, DeclineNeedsSevenDays) {
  const auto analysis = answer("/surveillance/decline-analysis?well_name=F-11&hours=240");
  EXPECT_EQ(analysis.at("decline_parameters").at("qi_unit").as_string(), "Sm3/d");
  EXPECT_EQ(get("/surveillance/decline-analysis?well_name=F-11&hours=48").status, 400);
  EXPECT_EQ(answer("/surveillance/decline-analysis?well_name=F-11&hours=240&units=field")
                .at("forecast")
                .at("eur_unit")
                .as_string(),
            "stb");
}

TEST_F(ApiCompat, ProductivityIsInTheUnitsItSays) {
  const std::string target = "/surveillance/productivity-index?well_name=F-11&hours=24&reservoir_pressure=";
  const auto bar = answer(target + "300&units=metric");
  EXPECT_NEAR(bar.at("pressure_data").at("reservoir_pressure_psi").to_number<double>(), 300 * 14.503774,
              1e-6);
  EXPECT_EQ(bar.at("pressure_data").at("reservoir_pressure_source").as_string(), "provided");
  EXPECT_EQ(bar.at("productivity_index").at("pi_unit").as_string(), "Sm3/d/bar");
  // Oil rates of 216 to 239 Sm3/d: their standard deviation is 3.1 % of their mean.
  EXPECT_NEAR(bar.at("productivity_index").at("pi_coefficient_of_variation").to_number<double>(), 3.108,
              0.001);
  EXPECT_EQ(bar.at("units").at("pi_coefficient_of_variation").as_string(), "%");
  EXPECT_EQ(bar.at("interpretation").at("consistency").as_string(), "consistent");
  EXPECT_EQ(get("/surveillance/productivity-index?well_name=F-11&hours=24").status, 400);
}

// Clients of the earlier system send psi and know no units.
TEST_F(ApiCompat, ReservoirPressureIsPsiUnlessMetricUnitsAreAskedFor) {
  const auto psi_of = [&](const std::string& query) {
    const auto found = answer("/surveillance/productivity-index?well_name=F-11&hours=24&" + query);
    return found.at("pressure_data").at("reservoir_pressure_psi").to_number<double>();
  };
  EXPECT_NEAR(psi_of("reservoir_pressure=4300"), 4300, 1e-6);
  EXPECT_NEAR(psi_of("reservoir_pressure=4300&units=field"), 4300, 1e-6);
  EXPECT_NEAR(psi_of("units=metric&reservoir_pressure=300"), 300 * 14.503774, 1e-6);
}

TEST_F(ApiCompat, WrongRateTypeIs400InItsWords) {
  const auto response = get("/surveillance/decline-analysis?well_name=F-11&rate_type=steam");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(json::parse(response.body).at("detail").as_string(),
            "Invalid rate_type. Must be one of: oil, gas, liquid");
}

TEST_F(ApiCompat, ReservoirPressureIsThatOfTheLastShutInBeforeThePeriod) {
  const std::string target = "/surveillance/productivity-index?well_name=F-11&hours=24";
  const auto rejected = get(target);
  EXPECT_EQ(rejected.status, 400);
  EXPECT_NE(rejected.body.find("nor in the year before it"), std::string::npos) << rejected.body;
  const auto shut = [&](const std::string& first, const std::string& last, int bar) {
    execute_sql(
        database(),
        fmt::format("UPDATE production_data SET on_stream_hrs = 0, oil_rate = 0, avg_downhole_pressure = {}"
                    " WHERE well_name = 'NO-15/9-F-11' AND time BETWEEN '{}' AND '{}'",
                    bar, first, last));
  };
  execute_sql(database(),
              "UPDATE production_data SET on_stream_hrs = 1, avg_downhole_pressure = 250 WHERE well_name = "
              "'NO-15/9-F-11'");
  shut("2008-02-25T08:00:00Z", "2008-02-26T12:00:00Z", 310);  // no whole day of Oslo
  EXPECT_EQ(get(target).status, 400);
  shut("2008-02-22T23:00:00Z", "2008-02-25T22:00:00Z", 300);
  const auto whole = answer(target);
  const auto& found = whole.at("pressure_data");
  const auto psi = [&](const char* name) { return found.at(name).to_number<double>(); };
  EXPECT_EQ(found.at("reservoir_pressure_source").as_string(), "shut-in before the period");
  EXPECT_NEAR(psi("shut_in_pressure_psi"), 300 * 14.503774, 1e-6);
  EXPECT_NEAR(psi("shut_in_age_hours"), 4 * 24 + 1, 1);
  EXPECT_LT(psi("reservoir_pressure_low_psi"), psi("reservoir_pressure_psi"));
  EXPECT_GT(psi("reservoir_pressure_high_psi"), psi("reservoir_pressure_psi"));
  EXPECT_NEAR(psi("reservoir_pressure_psi"), 300 * 14.503774, 12 * 14.503774);
  EXPECT_EQ(found.at("pressure_basis").as_string(), "downhole gauge");
  EXPECT_EQ(whole.at("confidence_level").to_number<double>(), 90);
}

/// A shut-in of 16 h that begins at noon: no whole day. Its pressures lie on Horner's line to 300 bar.
TEST_F(ApiCompat, BuildUpTestIsEvidenceInMeasuredHoursOnly) {
  const std::string target = "/surveillance/productivity-index?well_name=F-11&hours=24";
  execute_sql(database(),
              "UPDATE production_data SET on_stream_hrs = 1, oil_rate = 200, water_rate = 0, "
              "avg_downhole_pressure = 250"
              " WHERE well_name = 'NO-15/9-F-11'");
  execute_sql(database(), R"(
    UPDATE production_data p SET on_stream_hrs = 0, oil_rate = 0,
      avg_downhole_pressure = 300 - 8 * log((s.flowing + s.shut) / s.shut)
    FROM (SELECT well_name, time, 132.0 AS flowing, extract(epoch FROM time - '2008-02-25 11:30Z'::timestamptz) / 3600 AS shut
          FROM production_data WHERE time BETWEEN '2008-02-25 12:00Z' AND '2008-02-26 03:00Z') s
    WHERE p.well_name = 'NO-15/9-F-11' AND p.well_name = s.well_name AND p.time = s.time)");
  commit_rows(database());
  const auto rejected = get(target);
  EXPECT_EQ(rejected.status, 400) << "hours that may be computed are no evidence: " << rejected.body;
  execute_sql(database(), "UPDATE stream_state SET measured_hours = true, sequence = sequence + 1");
  start_server("Europe/Oslo");
  const auto whole = answer(target);
  const auto& found = whole.at("pressure_data");
  const auto bar = [&](const char* name) { return found.at(name).to_number<double>() / 14.503774; };
  EXPECT_EQ(found.at("reservoir_pressure_source").as_string(), "build-up before the period");
  EXPECT_EQ(found.at("build_up_hours").to_number<double>(), 16);
  EXPECT_NEAR(bar("build_up_pressure_psi"), 300, 0.2);
  EXPECT_NEAR(bar("build_up_slope_psi"), 8, 0.2);
  EXPECT_LT(bar("reservoir_pressure_low_psi"), bar("shut_in_pressure_psi") + 1);
  EXPECT_GT(bar("reservoir_pressure_high_psi"), 299);
  EXPECT_LT(bar("shut_in_pressure_psi"), 295);
}

TEST_F(ApiCompat, BubblePointIsEchoedAndHasTheUnitOfTheReservoirPressure) {
  const std::string target = "/surveillance/productivity-index?well_name=F-11&hours=24&reservoir_pressure=";
  const auto psi = answer(target + "4351.1322&bubble_point=3625.9435");
  const auto bar = answer(target + "300&bubble_point=250&units=metric");
  for (const auto& found : {psi, bar}) {
    EXPECT_NEAR(found.at("pressure_data").at("bubble_point_psi").to_number<double>(), 3625.9435, 1e-3);
    EXPECT_NEAR(found.at("deliverability").at("aof_rate").to_number<double>(),
                bar.at("deliverability").at("aof_rate").to_number<double>(), 1e-3);
  }
  const auto& unknown = answer(target + "4351.1322");
  EXPECT_TRUE(unknown.at("pressure_data").at("bubble_point_psi").is_null());
  EXPECT_TRUE(unknown.at("productivity_index").at("pi_above_bubble_point").is_null());
  EXPECT_EQ(get(target + "300&bubble_point=0").status, 422);
}

TEST_F(ApiCompat, AnInjectorWithoutGaugeHasItsWellheadAndAWaterColumn) {
  execute_sql(database(),
              "UPDATE production_data SET well_type = 'WI', on_stream_hrs = 1, avg_downhole_pressure = NULL, "
              "avg_whp_p = 100, oil_rate = NULL, water_inj_rate = 4000 WHERE well_name = 'NO-15/9-F-11'");
  execute_sql(
      database(),
      "UPDATE production_data SET on_stream_hrs = 0, avg_whp_p = 60, water_inj_rate = 0 WHERE well_name = "
      "'NO-15/9-F-11' AND time >= '2008-02-22T23:00Z' AND time < '2008-02-25T23:00Z'");
  const std::string target = "/surveillance/productivity-index?well_name=F-11&hours=24&units=metric";
  const auto found = answer(target);
  const auto& pressures = found.at("pressure_data");
  EXPECT_EQ(pressures.at("pressure_basis").as_string(), "wellhead gauge; the water column cancels");
  EXPECT_EQ(pressures.at("water_density").to_number<double>(), 1025);
  EXPECT_NEAR(found.at("productivity_index").at("injectivity_index").to_number<double>(), 100, 30);
  EXPECT_GE(found.at("notes").as_array().size(), 1U);
  EXPECT_EQ(get(target + "&reservoir_pressure=340").status, 400);
  // 1,000 kg/m3 * 9.80665 m/s2 * 2,500 m = 245.17 bar.
  const auto column = answer(target + "&reservoir_pressure=305.17&column_height=2500&water_density=1000");
  EXPECT_NEAR(column.at("productivity_index").at("injectivity_index").to_number<double>(), 100, 0.1);
  EXPECT_EQ(column.at("pressure_data").at("column_height").to_number<double>(), 2500);
}

TEST_F(ApiCompat, ARunningStreamIsActive) {
  commit_rows(database());
  execute_sql(database(),
              "INSERT INTO streamer_heartbeat VALUES ('main', 1, 'rig', 1, now(), now() + interval '1 hour', "
              "true, '')");
  start_server("Europe/Oslo");
  const auto status = [&] { return std::string(answer("/stats").at("streaming").at("status").as_string()); };
  EXPECT_EQ(status(), "active");
  execute_sql(database(), "UPDATE stream_state SET hold_position = position, held_at = now()");
  EXPECT_EQ(status(), "paused");
}

// What Python's requests makes of True, and of a parameter that nobody knows.
TEST_F(ApiCompat, ClientsAreTakenAtTheirWordAsBefore) {
  EXPECT_EQ(get("/production/timeseries?aggregate=True&hours=24.0&_=123").status, 200);
  EXPECT_EQ(get("/production/timeseries?aggregate=maybe").status, 422);
}

/// A stream that was moved: from its label 2008-02-19 on a well declines by 0.05 a day from 1500 Sm3/d, 100
/// days further in the data; before it by 0.02 a day from 1000.
class ApiDeclineTest : public ApiTest {
 protected:
  ApiDeclineTest() : ApiTest(Instant{std::chrono::sys_days{std::chrono::year(2008) / 3 / 1}}) {}
  void SetUp() override {
    PostgresTest::SetUp();
    accept_all_rows(database());
    insert_well(database(), "15/9-F-14");
    insert_hours(database(), "NO-15/9-F-14", "2008-01-30T00:00:00Z", "2008-02-29T23:00:00Z");
    execute_sql(database(),
                "UPDATE production_data SET oil_rate = CASE WHEN time < '2008-02-19Z'"
                " THEN 1000 * exp(-0.02 * extract(epoch FROM time - '2008-01-30Z') / 86400)"
                " ELSE 1500 * exp(-0.05 * extract(epoch FROM time - '2008-02-19Z') / 86400) END,"
                " original_time = time - interval '365 days'"
                " + CASE WHEN time < '2008-02-19Z' THEN interval '0' ELSE interval '100 days' END");
    commit_rows(database());
    execute_sql(database(),
                "INSERT INTO stream_segment VALUES ('main', 1, '2007-01-30Z', '2007-02-19Z', '2007-01-30Z',"
                " '2008-01-30Z', 1, '2007-01-01Z', '1000 days')");
    execute_sql(database(),
                "UPDATE stream_state SET segment_start = '2007-05-30Z', position = '2007-06-11Z',"
                " anchor_source = '2007-05-30Z', anchor_live = '2008-02-19Z', source_start = '2007-01-01Z',"
                " source_period = '1000 days'");
    start_server();
  }
  json::value analysis(const std::string& query) {
    return answer("/surveillance/decline-analysis?well_name=F-14&" + query);
  }
  static double number(const json::value& value) { return value.to_number<double>(); }
};

TEST_F(ApiDeclineTest, AFitDoesNotCrossASeekAndSaysWhatWasLeftOut) {
  const auto found = analysis("hours=720");
  const auto& parameters = found.at("decline_parameters");
  EXPECT_EQ(parameters.at("model_type").as_string(), "exponential");
  EXPECT_NEAR(number(parameters.at("Di_daily")), 0.05, 1e-4);
  EXPECT_EQ(found.at("left_out").at("before").as_string(), "2008-02-19T00:00:00+00:00");
  EXPECT_EQ(found.at("left_out").at("reason").as_string(), "seek");
  EXPECT_EQ(found.at("left_out").at("days").as_int64(), 20);
  EXPECT_EQ(found.at("data_points").as_int64(), 12);
  const auto within = analysis("hours=240");
  EXPECT_TRUE(within.at("left_out").is_null());
  EXPECT_NEAR(number(within.at("decline_parameters").at("Di_daily")), 0.05, 1e-4);
}

TEST_F(ApiDeclineTest, WithoutSegmentsTimeThatGoesBackIsSeen) {
  execute_sql(database(), "TRUNCATE stream_segment");
  execute_sql(database(), "UPDATE stream_state SET source_start = NULL, source_period = NULL");
  execute_sql(database(),
              "UPDATE production_data SET original_time = original_time - interval '200 days' WHERE time >= "
              "'2008-02-19Z'");
  const auto found = analysis("hours=720");
  EXPECT_NEAR(number(found.at("decline_parameters").at("Di_daily")), 0.05, 1e-4);
  EXPECT_EQ(found.at("left_out").at("before").as_string(), "2008-02-19T00:00:00+00:00");
}

TEST_F(ApiDeclineTest, TooFewDaysAfterASeamSayWhatWasLeftOut) {
  execute_sql(database(), "DELETE FROM production_data WHERE time >= '2008-02-22Z'");
  const auto response = get("/surveillance/decline-analysis?well_name=F-14&hours=720");
  EXPECT_EQ(response.status, 400);
  EXPECT_NE(response.body.find("21 days before 2008-02-19T00:00:00+00:00 were left out"), std::string::npos)
      << response.body;
}

TEST_F(ApiDeclineTest, LimitsOfTheForecastAreParametersAndSaid) {
  const auto usual = analysis("hours=240").at("forecast");
  EXPECT_EQ(number(usual.at("terminal_decline")), 0.00005);
  EXPECT_EQ(number(usual.at("economic_limit")), 10);
  const auto other = analysis("hours=240&economic_limit=100&terminal_decline=0").at("forecast");
  EXPECT_EQ(number(other.at("economic_limit")), 100);
  EXPECT_EQ(number(other.at("terminal_decline")), 0);
  // The last day begins 10.96 days after the seek, its mean rate is that of its middle: (q - limit)/D.
  EXPECT_NEAR(number(usual.at("eur_remaining")) - number(other.at("eur_remaining")), 90 / 0.05, 5);
  const auto field = analysis("hours=240&economic_limit=628.98&units=field").at("forecast");
  EXPECT_NEAR(number(field.at("economic_limit")), 628.98, 1e-9);
  EXPECT_NEAR(number(field.at("eur_remaining")), number(other.at("eur_remaining")) * 6.2898, 1);
  EXPECT_EQ(get("/surveillance/decline-analysis?well_name=F-14&terminal_decline=-0.1").status, 422);
  EXPECT_EQ(get("/surveillance/decline-analysis?well_name=F-14&economic_limit=x").status, 422);
}

TEST_F(ApiDeclineTest, AnIndexDoesNotReachOverASeekEither) {
  const auto index =
      answer("/surveillance/productivity-index?well_name=F-14&hours=720&reservoir_pressure=4300");
  EXPECT_EQ(index.at("data_points").as_int64(), 11 * 24);
  EXPECT_EQ(index.at("left_out").at("before").as_string(), "2008-02-19T00:00:00+00:00");
  EXPECT_TRUE(answer("/surveillance/productivity-index?well_name=F-14&hours=24&reservoir_pressure=4300")
                  .at("left_out")
                  .is_null());
}

}  // namespace
}  // namespace flodata::test
