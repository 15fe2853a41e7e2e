#include "api/assets/assets.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>
#include <zlib.h>

#include "base/check.h"
#include "http/message/entity_tag.h"
#include "http/message/negotiation.h"
#include "http/message/target.h"

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
constexpr std::string_view kStyle = "text/css; charset=utf-8";
constexpr std::string_view kText = "text/plain; charset=utf-8";

constexpr std::string_view kConsoleIndex = "/index.html";
constexpr std::string_view kHashedFolder = "/assets/";

constexpr std::string_view kConsolePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

// Both pages style elements from scripts; ReDoc searches in a worker made of a blob and asks a foreign host
// for its maker's logo, which img-src forbids.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self' data:; worker-src 'self' blob:; base-uri 'none'; form-action "
    "'none'; "
    "frame-ancestors 'none'";

std::string_view type_of(std::string_view path) {
  using Type = std::pair<std::string_view, std::string_view>;
  static constexpr std::array kTypes = {Type{".html", kHtml},
                                        Type{".js", kScript},
                                        Type{".css", kStyle},
                                        Type{".svg", "image/svg+xml"},
                                        Type{".png", "image/png"},
                                        Type{".ico", "image/x-icon"},
                                        Type{".woff2", "font/woff2"},
                                        Type{".json", http::kJson},
                                        Type{".webmanifest", "application/manifest+json"},
                                        Type{".txt", kText}};
  const auto* type =
      std::ranges::find_if(kTypes, [&](const auto& each) { return path.ends_with(each.first); });
  return type == kTypes.end() ? "application/octet-stream" : type->second;
}

/// Whether a bundler named the file by its bytes: "/assets/index-BtW0sQ9x.js".
bool has_hash(std::string_view path) {
  constexpr std::size_t kHashLength = 8;
  const auto stem = path.substr(0, path.rfind('.'));
  if (!path.starts_with(kHashedFolder) || stem.size() < kHashedFolder.size() + 1 + kHashLength) return false;
  const auto hash = stem.substr(stem.size() - kHashLength);
  const auto is_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return stem[stem.size() - kHashLength - 1] == '-' && std::ranges::all_of(hash, is_digit);
}

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

Assets::Assets(std::span<const ConsoleFile> console) {
  add_documentation();
  add_console(console);
}

void Assets::add_documentation() {
  const auto add = [&](std::string_view path, std::string_view content_type, const char* begin,
                       const char* end) {
    const auto bytes = between(begin, end);
    assets_.push_back(
        {path, content_type, kPagePolicy, bytes, http::entity_tag(bytes), std::make_unique<Plain>()});
  };
  add("/docs", kHtml, asset_swagger_html, asset_swagger_html_end);
  add("/docs/swagger-start.js", kScript, asset_swagger_start_js, asset_swagger_start_js_end);
  add("/docs/swagger-ui.css", kStyle, asset_swagger_ui_css, asset_swagger_ui_css_end);
  add("/docs/swagger-ui-bundle.js", kScript, asset_swagger_ui_bundle_js, asset_swagger_ui_bundle_js_end);
  add("/docs/favicon.png", "image/png", asset_swagger_favicon_png, asset_swagger_favicon_png_end);
  add("/docs/LICENSE.txt", kText, asset_swagger_license, asset_swagger_license_end);
  add("/redoc", kHtml, asset_redoc_html, asset_redoc_html_end);
  add("/redoc/redoc.standalone.js", kScript, asset_redoc_standalone_js, asset_redoc_standalone_js_end);
  add("/redoc/LICENSE.txt", kText, asset_redoc_license, asset_redoc_license_end);
}

void Assets::add_console(std::span<const ConsoleFile> files) {
  for (const auto& file : files)
    assets_.push_back({file.path, type_of(file.path), kConsolePolicy, file.gzip, http::entity_tag(file.gzip),
                       std::make_unique<Plain>(),
                       has_hash(file.path) ? Lifetime::immutable : Lifetime::revalidated});
}

std::string_view Assets::Asset::plain_bytes() const {
  std::call_once(plain->made, [this] { plain->bytes = inflate_gzip(gzip); });
  return plain->bytes;
}

http::Response Assets::Asset::start(const std::string& tag, const http::Request& request) const {
  http::Response response{.content_type = std::string(content_type)};
  response.headers = {
      {"ETag", tag},
      {"Cache-Control", lifetime == Lifetime::immutable ? "public, max-age=31536000, immutable" : "no-cache"},
      {"Vary", "Accept-Encoding"},
      {"Content-Security-Policy", std::string(policy)}};
  if (http::names_entity_tag(request.if_none_match, tag)) response.status = http::Status::not_modified;
  return response;
}

http::Response Assets::Asset::respond(const http::Request& request) const {
  const bool compressed = http::accepts(request.accept_encoding, http::Encoding::gzip);
  auto tag = etag;
  if (compressed) tag.insert(tag.size() - 1, "-gzip");
  auto response = start(tag, request);
  if (response.status == http::Status::not_modified) return response;
  if (compressed) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = http::ConstantBody{gzip};
  } else {
    response.body = http::ConstantBody{plain_bytes()};
  }
  return response;
}

http::Response Assets::Asset::respond_from_below(std::size_t folders, const http::Request& request) const {
  constexpr std::string_view kHere = "=\"./";
  std::string up = "=\"";
  for (std::size_t i = 0; i < folders; ++i) up += "../";
  std::string html(plain_bytes());
  for (auto at = html.find(kHere); at != std::string::npos; at = html.find(kHere, at + up.size()))
    html.replace(at, kHere.size(), up);
  auto response = start(http::entity_tag(html), request);
  if (response.status != http::Status::not_modified) response.body = std::move(html);
  return response;
}

std::optional<http::Response> Assets::find(std::string_view path, const http::Request& request) const {
  const auto found = std::ranges::find(assets_, path, &Asset::path);
  if (found == assets_.end()) return std::nullopt;
  return found->respond(request);
}

http::Response Assets::page(const http::Request& request) const {
  const auto index = std::ranges::find(assets_, kConsoleIndex, &Asset::path);
  FLODATA_CHECK(index != assets_.end());
  const auto slashes = static_cast<std::size_t>(std::ranges::count(http::shown_path(request.target), '/'));
  auto response = slashes > 1 ? index->respond_from_below(slashes - 1, request) : index->respond(request);
  const auto vary = std::ranges::find(response.headers, "Vary", &std::pair<std::string, std::string>::first);
  vary->second = "Accept, Accept-Encoding";
  return response;
}

}  // namespace flodata::api
