// Parameters in the OpenAPI document: schemas of accepted values, and examples from this field.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/contract/route.h"

namespace flodata::api {

/// Values from the streamed field, so that the document's example requests return data. The defaults are for
/// a server that knows no well yet.
struct FieldExamples {
  std::string well = "NO-15/9-F-12";  // a flowing well, if there is one
  std::vector<std::string> wells = {"F-12", "F-14"};
  bool operator==(const FieldExamples&) const = default;
};

/// Describes the route's parameters outside the body; another spelling is a parameter of its own.
boost::json::array describe_parameters(const Route& route, const FieldExamples& examples);

/// Describes the JSON object of the parameters in the body.
boost::json::object describe_body(std::span<const Parameter> parameters);

}  // namespace flodata::api
