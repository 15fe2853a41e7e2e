#include "importer/mapping/mapping.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/edit_distance.h"
#include "base/sha256.h"
#include "base/time_zone.h"
#include "base/unicode.h"
#include "importer/mapping/published_columns.h"
#include "importer/mapping/toml_library.h"
#include "importer/mapping/toml_limits.h"
#include "importer/sheet/header.h"
#include "model/daily_history.h"
#include "model/production_day.h"

namespace flodata::importer {
namespace {

constexpr std::array<std::string_view, 8> kFileKeys = {
    "production_day_zone", "day",     "partial_day_means", "well_names",
    "date_format",         "decimal", "thousands",         "missing"};
constexpr std::array<std::string_view, 4> kColumnKeys = {"column", "value", "unit", "values"};
constexpr std::size_t kMistakesShown = 20;

/// What is wrong with one key: its value is left out, and the next key is read.
struct Mistake {
  std::uint32_t line;  // 0: of the whole
  std::string what;

  [[nodiscard]] std::string text() const { return line == 0 ? what : fmt::format("line {}: {}", line, what); }
};

class MappingReader {
 public:
  explicit MappingReader(const std::filesystem::path& path) : path_(path.string()) {
    mapping_.name = path.filename().string();
  }

  Mapping read(const std::string& text) {
    Sha256 digest;
    digest.add(std::as_bytes(std::span(text)));
    mapping_.sha256 = digest.hex();
    require_shallow_toml(text, path_, ImportLimits{});
    try {
      const auto document = toml::parse(text);
      for (const auto& [key, node] : document) keep_mistake_of([&] { read_section(key, node); });
    } catch (const toml::parse_error& error) {
      throw Failure(Code::invalid_argument, fmt::format("'{}', line {}: not TOML: {}", path_,
                                                        error.source().begin.line, error.description()));
    } catch (const TomlCheckFailed& error) {
      throw Failure(Code::invalid_argument,
                    fmt::format("'{}': {}: check it with a TOML editor", path_, error.what()));
    }
    check_whole();
    if (!mistakes_.empty()) throw failure_of_mistakes();
    mapping_.day_hours = day_hours();
    return std::move(mapping_);
  }

 private:
  [[noreturn]] static void fail(const toml::node& node, const std::string& what) {
    throw Mistake{node.source().begin.line, what};
  }

  /// Reads something, and keeps its mistake. Returns whether there is none.
  template <typename Read>
  bool keep_mistake_of(const Read& read) {
    try {
      read();
      return true;
    } catch (const Mistake& mistake) {
      mistakes_.push_back(mistake);
      return false;
    }
  }

  /// In the order of the file.
  [[nodiscard]] Failure failure_of_mistakes() {
    std::ranges::sort(mistakes_, {}, [](const Mistake& each) { return std::tie(each.line, each.what); });
    if (mistakes_.size() == 1)
      return {Code::invalid_argument, fmt::format("'{}'{} {}", path_, mistakes_.front().line == 0 ? ":" : ",",
                                                  mistakes_.front().text())};
    auto text = fmt::format("'{}' has {} mistakes:", path_, mistakes_.size());
    const auto shown = std::min(mistakes_.size(), kMistakesShown);
    for (std::size_t i = 0; i < shown; ++i) text += fmt::format(" ({}) {}", i + 1, mistakes_[i].text());
    if (shown < mistakes_.size()) text += fmt::format(" and {} more", mistakes_.size() - shown);
    return {Code::invalid_argument, text};
  }

  template <std::size_t N>
  [[noreturn]] static void fail_unknown(const toml::node& node, std::string_view kind, std::string_view key,
                                        const std::array<std::string_view, N>& known) {
    const auto nearest = std::ranges::min(
        known, {}, [&](std::string_view candidate) { return edit_distance(key, candidate); });
    fail(node, fmt::format("unknown {} '{}': did you mean '{}'? Known are {}", kind, key, nearest,
                           fmt::join(known, ", ")));
  }

  void read_section(const toml::key& key, const toml::node& node) {
    constexpr std::array<std::string_view, 2> kSections = {"file", "columns"};
    const auto* table = node.as_table();
    if (std::ranges::find(kSections, key.str()) == kSections.end())
      fail_unknown(node, "section", key.str(), kSections);
    if (table == nullptr) fail(node, fmt::format("'{}' is no section: write [{}]", key.str(), key.str()));
    if (key.str() == "columns") has_columns_ = true;
    for (const auto& [name, value] : *table)
      keep_mistake_of(
          [&] { key.str() == "file" ? read_file_key(name.str(), value) : read_column(name.str(), value); });
  }

