#include "base/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <ranges>
#include <vector>

#include <fmt/format.h>

#include "base/time_zone.h"

namespace flodata {
namespace {

constexpr std::array kSpecs = {
    SettingSpec{"DB_HOST", "localhost", &Settings::db_host, 0, 0,
                "PostgreSQL host, or the folder of its socket, or several of them with commas between: the "
                "primary is found; "
                "unset: `flodata up` starts its own PostgreSQL"},
    SettingSpec{
        "DB_PORT", "5432", &Settings::db_port, 1, 0,
        "PostgreSQL port, 1 to 65535; of several hosts one for all, or one for each with commas between"},
    SettingSpec{"DB_NAME", "volve_production", &Settings::db_name, 0, 0, "database"},
    SettingSpec{"DB_USER", "flodata", &Settings::db_user, 0, 0, "database user"},
    SettingSpec{"DB_PASSWORD", "", &Settings::db_password, 0, 0, "password of the database user"},
    SettingSpec{"DB_API_PASSWORD", "", &Settings::db_api_password, 0, 0,
                "password of the API's role, which is named DB_USER with `_api` appended; unset: the API "
                "uses DB_USER"},
    SettingSpec{"START_OFFSET_DAYS", "150", &Settings::start_offset_days, 0, 100000,
                "day of the source data that becomes today at the first start of a stream; unset: `flodata "
                "up` takes the middle of the data"},
    SettingSpec{
        "BATCH_SIZE_HOURS", "168", &Settings::batch_size_hours, 1, 8760,
        "hours per commit during the first load of the past; unset: whole weeks of about 50,000 rows"},
    SettingSpec{"CATCHUP_THRESHOLD_HOURS", "2", &Settings::catchup_threshold_hours, 0, 8760,
                "a stream that is behind by more hours than this catches up in batches"},
    SettingSpec{"CATCHUP_BATCH_HOURS", "24", &Settings::catchup_batch_hours, 1, 8760,
                "hours per commit while catching up; unset: whole days of about 10,000 rows"},
    SettingSpec{"RETENTION_DAYS", "0", &Settings::retention_days, 0, 36500,
                "days of the live timeline for which rows are kept, at least; 0 keeps all"},
    SettingSpec{"TARGET_TIMEZONE", "UTC", &Settings::target_timezone, 0, 0,
                "IANA time zone of displayed times, of `today` and of a user's day"},
    SettingSpec{"DUCKDB_PATH", "", &Settings::duckdb_path, 0, 0, "source file; unset: a simulated field"},
    SettingSpec{"REPLAY_SPEED", "1", &Settings::replay_speed, 0.1, 100000,
                "source time per wall time; 3600 makes an hour a second"},
    SettingSpec{"API_PORT", "8000", &Settings::api_port, 0, 65535, "port of the API; 0 takes any free one"},
    SettingSpec{"API_BIND", "127.0.0.1", &Settings::api_bind, 0, 0, "address the API listens on"},
    SettingSpec{"API_HOSTS", "", &Settings::api_hosts, 0, 0,
                "host names under which clients may call the API, separated by commas, besides loopback "
                "names and the address it listens on; unset on a network address: any name"},
    SettingSpec{"API_CLIENT_CONNECTIONS", "1024", &Settings::api_client_connections, 8, 100000,
                "connections per client (an address)"},
    SettingSpec{"API_CLIENT_STREAMS", "256", &Settings::api_client_streams, 1, 100000,
                "event streams per client"},
    SettingSpec{"API_CLIENT_MEGABYTES", "128", &Settings::api_client_megabytes, 1, 100000,
                "megabytes of unsent responses per client"},
    SettingSpec{"API_CLIENT_QUERIES", "2", &Settings::api_client_queries, 1, 1000,
                "long queries that run at the same time per client and I/O thread; further queries wait"},
    SettingSpec{"REPLAY_TOKEN", "", &Settings::replay_token, 16, 0,
                "bearer token for replay control over HTTP, at least 16 characters; unset disables it"},
    SettingSpec{"LOG_FORMAT", "text", &Settings::log_format, 0, 0,
                "log lines for people, or JSON objects for programs", "text|json"},
    SettingSpec{"LOG_LEVEL", "info", &Settings::log_level, 0, 0,
                "log lines of this importance and above; warning leaves out what went as planned",
                "debug|info|warning|error"},
};

const SettingSpec* find_spec(std::string_view name) {
  for (const auto& spec : kSpecs)
    if (spec.name == name) return &spec;
  return nullptr;
}

bool is_choice(const SettingSpec& spec, std::string_view value) {
  auto rest = spec.choices;
  while (!rest.empty()) {
    const auto bar = rest.find('|');
    if (rest.substr(0, bar) == value) return true;
    rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
  }
  return false;
}

std::string range_of(const SettingSpec& spec) {
  if (!spec.choices.empty()) return std::string(spec.choices);
  if (std::holds_alternative<std::string Settings::*>(spec.member)) return "text";
  return fmt::format("{} to {}", spec.lower, spec.upper);
}

std::unexpected<Error> reject(const SettingSpec& spec, std::string_view value) {
  return unexpected(
      Code::invalid_argument,
      fmt::format("setting {}: '{}' is not allowed; give {} {}", spec.name, value,
                  std::holds_alternative<std::int64_t Settings::*>(spec.member) ? "a whole number from"
                                                                                : "a number from",
                  range_of(spec)));
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string_view> items_of(std::string_view list) {
  std::vector<std::string_view> items;
  for (const auto item : std::views::split(list, ',')) items.emplace_back(item.begin(), item.end());
  return items;
}

Expected<void> check_ports(std::string_view list) {
  constexpr std::int64_t kHighest = 65535;
  for (const auto item : items_of(list)) {
    const auto port = parse_number<std::int64_t>(item);
    if (!port || *port < 1 || *port > kHighest)
      return unexpected(
          Code::invalid_argument,
          fmt::format("setting DB_PORT: '{}' is not allowed; give a whole number from 1 to {}, or one for "
                      "each host with commas between",
                      list, kHighest));
  }
  return {};
}

/// The hosts of the database and their ports belong together.
Expected<void> check_hosts(const Settings& settings) {
  const auto hosts = items_of(settings.db_host);
  const auto ports = items_of(settings.db_port);
  if (hosts.size() > 1 && std::ranges::find(hosts, std::string_view()) != hosts.end())
    return unexpected(
        Code::invalid_argument,
        fmt::format("setting DB_HOST: '{}' has an empty name; leave one comma out", settings.db_host));
  if (ports.size() == 1 || ports.size() == hosts.size()) return {};
  return unexpected(
      Code::invalid_argument,
      fmt::format(
          "setting DB_PORT: '{}' has {} ports, and DB_HOST='{}' {}; give one for all, or one for each",
          settings.db_port, ports.size(), settings.db_host, hosts.size()));
}

Expected<void> assign(Settings& settings, const SettingSpec& spec, std::string_view value) {
  if (const auto* text = std::get_if<std::string Settings::*>(&spec.member)) {
    if (spec.name == "TARGET_TIMEZONE") {
      const auto zone = TimeZone::find(value);
      if (!zone)
        return unexpected(Code::invalid_argument,
                          fmt::format("setting {}: {}", spec.name, zone.error().message));
    }
    if (spec.name == "DB_PORT")
      if (auto checked = check_ports(value); !checked) return checked;
    if (!spec.choices.empty() && !is_choice(spec, value))
      return unexpected(Code::invalid_argument, fmt::format("setting {}: '{}' is not allowed; give one of {}",
                                                            spec.name, value, spec.choices));
    // The value may be a secret.
    if (!value.empty() && static_cast<double>(value.size()) < spec.lower)
      return unexpected(
          Code::invalid_argument,
          fmt::format("setting {}: {} characters are too few; give at least {}, such as those that "
                      "`openssl rand -hex 24` prints",
                      spec.name, value.size(), spec.lower));
    settings.*(*text) = std::string(value);
    return {};
  }
  const auto within = [&](double number) { return number >= spec.lower && number <= spec.upper; };
  if (const auto* integer = std::get_if<std::int64_t Settings::*>(&spec.member)) {
    const auto number = parse_number<std::int64_t>(value);
    if (!number || !within(static_cast<double>(*number))) return reject(spec, value);
    settings.*(*integer) = *number;
    return {};
  }
  const auto number = parse_number<double>(value);
  if (!number || !std::isfinite(*number) || !within(*number)) return reject(spec, value);
  settings.*std::get<double Settings::*>(spec.member) = *number;
  return {};
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// Returns the value part of a `.env` line: without quotes, and without a comment after a blank.
std::string_view dotenv_value(std::string_view raw) {
  raw = trim(raw);
  if (raw.size() >= 2 && (raw.front() == '"' || raw.front() == '\'')) {
    const auto close = raw.find(raw.front(), 1);
    if (close != std::string_view::npos) return raw.substr(1, close - 1);
  }
  for (std::size_t i = 0; i < raw.size(); ++i)
    if (raw[i] == '#' && (i == 0 || raw[i - 1] == ' ' || raw[i - 1] == '\t')) return trim(raw.substr(0, i));
  return raw;
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // with which some editors begin a file

Expected<std::map<std::string, std::string>> parse_dotenv(std::string_view text) {
  std::map<std::string, std::string> values;
  int line_number = 0;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    ++line_number;
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos)
      return unexpected(Code::invalid_argument,
                        fmt::format(".env line {}: '{}' is not of the form NAME=value", line_number, line));
    const auto name = trim(line.substr(0, equals));
    if (find_spec(name) == nullptr)
      return unexpected(Code::invalid_argument,
                        fmt::format(".env line {}: there is no setting '{}'; `flodata --help` lists them all",
                                    line_number, name));
    values[std::string(name)] = std::string(dotenv_value(line.substr(equals + 1)));
  }
  return values;
}

}  // namespace

std::span<const SettingSpec> setting_specs() { return kSpecs; }

Expected<void> assign_setting(Settings& settings, std::string_view name, std::string_view value) {
  const auto* spec = find_spec(name);
  if (spec == nullptr)
    return unexpected(Code::invalid_argument, fmt::format("there is no setting '{}'", name));
  auto assigned = assign(settings, *spec, value);
  if (assigned) settings.given.emplace(name);
  return assigned;
}

Expected<Settings> load_settings(const EnvironmentLookup& environment, std::string_view dotenv) {
  const auto file_values = parse_dotenv(dotenv);
  if (!file_values) return std::unexpected(file_values.error());
  Settings settings{};
  for (const auto& spec : kSpecs) {
    const std::string name(spec.name);
    auto value = environment(name);
    // An empty variable means "not given": compose passes unset ones as empty texts.
    if (!value || value->empty()) {
      const auto in_file = file_values->find(name);
      value = in_file == file_values->end() || in_file->second.empty() ? std::nullopt
                                                                       : std::optional(in_file->second);
    }
    auto assigned =
        value ? assign_setting(settings, name, *value) : assign(settings, spec, spec.default_value);
    if (!assigned) return std::unexpected(assigned.error());
  }
  if (const auto checked = check_hosts(settings); !checked) return std::unexpected(checked.error());
  return settings;
}

std::string describe_settings() {
  std::string text;
  for (const auto& spec : kSpecs) {
    const auto shown = fmt::format("{}={}", spec.name, spec.default_value);
    text += fmt::format("  {:<32} {} ({})\n", shown, spec.help, range_of(spec));
  }
  return text;
}

}  // namespace flodata
