// Responses of rows: small ones as a body, large ones as a source of chunks, pages with a link to the next
// one.
#pragma once

#include <optional>
#include <span>

#include <boost/asio/awaitable.hpp>

#include "api/contract/route.h"
#include "api/rows/cursor.h"
#include "api/rows/row_query.h"

namespace flodata::api {

inline constexpr std::string_view kUnitsHeader = "Flodata-Units";
inline constexpr std::string_view kNextCursorHeader = "Flodata-Next-Cursor";

/// Returns an empty response with the content type of `format` and the units of the columns.
http::Response start_row_answer(http::MediaType format, std::span<const RowColumn> columns, UnitSystem units);

/// Returns 422 with the errors.
http::Response invalid_parameters(const std::vector<http::ParameterError>& errors, std::string_view instance);

/// Responds to a query whose wells and version are known. `cursor`: that of the request.
boost::asio::awaitable<http::Response> answer_rows(HandlerContext context, Arguments arguments,
                                                   RowQuery query, std::optional<Cursor> cursor);

}  // namespace flodata::api
