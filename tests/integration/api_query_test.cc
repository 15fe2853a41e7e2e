// Queries of rows over real sockets and a real PostgreSQL: windows, buckets, parts, versions, forms.
#include <algorithm>
#include <optional>
#include <ranges>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "api/rows/cursor.h"
#include "support/api_test.h"
#include "support/live_rows.h"

namespace flodata::test {
namespace {

namespace json = boost::json;

constexpr auto kNow = Instant{std::chrono::sys_days{std::chrono::year(2008) / 4 / 2}};
const std::string kMarch = "start=2008-03-01T00:00:00Z&end=2008-04-01T23:00:00Z";

class ApiQueryTest : public ApiTest {
 protected:
  ApiQueryTest() : ApiTest(kNow) {}
  void SetUp() override {
    PostgresTest::SetUp();
    accept_all_rows(database());
    insert_well(database(), "15/9-F-11");
    insert_well(database(), "15/9-F-12");
    insert_hours(database(), "NO-15/9-F-11", "2008-03-01T00:00:00Z", "2008-04-01T23:00:00Z");
    insert_hours(database(), "NO-15/9-F-12", "2008-03-10T00:00:00Z", "2008-03-10T05:00:00Z");
    insert_hours(database(), "NO-15/9-F-12", "2008-03-10T09:00:00Z", "2008-03-10T12:00:00Z");
    start_server();
  }
  /// Makes a version of the rows there are, and waits until the server speaks of it.
  void commit() {
    commit_rows(database());
    wait_for_version(server_->port(), query_value(database(), "SELECT sequence FROM stream_state"));
  }
  static double number(const json::value& row, std::string_view key) {
    return row.at(key).is_null() ? -1 : row.at(key).to_number<double>();
  }
  static double total(const json::array& rows, std::string_view key) {
    double sum = 0;
    for (const auto& row : rows)
      if (!row.at(key).is_null()) sum += row.at(key).to_number<double>();
    return sum;
  }
  /// Follows the links of an answer in parts; checks the size of each part.
  json::array all_parts(std::string target, std::size_t limit) {
    json::array found;
    for (int part = 0; part < 3000; ++part) {
      const auto response = get(target);
      EXPECT_EQ(response.status, 200) << target << '\n' << response.body;
      if (response.status != 200) return found;
      for (auto& row : json::parse(response.body).as_array()) found.push_back(row);
      const auto link = response.headers.find("link");
      if (link == response.headers.end()) return found;
      EXPECT_EQ(found.size(), limit * static_cast<std::size_t>(part + 1));
      target = link->second.substr(1, link->second.find('>') - 1);
    }
    ADD_FAILURE() << "no end";
    return found;
  }
};

TEST_F(ApiQueryTest, RowsOfManyWellsComeByTimeThenWell) {
  const auto found = rows("/api/production?start=2008-03-10T04:00:00Z&end=2008-03-10T05:00:00Z");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].at("well_name").as_string(), "NO-15/9-F-11");
  EXPECT_EQ(found[1].at("well_name").as_string(), "NO-15/9-F-12");
  EXPECT_EQ(found[1].at("time").as_string(), "2008-03-10T04:00:00+00:00");
  EXPECT_EQ(found[2].at("time").as_string(), "2008-03-10T05:00:00+00:00");
  EXPECT_EQ(found[0].as_object().size(), 20U);
}

TEST_F(ApiQueryTest, WithoutTimesTheLastDayComes) {
  const auto found = rows("/api/production?wells=F-11&tags=oil_rate");
  EXPECT_EQ(found.size(), 24U);
  EXPECT_EQ(found.front().at("time").as_string(), "2008-04-01T00:00:00+00:00");
}

