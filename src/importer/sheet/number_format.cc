#include "importer/sheet/number_format.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace flodata::importer {
namespace {

constexpr std::size_t kMaxSections = 4;  // positive, negative, zero, text

char lower(char character) { return static_cast<char>(std::tolower(static_cast<unsigned char>(character))); }

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_start) {
  return text.size() >= lower_start.size() &&
         std::equal(lower_start.begin(), lower_start.end(), text.begin(),
                    [](char wanted, char character) { return wanted == lower(character); });
}

/// Blanks (also U+00A0, U+2009, U+202F), which change nothing where they stand.
std::size_t blank_length(std::string_view text) {
  for (const std::string_view blank : {" ", "\xc2\xa0", "\xe2\x80\x89", "\xe2\x80\xaf"})
    if (text.starts_with(blank)) return blank.size();
  return 0;
}

/// Reads one section, token by token.
class SectionReader {
 public:
  explicit SectionReader(std::string_view code) : rest_(code), is_empty_(code.empty()) {}

  FormatSection read() {
    while (!rest_.empty()) read_token();
    section_.meaning = meaning();
    if (integer_has_hash_) section_.zero_count = std::min(section_.zero_count, 1U);
    return std::move(section_);
  }

 private:
  std::string_view take(std::size_t count) {
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  /// Takes one character of UTF-8.
  std::string_view take_character() {
    std::size_t length = std::min<std::size_t>(1, rest_.size());
    while (length < rest_.size() && (static_cast<unsigned char>(rest_[length]) & 0xC0U) == 0x80U) ++length;
    return take(length);
  }

  void read_token() {
    const char first = rest_.front();
    // Commas with no digit behind them divide by 1000 each; others group digits.
    if (open_commas_ > 0 && !std::string_view(",0#?").contains(first)) is_scaled_ = true;
    if (first == '"') return read_quoted();
    if (first == '[') return read_bracketed();
    if (first == '\\' || first == '!') {
      take(1);
      return add_literal(take_character());
    }
    if (first == '_' || first == '*') {  // a gap as wide as the next character, or filled with it
      take(1);
      take_character();
      return;
    }
    if (starts_with_ignoring_case(rest_, "general")) {
      take(std::string_view("general").size());
      return add_digit('#');
    }
    for (const std::string_view halves : {"am/pm", "a/p"})
      if (starts_with_ignoring_case(rest_, halves)) {
        take(halves.size());
        has_halves_ = true;
        return;
      }
    read_character();
  }

  void read_quoted() {
    take(1);
    add_literal(take(std::min(rest_.find('"'), rest_.size())));
    take(1);
  }

  void read_bracketed() {
    take(1);
    const auto content = take(std::min(rest_.find(']'), rest_.size()));
    take(1);
    if (content.starts_with('$')) return add_literal(content.substr(1, content.find('-') - 1));
    if (!content.empty() && std::string_view("<>=").contains(content.front())) return read_condition(content);
    if (!content.empty() &&
        content.find_first_not_of(lower(content.front()) == 'h' ? "hH" : "mMsS") == std::string_view::npos) {
      (lower(content.front()) == 'h' ? has_elapsed_hours_ : has_elapsed_other_) = true;
      return;
    }
    constexpr std::array<std::string_view, 9> kColours = {"black", "blue",  "cyan",   "green", "magenta",
                                                          "red",   "white", "yellow", "color"};
    section_.is_red |= starts_with_ignoring_case(content, "red");
    if (std::ranges::none_of(
            kColours, [&](std::string_view colour) { return starts_with_ignoring_case(content, colour); }))
      is_unknown_ = true;
  }

  void read_condition(std::string_view content) {
    const auto length = std::min(content.find_first_not_of("<>="), content.size());
    section_.operation = content.substr(0, length);
    const auto number = content.substr(length);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), section_.bound);
    if (error != std::errc() || end != number.data() + number.size()) is_unknown_ = true;
  }

  void read_character() {
    const auto character = take_character();
    const char first = lower(character.front());
    if (first == '0' || first == '#' || first == '?') return add_digit(first);
    if (first == 'e' && has_digits_ && (rest_.starts_with('+') || rest_.starts_with('-'))) {
      take(1);
      section_.has_fraction = true;  // zeros that follow belong to the exponent
      return;
    }
    switch (first) {
      case ',':
        if (has_digits_) ++open_commas_;
        return;
      case '.':
        section_.has_fraction = true;
        return;
      case '%':
        ++percent_count_;
        return;
      case '/':
        has_slash_ = true;
        return;
      case '@':
        has_digits_ = true;
        return;
      case 'h':
        has_hours_ = true;
        return;
      case 's':
        has_seconds_ = true;
        return;
      case 'm':
        has_months_or_minutes_ = true;
        return;
      case 'y':
      case 'd':
      case 'e':
      case 'g':
      case 'b':
        has_date_ = true;
        return;
      case ':':
        return;
      default:
        // Whole numbers below a fraction's line.
        if (has_slash_ && std::isdigit(static_cast<unsigned char>(first)) != 0) return;
        add_literal(character);
    }
  }

  void add_digit(char placeholder) {
    open_commas_ = 0;
    has_digits_ = true;
    if (section_.has_fraction) return;
    if (placeholder == '0')
      ++section_.zero_count;
    else
      integer_has_hash_ = true;
  }

  void add_literal(std::string_view text) {
    while (!text.empty()) {
      if (const auto blank = blank_length(text); blank > 0) {
        text.remove_prefix(blank);
        if (!section_.unit.empty()) section_.unit += ' ';
        continue;
      }
      const char character = text.front();
      text.remove_prefix(1);
      if (std::string_view("-(").contains(character))
        section_.has_sign = true;
      else if (!std::string_view("+)'").contains(character))
        section_.unit += character;
    }
  }

  [[nodiscard]] Meaning meaning() {
    while (section_.unit.ends_with(' ')) section_.unit.pop_back();
    const bool has_time =
        has_hours_ || has_elapsed_hours_ || has_elapsed_other_ || has_seconds_ || has_halves_;
    if (is_empty_) return Meaning::hidden;
    if (is_unknown_ || percent_count_ > 1) return Meaning::unknown;
    if (has_date_ || (has_months_or_minutes_ && !has_time)) return Meaning::date;
    if (has_time) {
      if (has_halves_ || (!has_hours_ && !has_elapsed_hours_)) return Meaning::other_time;
      return has_elapsed_hours_ ? Meaning::elapsed_hours : Meaning::clock_hours;
    }
    if (!has_digits_) return Meaning::text;
    if (open_commas_ > 0 || is_scaled_) return Meaning::scaled;
    return percent_count_ == 1 ? Meaning::percent : Meaning::number;
  }

  std::string_view rest_;
  FormatSection section_;
  bool is_empty_;
  bool is_unknown_ = false;
  bool has_digits_ = false;
  bool integer_has_hash_ = false;
  bool has_slash_ = false;
  bool has_date_ = false;
  bool has_months_or_minutes_ = false;
  bool has_hours_ = false;
  bool has_seconds_ = false;
  bool has_elapsed_hours_ = false;
  bool has_elapsed_other_ = false;
  bool has_halves_ = false;
  bool is_scaled_ = false;
  std::uint32_t open_commas_ = 0;
  std::uint32_t percent_count_ = 0;
};

