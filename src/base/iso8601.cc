#include "base/iso8601.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/compile.h>
#include <fmt/format.h>

namespace flodata {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::year_month_day;

struct WallTime {
  year_month_day date;
  std::chrono::hh_mm_ss<Microseconds> time;
};

WallTime wall_time(Instant instant, seconds offset) {
  const auto local = instant + offset;
  const auto day = std::chrono::floor<days>(local);
  return {year_month_day(day), std::chrono::hh_mm_ss<Microseconds>(local - day)};
}

std::string format_wall(const WallTime& wall, char separator) {
  return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}"), static_cast<int>(wall.date.year()),
                     static_cast<unsigned>(wall.date.month()), static_cast<unsigned>(wall.date.day()),
                     separator, wall.time.hours().count(), wall.time.minutes().count(),
                     wall.time.seconds().count());
}

/// Reads fixed-width fields from the front of a text; after a mismatch all reads fail.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}
  int digits(std::size_t count) {
    int value = 0;
    if (rest_.size() < count) return fail();
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + count, value);
    if (error != std::errc() || end != rest_.data() + count || rest_.front() == '-') return fail();
    rest_.remove_prefix(count);
    return value;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail();
  }
  /// Reads 1 to 6 digits as a decimal fraction of a second.
  Microseconds fraction() {
    int value = 0;
    int count = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9' && count < 6) {
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
      ++count;
    }
    if (count == 0) fail();
    for (; count < 6; ++count) value *= 10;
    return Microseconds(value);
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool failed() const { return failed_; }
  int fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

std::optional<LocalDay> read_day(FieldReader& reader) {
  const std::chrono::year year(reader.digits(4));
  reader.expect('-');
  const std::chrono::month month(static_cast<unsigned>(reader.digits(2)));
  reader.expect('-');
  const std::chrono::day day(static_cast<unsigned>(reader.digits(2)));
  const year_month_day date(year, month, day);
  if (reader.failed() || !date.ok()) return std::nullopt;
  return LocalDay(date);
}

std::optional<Microseconds> read_time_of_day(FieldReader& reader) {
  const int hour = reader.digits(2);
  reader.expect(':');
  const int minute = reader.digits(2);
  Microseconds rest(0);
  int second = 0;
  if (reader.take(':')) {
    second = reader.digits(2);
    if (reader.take('.')) rest = reader.fraction();
  }
  if (reader.failed() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return hours(hour) + minutes(minute) + seconds(second) + rest;
}

std::optional<minutes> read_offset(FieldReader& reader) {
  if (reader.take('Z') || reader.take('z')) return minutes(0);
  const bool west = reader.take('-');
  if (!west && !reader.take('+')) return std::nullopt;
  const int hour = reader.digits(2);
  int minute = 0;
  if (!reader.at_end()) {
    reader.take(':');
    minute = reader.digits(2);
  }
  if (hour > 23 || minute > 59) reader.fail();
  const minutes offset = hours(hour) + minutes(minute);
  return west ? -offset : offset;
}

}  // namespace

std::string format_iso8601(Instant instant, const TimeZone& zone) {
  const auto offset = zone.offset_at(instant);
  const auto wall = wall_time(instant, offset);
  auto text = format_wall(wall, 'T');
  if (wall.time.subseconds().count() != 0)
    text += fmt::format(FMT_COMPILE(".{:06}"), wall.time.subseconds().count());
  const auto offset_minutes = std::chrono::abs(std::chrono::floor<minutes>(offset)).count();
  text += fmt::format(FMT_COMPILE("{}{:02}:{:02}"), offset.count() < 0 ? '-' : '+', offset_minutes / 60,
                      offset_minutes % 60);
  return text;
}

std::string format_log_time(Instant instant, const TimeZone& zone) {
  return format_wall(wall_time(instant, zone.offset_at(instant)), ' ');
}

std::string format_day(LocalDay day) {
  const year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

Expected<Instant> parse_iso8601(std::string_view text, const TimeZone& zone) {
  const auto reject = [&] {
    return unexpected(Code::invalid_argument,
                      fmt::format("'{}' is not a time; write it as 2008-02-29, 2008-02-29T23:00:00, "
                                  "2008-02-29T23:00:00Z or 2008-02-29T23:00:00+01:00",
                                  text));
  };
  FieldReader reader(text);
  const auto day = read_day(reader);
  if (!day) return reject();
  if (reader.at_end()) return zone.start_of(*day);
  // A '+' in a query string arrives as a blank when the client did not percent-encode it, hence the two
  // forms.
  if (!reader.take('T') && !reader.take('t') && !reader.take(' ')) return reject();
  const auto time_of_day = read_time_of_day(reader);
  if (!time_of_day) return reject();
  const std::chrono::local_time<Microseconds> local = *day + *time_of_day;
  if (reader.at_end()) return zone.to_instant(local);
  const auto offset = read_offset(reader);
  if (!offset || reader.failed() || !reader.at_end()) return reject();
  return Instant(local.time_since_epoch() - *offset);
}

std::optional<Instant> parse_unix_time(std::string_view text) {
  constexpr std::size_t kSecondDigits = 10;
  constexpr std::size_t kMillisecondDigits = 13;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::int64_t count = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), count).ec != std::errc()) return std::nullopt;
  if (text.size() == kSecondDigits) return Instant(std::chrono::seconds(count));
  if (text.size() == kMillisecondDigits) return Instant(std::chrono::milliseconds(count));
  return std::nullopt;
}

Expected<LocalDay> parse_day(std::string_view text) {
  FieldReader reader(text);
  const auto day = read_day(reader);
  if (!day || !reader.at_end())
    return unexpected(Code::invalid_argument, fmt::format("'{}' is not a day; write it as 2008-02-29", text));
  return *day;
}

}  // namespace flodata