  static std::string text(std::string_view key, const toml::node& node) {
    const auto value = node.value<std::string_view>();
    if (!node.is_string() || !value) fail(node, fmt::format("'{}' must be a text in quotation marks", key));
    return std::string(*value);
  }

  /// A text, or a number that need not stand in quotation marks.
  static std::string text_or_number(std::string_view key, const toml::node& node) {
    if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
    if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
    return text(key, node);
  }

  static char single(std::string_view key, const toml::node& node, std::string_view allowed) {
    const auto value = text(key, node);
    if (value.size() != 1 || !allowed.contains(value.front()))
      fail(node,
           fmt::format("'{}' is '{}': it must be one of the characters {}", key, printable(value), allowed));
    return value.front();
  }

  void read_file_key(std::string_view key, const toml::node& node) {
    if (key == "production_day_zone") {
      mapping_.day_zone = text(key, node);
      const auto zone = TimeZone::find(mapping_.day_zone);
      if (!zone) fail(node, zone.error().message);
    } else if (key == "day") {
      read_day_hours(text(key, node), node);
    } else if (key == "partial_day_means") {
      mapping_.partial_day_means = text(key, node);
      if (mapping_.partial_day_means != "day" && mapping_.partial_day_means != "on stream")
        fail(node,
             fmt::format("'partial_day_means' is '{}': write \"day\" where means are over all hours of the "
                         "day, or \"on stream\" where they are over the hours on stream",
                         printable(mapping_.partial_day_means)));
    } else if (key == "well_names") {
      const auto naming = find_well_naming(text(key, node));
      if (!naming)
        fail(node,
             fmt::format("'well_names' is '{}': write \"{}\" for names of the Norwegian register, or \"{}\" "
                         "(which holds without the key)",
                         text(key, node), to_string(WellNaming::npd), to_string(WellNaming::as_written)));
      mapping_.well_names = naming;
    } else if (key == "date_format") {
      auto format = DayFormat::create(text(key, node));
      if (!format) fail(node, format.error().message);
      mapping_.date_format = *std::move(format);
    } else if (key == "decimal") {
      mapping_.numbers.decimal = single(key, node, ".,");
    } else if (key == "thousands") {
      mapping_.numbers.thousands = single(key, node, ",. '");
    } else if (key == "missing") {
      const auto* list = node.as_array();
      if (list == nullptr) fail(node, "'missing' must be a list of texts, for instance [\"-999\", \"n/a\"]");
      for (const auto& item : *list) mapping_.missing.push_back(text_or_number(key, item));
    } else {
      fail_unknown(node, "key of [file]", key, kFileKeys);
    }
  }

  void read_day_hours(const std::string& value, const toml::node& node) {
    if (value != "actual" && value != "nominal")
      fail(node,
           fmt::format("'day' is '{}': write \"actual\" where days have 23, 24 or 25 hours by the clock, or "
                       "\"nominal\" where each counts as 24",
                       value));
    day_hours_ = value == "nominal" ? DayHours::nominal : DayHours::actual;
  }

  /// What the mapping says; else a constant of 24 hours says that the source counts no other day.
  [[nodiscard]] DayHours day_hours() const {
    if (day_hours_) return *day_hours_;
    for (const auto& column : mapping_.columns) {
      if (kSourceColumns[column.target].name != "ON_STREAM_HRS" || !column.constant_number || !column.unit)
        continue;
      if (column.unit->basis == UnitBasis::as_it_is &&
          *column.constant_number * column.unit->factor == kNominalDayHours)
        return DayHours::nominal;
    }
    return DayHours::actual;
  }

  void read_column(std::string_view name, const toml::node& node) {
    const auto names = daily_columns();
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
      const auto nearest =
          std::ranges::min(names, {}, [&](std::string_view known) { return edit_distance(name, known); });
      fail(node, fmt::format("unknown column '{}': did you mean '{}'? Known are {}", name, nearest,
                             fmt::join(names, ", ")));
    }
    MappedColumn column{static_cast<std::size_t>(found - names.begin()), {}, {}, {}, {}, {}};
    declared_.push_back(*found);
    if (const auto* table = node.as_table()) {
      if (!read_column_table(name, *table, column)) return;  // its mistakes are kept
    } else {
      column.column = text(name, node);
    }
    check_column(name, node, column);
    if (column.unit && !column.constant.empty()) {
      const auto number = parse_number(column.constant, {});
      if (!number)
        fail(node, fmt::format("'value' is '{}': {}; write it with a decimal point, for instance 23.5",
                               printable(column.constant), number.error().message));
      column.constant_number = *number;
    }
    check_mapped_once(name, node, column);
    mapping_.columns.push_back(std::move(column));
  }

