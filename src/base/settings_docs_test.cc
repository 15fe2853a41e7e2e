// `.env.example` and docs/settings.md must agree with the table for each setting.
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/settings.h"

namespace flodata {
namespace {

std::string text_of(const std::string& name) {
  std::ifstream file(std::string(FLODATA_SOURCE_DIR) + "/" + name);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Returns the lines `NAME=value` and `# NAME=value`, as if none were commented out.
std::map<std::string, std::string> assignments_of(const std::string& dotenv) {
  std::map<std::string, std::string> found;
  std::istringstream lines(dotenv);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ")) line.erase(0, 2);
    const auto equals = line.find('=');
    if (equals == std::string::npos || line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != equals)
      continue;
    EXPECT_TRUE(found.emplace(line.substr(0, equals), line.substr(equals + 1)).second) << "twice: " << line;
  }
  return found;
}

TEST(SettingsDocs, DotenvExampleListsEverySettingWithItsDefaultAndNoOther) {
  auto found = assignments_of(text_of(".env.example"));
  for (const auto& spec : setting_specs()) {
    const auto entry = found.extract(std::string(spec.name));
    ASSERT_FALSE(entry.empty()) << ".env.example lacks " << spec.name;
    // Compose needs passwords to create the database; the program itself has none.
    if (spec.name != "DB_PASSWORD" && spec.name != "DB_API_PASSWORD") {
      EXPECT_EQ(entry.mapped(), spec.default_value) << spec.name;
    }
  }
  for (const auto& [name, value] : found) ADD_FAILURE() << ".env.example has an unknown " << name;
}

TEST(SettingsDocs, DotenvExampleLoadsAndLeavesUnsetWhatMeansSomethingWhenUnset) {
  const auto settings =
      load_settings([](const std::string&) { return std::nullopt; }, text_of(".env.example"));
  ASSERT_TRUE(settings) << settings.error().message;
  for (const auto* name : {"DB_HOST", "START_OFFSET_DAYS", "DUCKDB_PATH", "REPLAY_SPEED"})
    EXPECT_FALSE(settings->is_given(name)) << name;
}

TEST(SettingsDocs, PageHasARowForEachSettingAndNoOther) {
  const auto page = text_of("docs/settings.md");
  std::string expected;
  for (const auto& spec : setting_specs()) {
    const auto value = spec.default_value.empty() ? std::string() : fmt::format("`{}`", spec.default_value);
    const auto range = std::holds_alternative<std::string Settings::*>(spec.member)
                           ? std::string()
                           : fmt::format("{} to {}", spec.lower, spec.upper);
    expected += fmt::format("| `{}` | {} | {} | {} |\n", spec.name, value, range, spec.help);
  }
  constexpr std::string_view kHeading =
      "| setting | default | range | meaning |\n| --- | --- | --- | --- |\n";
  const auto heading = page.find(kHeading);
  ASSERT_NE(heading, std::string::npos) << "docs/settings.md has no table";
  const auto first = heading + kHeading.size();
  EXPECT_EQ(page.substr(first, page.find("\n\n", first) + 1 - first), expected);
}

}  // namespace
}  // namespace flodata
