#include "pg/copy_binary_writer.h"

#include <libpq-fe.h>

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "pg/binary_format.h"
#include "pg/handles.h"

namespace flodata::pg {
namespace {

constexpr std::size_t kBlockBytes = 256UL * 1024;
constexpr std::string_view kSignature("PGCOPY\n\xff\r\n\0", 11);

}  // namespace

CopyBinaryWriter::CopyBinaryWriter(Connection& connection, std::string_view table, std::string_view columns)
    : connection_(connection),
      statement_(fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table, columns)) {
  auto& handle = connection_.handle();
  if (PQsendQuery(handle.connection, statement_.c_str()) != 1) fail(handle, nullptr, statement_);
  const auto result = await_answer(handle, statement_);
  if (PQresultStatus(result.get()) != PGRES_COPY_IN) fail(handle, result.get(), statement_);
  constexpr std::size_t kLongestRow = 4096;
  buffer_.reserve(kBlockBytes + kLongestRow);
  buffer_ = kSignature;
  append_big_endian(std::int32_t{0});  // flags
  append_big_endian(std::int32_t{0});  // length of the header extension
}

CopyBinaryWriter::~CopyBinaryWriter() {
  if (!open_) return;
  auto* handle = connection_.handle().connection;
  if (PQputCopyEnd(handle, "batch abandoned") != 1) return;
  try {
    await_answer(connection_.handle(), statement_);  // so that the session can be used again
  } catch (const Failure&) {                         // it cannot; its next user gets the error
  }
}

template <typename Integer>
void CopyBinaryWriter::append_big_endian(Integer value) {
  if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
  const auto bytes = std::bit_cast<std::array<char, sizeof(Integer)>>(value);
  buffer_.append(bytes.data(), bytes.size());
}

void CopyBinaryWriter::begin_row(std::int16_t field_count) {
  if (buffer_.size() >= kBlockBytes) send();
  append_big_endian(field_count);
}

void CopyBinaryWriter::null() { append_big_endian(std::int32_t{-1}); }

void CopyBinaryWriter::float64(double value) {
  append_big_endian(static_cast<std::int32_t>(sizeof value));
  append_big_endian(std::bit_cast<std::uint64_t>(value));
}

void CopyBinaryWriter::text(std::string_view value) {
  append_big_endian(static_cast<std::int32_t>(value.size()));
  buffer_.append(value);
}

void CopyBinaryWriter::int16(std::int16_t value) {
  append_big_endian(static_cast<std::int32_t>(sizeof value));
  append_big_endian(value);
}

void CopyBinaryWriter::int64(std::int64_t value) {
  append_big_endian(static_cast<std::int32_t>(sizeof value));
  append_big_endian(value);
}

void CopyBinaryWriter::boolean(bool value) {
  append_big_endian(std::int32_t{1});
  buffer_ += value ? '\1' : '\0';
}

void CopyBinaryWriter::jsonb(std::string_view value) {
  append_big_endian(static_cast<std::int32_t>(value.size() + 1));
  buffer_ += kJsonbVersion;
  buffer_.append(value);
}

void CopyBinaryWriter::timestamptz(Instant value) {
  append_big_endian(static_cast<std::int32_t>(sizeof(std::int64_t)));
  append_big_endian(std::int64_t{(value - kPostgresEpoch).count()});
}

void CopyBinaryWriter::send() {
  auto& handle = connection_.handle();
  if (PQputCopyData(handle.connection, buffer_.data(), static_cast<int>(buffer_.size())) != 1)
    fail(handle, nullptr, statement_);
  buffer_.clear();
}

std::int64_t CopyBinaryWriter::finish() {
  append_big_endian(std::int16_t{-1});
  send();
  auto& handle = connection_.handle();
  if (PQputCopyEnd(handle.connection, nullptr) != 1) fail(handle, nullptr, statement_);
  open_ = false;
  const auto result = await_answer(handle, statement_);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(handle, result.get(), statement_);
  std::int64_t rows = 0;
  const std::string_view count = PQcmdTuples(result.get());
  std::from_chars(count.data(), count.data() + count.size(), rows);
  return rows;
}

}  // namespace flodata::pg
