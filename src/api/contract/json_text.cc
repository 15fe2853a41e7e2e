#include "api/contract/json_text.h"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/json.h"

namespace flodata::api {
namespace {

namespace json = boost::json;

// Recursion is as deep as the document, which this program makes.
// NOLINTNEXTLINE(misc-no-recursion)
void append(std::string& out, const json::value& value) {
  if (const auto* object = value.if_object()) {
    char before = '{';
    for (const auto& member : *object) {
      out += std::exchange(before, ',');
      append_json_string(out, member.key());
      out += ':';
      append(out, member.value());
    }
    out += object->empty() ? "{}" : "}";
  } else if (const auto* array = value.if_array()) {
    char before = '[';
    for (const auto& element : *array) {
      out += std::exchange(before, ',');
      append(out, element);
    }
    out += array->empty() ? "[]" : "]";
  } else if (const auto* number = value.if_double()) {
    append_json_number(out, *number);
  } else if (const auto* text = value.if_string()) {
    append_json_string(out, *text);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string json_text(const boost::json::value& document) {
  std::string text;
  append(text, document);
  return text;
}

}  // namespace flodata::api
