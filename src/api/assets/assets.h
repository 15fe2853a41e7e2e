// Files that the binary carries: the console, and the pages at /docs and /redoc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/assets/console_files.h"
#include "http/message/message.h"

namespace flodata::api {

class Assets {
 public:
  explicit Assets(std::span<const ConsoleFile> console = console_files());
  /// Returns the file at `path`, compressed or not as the client can take it, or 304 when it has it already;
  /// nothing when there is no such file. The response borrows bytes of this object. Thread-safe.
  [[nodiscard]] std::optional<http::Response> find(std::string_view path, const http::Request& request) const;

  /// Returns the console's page, which reads for itself at which address it is. It names its files relative
  /// to the request's target, so it works below any path prefix that a proxy takes away. Thread-safe.
  [[nodiscard]] http::Response page(const http::Request& request) const;

 private:
  /// The decompressed bytes, made for the first client that does not accept gzip.
  struct Plain {
    std::once_flag made;
    std::string bytes;
  };
  /// immutable: the name has a hash of the bytes, so a client needs to ask once only.
  enum class Lifetime : std::uint8_t { revalidated, immutable };
  struct Asset {
    [[nodiscard]] std::string_view plain_bytes() const;
    [[nodiscard]] http::Response respond(const http::Request& request) const;
    /// `folders`: how many folders further down than the asset the page is [count].
    [[nodiscard]] http::Response respond_from_below(std::size_t folders, const http::Request& request) const;
    std::string_view path;
    std::string_view content_type;
    std::string_view policy;  // Content-Security-Policy
    std::string_view gzip;
    std::string etag;  // without quotes; that of the compressed file ends in -gzip
    std::unique_ptr<Plain> plain;
    Lifetime lifetime = Lifetime::revalidated;

   private:
    [[nodiscard]] http::Response start(const std::string& tag, const http::Request& request) const;
  };
  void add_documentation();
  void add_console(std::span<const ConsoleFile> files);

  std::vector<Asset> assets_;
};

}  // namespace flodata::api
