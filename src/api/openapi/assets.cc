#include "api/openapi/assets.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include <fmt/format.h>
#include <zlib.h>

#include "base/check.h"
#include "http/message/entity_tag.h"
#include "http/message/negotiation.h"

// NOLINTBEGIN(readability-identifier-naming, bugprone-macro-parentheses): bytes that
// cmake/embed_assets.cmake makes, by their names
#define FLODATA_ASSET(symbol)     \
  extern "C" const char symbol[]; \
  extern "C" const char symbol##_end[]
FLODATA_ASSET(asset_swagger_html);
FLODATA_ASSET(asset_swagger_start_js);
FLODATA_ASSET(asset_swagger_ui_css);
FLODATA_ASSET(asset_swagger_ui_bundle_js);
FLODATA_ASSET(asset_swagger_favicon_png);
FLODATA_ASSET(asset_swagger_license);
FLODATA_ASSET(asset_redoc_html);
FLODATA_ASSET(asset_redoc_standalone_js);
FLODATA_ASSET(asset_redoc_license);
// NOLINTEND(readability-identifier-naming, bugprone-macro-parentheses)

namespace flodata::api {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kScript = "text/javascript; charset=utf-8";
constexpr std::string_view kText = "text/plain; charset=utf-8";

// Both pages style elements from scripts; ReDoc searches in a worker made of a blob and asks a foreign host
// for its maker's logo, which img-src forbids.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self' data:; worker-src 'self' blob:; base-uri 'none'; form-action "
    "'none'; "
    "frame-ancestors 'none'";

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

std::string inflate_gzip(std::string_view compressed) {
  constexpr int kGzipWindowBits = 15 + 16;  // zlib: 15 is the window, +16 means a gzip header
  constexpr std::size_t kGrowth = 256 * 1024;
  z_stream stream{};
  FLODATA_CHECK(inflateInit2(&stream, kGzipWindowBits) == Z_OK);
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string plain;
  int status = Z_OK;
  while (status == Z_OK) {
    const auto filled = plain.size();
    plain.resize(filled + kGrowth);
    stream.next_out = reinterpret_cast<Bytef*>(plain.data() + filled);
    stream.avail_out = static_cast<uInt>(kGrowth);
    status = inflate(&stream, Z_NO_FLUSH);
    plain.resize(plain.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  FLODATA_CHECK(status == Z_STREAM_END);
  return plain;
}

}  // namespace

Assets::Assets() {
  const auto add = [&](std::string_view path, std::string_view content_type, const char* begin,
                       const char* end) {
    const auto bytes = between(begin, end);
    assets_.push_back({path, content_type, bytes, http::entity_tag(bytes), std::make_unique<Plain>()});
  };
  add("/docs", kHtml, asset_swagger_html, asset_swagger_html_end);
  add("/docs/swagger-start.js", kScript, asset_swagger_start_js, asset_swagger_start_js_end);
  add("/docs/swagger-ui.css", "text/css; charset=utf-8", asset_swagger_ui_css, asset_swagger_ui_css_end);
  add("/docs/swagger-ui-bundle.js", kScript, asset_swagger_ui_bundle_js, asset_swagger_ui_bundle_js_end);
  add("/docs/favicon.png", "image/png", asset_swagger_favicon_png, asset_swagger_favicon_png_end);
  add("/docs/LICENSE.txt", kText, asset_swagger_license, asset_swagger_license_end);
  add("/redoc", kHtml, asset_redoc_html, asset_redoc_html_end);
  add("/redoc/redoc.standalone.js", kScript, asset_redoc_standalone_js, asset_redoc_standalone_js_end);
  add("/redoc/LICENSE.txt", kText, asset_redoc_license, asset_redoc_license_end);
}

std::string_view Assets::Asset::plain_bytes() const {
  std::call_once(plain->made, [this] { plain->bytes = inflate_gzip(gzip); });
  return plain->bytes;
}

std::optional<http::Response> Assets::find(std::string_view path, const http::Request& request) const {
  const auto found = std::ranges::find(assets_, path, &Asset::path);
  if (found == assets_.end()) return std::nullopt;
  const bool compressed = http::accepts(request.accept_encoding, http::Encoding::gzip);
  auto etag = found->etag;
  if (compressed) etag.insert(etag.size() - 1, "-gzip");
  http::Response response{.content_type = std::string(found->content_type)};
  response.headers = {{"ETag", etag},
                      {"Cache-Control", "no-cache"},
                      {"Vary", "Accept-Encoding"},
                      {"Content-Security-Policy", std::string(kPagePolicy)}};
  if (http::names_entity_tag(request.if_none_match, etag)) {
    response.status = http::Status::not_modified;
    return response;
  }
  if (compressed) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = http::ConstantBody{found->gzip};
  } else {
    response.body = http::ConstantBody{found->plain_bytes()};
  }
  return response;
}

}  // namespace flodata::api
