// Rows of a response on their way out: skips rows before the cursor's place, and notices rows beyond the
// limit.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "api/rows/cursor.h"
#include "api/rows/row_format.h"

namespace flodata::api {

class AnswerRows {
 public:
  enum class Use : unsigned char { written, counted };
  struct Limits {
    std::optional<RowPlace> after;
    std::size_t most = std::numeric_limits<std::size_t>::max();
  };

  AnswerRows(RowWriter writer, Limits limits, Use use = Use::written)
      : writer_(std::move(writer)), limits_(std::move(limits)), use_(use) {}

  void begin() {
    if (use_ == Use::written) writer_.begin(text_);
  }
  void end() {
    if (use_ == Use::written) writer_.end(text_);
  }

  /// Rows in the order of (time, name).
  template <typename Row>
  void add(const Row& row, std::string_view name) {
    if (full_ || is_passed(row.time, name)) return;
    if (count_ == limits_.most) {
      full_ = true;
      return;
    }
    ++count_;
    last_time_ = row.time;
    last_name_ = name;
    if (use_ == Use::written) writer_.append(text_, row);
  }

  /// Returns whether there was a row beyond the limit.
  [[nodiscard]] bool full() const { return full_; }
  [[nodiscard]] RowPlace last() const { return {last_time_, last_name_}; }
  [[nodiscard]] std::string& text() { return text_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  [[nodiscard]] bool is_passed(Instant time, std::string_view name) const {
    if (!limits_.after || time > limits_.after->time) return false;
    return time < limits_.after->time || name <= limits_.after->name;
  }

  RowWriter writer_;
  Limits limits_;
  Use use_;
  std::string text_;
  std::size_t count_ = 0;
  bool full_ = false;
  Instant last_time_{};
  std::string last_name_;
};

}  // namespace flodata::api
