// Declared parameters: what a route accepts, and the check of given values against it.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/contract/time_expression.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/time_zone.h"
#include "http/message/problem.h"
#include "model/units.h"

namespace flodata::api {

/// body: a member of the JSON object in the body; the client may give it in the query instead.
enum class ParameterPlace : std::uint8_t { path, query, header, body };
enum class ParameterType : std::uint8_t {
  text,
  key,       // a name that the client gives its request, printable ASCII
  event_id,  // of an event of the stream
  whole_number,
  number,
  time,
  choice,
  open_choice,      // the handler rejects a value that is not one of the choices
  flag,             // true or false
  list,             // texts, separated by commas or repeated; of the choices, if there are any
  time_expression,  // a time, or one relative to now: see time_expression.h
  version,          // a commit's number, or a time expression; 10 or 13 digits are a Unix time
  time_zone,        // IANA name
};
enum class Presence : std::uint8_t { required, optional };

inline constexpr std::size_t kLongestKey = 128;  // characters

inline constexpr std::size_t kMostListed = 200;  // texts in a list

inline constexpr std::size_t kMostErrors = 20;  // listed one by one in a response

struct Parameter {
  std::string_view name;
  std::string_view other_name;  // an alternative spelling
  ParameterPlace place = ParameterPlace::query;
  ParameterType type = ParameterType::text;
  Presence presence = Presence::optional;
  std::string_view default_value;  // as a client would send it; used when an optional parameter is not given;
                                   // without a default the value is an empty text
  std::int64_t lower = 0;          // range of whole numbers, inclusive
  std::int64_t upper = 0;
  double least = 0;  // range of numbers, inclusive
  double most = 0;
  std::optional<Toward> to_label = {};  // moves a relative time to a label of the stream
  std::span<const std::string_view> choices;
  std::string_view description;
  std::string_view example;
};

/// Checked values by name. Reading one that was not declared, or as another type, is a bug.
class Arguments {
 public:
  using Value = std::variant<std::string, std::int64_t, double, Instant, bool, std::vector<std::string>>;
  void set(std::string_view name, Value value) {
    values_.insert_or_assign(std::string(name), std::move(value));
  }
  [[nodiscard]] const std::string& text(std::string_view name) const;  // text, key, choice and time_zone
  [[nodiscard]] std::int64_t whole_number(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] Instant time(std::string_view name) const;  // time and time_expression
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const;
  /// Returns whether there is a value: given, or the default.
  [[nodiscard]] bool has(std::string_view name) const;
  /// Returns whether a value of type version is a commit's number; otherwise it is a time.
  [[nodiscard]] bool is_number(std::string_view name) const;

  /// Returns the given query parameters as texts under their declared names, in the order of declaration.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& given() const { return given_; }
  [[nodiscard]] bool is_given(std::string_view name) const;
  void add_given(std::string_view name, std::string_view value) { given_.emplace_back(name, value); }

  /// Returns when the request begins to mean something else: relative times move with the clock. Nothing when
  /// all times are absolute.
  [[nodiscard]] std::optional<Instant> meaning_ends() const { return meaning_ends_; }
  void note_end_of_meaning(Instant until);

 private:
  template <typename T>
  const T& get(std::string_view name) const;
  std::map<std::string, Value, std::less<>> values_;
  std::vector<std::pair<std::string, std::string>> given_;
  std::optional<Instant> meaning_ends_;
};

/// A value as the request gives it, not checked yet.
struct GivenValue {
  enum class Form : std::uint8_t { plain, json_text, json_number, json_other };
  ParameterPlace place;
  std::string name;
  std::string value;
  Form form = Form::plain;  // its type in a JSON body
};

/// How undeclared parameters are handled. ignored: as the earlier Python system does.
enum class UnknownParameters : std::uint8_t { rejected, ignored };

/// Checks the given values against the declarations. Reports every error, not only the first. Times without
/// an offset are local times of `zone`; relative times count back from `present`.
std::expected<Arguments, std::vector<http::ParameterError>> check_parameters(
    std::span<const Parameter> declared, std::span<const GivenValue> given, const TimeZone& zone,
    const PresentTime& present, UnknownParameters unknown);

/// Returns the members of the JSON object in `body`; an empty body has none. Errors: invalid_argument when it
/// is no JSON object.
Expected<std::vector<GivenValue>> parse_body(std::string_view body);

/// Returns the place's name in documents: "path", "query", "header", "body".
std::string_view to_string(ParameterPlace place);

/// The parameter `units` of every route with numbers, and its meaning.
extern const Parameter kUnitsParameter;
UnitSystem units_of(const Arguments& arguments);

}  // namespace flodata::api
