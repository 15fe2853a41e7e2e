// Structs as JSON objects. A struct's list of members gives their names and meanings once: both the JSON text
// here and the OpenAPI schema in src/api/openapi/schemas.cc come from it.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/preprocessor/seq/enum.hpp>
#include <boost/preprocessor/seq/for_each.hpp>
#include <boost/preprocessor/seq/transform.hpp>
#include <boost/preprocessor/variadic/to_seq.hpp>

#include "base/iso8601.h"
#include "base/json.h"

namespace flodata {

/// The meaning of a member. Lists, objects and constants may have no description.
struct JsonMember {
  std::string_view description = {};
  std::string_view unit = {};                  // symbol, or the member of the document that gives it
  std::array<std::string_view, 5> words = {};  // all values of a text
};

template <std::size_t size>
struct FixedText {
  // NOLINTNEXTLINE(google-explicit-constructor): a text is to be an argument of TextConstant
  consteval FixedText(const char (&text)[size]) { std::copy_n(text, size, characters); }
  char characters[size];
};

/// A member whose value is always this text.
template <FixedText fixed>
struct TextConstant {
  static constexpr std::string_view kText = fixed.characters;
};

/// Omitted from the object without a value; any other member without one is null.
template <typename T>
struct Omittable : std::optional<T> {
  using std::optional<T>::optional;
};

/// An object of texts, in this order.
using TextByName = std::vector<std::pair<std::string, std::string>>;

/// An object of numbers, in this order; null where there is none.
using NumberByName = std::vector<std::pair<std::string_view, std::optional<double>>>;

/// JSON that was written elsewhere, such as rows.
struct WrittenJson {
  std::string text;
};
/// Likewise, an object of texts.
struct WrittenTexts : WrittenJson {};
/// The same, of an object.
struct WrittenObject : WrittenJson {};

template <typename T>
concept JsonStruct = boost::describe::has_describe_members<T>::value;
template <typename T>
concept JsonConstant = requires { T::kText; };
template <typename T>
concept JsonOmittable = requires(const T& value) { []<typename V>(const Omittable<V>&) {}(value); };
template <typename T>
concept JsonOptional = requires(const T& value) { []<typename V>(const std::optional<V>&) {}(value); };
template <typename T>
concept JsonList = !std::same_as<T, TextByName> && !std::same_as<T, NumberByName> &&
                   requires(const T& value) { []<typename V>(const std::vector<V>&) {}(value); };

template <JsonStruct T>
inline constexpr auto kJsonMembers = json_members_of(static_cast<const T*>(nullptr));

/// Calls `visit` with Boost.Describe's descriptor and the meaning of each member, in their order.
template <JsonStruct T, typename Visit>
void for_each_json_member(Visit visit) {
  std::size_t next = 0;
  [&]<template <typename...> typename List, typename... Member>(List<Member...>) {
    (visit(Member{}, kJsonMembers<T>[next++]), ...);
  }(boost::describe::describe_members<T, boost::describe::mod_public>{});
}

/// Times are written in `zone`, numbers by append_json_number(). A pair is a member of an object.
template <typename T>
void append_json(std::string& out, const T& value, const TimeZone& zone) {
  if constexpr (JsonOptional<T>) {
    value ? append_json(out, *value, zone) : void(out += "null");
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    append_json_string(out, value);
  } else if constexpr (JsonConstant<T>) {
    append_json_string(out, T::kText);
  } else if constexpr (std::same_as<T, Instant>) {
    append_json_string(out, format_iso8601(value, zone));
  } else if constexpr (std::same_as<T, LocalDay>) {
    append_json_string(out, format_day(value));
  } else if constexpr (std::same_as<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::integral<T>) {
    out += std::to_string(value);
  } else if constexpr (std::floating_point<T>) {
    append_json_number(out, value);
  } else if constexpr (std::derived_from<T, WrittenJson>) {
    out += value.text;
  } else if constexpr (requires { value.second; }) {
    append_json_string(out, value.first);
    out += ':';
    append_json(out, value.second, zone);
  } else {
    char before = JsonList<T> ? '[' : '{';
    const auto append_part = [&](const auto& part) {
      out += std::exchange(before, ',');
      append_json(out, part, zone);
    };
    if constexpr (JsonStruct<T>) {
      for_each_json_member<T>([&](auto member, const JsonMember&) {
        const auto& part = value.*member.pointer;
        if constexpr (JsonOmittable<std::remove_cvref_t<decltype(part)>>)
          if (!part) return;
        append_part(std::pair<std::string_view, decltype(part)>(member.name, part));
      });
    } else {
      for (const auto& part : value) append_part(part);
    }
    if (before != ',') out += before;
    out += JsonList<T> ? ']' : '}';
  }
}

template <JsonStruct T>
std::string json_of(const T& value, const TimeZone& zone) {
  std::string json;
  append_json(json, value, zone);
  return json;
}

/// Returns the units of the members that have one, those of nested objects first.
template <JsonStruct T>
TextByName units_by_name(const T& document) {
  TextByName units;
  TextByName texts;
  const auto collect = [&](const auto& self, const auto& object) -> void {
    using Object = std::remove_cvref_t<decltype(object)>;
    for_each_json_member<Object>([&](auto member, const JsonMember&) {
      const auto& part = object.*member.pointer;
      if constexpr (JsonStruct<std::remove_cvref_t<decltype(part)>>) self(self, part);
      if constexpr (std::convertible_to<decltype(part), std::string_view>)
        texts.emplace_back(member.name, part);
    });
    for_each_json_member<Object>([&](auto member, const JsonMember& meaning) {
      if (!meaning.unit.empty()) units.emplace_back(member.name, meaning.unit);
    });
  };
  collect(collect, document);
  for (auto& [name, unit] : units)
    if (const auto at = std::ranges::find(texts, unit, &TextByName::value_type::first); at != texts.end())
      unit = at->second;
  return units;
}

}  // namespace flodata

