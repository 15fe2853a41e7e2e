#include "base/time_text.h"

#include <chrono>
#include <string>

namespace flodata {
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
  const std::chrono::hh_mm_ss offset(floor<std::chrono::minutes>(span_.offset));
  offset_text_ = {offset.is_negative() ? '-' : '+', 0, 0, ':', 0, 0};
  write_two_digits(&offset_text_[1], offset.hours().count());
  write_two_digits(&offset_text_[4], offset.minutes().count());
  find_day(instant);
}

void TimeText::find_day(Instant instant) {
  day_ = floor<days>(instant + span_.offset);
  const std::chrono::year_month_day date(day_);
  const auto year = static_cast<int>(date.year());
  day_text_ = {0, 0, 0, 0, '-', 0, 0, '-', 0, 0, 'T'};
  write_two_digits(&day_text_[0], year / 100);
  write_two_digits(&day_text_[2], year % 100);
  write_two_digits(&day_text_[5], static_cast<unsigned>(date.month()));
  write_two_digits(&day_text_[8], static_cast<unsigned>(date.day()));
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

}  // namespace flodata