TEST_F(ApiQueryTest, LongWindowOfLatestIsTheRangeBackwards) {
  commit();
  for (const std::string format : {"json", "ndjson", "csv"}) {
    // 768 rows: more than a page of the long window, all at once of the short one
    const auto lines = [&](const std::string& target) {
      auto text = get(fmt::format("{}&format={}", target, format)).body;
      for (std::size_t at = 0; (at = text.find("},{", at)) != std::string::npos;) text.replace(at, 3, "}\n{");
      std::erase_if(text, [](char c) { return c == '[' || c == ']' || c == '\r'; });
      std::vector<std::string> found;
      for (const auto part : std::views::split(text, '\n'))
        if (!part.empty()) found.emplace_back(part.begin(), part.end());
      return found;
    };
    auto range = lines("/api/production/F-11/range?" + kMarch);
    const auto latest = lines("/api/production/F-11/latest?hours=8760");
    ASSERT_EQ(range.size(), format == "csv" ? 769U : 768U);
    std::reverse(range.begin() + (format == "csv" ? 1 : 0), range.end());
    EXPECT_EQ(latest, range) << format;
    EXPECT_EQ(lines("/api/production/F-11/latest?hours=1000"), latest) << format;
  }
}

TEST_F(ApiQueryTest, LongWindowOfLatestIsThatOfAnUnknownWellToo) {
  commit();
  EXPECT_EQ(get("/api/production/F-99/latest?hours=8760").status, 404);
}

TEST_F(ApiQueryTest, TagsComeInTheOrderAskedForUnderTheTablesNames) {
  const auto response =
      get("/api/production/F-11/range?" + kMarch + "&tags=gor,downhole_pressure,oil_rate&limit=1");
  const auto row = json::parse(response.body).at(0).as_object();
  std::vector<std::string> keys;
  for (const auto& member : row) keys.emplace_back(member.key());
  EXPECT_EQ(keys, (std::vector<std::string>{"time", "original_time", "well_name", "gor",
                                            "avg_downhole_pressure", "oil_rate", "quality"}));
  EXPECT_TRUE(row.at("gor").is_null());  // the first hour has no oil
  const auto units = json::parse(response.headers.at("flodata-units"));
  EXPECT_EQ(units.at("gor").as_string(), "Sm3/Sm3");
  EXPECT_EQ(units.as_object().size(), 3U);
}

TEST_F(ApiQueryTest, PartsMakeUpTheWholeForEveryLimit) {
  for (const std::string query :
       {"start=2008-03-10T00:00:00Z&end=2008-03-10T23:00:00Z",
        "start=2008-03-09T12:00:00Z&end=2008-03-11&interval=1pd",
        "start=2008-03-07T12:00:00Z&end=2008-03-11&interval=1pd&agg=reported,count",
        "start=2008-03-09T12:00:00Z&end=2008-03-11&interval=6h&fill=null",
        "start=2008-03-09T12:00:00Z&end=2008-03-11&interval=1h&fill=previous&agg=mean,count",
        "start=2008-03-09T12:00:00Z&end=2008-03-11&interval=1h&fill=linear&tags=oil_rate"}) {
    const auto whole = rows("/api/production?" + query);
    ASSERT_GT(whole.size(), 2U) << query;
    for (const std::size_t limit : {1U, 2U, 3U, 7U, 1000U})
      EXPECT_EQ(all_parts(fmt::format("/api/production?{}&limit={}", query, limit), limit), whole)
          << query << " limit " << limit;
  }
}

TEST_F(ApiQueryTest, PartsOfTheFieldMakeUpTheWhole) {
  for (const std::string query : {"by=well_type&interval=6h", "interval=1pd", "interval=1h&fill=previous"}) {
    const auto target = "/api/field/production?start=2008-03-09T12:00:00Z&end=2008-03-11&" + query;
    const auto whole = rows(target);
    ASSERT_GT(whole.size(), 1U) << query;
    for (const std::size_t limit : {1U, 4U})
      EXPECT_EQ(all_parts(fmt::format("{}&limit={}", target, limit), limit), whole) << query;
  }
}

