#include "http/message/compression.h"

#include <utility>

#include <zlib.h>
#include <zstd.h>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/check.h"

namespace flodata::http {

using boost::asio::awaitable;

class Compressor::Impl {
 public:
  enum class End : unsigned char { more_follows, last };
  Impl() = default;
  virtual ~Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  virtual void run(std::string_view bytes, End end, std::string& out) = 0;
  [[nodiscard]] virtual std::size_t memory_bytes() const = 0;
};

namespace {

constexpr std::size_t kGrowth = std::size_t{32} * 1024;
/// Cheap levels: a response is compressed once and rarely sent more than a few times.
constexpr int kGzipLevel = 4;
constexpr int kZstdLevel = 3;

}  // namespace

class Compressor::Gzip final : public Compressor::Impl {
 public:
  Gzip() {
    constexpr int kGzipWindowBits = 15 + 16;  // zlib: 15 is the window, +16 requests a gzip header
    constexpr int kMemoryLevel = 8;           // zlib's default
    FLODATA_CHECK(deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kGzipWindowBits, kMemoryLevel,
                               Z_DEFAULT_STRATEGY) == Z_OK);
  }
  ~Gzip() override { deflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  void run(std::string_view bytes, End end, std::string& out) override {
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    const int flush = end == End::last ? Z_FINISH : Z_NO_FLUSH;
    do {
      const auto filled = out.size();
      out.resize(filled + kGrowth);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
      stream_.avail_out = static_cast<uInt>(kGrowth);
      FLODATA_CHECK(deflate(&stream_, flush) != Z_STREAM_ERROR);
      out.resize(out.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }
  // zconf.h: (1 << (windowBits + 2)) + (1 << (memLevel + 9)), and some kB.
  [[nodiscard]] std::size_t memory_bytes() const override { return std::size_t{264} * 1024; }

 private:
  z_stream stream_{};
};

class Compressor::Zstd final : public Compressor::Impl {
 public:
  Zstd() : context_(ZSTD_createCCtx()) {
    FLODATA_CHECK(context_ != nullptr);
    FLODATA_CHECK(ZSTD_isError(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kZstdLevel)) ==
                  0);
  }

  void run(std::string_view bytes, End end, std::string& out) override {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    const auto directive = end == End::last ? ZSTD_e_end : ZSTD_e_continue;
    for (;;) {
      const auto filled = out.size();
      out.resize(filled + kGrowth);
      ZSTD_outBuffer output{out.data() + filled, kGrowth, 0};
      const auto left = ZSTD_compressStream2(context_.get(), &output, &input, directive);
      FLODATA_CHECK(ZSTD_isError(left) == 0);
      out.resize(filled + output.pos);
      const bool done = end == End::last ? left == 0 : input.pos == input.size;
      if (done) return;
    }
  }
  [[nodiscard]] std::size_t memory_bytes() const override { return ZSTD_sizeof_CCtx(context_.get()); }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> context_;
};

Compressor::Compressor(Encoding encoding) {
  FLODATA_CHECK(encoding != Encoding::identity);
  if (encoding == Encoding::gzip)
    impl_ = std::make_unique<Gzip>();
  else
    impl_ = std::make_unique<Zstd>();
}
Compressor::~Compressor() = default;
Compressor::Compressor(Compressor&&) noexcept = default;

void Compressor::add(std::string_view bytes, std::string& out) {
  impl_->run(bytes, Impl::End::more_follows, out);
}

std::size_t Compressor::memory_bytes() const { return impl_->memory_bytes(); }

void Compressor::finish(std::string& out) { impl_->run("", Impl::End::last, out); }

awaitable<std::string> compress(std::string bytes, Encoding encoding) {
  constexpr std::size_t kBytesPerTurn = std::size_t{64} * 1024;
  Compressor compressor(encoding);
  std::string out;
  const std::string_view all = bytes;
  for (std::size_t done = 0; done < all.size(); done += kBytesPerTurn) {
    if (done > 0)
      co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    compressor.add(all.substr(done, kBytesPerTurn), out);
  }
  compressor.finish(out);
  co_return out;
}

namespace {

class CompressedSource final : public BodySource {
 public:
  CompressedSource(std::string first, std::unique_ptr<BodySource> plain, Encoding encoding)
      : first_(std::move(first)), plain_(std::move(plain)), compressor_(encoding) {}

  awaitable<std::optional<std::string>> next(std::chrono::steady_clock::time_point deadline) override {
    std::string out;
    if (!first_.empty()) compressor_.add(std::exchange(first_, {}), out);
    while (out.empty() && plain_) {
      if (const auto chunk = co_await plain_->next(deadline)) {
        compressor_.add(*chunk, out);
      } else {
        compressor_.finish(out);
        plain_.reset();
      }
    }
    if (out.empty()) co_return std::nullopt;
    co_return out;
  }
  [[nodiscard]] std::size_t held_bytes() const override {
    return first_.capacity() + compressor_.memory_bytes() + (plain_ ? plain_->held_bytes() : 0);
  }

 private:
  std::string first_;
  std::unique_ptr<BodySource> plain_;
  Compressor compressor_;
};

}  // namespace

std::unique_ptr<BodySource> compressed(std::string first, std::unique_ptr<BodySource> plain,
                                       Encoding encoding) {
  return std::make_unique<CompressedSource>(std::move(first), std::move(plain), encoding);
}

}  // namespace flodata::http
