#include "base/log.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace flodata {
namespace {

std::string logged(LogFormat format, std::string_view line) {
  testing::internal::CaptureStderr();
  Log(LogLevel::info, format)
      .event(LogLevel::warning, "batch", {{"rows", 7}, {"lag_s", 0.5}, {"well", "a\"b"}}, line);
  return testing::internal::GetCapturedStderr();
}

TEST(Log, JsonLineIsOneObjectWithTheEventsFields) {
  const auto line = logged(LogFormat::json, "said \"so\"\nand so");
  EXPECT_TRUE(line.starts_with("{\"time\":\"2")) << line;
  EXPECT_TRUE(line.ends_with(
      R"("level":"warning","message":"said \"so\"\nand so","event":"batch","rows":7,"lag_s":0.5,"well":"a\"b"})"
      "\n"))
      << line;
}

TEST(Log, LevelLeavesOutWhatIsLessImportant) {
  for (const auto& [name, count] : {std::pair("debug", 4), {"info", 3}, {"warning", 2}, {"error", 1}}) {
    testing::internal::CaptureStderr();
    const Log log(parse_log_level(name));
    log.debug("line");
    log.info("line");
    log.warning("line");
    log.error("line");
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::ranges::count(text, '\n'), count) << name << '\n' << text;
  }
}

TEST(Log, TextLineHasNoFields) {
  const auto line = logged(LogFormat::text, "hello {}");
  EXPECT_NE(line.find(" hello {}\n"), std::string::npos) << line;
  EXPECT_EQ(line.find("rows"), std::string::npos) << line;
}

TEST(Log, TextFromOutsideNeitherSteersATerminalNorForgesALine) {
  const auto line = logged(LogFormat::text, "well 'a\x1b[2J\nforged \u202e' found");
  EXPECT_NE(line.find("well 'a<U+001B>[2J<U+000A>forged <U+202E>' found\n"), std::string::npos) << line;
  EXPECT_NE(logged(LogFormat::json, "a\u202e").find(R"("message":"a\u202e")"), std::string::npos);
}

}  // namespace
}  // namespace flodata
