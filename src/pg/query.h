// A statement and its parameter values, encoded in PostgreSQL's binary format.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace flodata::pg {

/// Prepared under `name` on each connection at its first use; without a name it is sent unprepared each time.
/// Must outlive its queries.
struct Statement {
  std::string name;
  std::string sql;
};

class Query {
 public:
  struct Value {
    std::string bytes;
    unsigned type;  // PostgreSQL's type OID
  };

  explicit Query(const Statement& statement) : statement_(&statement) {}
  /// Appends the next parameter ($1, $2, …). The types of a statement's parameters must always be the same.
  Query&& with(std::string_view text) &&;
  Query&& with(std::int64_t number) &&;
  Query&& with(Instant instant) &&;  // Instant::min() is -infinity, Instant::max() infinity
  Query&& with(std::span<const std::string> texts) &&;  // text[]

  [[nodiscard]] const Statement& statement() const { return *statement_; }
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }

 private:
  const Statement* statement_;
  std::vector<Value> values_;
};

}  // namespace flodata::pg
