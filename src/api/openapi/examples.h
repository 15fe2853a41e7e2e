// Examples of responses, for the OpenAPI document.
#pragma once

#include <string>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "api/contract/route.h"

namespace flodata::api {

/// Returns an example of the response.
boost::json::value example_of(Schema schema);

/// Returns the same rows in the other formats.
std::string as_ndjson(const boost::json::array& rows);
std::string as_csv(const boost::json::array& rows);

}  // namespace flodata::api
