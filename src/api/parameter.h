// Declared parameters: what a route takes, and the check of what was given against it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/problem.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/time_zone.h"
#include "model/units.h"

namespace flodata::api {

/// body: a member of the JSON object that the body is; who finds that easier gives it in the query.
enum class ParameterPlace : std::uint8_t { path, query, header, body };
/// key: a name that the client gives to its request, printable ASCII.
enum class ParameterType : std::uint8_t { text, key, whole_number, number, time, choice };
enum class Presence : std::uint8_t { required, optional };

inline constexpr std::size_t kLongestKey = 128;  // of a key, in characters

struct Parameter {
  std::string_view name;
  ParameterPlace place = ParameterPlace::query;
  ParameterType type = ParameterType::text;
  Presence presence = Presence::optional;
  std::string_view default_value;  // text as a client would send it; used when an optional one is not given,
                                   // which is an empty text when there is no default
  std::int64_t lower = 0;          // allowed range of whole numbers, both ends included
  std::int64_t upper = 0;
  double least = 0;  // allowed range of numbers, both ends included
  double most = 0;
  std::span<const std::string_view> choices;
  std::string_view description;
  std::string_view example;
};

/// Checked values by name. Asking for one that was not declared, or for another type, is a bug.
class Arguments {
 public:
  using Value = std::variant<std::string, std::int64_t, double, Instant>;
  void set(std::string_view name, Value value) {
    values_.insert_or_assign(std::string(name), std::move(value));
  }
  [[nodiscard]] const std::string& text(std::string_view name) const;  // text, key and choice
  [[nodiscard]] std::int64_t whole_number(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] Instant time(std::string_view name) const;

  /// Until when these values mean the same: relative times mean others a minute later.
  [[nodiscard]] Instant good_until() const { return good_until_; }
  void limit_meaning(Instant until) { good_until_ = std::min(good_until_, until); }

 private:
  Instant good_until_ = Instant::max();
  template <typename T>
  const T& get(std::string_view name) const;
  std::map<std::string, Value, std::less<>> values_;
};

/// A value as a request gives it, before anything is known of it.
struct GivenValue {
  enum class Form : std::uint8_t { plain, json_text, json_number, json_other };
  ParameterPlace place;
  std::string name;
  std::string value;
  Form form = Form::plain;  // what it is in a JSON body
};

/// Checks what was given against the declaration. Every fault is reported, not the first. Times without an
/// offset are local times of `zone`.
std::expected<Arguments, std::vector<ParameterError>> check_parameters(std::span<const Parameter> declared,
                                                                       std::span<const GivenValue> given,
                                                                       const TimeZone& zone);

/// Returns the members of the JSON object that `body` is; an empty body has none.
/// Errors: invalid_argument for what is no JSON object.
Expected<std::vector<GivenValue>> parse_body(std::string_view body);

/// The word for a place in documents: "path", "query", "header", "body".
std::string_view to_string(ParameterPlace place);

/// The parameter `units` that every route with numbers takes, and its meaning.
extern const Parameter kUnitsParameter;
/// The parameter `format` of routes that answer with rows.
extern const Parameter kFormatParameter;
UnitSystem units_of(const Arguments& arguments);

}  // namespace flodata::api
