// JSON schemas of the response bodies, for the OpenAPI document.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "api/contract/route.h"

namespace flodata::api {

/// Returns the schema of a response: a reference to a component, or an array of such.
boost::json::object schema_of(Schema schema);

/// Returns all components, "Problem" included.
boost::json::object schema_components();

}  // namespace flodata::api