TEST_F(ApiQueryTest, BigPartsMakeUpTheWholeToo) {
  execute_sql(
      database(),
      "INSERT INTO production_data (time, original_time, well_name)"
      " SELECT t, t, 'NO-15/9-F-12' FROM generate_series(timestamptz '2010-01-01Z', timestamptz '2010-01-01Z'"
      " + interval '4999 seconds', interval '1 second') t");
  const std::string query = "/api/production/F-12/range?start=2010-01-01&end=2010-02-01&tags=oil_rate";
  const auto whole = rows(query);
  EXPECT_EQ(whole.size(), 5000U);
  EXPECT_EQ(all_parts(query + "&limit=2100", 2100), whole);
}

TEST_F(ApiQueryTest, EndAloneStandsForTheDayBeforeIt) {
  const auto found = rows("/api/production?wells=F-11&end=2008-03-10T00:00:00Z&tags=oil_rate");
  EXPECT_EQ(found.size(), 25U);
  EXPECT_EQ(found.front().at("time").as_string(), "2008-03-09T00:00:00+00:00");
}

TEST_F(ApiQueryTest, CursorOfAVersionThatNeverWasIs409) {
  commit();
  const std::string query =
      "/api/production?wells=F-12&start=2008-03-10T00:00:00Z&interval=1h&fill=null&tags=oil_rate&limit=2";
  const auto given = api::decode_cursor(get(query).headers.at("flodata-next-cursor")).value();
  const auto status = [&](const api::Cursor& cursor) {
    return get(fmt::format("{}&cursor={}", query, api::encode(cursor))).status;
  };
  EXPECT_EQ(status(given), 200);
  auto later = given;
  later.bound = given.bound + std::chrono::hours(1);
  EXPECT_EQ(status(later), 409);
  later = given;
  later.sequence += 1;
  EXPECT_EQ(status(later), 409);
  later = given;
  later.bound = later.last = Instant::max();
  EXPECT_EQ(status(later), 422);
}

TEST_F(ApiQueryTest, CursorOfAnotherRequestOrAChangedOneIs422) {
  const std::string query = "/api/production?start=2008-03-10T00:00:00Z&end=2008-03-10T23:00:00Z&limit=2";
  const auto cursor = get(query).headers.at("flodata-next-cursor");
  EXPECT_EQ(get(query + "&cursor=" + cursor).status, 200);
  EXPECT_EQ(get(query + "&wells=F-11&cursor=" + cursor).status, 422);
  auto changed = cursor;
  changed[cursor.size() / 2] = changed[cursor.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(get(query + "&cursor=" + changed).status, 422);
  EXPECT_EQ(get(query + "&cursor=x").status, 422);
}

TEST_F(ApiQueryTest, VolumesAreTheSameForEveryInterval) {
  for (const std::string zone : {"UTC", "Europe/Oslo", "Asia/Kolkata"})
    for (const std::string interval : {"1m", "15m", "1h", "6h", "12h", "1d", "7d", "1mo", "1pd"}) {
      const auto found =
          rows(fmt::format("/api/production/F-11/range?{}&interval={}&agg=sum&tags=oil_rate&timezone={}",
                           kMarch, interval, zone));
      EXPECT_NEAR(total(found, "oil_rate"), 767.0 * 768 / 2 / 24, 1e-6) << interval << ' ' << zone;
    }
}

TEST_F(ApiQueryTest, LongGapIsFilledWhileTheAnswerIsSent) {
  insert_hours(database(), "NO-15/9-F-12", "2008-03-31T00:00:00Z", "2008-03-31T00:00:00Z");
  const std::string query =
      "/api/production/F-12/range?" + kMarch + "&interval=1m&fill=previous&tags=oil_rate";
  const auto found = rows(query);
  ASSERT_EQ(found.size(), 30U * 24 * 60 + 1);
  EXPECT_EQ(found.back().at("time").as_string(), "2008-03-31T00:00:00+00:00");
  const std::size_t last_known = (9 * 24 + 12) * 60;
  EXPECT_FALSE(found[last_known].at("oil_rate").is_null());
  EXPECT_EQ(found[found.size() - 2].at("oil_rate"), found[last_known].at("oil_rate"));
  EXPECT_EQ(all_parts(query + "&limit=13000", 13000), found);
}

TEST_F(ApiQueryTest, LongGapAtTheEndIsFilledToo) {
  commit();
  const auto found = rows("/api/production/F-12/range?" + kMarch + "&interval=1m&fill=null&tags=oil_rate");
  EXPECT_EQ(found.size(), (31U * 24 + 23) * 60 + 1);  // to the newest row of the field
  EXPECT_EQ(found.back().at("time").as_string(), "2008-04-01T23:00:00+00:00");
}

TEST_F(ApiQueryTest, WhatLinesHoldIsLimited) {
  const std::string query = "/api/production?" + kMarch + "&interval=1m&agg=mean,min,max&limit=1&fill=";
  const auto refused = get(query + "linear");
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("fill=previous"), std::string::npos) << refused.body;
  EXPECT_EQ(get(query + "previous").status, 200);
  EXPECT_EQ(get(query + "linear&tags=oil_rate").status, 200);
}

