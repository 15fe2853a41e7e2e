// Turns a handler's response into the one that is sent and cached: whole if short, compressed, with an entity
// tag.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "api/cache/response_cache.h"
#include "base/clock.h"
#include "base/time_zone.h"
#include "http/message/message.h"
#include "store/data_version.h"

namespace flodata::api {

/// Returns what distinguishes requests with different responses: the target as sent, and the headers that
/// choose a format.
std::string cache_key(const http::Request& request);

/// Returns everything a response depends on as one text, for its strong entity tag.
std::string tagged_text(const http::Request& request, http::MediaType format, http::Encoding encoding,
                        const TimeZone& zone, const store::DataVersion& version, Instant good_until);

/// Reads a source to its end into the body, unless the body gets too large for the cache.
boost::asio::awaitable<void> make_whole(http::Response* response,
                                        std::chrono::steady_clock::time_point deadline);

/// Adds the headers for the version of the data, the entity tag, and Vary.
void add_version_headers(http::Response& response, const std::optional<store::DataVersion>& version,
                         std::string_view tag);

/// Compresses body and source with gzip or zstd, unless the body is too short to gain from it.
boost::asio::awaitable<void> encode(http::Response* response, http::Encoding encoding);

/// `response`: whole, with all headers.
std::shared_ptr<const http::CachedResponse> cached_response(http::Response response, std::string tag,
                                                            Instant good_until);

/// Returns the cached response, or 304 when the client has it already.
http::Response from_cache(std::shared_ptr<const http::CachedResponse> stored, const http::Request& request);

http::Response not_modified(std::string_view tag);

}  // namespace flodata::api
