#include "http/message/compression.h"

#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>
#include <boost/asio/io_context.hpp>

#include "base/run_coroutine.h"

namespace flodata::http {
namespace {

using boost::asio::awaitable;

constexpr std::size_t kEnough = std::size_t{4} * 1024 * 1024;

std::string plain_of(const std::string& bytes, Encoding encoding) {
  std::string plain(kEnough, '\0');
  if (encoding == Encoding::zstd) {
    // As a stream: chunk by chunk compression puts no size into the header.
    ZSTD_DCtx* context = ZSTD_createDCtx();
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer output{plain.data(), plain.size(), 0};
    std::size_t left = 1;
    while (input.pos < input.size && ZSTD_isError(left) == 0)
      left = ZSTD_decompressStream(context, &output, &input);
    ZSTD_freeDCtx(context);
    EXPECT_EQ(left, 0U) << "the frame is not complete";
    plain.resize(output.pos);
    return plain;
  }
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);  // 15: zlib's window, +16: a gzip header
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

std::string some_rows(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "{\"oil_rate\":" + std::to_string(i * 7919 % 100'000) + "}\n";
  return text;
}

class Chunks final : public BodySource {
 public:
  explicit Chunks(std::vector<std::string> chunks) : chunks_(std::move(chunks)) {}
  awaitable<std::optional<std::string>> next(std::chrono::steady_clock::time_point) override {
    if (next_ == chunks_.size()) co_return std::nullopt;
    co_return chunks_[next_++];
  }

 private:
  std::vector<std::string> chunks_;
  std::size_t next_ = 0;
};

class Compression : public testing::TestWithParam<Encoding> {};

TEST_P(Compression, AWholeTextComesBackAndIsShorter) {
  for (const int rows : {0, 1, 100, 50'000}) {
    const auto text = some_rows(rows);
    boost::asio::io_context io;
    const auto bytes = run_coroutine(io, compress(text, GetParam()));
    EXPECT_EQ(plain_of(bytes, GetParam()), text) << rows;
    if (rows > 10) EXPECT_LT(bytes.size(), text.size() / 2) << rows;
  }
}

TEST_P(Compression, PiecesComeBackAsOneTextAndNoPieceIsEmpty) {
  const std::vector<std::string> chunks = {some_rows(3), some_rows(20'000), "x", some_rows(1)};
  const auto source = compressed("first ", std::make_unique<Chunks>(chunks), GetParam());
  boost::asio::io_context io;
  std::string bytes;
  for (;;) {
    const auto chunk = run_coroutine(io, source->next({}));
    if (!chunk) break;
    EXPECT_FALSE(chunk->empty());
    bytes += *chunk;
  }
  std::string expected = "first ";
  for (const auto& chunk : chunks) expected += chunk;
  EXPECT_EQ(plain_of(bytes, GetParam()), expected);
  EXPECT_EQ(run_coroutine(io, source->next({})), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Both, Compression, testing::Values(Encoding::gzip, Encoding::zstd));

}  // namespace
}  // namespace flodata::http
