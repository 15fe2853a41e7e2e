#include "pg/query.h"

#include <array>
#include <bit>
#include <concepts>
#include <limits>

#include "pg/binary_format.h"

namespace flodata::pg {
namespace {

// Built-in types have fixed OIDs: src/include/catalog/pg_type.dat of PostgreSQL.
constexpr unsigned kInt8Oid = 20;
constexpr unsigned kTextOid = 25;
constexpr unsigned kTextArrayOid = 1009;
constexpr unsigned kTimestamptzOid = 1184;

template <std::integral Integer>
std::string big_endian(Integer value) {
  if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
  const auto bytes = std::bit_cast<std::array<char, sizeof value>>(value);
  return {bytes.data(), bytes.size()};
}

/// The ends of Instant are PostgreSQL's infinities: DT_NOBEGIN and DT_NOEND in its datatype/timestamp.h.
std::int64_t since_postgres_epoch(Instant instant) {
  if (instant == Instant::min()) return std::numeric_limits<std::int64_t>::min();
  if (instant == Instant::max()) return std::numeric_limits<std::int64_t>::max();
  return (instant - kPostgresEpoch).count();
}

/// PostgreSQL's array_send(): dimensions, whether there are NULLs, type; length and first index of each
/// dimension; each element's length and bytes. An empty array has no dimension.
std::string text_array(std::span<const std::string> texts) {
  const auto word = [](std::size_t value) { return big_endian(static_cast<std::int32_t>(value)); };
  std::string bytes = word(texts.empty() ? 0 : 1) + word(0) + word(kTextOid);
  if (!texts.empty()) bytes += word(texts.size()) + word(1);
  for (const auto& text : texts) bytes += word(text.size()) + text;
  return bytes;
}

}  // namespace

Query&& Query::with(std::string_view text) && {
  values_.push_back({std::string(text), kTextOid});
  return std::move(*this);
}

Query&& Query::with(std::int64_t number) && {
  values_.push_back({big_endian(number), kInt8Oid});
  return std::move(*this);
}

Query&& Query::with(Instant instant) && {
  values_.push_back({big_endian(since_postgres_epoch(instant)), kTimestamptzOid});
  return std::move(*this);
}

Query&& Query::with(std::span<const std::string> texts) && {
  values_.push_back({text_array(texts), kTextArrayOid});
  return std::move(*this);
}

}  // namespace flodata::pg
