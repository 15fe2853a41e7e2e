#include "importer/sheet/csv_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "importer/sheet/header.h"

namespace flodata::importer {
namespace {

/// Returns how many bytes the UTF-8 character at the start of `text` has; 0 when there is none (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  if (first < 0x80) return first == 0 ? 0 : 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  const bool is_overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool is_no_character = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return is_overlong || is_no_character ? 0 : length;
}

void check_stop(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Failure(Code::interrupted, "interrupted: nothing was written");
}

void require_utf8(std::string_view text, const std::string& name, const std::stop_token& stop) {
  constexpr std::size_t kCharactersBetweenLooks = 1ULL << 20U;
  std::size_t line = 1;
  for (std::size_t count = 1; !text.empty(); ++count) {
    if (count % kCharactersBetweenLooks == 0) check_stop(stop);
    const auto length = utf8_length(text);
    if (length == 0)
      throw Failure(Code::corrupt_input,
                    fmt::format("'{}', line {}: byte 0x{:02x} is not UTF-8 text: save the file as CSV UTF-8",
                                name, line, static_cast<unsigned char>(text.front())));
    if (text.front() == '\n') ++line;
    text.remove_prefix(length);
  }
}

/// Takes records off the front of a text.
class RecordReader {
 public:
  RecordReader(std::string_view text, char delimiter, const std::string& name, const ImportLimits& limits)
      : rest_(text), size_bytes_(text.size()), delimiter_(delimiter), name_(name), limits_(limits) {}

  /// Reads the next record; false at the end of the text.
  bool next(SheetRow& row) {
    if (rest_.empty()) return false;
    row.number = line_;
    row.cells.clear();
    const auto begin = rest_.size();
    for (std::uint32_t column = 0;; ++column) {
      require_room(column, limits_.columns - 1, limits_.columns, "columns");
      auto field = rest_.starts_with('"') ? quoted_field() : plain_field();
      require_room(begin - rest_.size(), limits_.row_bytes, limits_.row_bytes, "bytes in one row");
      if (!field.empty()) row.cells.push_back({column, CellKind::text, std::move(field)});
      row.field_count = column + 1;
      if (!rest_.starts_with(delimiter_)) break;
      rest_.remove_prefix(1);
    }
    end_line();
    row.delimiter = delimiter_;
    row.offset_bytes = size_bytes_ - rest_.size();
    return true;
  }

 private:
  void require_room(std::size_t count, std::size_t most, std::size_t limit, std::string_view things) const {
    if (count > most)
      throw Failure(Code::corrupt_input, fmt::format("'{}', line {}: more than {} {}: it is not read", name_,
                                                     line_, limit, things));
  }

  std::string plain_field() {
    const char ends[] = {delimiter_, '\r', '\n'};
    const auto reach = rest_.substr(0, limits_.row_bytes + 1);
    return take(std::min(reach.find_first_of(std::string_view(ends, std::size(ends))), reach.size()));
  }

  std::string quoted_field() {
    const auto opened_on = line_;
    std::string field;
    rest_.remove_prefix(1);
    while (true) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos)
        throw Failure(
            Code::corrupt_input,
            fmt::format("'{}', line {}: a quotation mark is opened and never closed", name_, opened_on));
      require_room(field.size() + quote, limits_.row_bytes, limits_.row_bytes, "bytes in one row");
      field += take(quote);
      rest_.remove_prefix(1);
      if (!rest_.starts_with('"')) break;
      field += take(1);
    }
    if (!rest_.empty() && rest_.front() != delimiter_ && rest_.front() != '\r' && rest_.front() != '\n')
      throw Failure(Code::corrupt_input,
                    fmt::format("'{}', line {}: text after a closing quotation mark", name_, line_));
    return field;
  }

  std::string take(std::size_t count) {
    require_room(count, limits_.row_bytes, limits_.row_bytes, "bytes in one row");
    const auto taken = rest_.substr(0, count);
    for (const char c : taken) line_ += c == '\n' ? 1 : 0;
    rest_.remove_prefix(count);
    return std::string(taken);
  }

  void end_line() {
    if (rest_.starts_with('\r')) rest_.remove_prefix(1);
    if (rest_.starts_with('\n')) rest_.remove_prefix(1);
    ++line_;
  }

  std::string_view rest_;
  std::size_t size_bytes_;
  char delimiter_;
  const std::string& name_;
  const ImportLimits& limits_;
  std::uint32_t line_ = 1;
};

}  // namespace

CsvFile::CsvFile(std::string_view bytes, const std::string& name, std::span<const std::string_view> wanted,
                 const ImportLimits& limits, std::stop_token stop)
    : text_(bytes), sheet_names_{name}, limits_(limits), stop_(std::move(stop)) {
  constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
  if (text_.starts_with("\xff\xfe") || text_.starts_with("\xfe\xff"))
    throw Failure(Code::corrupt_input, fmt::format("'{}' is UTF-16 text: save the file as CSV UTF-8", name));
  if (text_.starts_with(kUtf8Mark)) text_.remove_prefix(kUtf8Mark.size());
  require_utf8(text_, name, stop_);
  std::size_t best = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const auto matched = matched_columns(candidate, wanted);
    if (matched <= best) continue;
    best = matched;
    delimiter_ = candidate;
  }
}

std::size_t CsvFile::matched_columns(char delimiter, std::span<const std::string_view> wanted) const {
  std::size_t best = 0;
  std::uint32_t rows_seen = 0;
  try {
    read_rows_with(delimiter, [&](const SheetRow& row) {
      best = std::max(best, match_header(row, wanted).matched);
      return ++rows_seen < kHeaderSearchRows ? RowAction::go_on : RowAction::stop;
    });
  } catch (const Failure& failure) {
    if (failure.code() == Code::interrupted) throw;
    // Quotation marks make no sense with this delimiter. If they make none with the chosen one, read_rows()
    // says so.
  }
  return best;
}

void CsvFile::read_rows_with(char delimiter, const RowHandler& handler) const {
  RecordReader reader(text_, delimiter, sheet_names_.front(), limits_);
  SheetRow row;
  while (reader.next(row)) {
    check_stop(stop_);
    if (handler(row) == RowAction::stop) return;
  }
}

void CsvFile::read_rows(std::size_t, const RowHandler& handler) const { read_rows_with(delimiter_, handler); }

}  // namespace flodata::importer