/// FLODATA_JSON(Type, (name, description, unit, {words}), …) beside a struct: its members and their meaning.
#define FLODATA_JSON(Type, ...) FLODATA_JSON_OF(Type, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__))
/// FLODATA_JSON_STRUCT(Type, (type, name, description, unit, {words}), …): defines the struct too.
#define FLODATA_JSON_STRUCT(Type, ...) FLODATA_JSON_STRUCT_OF(Type, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__))

#define FLODATA_JSON_STRUCT_OF(Type, members)               \
  struct Type {                                             \
    BOOST_PP_SEQ_FOR_EACH(FLODATA_JSON_DECLARED, , members) \
  };                                                        \
  FLODATA_JSON_OF(Type, BOOST_PP_SEQ_TRANSFORM(FLODATA_JSON_TYPELESS, , members))
#define FLODATA_JSON_OF(Type, members)                                                                       \
  BOOST_DESCRIBE_STRUCT(Type, (), (BOOST_PP_SEQ_ENUM(BOOST_PP_SEQ_TRANSFORM(FLODATA_JSON_NAME, , members)))) \
  constexpr auto json_members_of(const Type*) {                                                              \
    return std::to_array<JsonMember>({BOOST_PP_SEQ_FOR_EACH(FLODATA_JSON_MEANING, , members)});              \
  }
#define FLODATA_JSON_DECLARED(_, data, member) FLODATA_JSON_TYPE_AND_NAME member;
#define FLODATA_JSON_TYPELESS(_, data, member) (FLODATA_JSON_REST member)
#define FLODATA_JSON_NAME(_, data, member) FLODATA_JSON_FIRST member
#define FLODATA_JSON_MEANING(_, data, member) JsonMember{FLODATA_JSON_REST member},
#define FLODATA_JSON_TYPE_AND_NAME(Type, name, ...) Type name
#define FLODATA_JSON_FIRST(first, ...) first
#define FLODATA_JSON_REST(first, ...) __VA_ARGS__
