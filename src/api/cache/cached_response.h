// From a handler's response to what is sent and kept: whole where it is short, compressed, with its tag.
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

/// What tells requests for different answers apart: the address as sent, and the headers that choose a form.
std::string cache_key(const http::Request& request);

/// All that an answer depends on, as one text, for its strong entity tag.
std::string tagged_text(const http::Request& request, http::MediaType format, http::Encoding encoding,
                        const TimeZone& zone, const store::DataVersion& version, Instant good_until);

/// Reads a source to its end into the body, unless the body gets too large to keep.
boost::asio::awaitable<void> make_whole(http::Response* response,
                                        std::chrono::steady_clock::time_point deadline);

/// Says which version of the data the answer speaks of, its tag, and what it varies by.
void add_version_headers(http::Response& response, const std::optional<store::DataVersion>& version,
                         std::string_view tag);

/// Compresses body and source by gzip or zstd, unless the body is too short to gain by it.
boost::asio::awaitable<void> encode(http::Response* response, http::Encoding encoding);

/// `response`: whole, with all headers.
std::shared_ptr<const http::CachedResponse> cached_response(http::Response response, std::string tag,
                                                            Instant good_until);

/// The answer to a request for what is kept: itself, or 304 when the client has it.
http::Response from_cache(std::shared_ptr<const http::CachedResponse> stored, const http::Request& request);

http::Response not_modified(std::string_view tag);

}  // namespace flodata::api
