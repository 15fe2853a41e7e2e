#include "importer/cell_value.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "base/iso8601.h"
#include "importer/mapping/number_text.h"
#include "model/source_text.h"

namespace flodata::importer {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr const char* kOutsideYears = "a date outside the years 1900 to 2199";
constexpr double kExactIntegers = 9007199254740992.0;  // 2^53: up to here every whole number is a double

std::unexpected<Error> reject(std::string reason) {
  return unexpected(Code::invalid_argument, std::move(reason));
}

/// Reasons that no type of column takes.
std::optional<std::string> reason_against(const Cell& cell) {
  switch (cell.kind) {
    case CellKind::error:
      return "the cell holds an error, not a value";
    case CellKind::rejected:
      return cell.reason;
    case CellKind::formula_without_value:
      return "a formula that was never calculated: open the file in a spreadsheet program and save it";
    case CellKind::number:
    case CellKind::text:
    case CellKind::boolean:
      return std::nullopt;
  }
  return std::nullopt;
}

bool is_missing(std::string_view text) { return text.empty() || text == "NULL"; }

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text.front() == '-' || error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::optional<std::chrono::month> month_of(std::string_view name) {
  constexpr std::array<std::string_view, 12> kNames = {"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto found = std::find(kNames.begin(), kNames.end(), lower);
  if (found == kNames.end()) return std::nullopt;
  return std::chrono::month(static_cast<unsigned>(found - kNames.begin()) + 1);
}

/// "07-Apr-14", "07-Apr-2014".
std::optional<LocalDay> parse_named_month(std::string_view text) {
  constexpr int kLastYearOfThisCentury = 68;  // POSIX, strptime
  const auto first = text.find('-');
  const auto second = first == std::string_view::npos ? first : text.find('-', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto day = digits(text.substr(0, first));
  const auto month = month_of(text.substr(first + 1, second - first - 1));
  const auto year_text = text.substr(second + 1);
  auto year = digits(year_text);
  if (!day || !month || !year || (year_text.size() != 2 && year_text.size() != 4)) return std::nullopt;
  if (year_text.size() == 2) *year += *year <= kLastYearOfThisCentury ? 2000 : 1900;
  const std::chrono::year_month_day date(std::chrono::year(*year), *month,
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return local_days(date);
}

/// Takes midnight off "2014-04-07 00:00:00", also with T between and with a fraction of zeros.
std::string_view without_midnight(std::string_view text) {
  constexpr std::size_t kDateLength = 10;
  if (text.size() <= kDateLength || (text[kDateLength] != ' ' && text[kDateLength] != 'T')) return text;
  const auto time = text.substr(kDateLength + 1);
  const bool is_midnight =
      time.starts_with("00:00") && time.find_first_not_of("0:.Z") == std::string_view::npos;
  return is_midnight ? text.substr(0, kDateLength) : text;
}

CellValue<LocalDay> day_of_serial(double serial, DateSystem date_system) {
  using namespace std::chrono_literals;
  // Excel's 1900 system counts a 29 February 1900 that never was (serial 60): before it the origin is a day
  // later.
  constexpr double kNoSuchDay = 60;
  constexpr double kLast = 109'573;  // end of 2199
  if (serial != std::floor(serial)) return reject("a date with a time of day: a production day has none");
  if (serial < 1 || serial > kLast) return reject(kOutsideYears);
  const auto count = days(static_cast<int>(serial));
  if (date_system == DateSystem::from_1904) return local_days(1904y / 1 / 1) + count;
  if (serial == kNoSuchDay) return reject("29 February 1900, which never was");
  return local_days(1899y / 12 / 30) + count + (serial < kNoSuchDay ? days(1) : days(0));
}

}  // namespace

CellValue<double> number_of(const Cell& cell) {
  if (auto reason = reason_against(cell)) return reject(std::move(*reason));
  if (cell.kind == CellKind::boolean) return reject("TRUE or FALSE where a number is expected");
  const auto text = trimmed(cell.text);
  if (is_missing(text)) return std::nullopt;
  const auto number = parse_number(text, {});
  if (!number) return std::unexpected(number.error());
  return *number;
}

CellValue<std::int64_t> whole_number_of(const Cell& cell) {
  const auto number = number_of(cell);
  if (!number) return std::unexpected(number.error());
  if (!*number) return std::nullopt;
  if (**number != std::floor(**number) || std::abs(**number) > kExactIntegers)
    return reject("a whole number is expected");
  return static_cast<std::int64_t>(**number);
}

CellValue<std::string> text_of(const Cell& cell) {
  if (auto reason = reason_against(cell)) return reject(std::move(*reason));
  std::string text(trimmed(cell.text));
  if (is_missing(text)) return std::nullopt;
  if (auto reason = reason_against_source_text(text)) return reject(std::move(*reason));
  return text;
}

bool has_two_digit_year(const Cell& cell) {
  constexpr std::size_t kTwoDigits = 2;
  const auto text = trimmed(cell.text);
  return cell.kind == CellKind::text && text.size() - text.rfind('-') - 1 == kTwoDigits &&
         parse_named_month(text).has_value();
}

CellValue<LocalDay> day_of(const Cell& cell, DateSystem date_system) {
  if (auto reason = reason_against(cell)) return reject(std::move(*reason));
  if (cell.kind == CellKind::boolean) return reject("TRUE or FALSE where a date is expected");
  const auto text = trimmed(cell.text);
  if (is_missing(text)) return std::nullopt;
  if (cell.kind == CellKind::number) {
    const auto serial = number_of(cell);
    if (!serial) return std::unexpected(serial.error());
    return day_of_serial(**serial, date_system);
  }
  const auto date = without_midnight(text);
  std::optional<LocalDay> day = parse_named_month(date);
  if (const auto iso = parse_day(date)) day = *iso;
  if (day) {
    const auto year = std::chrono::year_month_day(*day).year();
    if (year < std::chrono::year(1900) || year > std::chrono::year(2199)) return reject(kOutsideYears);
    return day;
  }
  return reject("no date: write it as 2014-04-07 or 07-Apr-2014, without a time of day");
}

}  // namespace flodata::importer
