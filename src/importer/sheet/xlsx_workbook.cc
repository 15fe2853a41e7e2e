#include "importer/sheet/xlsx_workbook.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "importer/sheet/xlsx_parts.h"

namespace flodata::importer {
namespace {

std::string title_of(const std::string& name, const std::string& part) {
  return fmt::format("'{}': its part '{}'", name, part);
}

/// Reads a whole part into `handler`.
void read_part(const ZipArchive& archive, const std::string& part, const std::string& title,
               const ImportLimits& limits, XmlHandler& handler) {
  XmlParser parser(handler, title, limits);
  archive.read(part, [&](std::string_view chunk) {
    parser.feed(chunk);
    return PartAction::go_on;
  });
  parser.finish();
}

/// Reads a part by a handler of its own.
template <typename Handler>
Handler read_part(const ZipArchive& archive, const std::string& part, const std::string& name,
                  const ImportLimits& limits) {
  const auto title = title_of(name, part);
  Handler handler(title, limits);
  read_part(archive, part, title, limits, handler);
  return handler;
}

/// Resolves a relationship's target against the folder of the part that names it.
std::string resolve(const std::string& folder, std::string target) {
  std::ranges::replace(target, '\\', '/');
  const auto path = target.starts_with('/') ? std::filesystem::path(target.substr(1))
                                            : std::filesystem::path(folder) / target;
  return path.lexically_normal().generic_string();
}

std::string workbook_part(const ZipArchive& archive, const std::string& name, const ImportLimits& limits) {
  if (archive.contains("_rels/.rels")) {
    const auto package = read_part<RelationshipsHandler>(archive, "_rels/.rels", name, limits);
    for (const auto& [id, relationship] : package.by_id) {
      if (relationship.type != "officeDocument") continue;
      const auto part = resolve("", relationship.target);
      if (part.ends_with(".bin"))
        throw Failure(Code::corrupt_input,
                      fmt::format("'{}' is a binary workbook (.xlsb): open it and save it as .xlsx", name));
      if (archive.contains(part)) return part;
    }
  }
  throw Failure(
      Code::corrupt_input,
      fmt::format(
          "'{}' is a zip archive but not an Excel workbook: give the .xlsx as Equinor publishes it, or "
          "a .csv with the same columns",
          name));
}

}  // namespace

XlsxWorkbook::XlsxWorkbook(std::string_view bytes, const std::string& name, const ImportLimits& limits,
                           const std::stop_token& stop)
    : name_(name), limits_(limits), archive_(bytes, name, limits, stop) {
  const auto part = workbook_part(archive_, name_, limits_);
  const auto path = std::filesystem::path(part);
  const auto folder = path.parent_path().generic_string();
  auto workbook = read_part<WorkbookHandler>(archive_, part, name_, limits_);
  date_system_ = workbook.date_system;

  const auto relationships = read_part<RelationshipsHandler>(
      archive_, resolve(folder, "_rels/" + path.filename().string() + ".rels"), name_, limits_);
  for (auto& sheet : workbook.sheets) {
    const auto found = relationships.by_id.find(sheet.relationship_id);
    if (found == relationships.by_id.end() || found->second.type != "worksheet")
      continue;  // a chart has no rows
    sheet_names_.push_back(std::move(sheet.name));
    sheets_.push_back({resolve(folder, found->second.target), sheet.is_hidden});
  }
  for (const auto& [id, relationship] : relationships.by_id) {
    const auto target = resolve(folder, relationship.target);
    if (relationship.type == "sharedStrings")
      shared_strings_ = read_part<SharedStringsHandler>(archive_, target, name_, limits_).strings;
    if (relationship.type == "styles")
      formats_ = read_part<StylesHandler>(archive_, target, name_, limits_).formats();
  }
}

std::uint64_t XlsxWorkbook::size_bytes(std::size_t sheet) const {
  return archive_.declared_bytes(sheets_.at(sheet).part);
}

void XlsxWorkbook::read_rows(std::size_t sheet, const RowHandler& handler) const {
  const auto& part = sheets_.at(sheet).part;
  const auto title = fmt::format("'{}': sheet '{}'", name_, sheet_names_.at(sheet));
  SheetHandler rows(title, shared_strings_, formats_, limits_, handler);
  XmlParser parser(rows, title, limits_);
  archive_.read(part, [&](std::string_view chunk) {
    rows.count_bytes(chunk.size());
    parser.feed(chunk);
    return rows.is_stopped() ? PartAction::stop : PartAction::go_on;
  });
  if (!rows.is_stopped()) parser.finish();
}

}  // namespace flodata::importer
