// Declared parameters: what a route takes, and the check of what was given against it.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/problem.h"
#include "api/request_target.h"
#include "base/time_zone.h"
#include "model/units.h"

namespace flodata::api {

enum class ParameterPlace : std::uint8_t { path, query };
enum class ParameterType : std::uint8_t { text, whole_number, time, choice };
enum class Presence : std::uint8_t { required, optional };

struct Parameter {
  std::string_view name;
  ParameterPlace place = ParameterPlace::query;
  ParameterType type = ParameterType::text;
  Presence presence = Presence::optional;
  std::string_view default_value;  // text as a client would send it; used when an optional one is not given
  std::int64_t lower = 0;          // allowed range of whole numbers, both ends included
  std::int64_t upper = 0;
  std::span<const std::string_view> choices;
  std::string_view description;
  std::string_view example;
};

/// Checked values by name. Asking for one that was not declared, or for another type, is a bug.
class Arguments {
 public:
  using Value = std::variant<std::string, std::int64_t, Instant>;
  void set(std::string_view name, Value value) {
    values_.insert_or_assign(std::string(name), std::move(value));
  }
  [[nodiscard]] const std::string& text(std::string_view name) const;  // text and choice
  [[nodiscard]] std::int64_t whole_number(std::string_view name) const;
  [[nodiscard]] Instant time(std::string_view name) const;

 private:
  template <typename T>
  const T& get(std::string_view name) const;
  std::map<std::string, Value, std::less<>> values_;
};

/// Checks a query, and the path's parameter, against the declaration. Every fault is reported, not the first.
/// `path_value` is the value of the path's parameter (unused when none is declared). Times without an offset
/// are local times of `zone`.
std::expected<Arguments, std::vector<ParameterError>> check_parameters(
    std::span<const Parameter> declared, std::string_view path_value,
    std::span<const std::pair<std::string, std::string>> query, const TimeZone& zone);

/// The parameter `units` that every route with numbers takes, and its meaning.
extern const Parameter kUnitsParameter;
UnitSystem units_of(const Arguments& arguments);

}  // namespace flodata::api
