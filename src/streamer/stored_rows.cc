#include "streamer/stored_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "streamer/sql.h"

namespace flodata::streamer {
namespace {

using fmt::literals::operator""_a;

// Columns of rows_to_roll_up.sql.
constexpr std::size_t kWellName = 2;
constexpr std::size_t kWellType = 3;
constexpr std::size_t kQuality = 4;
constexpr std::size_t kFirstTag = 5;

constexpr std::chrono::years kLongestWindow(100);

const std::string& statement() {
  static const std::string kStatement = [] {
    std::string tags;
    for (const auto& tag : kTags) tags += fmt::format("{}{}", tags.empty() ? "" : ", ", tag.name);
    return fmt::format(sql::kRowsToRollUp, "tags"_a = tags);
  }();
  return kStatement;
}

std::optional<std::string_view> text_of(const pg::Result& rows, std::size_t row, std::size_t column) {
  if (rows.is_null(row, column)) return std::nullopt;
  return rows.text(row, column);
}

StoredRow row_of(const pg::Result& rows, std::size_t row) {
  StoredRow found{.time = rows.instant(row, 0),
                  .original_time = rows.instant(row, 1),
                  .well_name = rows.text(row, kWellName),
                  .well_type = text_of(rows, row, kWellType),
                  .quality = text_of(rows, row, kQuality),
                  .values = {}};
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    if (!rows.is_null(row, kFirstTag + tag)) found.values[tag] = rows.float64(row, kFirstTag + tag);
  return found;
}

}  // namespace

/// Moves to just before the first row. Returns false when there is none.
bool StoredRows::find_first(pg::Connection& connection, Instant last) {
  const auto first =
      connection.query("SELECT (extract(epoch FROM min(first_time)) * 1000000)::bigint FROM well");
  if (first.is_null(0, 0)) {
    through_ = last;
    return false;
  }
  first_ = first.instant(0, 0);
  through_ = *first_ - Microseconds(1);
  return through_ < last;
}

std::int64_t StoredRows::read(pg::Connection& connection, Instant last, std::int64_t most,
                              const std::function<void(const StoredRow&)>& use) {
  if (through_ == Instant::min() && !find_first(connection, last)) return 0;
  std::int64_t count = 0;
  auto limit = most;
  while (count < most && through_ < last) {
    const auto end = window_ < last - through_ ? through_ + window_ : last;
    const auto rows = connection.query(
        statement(), {pg::to_parameter(through_), pg::to_parameter(end), std::to_string(limit)});
    auto usable = rows.row_count();
    auto through = end;
    if (static_cast<std::int64_t>(usable) == limit) {  // the last step may go on
      const auto newest = rows.instant(usable - 1, 0);
      while (usable > 0 && rows.instant(usable - 1, 0) == newest) --usable;
      limit *= 2;
      if (usable == 0) continue;
      window_ = newest - through_;
      through = newest - Microseconds(1);
    } else if (static_cast<std::int64_t>(usable) < most / 2) {
      window_ = std::min<Microseconds>(2 * window_, kLongestWindow);
    }
    for (std::size_t row = 0; row < usable; ++row) use(row_of(rows, row));
    count += static_cast<std::int64_t>(usable);
    through_ = through;
    limit = most;
  }
  return count;
}

}  // namespace flodata::streamer
