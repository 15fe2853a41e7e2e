// One result of a query in PostgreSQL's binary format, decoded on access.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/clock.h"

struct pg_result;

namespace flodata::pg {

class BinaryResult {
 public:
  BinaryResult() = default;  // without rows
  explicit BinaryResult(pg_result* owned) : result_(owned) {}

  [[nodiscard]] int rows() const;
  [[nodiscard]] std::size_t memory_bytes() const;
  [[nodiscard]] bool is_null(int row, int column) const;
  /// The accessors return nothing for NULL. Views live as long as this object. The accessor must match the
  /// column's type.
  [[nodiscard]] std::optional<std::string_view> text(int row, int column) const;      // text, varchar
  [[nodiscard]] std::optional<std::string_view> json(int row, int column) const;      // jsonb
  [[nodiscard]] std::optional<double> number(int row, int column) const;              // float8
  [[nodiscard]] std::optional<std::int64_t> whole_number(int row, int column) const;  // int8
  [[nodiscard]] std::optional<bool> boolean(int row, int column) const;               // bool
  [[nodiscard]] std::optional<Instant> instant(int row, int column) const;            // timestamptz

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace flodata::pg
