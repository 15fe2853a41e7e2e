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

void TimeText::find_offset(Instant instant) {
  span_ = zone_.offset_span_at(instant);
  const auto text = format_iso8601(instant, zone_);
  std::ranges::copy(std::string_view(text).substr(text.size() - offset_text_.size()), offset_text_.begin());
  find_day(instant);
}

void TimeText::find_day(Instant instant) {
  day_ = floor<days>(instant + span_.offset);
  const auto text = format_day(LocalDay(day_.time_since_epoch()));
  std::ranges::copy(text, day_text_.begin());
  day_text_.back() = 'T';
}

void TimeText::append(std::string& out, Instant instant) {
  if (instant < span_.from || instant >= span_.to) find_offset(instant);
  const auto local = instant + span_.offset;
  if (local < day_ || local - day_ >= days(1)) find_day(instant);
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
