// The OpenAPI 3.1 document, made of the route declarations.
#pragma once

#include <span>
#include <string>

#include "api/route.h"

namespace flodata::api {

/// Returns the document as JSON text.
std::string openapi_document(std::span<const Route> routes);

}  // namespace flodata::api
