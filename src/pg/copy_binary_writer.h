// COPY … FROM STDIN (FORMAT binary): rows go to the server in blocks while they are written. Format:
// https://www.postgresql.org/docs/15/sql-copy.html, section "Binary Format".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "pg/connection.h"

namespace flodata::pg {

class CopyBinaryWriter {
 public:
  /// Starts the COPY on `connection`, which must be inside a transaction and outlive the writer. `columns`:
  /// the column list, separated by commas.
  CopyBinaryWriter(Connection& connection, std::string_view table, std::string_view columns);
  /// Ends an unfinished COPY with an error, so that the transaction cannot commit a part of it.
  ~CopyBinaryWriter();
  CopyBinaryWriter(const CopyBinaryWriter&) = delete;
  CopyBinaryWriter& operator=(const CopyBinaryWriter&) = delete;

  void begin_row(std::int16_t field_count);
  void null();
  void float64(double value);
  void text(std::string_view value);
  void bytea(std::string_view value) { text(value); }
  void int16(std::int16_t value);
  void int64(std::int64_t value);
  void boolean(bool value);
  void jsonb(std::string_view value);
  void timestamptz(Instant value);
  void float64(std::optional<double> value) { value ? float64(*value) : null(); }

  /// Sends the rest and ends the COPY. Returns the number of rows that the server wrote. Errors: Failure.
  std::int64_t finish();

 private:
  template <typename Integer>
  void append_big_endian(Integer value);
  void send();

  Connection& connection_;
  std::string statement_;
  std::string buffer_;
  bool open_ = true;
};

}  // namespace flodata::pg
