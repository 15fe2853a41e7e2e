// Content negotiation: the headers Accept and Accept-Encoding (RFC 9110, 12.5).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message/message.h"

namespace flodata::http {

/// Returns the type of `offered` that an Accept header prefers (the first of equals, and without a header),
/// or nothing when it accepts none of them.
std::optional<MediaType> choose_media_type(std::string_view accept, std::span<const MediaType> offered);

/// Whether an Accept header likes text/html better than application/json, as a browser's does that opens an
/// address.
bool prefers_html(std::string_view accept);

/// Returns the compression that an Accept-Encoding header likes best; zstd before gzip where it has no
/// preference.
Encoding choose_encoding(std::string_view accept_encoding);

/// Returns whether an Accept-Encoding header allows a compression.
bool accepts(std::string_view accept_encoding, Encoding encoding);

/// Returns "application/json", "text/csv; …": the value of Content-Type.
std::string_view content_type_of(MediaType type);

/// Returns the token of Content-Encoding: "gzip", "zstd"; "" for identity.
std::string_view token_of(Encoding encoding);

}  // namespace flodata::http