TEST_F(ApiQueryTest, DayOfTheClockChangeHas23Hours) {
  const auto found = rows("/api/production/F-11/range?" + kMarch +
                          "&interval=1d&agg=count&tags=oil_rate&timezone=Europe/Oslo");
  for (const auto& row : found)
    if (row.at("time").as_string() == "2008-03-30T00:00:00+01:00") {
      EXPECT_EQ(number(row, "oil_rate"), 23);
      return;
    }
  FAIL() << "no bucket of the day";
}

TEST_F(ApiQueryTest, FillGivesEveryBucketOfTheWindow) {
  const std::string query =
      "/api/production/F-12/"
      "range?start=2008-03-10T04:00:00Z&end=2008-03-10T10:00:00Z&interval=1h&tags=oil_rate";
  const auto values = [&](const std::string& fill) {
    std::vector<double> values;
    for (const auto& row : rows(fmt::format("{}&fill={}", query, fill)))
      values.push_back(number(row, "oil_rate"));
    return values;
  };
  EXPECT_EQ(values("none"), (std::vector<double>{4, 5, 0, 1}));
  EXPECT_EQ(values("null"), (std::vector<double>{4, 5, -1, -1, -1, 0, 1}));
  EXPECT_EQ(values("previous"), (std::vector<double>{4, 5, 5, 5, 5, 0, 1}));
  EXPECT_EQ(values("linear"), (std::vector<double>{4, 5, 3.75, 2.5, 1.25, 0, 1}));
}

TEST_F(ApiQueryTest, QualityFilterTakesValuesForMissing) {
  execute_sql(
      database(),
      "UPDATE production_data SET quality = '{\"oil_rate\": {\"status\": \"Uncertain\", \"rule\": \"R2\"},"
      " \"gas_rate\": {\"status\": \"Bad\", \"rule\": \"R4\"}}' WHERE well_name = 'NO-15/9-F-12'");
  const std::string query = "/api/production/F-12/range?start=2008-03-10T01:00:00Z&end=2008-03-10T01:00:00Z";
  const auto any = rows(query).at(0);
  const auto uncertain = rows(query + "&quality=uncertain").at(0);
  const auto good = rows(query + "&quality=good").at(0);
  EXPECT_EQ(number(any, "oil_rate"), 1);
  EXPECT_EQ(number(any, "gas_rate"), 1000);
  EXPECT_EQ(number(uncertain, "oil_rate"), 1);
  EXPECT_TRUE(uncertain.at("gas_rate").is_null());
  EXPECT_TRUE(good.at("oil_rate").is_null());
  EXPECT_EQ(number(good, "avg_downhole_pressure"), 234.5);
  EXPECT_TRUE(rows(query + "&quality=good&interval=1h&tags=gas_rate").at(0).at("gas_rate").is_null());
}

