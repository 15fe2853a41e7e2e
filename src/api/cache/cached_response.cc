#include "api/cache/cached_response.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "api/contract/route.h"
#include "http/message/compression.h"
#include "http/message/entity_tag.h"
#include "http/message/head.h"
#include "http/message/negotiation.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::size_t kSmallestCompressed = 1024;  // below one packet compression gains nothing

}  // namespace

std::string cache_key(const http::Request& request) {
  std::string key;
  key.reserve(request.target.size() + request.accept.size() + 3);
  key += request.target;
  key += '\n';  // occurs in no target and no header
  key += request.accept;
  key += '\n';
  key += static_cast<char>('0' + static_cast<int>(http::choose_encoding(request.accept_encoding)));
  return key;
}

std::string tagged_text(const http::Request& request, http::MediaType format, http::Encoding encoding,
                        const TimeZone& zone, const store::DataVersion& version, Instant good_until) {
  auto text = std::string(request.target);
  for (const std::string_view part : {http::content_type_of(format), http::token_of(encoding),
                                      std::string_view(zone.name()), std::string_view(FLODATA_VERSION)})
    (text += '\n') += part;
  for (const auto number : {version.lineage, version.sequence, good_until.time_since_epoch().count()})
    (text += '\n') += std::to_string(number);
  (text += '\n') += std::to_string(version.speed);
  return text;
}

awaitable<void> make_whole(http::Response* response, std::chrono::steady_clock::time_point deadline) {
  auto* streamed = std::get_if<http::StreamedBody>(&response->body);
  while (streamed != nullptr && streamed->first.size() < http::kLargestWhole) {
    const auto chunk = co_await streamed->source->next(deadline);
    if (chunk) {
      streamed->first += *chunk;
    } else {
      auto whole = std::move(streamed->first);
      response->body = std::move(whole);
      streamed = nullptr;
    }
  }
}

void add_version_headers(http::Response& response, const std::optional<store::DataVersion>& version,
                         std::string_view tag) {
  response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
  if (!version) return;
  response.headers.emplace_back("ETag", tag);
  const bool speaks_of_another = std::ranges::any_of(
      response.headers, [](const auto& header) { return header.first == kSequenceHeader; });
  if (!speaks_of_another) response.headers.emplace_back(kSequenceHeader, std::to_string(version->sequence));
}

awaitable<void> encode(http::Response* response, http::Encoding encoding) {
  if (auto* streamed = std::get_if<http::StreamedBody>(&response->body)) {
    // The bytes made so far go first through the same compressor.
    streamed->source =
        http::compressed(std::exchange(streamed->first, {}), std::move(streamed->source), encoding);
  } else {
    if (response->content().size() < kSmallestCompressed) co_return;
    response->body = co_await http::compress(std::move(std::get<std::string>(response->body)), encoding);
  }
  response->headers.emplace_back("Content-Encoding", http::token_of(encoding));
}

std::shared_ptr<const http::CachedResponse> cached_response(http::Response response, std::string tag,
                                                            Instant good_until) {
  auto head = http::head_of(response, http::Framing::length);
  auto* own = std::get_if<std::string>(&response.body);
  auto body = own == nullptr ? std::string(response.content()) : std::move(*own);
  return std::make_shared<const http::CachedResponse>(
      http::CachedResponse{std::move(head), std::move(body), std::move(tag), good_until});
}

http::Response not_modified(std::string_view tag) {
  http::Response response{.status = http::Status::not_modified};
  response.headers = {{"ETag", std::string(tag)}, {"Vary", "Accept, Accept-Encoding"}};
  return response;
}

http::Response from_cache(std::shared_ptr<const http::CachedResponse> stored, const http::Request& request) {
  if (http::names_entity_tag(request.if_none_match, stored->entity_tag)) {
    auto response = not_modified(stored->entity_tag);
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    response.headers.emplace_back("Cache-Control", "no-cache");
    return response;
  }
  return {.body = http::CachedBody{std::move(stored)}};
}

}  // namespace flodata::api
