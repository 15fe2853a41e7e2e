#include "pg/binary_result.h"

#include <bit>
#include <cstring>

#include <libpq-fe.h>

#include "base/check.h"
#include "pg/binary_format.h"

namespace flodata::pg {
namespace {

std::uint64_t read_big_endian(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
  return value;
}

}  // namespace

void BinaryResult::Clear::operator()(pg_result* result) const { PQclear(result); }

int BinaryResult::rows() const { return PQntuples(result_.get()); }

std::size_t BinaryResult::memory_bytes() const { return PQresultMemorySize(result_.get()); }

bool BinaryResult::is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }

std::optional<std::string_view> BinaryResult::text(int row, int column) const {
  if (is_null(row, column)) return std::nullopt;
  return std::string_view(PQgetvalue(result_.get(), row, column),
                          static_cast<std::size_t>(PQgetlength(result_.get(), row, column)));
}

std::optional<std::string_view> BinaryResult::json(int row, int column) const {
  auto value = text(row, column);
  if (value) {
    FLODATA_CHECK(!value->empty() && value->front() == kJsonbVersion);
    value->remove_prefix(1);
  }
  return value;
}

std::optional<double> BinaryResult::number(int row, int column) const {
  if (is_null(row, column)) return std::nullopt;
  FLODATA_CHECK(PQgetlength(result_.get(), row, column) == sizeof(double));
  return std::bit_cast<double>(read_big_endian(PQgetvalue(result_.get(), row, column)));
}

std::optional<std::int64_t> BinaryResult::whole_number(int row, int column) const {
  if (is_null(row, column)) return std::nullopt;
  FLODATA_CHECK(PQgetlength(result_.get(), row, column) == sizeof(std::int64_t));
  return std::bit_cast<std::int64_t>(read_big_endian(PQgetvalue(result_.get(), row, column)));
}

std::optional<bool> BinaryResult::boolean(int row, int column) const {
  if (is_null(row, column)) return std::nullopt;
  FLODATA_CHECK(PQgetlength(result_.get(), row, column) == 1);
  return *PQgetvalue(result_.get(), row, column) != 0;
}

std::optional<Instant> BinaryResult::instant(int row, int column) const {
  const auto microseconds = whole_number(row, column);
  if (!microseconds) return std::nullopt;
  return kPostgresEpoch + Microseconds(*microseconds);
}

}  // namespace flodata::pg
