// Compares docs/api.md with the declarations: it may not promise other routes, defaults or limits.
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "api/resources/metrics_text.h"
#include "api/routes.h"
#include "http/session.h"
#include "model/units.h"
#include "replay/status.h"
#include "store/row_store.h"

namespace flodata::api {
namespace {

class DocumentationTest : public ::testing::Test {
 protected:
  void expect(const std::string& text) const {
    EXPECT_NE(document_.find(text), std::string::npos) << "docs/api.md lacks: " << text;
  }

  /// Expects a parameter's row in a table, or its mention in the section on compatibility. The text may
  /// describe a default that the declaration does not have.
  void expect_parameter(const Parameter& parameter, const std::string& allowed) const {
    const auto row =
        parameter.default_value.empty()
            ? fmt::format(R"(\| `{}` \|[^|]*\| {} \|)", parameter.name, allowed)
            : fmt::format(R"(\| `{}` \| {} \| {} \|)", parameter.name, parameter.default_value, allowed);
    const auto in_line = fmt::format(R"(`{}` \({}; {}\))", parameter.name, parameter.default_value, allowed);
    EXPECT_TRUE(std::regex_search(document_, std::regex(row)) ||
                std::regex_search(document_, std::regex(in_line)))
        << "docs/api.md lacks: " << row << " or " << in_line;
  }

  void expect_value_of_command(const Route& route, const Parameter& value) const {
    if (value.type == ParameterType::whole_number)
      expect(fmt::format("| `POST {}` | {} to {} |", route.path, value.lower, value.upper));
    if (value.type == ParameterType::number)
      expect(fmt::format("| `POST {}` | {} to {} |", route.path, value.least, value.most));
  }

 private:
  static std::string read() {
    std::ifstream file(FLODATA_SOURCE_DIR "/docs/api.md");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  const std::string document_ = read();
};

TEST_F(DocumentationTest, NamesEveryRoute) {
  for (const auto& route : make_routes())
    expect(route.formats == Formats::csv ? fmt::format("`{}`", route.path)
                                         : fmt::format("| `{} {}` |", to_string(route.method), route.path));
}

TEST_F(DocumentationTest, StatesDefaultsAndRangesOfParameters) {
  for (const auto& route : make_routes())
    for (const auto& parameter : route.parameters) {
      expect(fmt::format("`{}`", parameter.name));
      if (parameter.place == ParameterPlace::body) {
        expect_value_of_command(route, parameter);
        continue;
      }
      if (parameter.type == ParameterType::whole_number)
        expect_parameter(parameter, fmt::format("{} to {}", parameter.lower, parameter.upper));
      if (parameter.type == ParameterType::choice)
        expect_parameter(parameter, fmt::format("{}", fmt::join(parameter.choices, ", ")));
    }
}

TEST_F(DocumentationTest, NamesEveryKeyOfTheStatusAndEveryGauge) {
  const auto status = boost::json::parse(to_json(replay::Status{}, TimeZone::find("UTC").value()));
  for (const auto& member : status.as_object()) expect(fmt::format("| `{}` |", std::string(member.key())));
  store::StreamReading stream;
  stream.status.newest_label = stream.status.seen_at = Instant();
  std::istringstream lines(metrics_text(DatabaseState::answers, stream, {}));
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with('#')) expect(fmt::format("| `{}` |", line.substr(0, line.find_first_of(" {"))));
}

TEST_F(DocumentationTest, StatesLimits) {
  constexpr http::SessionLimits kLimits;
  expect(fmt::format("body over {} KiB, address and headers over {} KiB", kLimits.body_bytes / 1024,
                     kLimits.header_bytes / 1024));
  expect(fmt::format("more than {} s for an event", kLimits.slow_event.count()));
  expect(fmt::format("`latest` holds more than {} rows", store::kMaxRows));
}

}  // namespace
}  // namespace flodata::api