TEST_F(ApiQueryTest, ReportedIsTheDailyValueOfWholeProductionDays) {
  // A day shut for its first 6.5 hours, whose pressure is a mean over the hours on stream, and a Bad day.
  execute_sql(
      database(),
      "UPDATE production_data SET on_stream_hrs = 0, oil_rate = 0, avg_downhole_pressure = 300, quality ="
      " '{\"avg_downhole_pressure\": {\"status\": \"Uncertain\", \"rule\": \"R10\"}}'"
      " WHERE time >= '2008-03-09T23:00:00Z' AND time < '2008-03-10T05:00:00Z';"
      "UPDATE production_data SET on_stream_hrs = 0.5, oil_rate = 48, avg_downhole_pressure = 250"
      " WHERE time = '2008-03-10T05:00:00Z';"
      "UPDATE production_data SET oil_rate = 0, quality = '{\"oil_rate\": {\"status\": \"Bad\", \"rule\": "
      "\"R4\"}}'"
      " WHERE time >= '2008-03-10T23:00:00Z' AND time < '2008-03-11T23:00:00Z'");
  const std::string query =
      "/api/production/F-11/"
      "range?start=2008-03-09T12:00:00Z&end=2008-03-12T12:00:00Z&interval=1pd&agg=reported"
      "&tags=on_stream_hrs,oil_rate,avg_downhole_pressure";
  for (const std::string quality : {"any", "uncertain", "good"}) {
    const auto days = rows(fmt::format("{}&quality={}", query, quality));
    ASSERT_EQ(days.size(), 4U);
    const auto& partial = days[1];
    EXPECT_EQ(partial.at("production_day").as_string(), "2007-03-11");
    EXPECT_EQ(number(partial, "on_stream_hrs"), 17.5);
    EXPECT_NEAR(number(partial, "avg_downhole_pressure"), (0.5 * 250 + 17 * 234.5) / 17.5, 1e-9) << quality;
    EXPECT_GT(number(partial, "oil_rate"), 0);
    EXPECT_TRUE(days[2].at("oil_rate").is_null()) << quality;
    EXPECT_EQ(number(days[2], "avg_downhole_pressure"), 234.5);
    for (const auto* cut : {&days.front(), &days.back()})
      for (const auto* tag : {"on_stream_hrs", "oil_rate", "avg_downhole_pressure"})
        EXPECT_TRUE(cut->at(tag).is_null()) << tag;
  }
  const auto units = json::parse(get(query).headers.at("flodata-units"));
  EXPECT_EQ(units.at("oil_rate").as_string(), "Sm3");
  EXPECT_EQ(units.at("avg_downhole_pressure").as_string(), "bar");
}

TEST_F(ApiQueryTest, PlotKeepsExtremesAndShowsGaps) {
  execute_sql(database(), "UPDATE production_data SET oil_rate = 99999 WHERE time = '2008-03-15T07:00:00Z'");
  const auto found = rows("/api/production/F-11/range?" + kMarch + "&points=50&tags=oil_rate");
  EXPECT_LE(found.size(), 60U);
  double highest = 0;
  for (const auto& row : found) highest = std::max(highest, number(row, "oil_rate"));
  EXPECT_EQ(highest, 99999);
  std::vector<double> values;
  for (const auto& row : rows("/api/production/F-12/range?" + kMarch + "&points=50&tags=oil_rate"))
    values.push_back(number(row, "oil_rate"));
  EXPECT_EQ(values, (std::vector<double>{0, 1, 2, 3, 4, 5, -1, 0, 1, 2, 3}));
}

