// Compression of bodies: as a whole, or chunk by chunk while they are made.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/message/message.h"

namespace flodata::http {

/// A stream of bytes being compressed.
class Compressor {
 public:
  /// gzip or zstd.
  explicit Compressor(Encoding encoding);
  ~Compressor();
  Compressor(Compressor&&) noexcept;

  /// Appends the compressed bytes that are ready to `out`.
  void add(std::string_view bytes, std::string& out);
  /// Appends the rest. Nothing may be added afterwards.
  void finish(std::string& out);
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  class Impl;
  class Gzip;
  class Zstd;
  std::unique_ptr<Impl> impl_;
};

/// Returns all of `bytes` compressed with gzip or zstd; other requests of the thread get their turn in
/// between.
boost::asio::awaitable<std::string> compress(std::string bytes, Encoding encoding);

/// Returns a compressed body: `first`, then the chunks of `plain`.
std::unique_ptr<BodySource> compressed(std::string first, std::unique_ptr<BodySource> plain,
                                       Encoding encoding);

}  // namespace flodata::http