/// Cuts a code at its semicolons, but not within quotation marks, brackets or behind a backslash.
std::vector<std::string_view> sections_of(std::string_view code) {
  std::vector<std::string_view> sections;
  std::size_t begin = 0;
  bool is_quoted = false;
  bool is_bracketed = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char character = code[i];
    if (is_quoted) {
      is_quoted = character != '"';
    } else if (is_bracketed) {
      is_bracketed = character != ']';
    } else if (std::string_view("\\!_*").contains(character)) {
      ++i;
    } else if (character == ';') {
      sections.push_back(code.substr(begin, i - begin));
      begin = i + 1;
    } else {
      is_quoted = character == '"';
      is_bracketed = character == '[';
    }
  }
  sections.push_back(code.substr(std::min(begin, code.size())));
  return sections;
}

bool fulfils(double value, const FormatSection& section) {
  const auto& operation = section.operation;
  if (operation == "<") return value < section.bound;
  if (operation == "<=") return value <= section.bound;
  if (operation == ">") return value > section.bound;
  if (operation == ">=") return value >= section.bound;
  if (operation == "=") return value == section.bound;
  return operation == "<>" && value != section.bound;
}

}  // namespace

NumberFormat::NumberFormat(std::string code) : code_(std::move(code)) {
  for (const auto section : sections_of(code_)) sections_.push_back(SectionReader(section).read());
  if (sections_.size() > kMaxSections) sections_.assign(1, {Meaning::unknown});
  if (sections_.size() == kMaxSections) sections_.pop_back();  // the one for text
  for (const auto& section : sections_)
    is_plain_ = is_plain_ && section.meaning == Meaning::number && section.unit.empty() &&
                section.zero_count <= 1 && section.operation.empty();
  is_plain_ = is_plain_ && shows_sign_of(1) && shows_sign_of(-1);
}