  /// Returns whether there is no mistake in it.
  bool read_column_table(std::string_view name, const toml::table& table, MappedColumn& column) {
    bool is_sound = true;
    for (const auto& [key, node] : table)
      is_sound = keep_mistake_of([&] { read_column_key(name, key.str(), node, column); }) && is_sound;
    return is_sound;
  }

  static void read_column_key(std::string_view name, std::string_view key, const toml::node& node,
                              MappedColumn& column) {
    if (key == "column") {
      column.column = text(key, node);
    } else if (key == "value") {
      column.constant = text_or_number(key, node);
    } else if (key == "unit") {
      const auto tag = find_tag_by_source_column(name);
      if (!tag) fail(node, fmt::format("{} has no unit: take 'unit' out", name));
      auto unit = find_source_unit(text(key, node), kTags[*tag]);
      if (!unit) fail(node, unit.error().message);
      column.unit = *unit;
    } else if (key == "values") {
      const auto* values = node.as_table();
      if (values == nullptr)
        fail(node, "'values' must be pairs, for instance { PROD = \"OP\", INJ = \"WI\" }");
      for (const auto& [from, to] : *values) column.values.emplace(from.str(), text(from.str(), to));
    } else {
      fail_unknown(node, "key of a column", key, kColumnKeys);
    }
  }

  static void check_column(std::string_view name, const toml::node& node, const MappedColumn& column) {
    if (column.column.empty() == column.constant.empty())
      fail(node,
           fmt::format("{} needs either 'column' (a name in the .csv) or 'value' (one for all rows)", name));
    const bool is_number = find_tag_by_source_column(name).has_value();
    if (is_number && !column.unit)
      fail(node, fmt::format("{} needs a unit, for instance {{ column = \"{}\", unit = \"{}\" }}", name,
                             column.column, name.starts_with("BORE") ? "stb/d" : "psi"));
  }

  /// Two quantities of one column would be a slip of the hand.
  void check_mapped_once(std::string_view name, const toml::node& node, const MappedColumn& column) const {
    for (const auto& other : mapping_.columns)
      if (!column.column.empty() && folded_column_name(other.column) == folded_column_name(column.column))
        fail(node, fmt::format("the column '{}' is mapped twice, to {} and {}: take one of them out",
                               printable(column.column), kSourceColumns[other.target].name, name));
  }

  void read_missing_numbers() {
    for (const auto& text : mapping_.missing) {
      auto number = parse_number(trimmed(text), mapping_.numbers);
      if (!number) number = parse_number(trimmed(text), {});
      if (number) mapping_.missing_numbers.push_back(*number);
    }
  }

  void check_whole() {
    const auto& [decimal, thousands] = mapping_.numbers;
    if (thousands == decimal)
      mistakes_.emplace_back(
          0U,
          fmt::format("'decimal' and 'thousands' are both '{}': they must differ; take one of them out or "
                      "change it",
                      decimal));
    read_missing_numbers();
    if (!has_columns_) return;  // the published names
    const auto has = [&](std::string_view name) {
      return std::ranges::find(declared_, name) != declared_.end();
    };
    for (const auto& [columns, meaning] : missing_needs(has))
      mistakes_.emplace_back(
          0U, fmt::format("[columns] says nothing of {} ({}): every row needs it", columns, meaning));
  }

  std::string path_;
  Mapping mapping_;
  std::vector<Mistake> mistakes_;
  std::vector<std::string_view> declared_;  // columns of the section, also those with a mistake
  bool has_columns_ = false;                // the section is there
  std::optional<DayHours> day_hours_;       // as the key says
};

}  // namespace

Mapping parse_mapping(const std::string& text, const std::filesystem::path& path) {
  return MappingReader(path).read(text);
}

Mapping read_mapping(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error))
    throw Failure(Code::invalid_argument,
                  fmt::format("'{}' is not a plain file; give a mapping (TOML)", path.string()));
  std::ifstream file(path, std::ios::binary);
  // One byte more than a mapping may have says that it is too long.
  std::string text(ImportLimits{}.mapping_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file)
    throw Failure(Code::not_found, fmt::format("there is no readable mapping '{}'", path.string()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse_mapping(text, path);
}

}  // namespace flodata::importer
