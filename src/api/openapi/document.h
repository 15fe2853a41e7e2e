// The OpenAPI 3.1 document, generated from the route declarations.
#pragma once

#include <span>
#include <string>

#include "api/contract/route.h"
#include "api/openapi/parameters.h"

namespace flodata::api {

/// Returns the document as JSON text, with examples from the streamed field.
std::string openapi_document(std::span<const Route> routes, const FieldExamples& examples = {});

}  // namespace flodata::api