bool NumberFormat::has_conditions() const {
  return std::ranges::any_of(sections_,
                             [](const FormatSection& section) { return !section.operation.empty(); });
}

const FormatSection* NumberFormat::section_for(double value) const {
  if (sections_.size() == 1 && !has_conditions()) return &sections_.front();
  if (has_conditions()) {
    // Those with a condition come first; the one after them is for the rest.
    for (const auto& section : sections_)
      if (section.operation.empty() || fulfils(value, section)) return &section;
    return nullptr;
  }
  if (value < 0) return &sections_[1];
  return value == 0 && sections_.size() > 2 ? &sections_[2] : &sections_.front();
}

bool NumberFormat::shows_sign_of(double value) const {
  const auto* section = section_for(value);
  if (section == nullptr || value == 0) return true;
  const bool is_for_negatives = sections_.size() > 1 && section == &sections_[1] && !has_conditions();
  if (is_for_negatives) return section->has_sign || section->is_red;
  return !section->has_sign;  // a minus comes by itself
}

std::string_view built_in_format(std::uint32_t id) {
  // 5 to 8, 37 to 44: of the United States.
  constexpr std::array<std::string_view, 50> kCodes = {
      "General",
      "0",
      "0.00",
      "#,##0",
      "#,##0.00",
      "\"$\"#,##0_);(\"$\"#,##0)",
      "\"$\"#,##0_);[Red](\"$\"#,##0)",
      "\"$\"#,##0.00_);(\"$\"#,##0.00)",
      "\"$\"#,##0.00_);[Red](\"$\"#,##0.00)",
      "0%",
      "0.00%",
      "0.00E+00",
      "# ?/?",
      "# ?\?/?\?",
      "mm-dd-yy",
      "d-mmm-yy",
      "d-mmm",
      "mmm-yy",
      "h:mm AM/PM",
      "h:mm:ss AM/PM",
      "h:mm",
      "h:mm:ss",
      "m/d/yy h:mm",
      "General",
      "General",
      "General",
      "General",
      "yyyy-mm-dd",
      "yyyy-mm-dd",
      "yyyy-mm-dd",
      "yyyy-mm-dd",
      "yyyy-mm-dd",
      "h:mm",
      "h:mm:ss",
      "yyyy-mm-dd",
      "yyyy-mm-dd",
      "yyyy-mm-dd",
      "#,##0_);(#,##0)",
      "#,##0_);[Red](#,##0)",
      "#,##0.00_);(#,##0.00)",
      "#,##0.00_);[Red](#,##0.00)",
      "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)",
      "_(\"$\"* #,##0_);_(\"$\"* (#,##0);_(\"$\"* \"-\"_);_(@_)",
      "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)",
      "_(\"$\"* #,##0.00_);_(\"$\"* (#,##0.00);_(\"$\"* \"-\"??_);_(@_)",
      "mm:ss",
      "[h]:mm:ss",
      "mm:ss.0",
      "##0.0E+0",
      "@"};
  constexpr std::uint32_t kFirstEastAsianDate = 50;
  constexpr std::uint32_t kLastEastAsianDate = 58;
  if (id < kCodes.size()) return kCodes[id];
  return id >= kFirstEastAsianDate && id <= kLastEastAsianDate ? "yyyy-mm-dd" : "General";
}

}  // namespace flodata::importer
