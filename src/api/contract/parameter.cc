#include "api/contract/parameter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <ranges>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/contract/sequence_number.h"
#include "api/contract/time_expression.h"
#include "base/check.h"
#include "base/edit_distance.h"
#include "base/iso8601.h"

namespace flodata::api {
namespace {

constexpr std::array<std::string_view, 2> kUnitSystems = {"metric", "field"};
constexpr std::size_t kLongestShown = 60;

using Checked = std::expected<Arguments::Value, http::ParameterError>;

/// What the check of a value needs besides its declaration.
struct Setting {
  const TimeZone* zone;
  const PresentTime* present;
  Arguments* arguments;  // to note until when relative times mean the same
};

/// Returns the given text, shortened at a UTF-8 character boundary.
std::string shown(std::string_view value) {
  if (value.size() <= kLongestShown) return std::string(value);
  auto end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return std::string(value.substr(0, end)) + "…";
}

Checked reject(const Parameter& parameter, std::string message, std::string type) {
  return std::unexpected(
      http::ParameterError{std::string(to_string(parameter.place)), std::string(parameter.name),
                           fmt::format("{}: {}", parameter.name, message), std::move(type)});
}

Checked check_whole_number(const Parameter& parameter, std::string_view value) {
  const auto allowed =
      fmt::format("a whole number from {} to {} is allowed", parameter.lower, parameter.upper);
  std::int64_t number = 0;
  if (value.size() > 2 && value.ends_with(".0"))
    value.remove_suffix(2);  // programs write whole numbers like this too
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  const bool complete = end == value.data() + value.size() && !value.empty();
  if (complete && error == std::errc::result_out_of_range)
    number = value.front() == '-' ? INT64_MIN : INT64_MAX;
  else if (!complete || error != std::errc())
    return reject(parameter, fmt::format("'{}' was given; {}", shown(value), allowed), "int_parsing");
  if (number < parameter.lower || number > parameter.upper)
    return reject(parameter, fmt::format("{} was given; {}", shown(value), allowed),
                  number < parameter.lower ? "greater_than_equal" : "less_than_equal");
  return number;
}

Checked check_number(const Parameter& parameter, std::string_view value) {
  const auto allowed = fmt::format("a number from {} to {} is allowed", parameter.least, parameter.most);
  double number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (end != value.data() + value.size() || error == std::errc::invalid_argument)
    return reject(parameter, fmt::format("'{}' was given; {}", shown(value), allowed), "float_parsing");
  if (error != std::errc() || !(number >= parameter.least && number <= parameter.most))
    return reject(parameter, fmt::format("{} was given; {}", shown(value), allowed), "out_of_range");
  return number;
}

/// A key is printable ASCII, so that it can be stored and shown unchanged.
Checked check_key(const Parameter& parameter, std::string_view value) {
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (value.empty() || value.size() > kLongestKey || !std::ranges::all_of(value, printable))
    return reject(parameter, fmt::format("must be 1 to {} printable ASCII characters", kLongestKey), "key");
  return std::string(value);
}

Checked check_time(const Parameter& parameter, std::string_view value, const TimeZone& zone) {
  const auto instant = parse_moment(value, zone);
  if (!instant)
    return reject(
        parameter,
        fmt::format("'{}' is not a time; write it as 2008-02-29, 2008-02-29T23:00:00 (time zone {}), "
                    "2008-02-29T23:00:00Z, 2008-02-29T23:00:00+01:00, or as Unix time in seconds (10 digits) "
                    "or milliseconds (13 digits)",
                    shown(value), zone.name()),
        "datetime_parsing");
  return *instant;
}

Checked check_choice(const Parameter& parameter, std::string_view value) {
  if (std::ranges::find(parameter.choices, value) == parameter.choices.end())
    return reject(
        parameter,
        fmt::format("'{}' was given; one of {} is allowed", shown(value), fmt::join(parameter.choices, ", ")),
        "enum");
  return std::string(value);
}

Checked check_flag(const Parameter& parameter, std::string_view value) {
  // The words that the earlier Python system accepts: Python clients send True and False.
  constexpr std::array<std::string_view, 6> kYes = {"true", "1", "yes", "on", "t", "y"};
  constexpr std::array<std::string_view, 6> kNo = {"false", "0", "no", "off", "f", "n"};
  std::string word(value.substr(0, kLongestShown));
  std::ranges::transform(word, word.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (std::ranges::find(kYes, word) != kYes.end()) return true;
  if (std::ranges::find(kNo, word) != kNo.end()) return false;
  return reject(parameter, fmt::format("'{}' was given; true or false is allowed", shown(value)),
                "bool_parsing");
}

Checked check_list(const Parameter& parameter, std::string_view value) {
  std::vector<std::string> texts;
  for (const auto part : std::views::split(value, ',')) {
    std::string text(part.begin(), part.end());
    if (text.empty()) return reject(parameter, "has an empty place between its commas", "missing");
    if (!parameter.choices.empty()) {
      const auto checked = check_choice(parameter, text);
      if (!checked) return checked;
    }
    if (std::ranges::find(texts, text) != texts.end())
      return reject(parameter, fmt::format("names {} more than once", shown(text)), "repeated");
    texts.push_back(std::move(text));
    if (texts.size() > kMostListed)
      return reject(parameter, fmt::format("names more than {}", kMostListed), "too_long");
  }
  if (texts.empty()) return reject(parameter, "must not be empty", "missing");
  return texts;
}

Checked check_time_expression(const Parameter& parameter, std::string_view value, const Setting& setting) {
  const auto expression = parse_time_expression(value, *setting.zone, *setting.present, parameter.to_label);
  if (!expression)
    return reject(parameter, fmt::format("'{}' is not a time; {}", shown(value), expression.error().message),
                  "datetime_parsing");
  if (expression->until) setting.arguments->note_end_of_meaning(*expression->until);
  return expression->time;
}

Checked check_version(const Parameter& parameter, std::string_view value, const Setting& setting) {
  if (parse_unix_time(value)) return check_time_expression(parameter, value, setting);
  if (const auto sequence = parse_sequence(value)) return *sequence;
  return check_time_expression(parameter, value, setting);
}

Checked check_time_zone(const Parameter& parameter, std::string_view value) {
  if (!TimeZone::find(value))
    return reject(
        parameter,
        fmt::format("'{}' is no time zone; IANA names such as Europe/Oslo or UTC are allowed", shown(value)),
        "time_zone");
  return std::string(value);
}

Checked check_value(const Parameter& parameter, std::string_view value, const Setting& setting) {
  switch (parameter.type) {
    case ParameterType::text:
    case ParameterType::open_choice:
      if (value.empty()) return reject(parameter, "must not be empty", "missing");
      return std::string(value);
    case ParameterType::key:
    case ParameterType::event_id:
      return check_key(parameter, value);
    case ParameterType::whole_number:
      return check_whole_number(parameter, value);
    case ParameterType::number:
      return check_number(parameter, value);
    case ParameterType::time:
      return check_time(parameter, value, *setting.zone);
    case ParameterType::choice:
      return check_choice(parameter, value);
    case ParameterType::flag:
      return check_flag(parameter, value);
    case ParameterType::list:
      return check_list(parameter, value);
    case ParameterType::time_expression:
      return check_time_expression(parameter, value, setting);
    case ParameterType::version:
      return check_version(parameter, value, setting);
    case ParameterType::time_zone:
      return check_time_zone(parameter, value);
  }
  return std::string();
}

bool is_numeric(const Parameter& parameter) {
  return parameter.type == ParameterType::whole_number || parameter.type == ParameterType::number;
}

Checked check_given(const Parameter& parameter, const GivenValue& given, const Setting& setting) {
  using Form = GivenValue::Form;
  const auto expected = is_numeric(parameter) ? Form::json_number : Form::json_text;
  const bool unix_time = parameter.type == ParameterType::time && given.form == Form::json_number &&
                         parse_unix_time(given.value).has_value();
  auto checked = given.form == Form::plain || given.form == expected || unix_time
                     ? check_value(parameter, given.value, setting)
                     : reject(parameter,
                              fmt::format("must be a JSON {}, for example {}",
                                          is_numeric(parameter) ? "number" : "text", parameter.example),
                              is_numeric(parameter) ? "number_type" : "string_type");
  if (!checked) checked.error().place = to_string(given.place);
  return checked;
}

/// Returns the value of a parameter that was not given.
Checked check_absence(const Parameter& parameter, const Setting& setting) {
  if (parameter.presence == Presence::optional)
    return parameter.default_value.empty() ? std::string()
                                           : check_value(parameter, parameter.default_value, setting);
  const auto quote = is_numeric(parameter) ? "" : "\"";
  const auto example =
      parameter.place == ParameterPlace::body
          ? fmt::format("the body {{\"{}\": {}{}{}}}", parameter.name, quote, parameter.example, quote)
          : fmt::format("{}={}", parameter.name, parameter.example);
  return reject(parameter, fmt::format("is required, for example {}", example), "missing");
}

bool may_stand_for(ParameterPlace place, const Parameter& parameter) {
  return place == parameter.place ||
         (place == ParameterPlace::query && parameter.place == ParameterPlace::body);
}

bool is_meant(const GivenValue& given, const Parameter& parameter) {
  const bool named =
      given.name == parameter.name || (!parameter.other_name.empty() && given.name == parameter.other_name);
  return named && may_stand_for(given.place, parameter);
}

http::ParameterError given_twice(const Parameter& parameter, const GivenValue& one, const GivenValue& other) {
  return reject(parameter,
                fmt::format("is given more than once ({}={} and {}={}); give one of them", one.name,
                            shown(one.value), other.name, shown(other.value)),
                "repeated")
      .error();
}

/// Errors of one request, limited in number so that their text stays short.
class ErrorList {
 public:
  template <typename Make>
  void add(Make make) {
    if (errors_.size() < kMostErrors)
      errors_.push_back(make());
    else
      ++left_out_;
  }
  [[nodiscard]] bool empty() const { return errors_.empty(); }
  std::vector<http::ParameterError> take() {
    if (left_out_ > 0)
      errors_.push_back({std::string(to_string(ParameterPlace::query)), "",
                         fmt::format("{} more errors are not listed; correct these first", left_out_),
                         "too_many_errors"});
    return std::move(errors_);
  }

 private:
  std::vector<http::ParameterError> errors_;
  std::size_t left_out_ = 0;
};

/// Finds the value given for a parameter. A list may come as several values, each with or without commas; any
/// other parameter that comes more than once is an error.
std::optional<GivenValue> find_given(const Parameter& parameter, std::span<const GivenValue> given,
                                     ErrorList& errors) {
  std::optional<GivenValue> found;
  for (const auto& candidate : given) {
    if (!is_meant(candidate, parameter)) continue;
    if (!found) {
      found = candidate;
    } else if (parameter.type == ParameterType::list) {
      found->value += ',';
      found->value += candidate.value;
    } else {
      errors.add([&] { return given_twice(parameter, *found, candidate); });
      found = candidate;
    }
  }
  return found;
}

std::vector<std::string_view> names_taken(ParameterPlace place, std::span<const Parameter> declared) {
  std::vector<std::string_view> names;
  for (const auto& parameter : declared)
    if (may_stand_for(place, parameter)) names.push_back(parameter.name);
  return names;
}

http::ParameterError unknown_parameter(const GivenValue& given, std::vector<std::string_view> known) {
  const auto& name = given.name;
  std::ranges::sort(known, {}, [&](std::string_view candidate) { return edit_distance(name, candidate); });
  auto message = fmt::format("{}: there is no such parameter; ", shown(name));
  if (known.empty())
    message += "none is taken here";
  else if (edit_distance(name, known.front()) <= name.size() / 2)
    message += fmt::format("did you mean {}? Taken are: {}", known.front(), fmt::join(known, ", "));
  else
    message += fmt::format("taken are: {}", fmt::join(known, ", "));
  return {std::string(to_string(given.place)), shown(name), message, "extra_forbidden"};
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
  return arguments.has(kUnitsParameter.name) && arguments.text(kUnitsParameter.name) == "field"
             ? UnitSystem::field
             : UnitSystem::metric;
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
double Arguments::number(std::string_view name) const { return get<double>(name); }
Instant Arguments::time(std::string_view name) const { return get<Instant>(name); }
bool Arguments::flag(std::string_view name) const { return get<bool>(name); }
const std::vector<std::string>& Arguments::list(std::string_view name) const {
  return get<std::vector<std::string>>(name);
}

bool Arguments::has(std::string_view name) const {
  const auto found = values_.find(name);
  FLODATA_CHECK(found != values_.end());
  const auto* text = std::get_if<std::string>(&found->second);
  return text == nullptr || !text->empty();
}

bool Arguments::is_given(std::string_view name) const {
  return std::ranges::any_of(given_, [&](const auto& given) { return given.first == name; });
}

bool Arguments::is_number(std::string_view name) const {
  const auto found = values_.find(name);
  FLODATA_CHECK(found != values_.end());
  return std::holds_alternative<std::int64_t>(found->second);
}

void Arguments::note_end_of_meaning(Instant until) {
  meaning_ends_ = meaning_ends_ ? std::min(*meaning_ends_, until) : until;
}

std::expected<Arguments, std::vector<http::ParameterError>> check_parameters(
    std::span<const Parameter> declared, std::span<const GivenValue> given, const TimeZone& zone,
    const PresentTime& present, UnknownParameters unknown) {
  Arguments arguments;
  const Setting setting{&zone, &present, &arguments};
  ErrorList errors;
  for (const auto& parameter : declared) {
    const auto found = find_given(parameter, given, errors);
    if (found && parameter.place == ParameterPlace::query) arguments.add_given(parameter.name, found->value);
    auto checked = found ? check_given(parameter, *found, setting) : check_absence(parameter, setting);
    if (checked)
      arguments.set(parameter.name, *std::move(checked));
    else
      errors.add([&] { return std::move(checked.error()); });
  }
  for (const auto& value : given)
    if (unknown == UnknownParameters::rejected &&
        std::ranges::none_of(declared, [&](const auto& parameter) { return is_meant(value, parameter); }))
      errors.add([&] { return unknown_parameter(value, names_taken(value.place, declared)); });
  if (!errors.empty()) return std::unexpected(errors.take());
  return arguments;
}

Expected<std::vector<GivenValue>> parse_body(std::string_view body) {
  using Form = GivenValue::Form;
  std::vector<GivenValue> values;
  if (body.empty()) return values;
  boost::system::error_code error;
  const auto document = boost::json::parse(body, error);
  if (error || !document.is_object())
    return unexpected(Code::invalid_argument,
                      "The body is not a JSON object; where a value is needed it is {\"value\": …}");
  for (const auto& [name, member] : document.get_object()) {
    GivenValue value{ParameterPlace::body, std::string(name), "", Form::json_other};
    if (const auto* text = member.if_string()) {
      value.form = Form::json_text;
      value.value = std::string(*text);
    } else if (member.is_number()) {
      value.form = Form::json_number;
      value.value = member.is_double() ? fmt::format("{}", member.get_double()) : serialize(member);
    }
    values.push_back(std::move(value));
  }
  return values;
}

std::string_view to_string(ParameterPlace place) {
  switch (place) {
    case ParameterPlace::path:
      return "path";
    case ParameterPlace::query:
      return "query";
    case ParameterPlace::header:
      return "header";
    case ParameterPlace::body:
      return "body";
  }
  return "";
}

}  // namespace flodata::api
