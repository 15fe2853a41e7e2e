// All settings: one table gives names, defaults, ranges and `--help`, and tests compare `.env.example` and
// the docs with it. Values come from the environment, then from `.env`, then from the defaults.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"

namespace flodata {

struct Settings {
  std::string db_host;
  std::string db_port;
  std::string db_name;
  std::string db_user;
  std::string db_password;
  std::string db_api_password;
  std::int64_t start_offset_days;
  std::int64_t batch_size_hours;
  std::int64_t catchup_threshold_hours;
  std::int64_t catchup_batch_hours;
  std::int64_t retention_days;
  std::string target_timezone;
  std::string duckdb_path;
  double replay_speed;
  std::int64_t api_port;
  std::string api_bind;
  std::string api_hosts;
  std::int64_t api_client_connections;
  std::int64_t api_client_streams;
  std::int64_t api_client_megabytes;
  std::int64_t api_client_queries;
  std::string replay_token;
  std::string log_format;
  std::string log_level;

  /// Names of the settings with a given value (environment, `.env` or option).
  std::set<std::string, std::less<>> given;
  [[nodiscard]] bool is_given(std::string_view name) const { return given.contains(name); }
};

using SettingMember = std::variant<std::string Settings::*, std::int64_t Settings::*, double Settings::*>;

struct SettingSpec {
  std::string_view name;
  std::string_view default_value;
  SettingMember member;
  double lower;  // range of numbers, inclusive; for a text its minimum length, unless it is empty
  double upper;
  std::string_view help;
  std::string_view choices = {};  // values of a text with a fixed set: "text|json"
};

/// Returns the table of all settings, in their documented order.
std::span<const SettingSpec> setting_specs();

/// Sets one setting from text. Errors: invalid_argument with name, value and range.
Expected<void> assign_setting(Settings& settings, std::string_view name, std::string_view value);

/// Returns an environment variable, or nothing.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;

/// Builds the settings. `dotenv`: the text of `.env` (empty when there is none). Errors: invalid_argument for
/// any invalid value, and for an unknown key or a malformed line in `.env`.
Expected<Settings> load_settings(const EnvironmentLookup& environment, std::string_view dotenv);

/// Returns the settings as lines for `--help`: name, default, range, meaning.
std::string describe_settings();

}  // namespace flodata
