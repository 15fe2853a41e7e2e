#include "pg/query.h"

#include <array>
#include <bit>

#include "pg/binary_time.h"

namespace flodata::pg {
namespace {

// Built-in types have fixed OIDs: src/include/catalog/pg_type.dat of PostgreSQL.
constexpr unsigned kInt8Oid = 20;
constexpr unsigned kTextOid = 25;
constexpr unsigned kTimestamptzOid = 1184;

std::string big_endian(std::int64_t value) {
  auto bits = std::bit_cast<std::uint64_t>(value);
  if constexpr (std::endian::native == std::endian::little) bits = std::byteswap(bits);
  const auto bytes = std::bit_cast<std::array<char, sizeof bits>>(bits);
  return {bytes.data(), bytes.size()};
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
  values_.push_back({big_endian((instant - kPostgresEpoch).count()), kTimestamptzOid});
  return std::move(*this);
}

}  // namespace flodata::pg
