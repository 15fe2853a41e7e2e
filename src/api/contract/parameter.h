// Declared parameters: what a route takes, and the check of what was given against it.
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

/// body: a member of the JSON object that the body is; who finds that easier gives it in the query.
enum class ParameterPlace : std::uint8_t { path, query, header, body };
enum class ParameterType : std::uint8_t {
  text,
  key,       // a name that the client gives to its request, printable ASCII
  event_id,  // of an event of the stream
  whole_number,
  number,
  time,
  choice,
  open_choice,      // the handler answers what is none of the choices
  flag,             // true or false
  list,             // texts between commas or in values of their own, one of the choices where there are some
  time_expression,  // a time, or one counted back from the clock: see time_expression.h
  version,          // the number of a commit, or a time expression; 10 or 13 digits are a Unix time
  time_zone,        // IANA name
};
enum class Presence : std::uint8_t { required, optional };

inline constexpr std::size_t kLongestKey = 128;  // of a key, in characters

inline constexpr std::size_t kMostListed = 200;  // texts of a list

inline constexpr std::size_t kMostErrors = 20;  // of one request that are told one by one

struct Parameter {
  std::string_view name;
  std::string_view other_name;  // another spelling that is taken too
  ParameterPlace place = ParameterPlace::query;
  ParameterType type = ParameterType::text;
  Presence presence = Presence::optional;
  std::string_view default_value;  // text as a client would send it; used when an optional one is not given,
                                   // which is an empty text when there is no default
  std::int64_t lower = 0;          // allowed range of whole numbers, both ends included
  std::int64_t upper = 0;
  double least = 0;  // allowed range of numbers, both ends included
  double most = 0;
  std::optional<Toward> to_label = {};  // a relative time is moved to a label of the stream
  std::span<const std::string_view> choices;
  std::string_view description;
  std::string_view example;
};

/// Checked values by name. Asking for one that was not declared, or for another type, is a bug.
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
  /// Whether there is a value: it was given, or there is a default.
  [[nodiscard]] bool has(std::string_view name) const;
  /// Whether a value of type version is a commit's number; it is a time otherwise.
  [[nodiscard]] bool is_number(std::string_view name) const;

  /// What of the query was given, as texts under the declared names, in the order of declaration.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& given() const { return given_; }
  [[nodiscard]] bool is_given(std::string_view name) const;
  void add_given(std::string_view name, std::string_view value) { given_.emplace_back(name, value); }

  /// When the request begins to mean something else: relative times move with the clock. Nothing when all
  /// times are moments.
  [[nodiscard]] std::optional<Instant> meaning_ends() const { return meaning_ends_; }
  void note_end_of_meaning(Instant until);

 private:
  template <typename T>
  const T& get(std::string_view name) const;
  std::map<std::string, Value, std::less<>> values_;
  std::vector<std::pair<std::string, std::string>> given_;
  std::optional<Instant> meaning_ends_;
};

/// A value as a request gives it, before anything is known of it.
struct GivenValue {
  enum class Form : std::uint8_t { plain, json_text, json_number, json_other };
  ParameterPlace place;
  std::string name;
  std::string value;
  Form form = Form::plain;  // what it is in a JSON body
};

/// What becomes of parameters that are not declared. Ignored: as the earlier Python system does.
enum class UnknownParameters : std::uint8_t { rejected, ignored };

/// Checks what was given against the declaration. Every fault is reported, not the first. Times without an
/// offset are local times of `zone`; relative ones count back from `present`.
std::expected<Arguments, std::vector<http::ParameterError>> check_parameters(
    std::span<const Parameter> declared, std::span<const GivenValue> given, const TimeZone& zone,
    const PresentTime& present, UnknownParameters unknown);

/// Returns the members of the JSON object that `body` is; an empty body has none.
/// Errors: invalid_argument for what is no JSON object.
Expected<std::vector<GivenValue>> parse_body(std::string_view body);

/// The word for a place in documents: "path", "query", "header", "body".
std::string_view to_string(ParameterPlace place);

/// The parameter `units` that every route with numbers takes, and its meaning.
extern const Parameter kUnitsParameter;
UnitSystem units_of(const Arguments& arguments);

}  // namespace flodata::api
