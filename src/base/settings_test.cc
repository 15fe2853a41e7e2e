#include "base/settings.h"

#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace flodata {
namespace {

EnvironmentLookup environment_of(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(Settings, DefaultsAreThoseOfTheContract) {
  const auto settings = load_settings(environment_of({}), "").value();
  EXPECT_EQ(settings.db_name, "volve_production");
  EXPECT_EQ(settings.start_offset_days, 150);
  EXPECT_EQ(settings.batch_size_hours, 168);
  EXPECT_EQ(settings.catchup_threshold_hours, 2);
  EXPECT_EQ(settings.catchup_batch_hours, 24);
  EXPECT_EQ(settings.api_bind, "127.0.0.1");
  EXPECT_TRUE(settings.given.empty());
}

TEST(Settings, EnvironmentWinsOverDotenvAndDotenvOverDefault) {
  const auto settings =
      load_settings(environment_of({{"DB_PORT", "6000"}}), "DB_PORT=7000\nBATCH_SIZE_HOURS=24\n").value();
  EXPECT_EQ(settings.db_port, "6000");
  EXPECT_EQ(settings.batch_size_hours, 24);
  EXPECT_TRUE(settings.is_given("BATCH_SIZE_HOURS"));
  EXPECT_FALSE(settings.is_given("API_PORT"));
}

TEST(Settings, DotenvTakesCommentsQuotesAndExport) {
  const auto settings = load_settings(environment_of({}),
                                      "# comment\n\nDB_HOST=postgres              # Database host\r\n"
                                      "export DB_NAME=\"my field\"\nDB_PASSWORD=a#b\nREPLAY_SPEED = 3600 \n")
                            .value();
  EXPECT_EQ(settings.db_host, "postgres");
  EXPECT_EQ(settings.db_name, "my field");
  EXPECT_EQ(settings.db_password, "a#b");
  EXPECT_DOUBLE_EQ(settings.replay_speed, 3600);
}

TEST(Settings, DotenvOfAnEditorThatMarksUtf8IsRead) {
  const auto settings = load_settings(environment_of({}),
                                      "\xEF\xBB\xBF"
                                      "DB_PORT=7000\r\n");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->db_port, "7000");
}

TEST(Settings, UnknownKeyInDotenvNamesItselfAndItsLine) {
  const auto error = load_settings(environment_of({}), "DB_HOST=x\nBATCH_SIZE=5\n").error();
  EXPECT_EQ(error.code, Code::invalid_argument);
  EXPECT_NE(error.message.find("line 2"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("BATCH_SIZE"), std::string::npos) << error.message;
}

TEST(Settings, BadValuesNameSettingValueAndRange) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"DB_PORT", "70000"},     {"BATCH_SIZE_HOURS", "0"}, {"START_OFFSET_DAYS", "1.5"},
      {"REPLAY_SPEED", "nan"},  {"REPLAY_SPEED", "0.05"},  {"CATCHUP_BATCH_HOURS", "12h"},
      {"DB_PORT", "-1"},        {"DB_PORT", "5432,x"},     {"DB_PORT", "5432,"},
      {"DB_PORT", "5432,5433"}, {"DB_HOST", "a,,b"},       {"TARGET_TIMEZONE", "Europe/Bergen"},
      {"LOG_FORMAT", "xml"}};
  for (const auto& [name, value] : cases) {
    const auto settings = load_settings(environment_of({{name, value}}), "");
    ASSERT_FALSE(settings) << name << "=" << value;
    EXPECT_NE(settings.error().message.find(name), std::string::npos) << settings.error().message;
    EXPECT_NE(settings.error().message.find(value), std::string::npos) << settings.error().message;
  }
}

TEST(Settings, SeveralHostsHaveOnePortOrOneEach) {
  for (const auto* ports : {"6000", "6000,6001"}) {
    const auto settings = load_settings(environment_of({{"DB_HOST", "a,b"}, {"DB_PORT", ports}}), "");
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->db_port, ports);
  }
  EXPECT_FALSE(load_settings(environment_of({{"DB_HOST", "a,b,c"}, {"DB_PORT", "1,2"}}), ""));
}

TEST(Settings, EmptyVariableCountsAsNotGiven) {
  EXPECT_EQ(load_settings(environment_of({{"API_PORT", ""}}), "").value().api_port, 8000);
}

TEST(Settings, ShortTokenIsRejectedWithoutBeingRepeated) {
  Settings settings{};
  const auto assigned = assign_setting(settings, "REPLAY_TOKEN", "fifteen-letters");
  ASSERT_FALSE(assigned);
  const auto& message = assigned.error().message;
  EXPECT_TRUE(message.starts_with("setting REPLAY_TOKEN: 15 characters are too few; give at least 16"))
      << message;
  EXPECT_EQ(message.find("fifteen-letters"), std::string::npos) << message;
  EXPECT_TRUE(assign_setting(settings, "REPLAY_TOKEN", "sixteen-letters!"));
  EXPECT_TRUE(assign_setting(settings, "REPLAY_TOKEN", ""));
}

}  // namespace
}  // namespace flodata
