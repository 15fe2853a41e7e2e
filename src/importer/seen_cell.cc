#include "importer/seen_cell.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "importer/mapping/source_unit.h"
#include "importer/sheet/number_format.h"

namespace flodata::importer {
namespace {

constexpr double kSecondsPerDay = 86'400;
constexpr double kMillisecondsPerDay = kSecondsPerDay * 1000;
constexpr double kMillisecondsPerHour = 3'600'000;

std::optional<double> number_in(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string_view words_for(Meaning meaning) {
  switch (meaning) {
    case Meaning::number:
      return "a number";
    case Meaning::percent:
      return "a percentage";
    case Meaning::elapsed_hours:
    case Meaning::clock_hours:
    case Meaning::other_time:
      return "a time";
    case Meaning::date:
      return "a date";
    case Meaning::scaled:
      return "thousandths of the number";
    case Meaning::text:
      return "words in the place of the number";
    case Meaning::hidden:
      return "nothing";
    case Meaning::unknown:
      return "something that this program does not know";
  }
  return "";
}

std::string_view words_for(SourceColumnType type) {
  switch (type) {
    case SourceColumnType::day:
      return "a date";
    case SourceColumnType::whole_number:
      return "a whole number";
    case SourceColumnType::number:
      return "a number";
    case SourceColumnType::text:
      return "a text";
  }
  return "";
}

/// One cell with a number, and the section of its format that shows it.
class SeenNumber {
 public:
  SeenNumber(const Cell& cell, double value, const ColumnKind& column)
      : cell_(cell),
        value_(value),
        column_(column),
        format_(*cell.format),
        section_(format_.section_for(value)) {}

  Expected<Cell> see() const {
    if (section_ == nullptr) return reject("no section for this number");
    const bool is_number = section_->meaning == Meaning::number || section_->meaning == Meaning::percent;
    if (is_number && column_.type != SourceColumnType::text && !format_.shows_sign_of(value_))
      return reject("the number without its sign, or with another one");
    switch (section_->meaning) {
      case Meaning::number:
        return column_.type == SourceColumnType::text ? see_text() : see_plain();
      case Meaning::percent:
        return see_percent();
      case Meaning::elapsed_hours:
      case Meaning::clock_hours:
        return see_hours();
      case Meaning::date:
        if (column_.type == SourceColumnType::day) return cell_;
        break;
      case Meaning::hidden:
        if (value_ == 0 && column_.type == SourceColumnType::number)
          return cell_;  // zeros are hidden as a habit
        break;
      case Meaning::text:
        // A dash for a zero.
        if (value_ == 0 && section_->unit.empty() && column_.type == SourceColumnType::number) return cell_;
        break;
      case Meaning::scaled:
      case Meaning::other_time:
      case Meaning::unknown:
        break;
    }
    return reject(words_for(section_->meaning));
  }

 private:
  [[nodiscard]] std::unexpected<Error> reject(std::string_view shown) const {
    return unexpected(
        Code::invalid_argument,
        fmt::format("its number format '{}' shows {}, and {} is expected: give the column a plain number "
                    "format, and see that the numbers are right then",
                    format_.code(), shown, words_for(column_.type)));
  }

  [[nodiscard]] Cell with(std::string text) const {
    return {cell_.column, CellKind::number, std::move(text)};
  }

  [[nodiscard]] UnitFamily family() const {
    return column_.tag ? kTags[*column_.tag].family : UnitFamily::count;
  }

  /// Whether the words of the format are the column's own unit.
  [[nodiscard]] bool is_own_unit() const {
    const auto& words = section_->unit;
    if (words.empty()) return true;
    if (!column_.tag) return false;
    constexpr std::array<std::string_view, 5> kHours = {"h", "hr", "hrs", "hour", "hours"};
    constexpr std::array<std::string_view, 3> kCelsius = {"C", "°C", "degC"};
    if (family() == UnitFamily::hours) return std::ranges::find(kHours, words) != kHours.end();
    if (family() == UnitFamily::temperature) return std::ranges::find(kCelsius, words) != kCelsius.end();
    const auto unit = find_source_unit(words, kTags[*column_.tag]);
    return unit && unit->factor == 1 && unit->offset == 0 && unit->basis == UnitBasis::as_it_is;
  }

  [[nodiscard]] Expected<Cell> see_plain() const {
    if (is_own_unit()) return cell_;
    return reject(fmt::format("the number with '{}'", section_->unit));
  }

  /// A code like 0012 is kept as it is seen.
  [[nodiscard]] Expected<Cell> see_text() const {
    if (!section_->unit.empty() || section_->has_sign)
      return reject(fmt::format("the number with '{}'", section_->unit));
    constexpr double kMaxCode = 1e15;
    if (section_->zero_count <= 1) return cell_;
    if (section_->has_fraction || value_ != std::floor(value_) || value_ < 0 || value_ > kMaxCode)
      return reject("leading zeros");
    return with(fmt::format("{:0{}}", static_cast<std::int64_t>(value_), section_->zero_count));
  }

  [[nodiscard]] Expected<Cell> see_percent() const {
    if (family() != UnitFamily::percent || !section_->unit.empty())
      return reject(words_for(Meaning::percent));
    // By its decimal digits: 0.57 is 57 %, and 0.57 * 100 is not quite. The shortest digits that are this
    // double.
    std::array<char, 64> digits{};
    const auto written =
        std::to_chars(digits.data(), digits.data() + digits.size(), value_, std::chars_format::scientific);
    std::string text(digits.data(), written.ptr);
    const auto mark = text.find('e');
    int power = 0;
    const char* begin = text.data() + mark + (text[mark + 1] == '+' ? 2 : 1);
    std::from_chars(begin, text.data() + text.size(), power);
    constexpr int kPercentPower = 2;
    const auto percent = number_in(fmt::format("{}e{}", text.substr(0, mark), power + kPercentPower));
    if (!percent) return reject(words_for(Meaning::percent));
    return with(fmt::format("{}", *percent));
  }

  [[nodiscard]] Expected<Cell> see_hours() const {
    if (family() != UnitFamily::hours) return reject(words_for(section_->meaning));
    if (section_->meaning == Meaning::clock_hours && (value_ < 0 || value_ >= 1))
      return reject("the time of a day without its whole days; [h]:mm shows all hours");
    if (std::abs(value_) > kSecondsPerDay) return reject("a time of more than a lifetime");
    // Days as a fraction are not exact: 12:30 is 0.520833….
    return with(fmt::format("{}", std::round(value_ * kMillisecondsPerDay) / kMillisecondsPerHour));
  }

  const Cell& cell_;
  double value_;
  const ColumnKind& column_;
  const NumberFormat& format_;
  const FormatSection* section_;
};

/// A date that was computed is a few microseconds off its midnight.
std::optional<Cell> nearest_midnight(const Cell& cell, double serial) {
  const double midnight = std::round(serial);
  constexpr double kRounding = 1e-3;
  if (serial == midnight || std::abs(serial - midnight) * kSecondsPerDay > 1 + kRounding) return std::nullopt;
  return Cell{cell.column, CellKind::number, fmt::format("{:.0f}", midnight), cell.format};
}

}  // namespace

Expected<Cell> seen_cell(const Cell& cell, const ColumnKind& column) {
  if (cell.kind != CellKind::number) return cell;
  const auto value = number_in(cell.text);
  if (!value) return cell;  // the column's own parser says what is wrong
  if (column.type == SourceColumnType::day) {
    if (auto midnight = nearest_midnight(cell, *value)) {
      if (cell.format == nullptr) return *std::move(midnight);
      return SeenNumber(*midnight, std::round(*value), column).see();
    }
  }
  if (cell.format == nullptr) return cell;
  return SeenNumber(cell, *value, column).see();
}

}  // namespace flodata::importer
