// Parameters in the OpenAPI document: schemas that say what the server accepts, and examples of this field.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/contract/route.h"

namespace flodata::api {

/// Values of the field that is streamed, so that what the document proposes gives an answer. Those here are
/// for a server that knows of no well yet.
struct FieldExamples {
  std::string well = "NO-15/9-F-12";  // one that flows, if there is one
  std::vector<std::string> wells = {"F-12", "F-14"};
  bool operator==(const FieldExamples&) const = default;
};

/// Describes what the route takes beside the body; another spelling of a parameter is one of its own.
boost::json::array describe_parameters(const Route& route, const FieldExamples& examples);

/// Describes the JSON object that those of the parameters make up that stand in the body.
boost::json::object describe_body(std::span<const Parameter> parameters);

}  // namespace flodata::api
