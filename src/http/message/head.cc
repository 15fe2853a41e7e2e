#include "http/message/head.h"

#include <algorithm>
#include <cstddef>

#include <fmt/chrono.h>

namespace flodata::http {
namespace {

void append_header(std::string& out, std::string_view name, std::string_view value) {
  constexpr auto kIsControl = [](char c) { return static_cast<unsigned char>(c) < ' '; };
  out += name;
  out += ": ";
  const auto begin = out.size();
  out += value;
  // A line end in a value would let its author add a header.
  if (std::ranges::any_of(value, kIsControl))
    out.erase(std::remove_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), kIsControl),
              out.end());
  out += "\r\n";
}

}  // namespace

std::string head_of(const Response& response, Framing framing) {
  constexpr std::size_t kUsualBytes = 1024;
  std::string head = "HTTP/1.1 ";
  head.reserve(kUsualBytes);
  head += std::to_string(static_cast<int>(response.status));
  head += ' ';
  head += phrase(response.status);
  head += "\r\n";
  append_header(head, "Server", "flodata");
  if (!response.content_type.empty()) append_header(head, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) append_header(head, name, value);
  const bool has_content = response.status != Status::no_content && response.status != Status::not_modified;
  if (framing == Framing::chunked) append_header(head, "Transfer-Encoding", "chunked");
  if (framing == Framing::length && has_content)
    append_header(head, "Content-Length", std::to_string(response.content().size()));
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

}  // namespace flodata::http
