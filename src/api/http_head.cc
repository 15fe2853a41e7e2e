#include "api/http_head.h"

#include <algorithm>
#include <iterator>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace flodata::api {
namespace {

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  // A line end in a value would begin a header of somebody else's choice.
  std::ranges::copy_if(value, std::back_inserter(out),
                       [](char c) { return static_cast<unsigned char>(c) >= ' '; });
  out += "\r\n";
}

}  // namespace

std::string head_of(const Response& response, Framing framing) {
  auto head = fmt::format("HTTP/1.1 {} {}\r\n", static_cast<int>(response.status), phrase(response.status));
  append_header(head, "Server", "flodata");
  if (!response.content_type.empty()) append_header(head, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) append_header(head, name, value);
  const bool has_content = response.status != Status::no_content && response.status != Status::not_modified;
  if (framing == Framing::chunked) append_header(head, "Transfer-Encoding", "chunked");
  if (framing == Framing::length && has_content)
    append_header(head, "Content-Length", fmt::format("{}", response.content().size()));
  return head;
}

const std::string& DateHeader::at(Instant now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (text_.empty() || second != second_) {
    second_ = second;
    text_ = fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", second);
  }
  return text_;
}

}  // namespace flodata::api
