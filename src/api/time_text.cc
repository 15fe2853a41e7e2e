#include "api/time_text.h"

#include <algorithm>
#include <string_view>

#include "base/iso8601.h"

namespace flodata::api {
namespace {

using std::chrono::days;
using std::chrono::floor;

void write_two_digits(char* place, long value) {
  place[0] = static_cast<char>('0' + value / 10);
  place[1] = static_cast<char>('0' + value % 10);
}

}  // namespace

// No zone changes its offset and changes it back within a day of UTC.
void TimeText::find_offset(Instant instant) {
  const auto day = floor<days>(instant);
  offset_ = zone_.offset_at(instant);
  const bool constant = zone_.offset_at(day) == offset_ && zone_.offset_at(day + days(1)) == offset_;
  known_from_ = constant ? Instant(day) : instant;
  known_to_ = constant ? Instant(day + days(1)) : instant + Microseconds(1);
  const auto text = format_iso8601(instant, zone_);
  std::ranges::copy(std::string_view(text).substr(text.size() - offset_text_.size()), offset_text_.begin());
  day_ = floor<days>(instant + offset_);
  std::ranges::copy(std::string_view(text).substr(0, day_text_.size()), day_text_.begin());
}

void TimeText::append(std::string& out, Instant instant) {
  if (instant < known_from_ || instant >= known_to_) find_offset(instant);
  const auto local = instant + offset_;
  if (floor<days>(local) != day_) find_offset(instant);
  const std::chrono::hh_mm_ss<Microseconds> wall(local - day_);
  std::array<char, 9> clock = {0, 0, ':', 0, 0, ':', 0, 0, '.'};
  write_two_digits(&clock[0], wall.hours().count());
  write_two_digits(&clock[3], wall.minutes().count());
  write_two_digits(&clock[6], wall.seconds().count());
  out.append(day_text_.data(), day_text_.size());
  out.append(clock.data(), clock.size() - 1);
  if (wall.subseconds().count() != 0) {
    const auto digits = std::to_string(wall.subseconds().count());
    constexpr std::size_t kMicrosecondDigits = 6;
    out += '.';
    out.append(kMicrosecondDigits - digits.size(), '0');
    out += digits;
  }
  out.append(offset_text_.data(), offset_text_.size());
}

}  // namespace flodata::api
