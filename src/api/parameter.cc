#include "api/parameter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "base/edit_distance.h"
#include "base/iso8601.h"

namespace flodata::api {
namespace {

constexpr std::array<std::string_view, 2> kUnitSystems = {"metric", "field"};
constexpr std::size_t kLongestShown = 60;

using Checked = std::expected<Arguments::Value, ParameterError>;

std::string_view place_of(const Parameter& parameter) {
  return parameter.place == ParameterPlace::path ? "path" : "query";
}

/// What was given, shortened between characters of UTF-8.
std::string shown(std::string_view value) {
  if (value.size() <= kLongestShown) return std::string(value);
  auto end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return std::string(value.substr(0, end)) + "…";
}

Checked refuse(const Parameter& parameter, std::string message, std::string type) {
  return std::unexpected(ParameterError{std::string(place_of(parameter)), std::string(parameter.name),
                                        fmt::format("{}: {}", parameter.name, message), std::move(type)});
}

Checked check_whole_number(const Parameter& parameter, std::string_view value) {
  const auto allowed =
      fmt::format("a whole number from {} to {} is allowed", parameter.lower, parameter.upper);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  const bool complete = end == value.data() + value.size() && !value.empty();
  if (complete && error == std::errc::result_out_of_range)
    number = value.front() == '-' ? INT64_MIN : INT64_MAX;
  else if (!complete || error != std::errc())
    return refuse(parameter, fmt::format("'{}' was given; {}", shown(value), allowed), "int_parsing");
  if (number < parameter.lower || number > parameter.upper)
    return refuse(parameter, fmt::format("{} was given; {}", shown(value), allowed),
                  number < parameter.lower ? "greater_than_equal" : "less_than_equal");
  return number;
}

Checked check_time(const Parameter& parameter, std::string_view value, const TimeZone& zone) {
  constexpr std::size_t kDateLength = 10;
  std::string text(value);
  // The '+' of an offset arrives as a blank from a client that did not percent-encode it.
  const auto blank = text.rfind(' ');
  if (blank != std::string::npos && blank > kDateLength) text[blank] = '+';
  const auto instant = parse_iso8601(text, zone);
  if (!instant)
    return refuse(
        parameter,
        fmt::format("'{}' is not a time; write it as 2008-02-29, 2008-02-29T23:00:00 (time zone {}), "
                    "2008-02-29T23:00:00Z or 2008-02-29T23:00:00+01:00",
                    shown(value), zone.name()),
        "datetime_parsing");
  return *instant;
}

Checked check_choice(const Parameter& parameter, std::string_view value) {
  if (std::ranges::find(parameter.choices, value) == parameter.choices.end())
    return refuse(
        parameter,
        fmt::format("'{}' was given; one of {} is allowed", shown(value), fmt::join(parameter.choices, ", ")),
        "enum");
  return std::string(value);
}

Checked check_value(const Parameter& parameter, std::string_view value, const TimeZone& zone) {
  switch (parameter.type) {
    case ParameterType::text:
      if (value.empty()) return refuse(parameter, "must not be empty", "missing");
      return std::string(value);
    case ParameterType::whole_number:
      return check_whole_number(parameter, value);
    case ParameterType::time:
      return check_time(parameter, value, zone);
    case ParameterType::choice:
      return check_choice(parameter, value);
  }
  return std::string();
}

std::vector<std::string_view> query_names(std::span<const Parameter> declared) {
  std::vector<std::string_view> names;
  for (const auto& parameter : declared)
    if (parameter.place == ParameterPlace::query) names.push_back(parameter.name);
  return names;
}

ParameterError unknown_parameter(const std::string& name, std::vector<std::string_view> known) {
  std::ranges::sort(known, {}, [&](std::string_view candidate) { return edit_distance(name, candidate); });
  auto message = fmt::format("{}: there is no such parameter; ", shown(name));
  if (known.empty())
    message += "none is taken here";
  else if (edit_distance(name, known.front()) <= name.size() / 2)
    message += fmt::format("did you mean {}? Taken are: {}", known.front(), fmt::join(known, ", "));
  else
    message += fmt::format("taken are: {}", fmt::join(known, ", "));
  return {"query", shown(name), message, "extra_forbidden"};
}

}  // namespace

const Parameter kUnitsParameter{
    .name = "units",
    .type = ParameterType::choice,
    .default_value = "metric",
    .choices = kUnitSystems,
    .description = "Units of all numbers: metric (Sm3/d, bar, degC) or field (stb/d, Mscf/d, psi, degF).",
    .example = "metric"};

UnitSystem units_of(const Arguments& arguments) {
  return arguments.text(kUnitsParameter.name) == "field" ? UnitSystem::field : UnitSystem::metric;
}

template <typename T>
const T& Arguments::get(std::string_view name) const {
  const auto found = values_.find(name);
  FLODATA_CHECK(found != values_.end());
  const auto* value = std::get_if<T>(&found->second);
  FLODATA_CHECK(value != nullptr);
  return *value;
}

const std::string& Arguments::text(std::string_view name) const { return get<std::string>(name); }
std::int64_t Arguments::whole_number(std::string_view name) const { return get<std::int64_t>(name); }
Instant Arguments::time(std::string_view name) const { return get<Instant>(name); }

std::expected<Arguments, std::vector<ParameterError>> check_parameters(
    std::span<const Parameter> declared, std::string_view path_value,
    std::span<const std::pair<std::string, std::string>> query, const TimeZone& zone) {
  Arguments arguments;
  std::vector<ParameterError> errors;
  for (const auto& parameter : declared) {
    std::optional<std::string_view> given;
    if (parameter.place == ParameterPlace::path) given = path_value;
    for (const auto& [name, value] : query) {
      if (parameter.place != ParameterPlace::query || name != parameter.name) continue;
      if (given) errors.push_back(refuse(parameter, "is given more than once", "repeated").error());
      given = value;
    }
    if (!given && parameter.presence == Presence::required) {
      errors.push_back(
          refuse(parameter, fmt::format("is required, for example {}={}", parameter.name, parameter.example),
                 "missing")
              .error());
      continue;
    }
    auto checked = check_value(parameter, given.value_or(parameter.default_value), zone);
    if (checked)
      arguments.set(parameter.name, *std::move(checked));
    else
      errors.push_back(std::move(checked.error()));
  }
  const auto known = query_names(declared);
  for (const auto& [name, value] : query)
    if (std::ranges::find(known, name) == known.end()) errors.push_back(unknown_parameter(name, known));
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return arguments;
}

}  // namespace flodata::api