TEST_F(ApiQueryTest, NdjsonAndCsvCarryTheSameRows) {
  const std::string query =
      "/api/production?start=2008-03-10T04:00:00Z&end=2008-03-10T05:00:00Z&tags=oil_rate";
  const auto csv = get(query + "&format=csv");
  EXPECT_EQ(csv.headers.at("content-type"), "text/csv; charset=utf-8; header=present");
  EXPECT_TRUE(
      csv.body.starts_with("time,original_time,well_name,oil_rate,quality\r\n"
                           "2008-03-10T04:00:00+00:00,2007-03-11T04:00:00+00:00,NO-15/9-F-11,220,\r\n"))
      << csv.body;
  const auto ndjson = get(query + "&format=ndjson");
  EXPECT_EQ(std::ranges::count(ndjson.body, '\n'), 4);
  EXPECT_EQ(json::parse(ndjson.body.substr(0, ndjson.body.find('\n'))), rows(query).at(0));
}

TEST_F(ApiQueryTest, WhatCannotBeIs422NamingTheParameter) {
  for (const auto& [query, name] :
       std::vector<std::pair<std::string, std::string>>{{"agg=sum&tags=avg_whp_p&interval=1d", "agg"},
                                                        {"interval=1pd&fill=null", "fill"},
                                                        {"interval=1d&agg=reported", "agg"},
                                                        {"interval=1mo&agg=mean,reported", "agg"},
                                                        {"agg=reported", "agg"},
                                                        {"fill=null", "fill"},
                                                        {"agg=max", "agg"},
                                                        {"points=100&interval=1d", "points"},
                                                        {"tags=thp,avg_whp_p", "tags"},
                                                        {"timezone=Europe/Bergen", "timezone"},
                                                        {"limit=100001", "limit"},
                                                        {"start=-5y", "start_time"}}) {
    const auto response = get("/api/production?" + query);
    EXPECT_EQ(response.status, 422) << query;
    if (response.status == 422)
      EXPECT_EQ(json::parse(response.body).at("errors").at(0).at("loc").at(1).as_string(), name) << query;
  }
  EXPECT_EQ(get("/api/production?wells=F-11,F-99").status, 404);
}

TEST_F(ApiQueryTest, FieldTotalsAreMeansOverTheHoursAndVolumesAddUp) {
  const auto day =
      rows("/api/field/production?start=2008-03-10T00:00:00Z&end=2008-03-10T23:59:59Z&interval=1d");
  ASSERT_EQ(day.size(), 1U);
  const double oil = (216 + 239) * 24 / 2.0 + 15 + 6;
  EXPECT_NEAR(number(day[0], "oil_rate"), oil / 24, 1e-9);
  EXPECT_NEAR(number(day[0], "oil_volume"), oil / 24, 1e-9);
  EXPECT_NEAR(number(day[0], "gor"), 34 * 1000 / oil, 1e-9);
  EXPECT_EQ(number(day[0], "well_count"), 2);
  const auto hours = rows("/api/field/production?start=2008-03-10T00:00:00Z&end=2008-03-10T23:59:59Z");
  EXPECT_EQ(hours.size(), 24U);
  EXPECT_NEAR(total(hours, "oil_volume"), oil / 24, 1e-9);
}

TEST_F(ApiQueryTest, NewestRowOfEveryWellComesInOneCall) {
  const auto found = rows("/api/production/latest");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].at("time").as_string(), "2008-04-01T23:00:00+00:00");
  EXPECT_EQ(found[1].at("time").as_string(), "2008-03-10T12:00:00+00:00");
}

TEST_F(ApiQueryTest, WellSaysItsNamesAndState) {
  const auto well = json::parse(get("/api/wells/F-12").body);
  EXPECT_EQ(well.at("well_name").as_string(), "NO-15/9-F-12");
  EXPECT_EQ(well.at("short_name").as_string(), "F-12");
  EXPECT_EQ(well.at("status").as_string(), "flowing");
  EXPECT_EQ(well.at("last_time").as_string(), "2008-03-10T12:00:00+00:00");
  EXPECT_EQ(well.at("tags").as_array().size(), 13U);
  EXPECT_EQ(get("/api/wells/F-99").status, 404);
}

