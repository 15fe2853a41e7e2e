// Files that the binary carries for /docs and /redoc.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message/message.h"

namespace flodata::api {

class Assets {
 public:
  Assets();
  /// Returns the file at `path`, compressed or not as the client can take it, or 304 when it has it already;
  /// nothing when there is no such file. The response borrows bytes of this object. Thread-safe.
  [[nodiscard]] std::optional<http::Response> find(std::string_view path, const http::Request& request) const;

 private:
  /// The decompressed bytes: made for the first client that takes no gzip, and then for all of them.
  struct Plain {
    std::once_flag made;
    std::string bytes;
  };
  struct Asset {
    [[nodiscard]] std::string_view plain_bytes() const;
    std::string_view path;
    std::string_view content_type;
    std::string_view gzip;
    std::string etag;  // without quotes; the compressed form's ends in -gzip
    std::unique_ptr<Plain> plain;
  };
  std::vector<Asset> assets_;
};

}  // namespace flodata::api
