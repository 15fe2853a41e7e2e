#include "http/message/message.h"

namespace flodata::http {

std::string_view phrase(Status status) {
  switch (status) {
    case Status::ok:
      return "OK";
    case Status::no_content:
      return "No Content";
    case Status::not_modified:
      return "Not Modified";
    case Status::bad_request:
      return "Bad Request";
    case Status::unauthorized:
      return "Unauthorized";
    case Status::forbidden:
      return "Forbidden";
    case Status::not_found:
      return "Not Found";
    case Status::method_not_allowed:
      return "Method Not Allowed";
    case Status::not_acceptable:
      return "Not Acceptable";
    case Status::request_timeout:
      return "Request Timeout";
    case Status::conflict:
      return "Conflict";
    case Status::gone:
      return "Gone";
    case Status::content_too_large:
      return "Content Too Large";
    case Status::misdirected_request:
      return "Misdirected Request";
    case Status::too_many_requests:
      return "Too Many Requests";
    case Status::unprocessable_content:
      return "Unprocessable Content";
    case Status::upgrade_required:
      return "Upgrade Required";
    case Status::header_fields_too_large:
      return "Request Header Fields Too Large";
    case Status::internal_error:
      return "Internal Server Error";
    case Status::unavailable:
      return "Service Unavailable";
  }
  return "";
}

std::string_view Response::content() const {
  if (const auto* constant = std::get_if<ConstantBody>(&body)) return constant->bytes;
  if (const auto* streamed = std::get_if<StreamedBody>(&body)) return streamed->first;
  if (const auto* cached = std::get_if<CachedBody>(&body)) return cached->response->body;
  return std::get<std::string>(body);
}

Delivery Response::delivery() const {
  const auto* streamed = std::get_if<StreamedBody>(&body);
  return streamed == nullptr ? Delivery::body : streamed->delivery;
}

}  // namespace flodata::http