TEST_F(ApiQueryTest, WithoutAStreamThereIsNoVersionToAskFor) {
  EXPECT_EQ(get("/api/production?asOf=1").status, 404);
}

TEST_F(ApiQueryTest, AsOfIsTheVersionThenUntilItIsRewritten) {
  const std::string query = "/api/production?wells=F-11&start=2008-04-01T22:00:00Z&tags=oil_rate";
  commit();
  const auto before = rows(query);
  EXPECT_EQ(before.size(), 2U);
  insert_hours(database(), "NO-15/9-F-11", "2008-04-02T00:00:00Z", "2008-04-02T02:00:00Z");
  EXPECT_EQ(rows(query), before) << "rows beyond the version";
  commit();
  EXPECT_EQ(rows(query).size(), 5U);
  EXPECT_EQ(rows(query + "&asOf=1"), before);
  EXPECT_EQ(rows(query + "&asOf=2"), rows(query));
  EXPECT_EQ(rows(query + "&asOf=99"), rows(query));
  EXPECT_EQ(rows(query + "&asOf=now"), rows(query));
  EXPECT_EQ(get(query + "&asOf=0").status, 404);
  EXPECT_EQ(get(query + "&asOf=2001-01-01").status, 404);
  execute_sql(database(), "UPDATE stream_commit SET revision = true WHERE sequence = 2");
  commit();
  EXPECT_EQ(get(query + "&asOf=1").status, 409);
}

TEST_F(ApiQueryTest, CursorKeepsItsVersionWhateverIsCommitted) {
  const std::string query = "/api/production?start=2008-04-01T20:00:00Z&tags=oil_rate&interval=1h&fill=null";
  commit();
  const auto whole = rows(query);
  const auto first = get(query + "&limit=2");
  insert_hours(database(), "NO-15/9-F-11", "2008-04-02T00:00:00Z", "2008-04-02T02:00:00Z");
  commit();
  auto found = json::parse(first.body).as_array();
  const auto link = first.headers.at("link");
  for (const auto& row : all_parts(link.substr(1, link.find('>') - 1), 2)) found.push_back(row);
  EXPECT_EQ(found, whole);
  EXPECT_GT(rows(query).size(), whole.size());
  execute_sql(database(), "UPDATE stream_state SET lineage = lineage + 1");
  commit();
  EXPECT_EQ(get(link.substr(1, link.find('>') - 1)).status, 409);
}

TEST_F(ApiQueryTest, LongAnswerComesAsAWhole) {
  execute_sql(
      database(),
      "INSERT INTO production_data (time, original_time, well_name)"
      " SELECT t, t, 'NO-15/9-F-12' FROM generate_series(timestamptz '2010-01-01Z', timestamptz '2010-01-01Z'"
      " + interval '20000 seconds', interval '1 second') t");
  EXPECT_EQ(rows("/api/production/F-12/range?start_time=2010-01-01&end_time=2010-02-01").size(), 20'001U);
}

TEST_F(ApiQueryTest, WindowBeforeTheFirstHourIsEmptyHoweverItIsFilled) {
  for (const auto* path : {"/api/field/production", "/api/production"})
    for (const auto* fill : {"none", "null", "previous", "linear"})
      EXPECT_TRUE(
          rows(fmt::format("{}?start=2001-01-01&end=2001-01-02&interval=1h&fill={}", path, fill)).empty())
          << path << ' ' << fill;
}

// One hour after a gap gives more text at once than a piece of the answer may have.
TEST_F(ApiQueryTest, LongGapsAreFilledAndTheAnswerEnds) {
  const auto filled = rows(
      "/api/production/F-12/"
      "range?start=2008-03-10&end=2008-03-10T12:00:00Z&interval=1m&fill=null&agg=mean,max,last");
  EXPECT_EQ(filled.size(), 12U * 60 + 1);
}

}  // namespace
}  // namespace flodata::test
