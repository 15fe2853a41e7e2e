#include "importer/mapping/day_format.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include <date/date.h>
#include <fmt/format.h>

#include "base/unicode.h"

namespace flodata::importer {
namespace {

constexpr std::string_view kLetters = "%dembBhyYHIMSpTRFDaA";
constexpr std::string_view kExamples = "write for instance %m/%d/%Y, %d.%m.%Y or %d-%b-%y";

struct Reading {
  date::local_time<std::chrono::milliseconds> time;
  std::string rest;  // of the text, behind what the format describes
};

/// Blanks of every kind become U+0020, for which a blank of the format stands.
std::string with_plain_blanks(std::string_view text) {
  std::string plain;
  for (auto rest = text; !rest.empty();) {
    const auto first = first_character(rest);
    const auto size = first ? first->size_bytes : 1;
    plain += first && is_blank(first->character) ? " " : rest.substr(0, size);
    rest.remove_prefix(size);
  }
  return plain;
}

std::optional<Reading> read(const std::string& text, const std::string& format) {
  constexpr auto kFirstYearOfFourDigits = date::year(1000);
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  Reading reading;
  in >> date::parse(format, reading.time);
  if (in.fail()) return std::nullopt;
  const auto year = date::year_month_day(date::floor<date::days>(reading.time)).year();
  if (year < kFirstYearOfFourDigits) return std::nullopt;  // "%Y" of "21"
  std::getline(in, reading.rest, '\0');
  return reading;
}

std::string replaced(std::string format, std::string_view from, std::string_view to) {
  for (auto at = format.find(from); at != std::string::npos; at = format.find(from, at + to.size()))
    format.replace(at, from.size(), to);
  return format;
}

/// Whether two numbers of the format stand without anything between them: only their leading zeros tell them
/// apart.
bool has_numbers_side_by_side(std::string_view format) {
  constexpr std::string_view kNumbers = "demyYHIMS";
  for (std::size_t at = 0; at + 3 < format.size(); ++at) {
    if (format[at] != '%') continue;
    if (kNumbers.contains(format[at + 1]) && format[at + 2] == '%' && kNumbers.contains(format[at + 3]))
      return true;
    ++at;  // behind the letter
  }
  return false;
}

/// Whether the text is a day by this format, wholly.
bool fits(const std::string& text, const std::string& format) {
  const auto reading = read(text, format);
  return reading && reading->rest.empty();
}

}  // namespace

Expected<DayFormat> DayFormat::create(std::string format) {
  const auto fail = [&](const std::string& what) {
    return unexpected(Code::invalid_argument,
                      fmt::format("date_format '{}' {}; {}", printable(format), what, kExamples));
  };
  for (std::size_t at = format.find('%'); at != std::string::npos; at = format.find('%', at + 2))
    if (at + 1 == format.size() || !kLetters.contains(format[at + 1]))
      return fail(fmt::format("has '{}', which is none of %{}",
                              printable(std::string_view(format).substr(at, 2)),
                              fmt::join(kLetters.substr(1), ", %")));
  const auto has_any = [&](std::initializer_list<std::string_view> letters) {
    return std::ranges::any_of(letters, [&](auto letter) { return format.contains(letter); });
  };
  if (!has_any({"%d", "%e", "%F", "%D"})) return fail("has no %d");
  if (!has_any({"%m", "%b", "%B", "%h", "%F", "%D"})) return fail("has no %m and no %b");
  if (!has_any({"%Y", "%y", "%F", "%D"})) return fail("has no %Y and no %y");
  return DayFormat(std::move(format));
}

Expected<WrittenDay> DayFormat::parse(std::string_view text) const {
  const auto plain = with_plain_blanks(text);
  const auto reading = read(plain, format_);
  if (reading && reading->rest.empty()) {
    const auto day = date::floor<date::days>(reading->time);
    const auto whole = date::format(format_, date::floor<std::chrono::seconds>(reading->time));
    if (has_numbers_side_by_side(format_) && plain.size() < whole.size())
      return unexpected(
          Code::invalid_argument,
          fmt::format("no day as date_format {} writes it: with nothing between its numbers, each needs "
                      "its leading zeros",
                      format_));
    return WrittenDay{LocalDay(day.time_since_epoch()), reading->time != day};
  }
  const auto no_day = fmt::format("no day as date_format {} writes it", format_);
  const auto fail = [&](std::string_view hint) {
    return unexpected(Code::invalid_argument, fmt::format("{}{}", no_day, hint));
  };
  if (format_.contains("%Y") && fits(plain, replaced(format_, "%Y", "%y")))
    return fail(": %Y takes a year of four digits, %y one of two");
  if (format_.contains("%y") && fits(plain, replaced(format_, "%y", "%Y")))
    return fail(": %y takes a year of two digits, %Y one of four");
  if (reading)
    return fail(fmt::format(": it goes on with '{}' (a time of day is %H:%M, %H:%M:%S or %I:%M %p)",
                            printable(reading->rest)));
  return fail("");
}

}  // namespace flodata::importer
