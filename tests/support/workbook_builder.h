// Small workbooks for tests: sheets as the XML of their rows, zipped as a spreadsheet program would.
#pragma once

#include <zip.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "support/temporary_folder.h"

namespace flodata::test {

/// Returns a zip archive of these parts.
inline std::string zip_of(const std::map<std::string, std::string>& parts,
                          const std::filesystem::path& scratch) {
  int error = 0;
  zip_t* archive = zip_open(scratch.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  FLODATA_CHECK(archive != nullptr);
  for (const auto& [name, bytes] : parts) {
    zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    FLODATA_CHECK(zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0);
  }
  FLODATA_CHECK(zip_close(archive) == 0);
  return read_file(scratch);
}

class WorkbookBuilder {
 public:
  /// Adds a sheet; `rows` is what stands between <sheetData> and </sheetData>.
  WorkbookBuilder& sheet(std::string name, std::string rows) {
    sheets_.emplace_back(std::move(name), std::move(rows));
    return *this;
  }
  /// Sets the shared strings, as the XML of their <si> elements.
  WorkbookBuilder& shared_strings(std::string items) {
    shared_ = std::move(items);
    return *this;
  }
  WorkbookBuilder& from_1904() {
    properties_ = R"(<workbookPr date1904="1"/>)";
    return *this;
  }

  [[nodiscard]] std::map<std::string, std::string> parts() const {
    constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    std::map<std::string, std::string> parts;
    std::string list;
    std::string links =
        "<Relationship Id=\"strings\" Type=\"" + types + "sharedStrings\" Target=\"sharedStrings.xml\"/>";
    for (std::size_t i = 0; i < sheets_.size(); ++i) {
      const auto id = "s" + std::to_string(i);
      list += "<sheet name=\"" + sheets_[i].first + "\" sheetId=\"" + std::to_string(i + 1) + "\" r:id=\"" +
              id + "\"/>";
      links += "<Relationship Id=\"" + id + "\" Type=\"" + types + "worksheet\" Target=\"/xl/sheets/" + id +
               ".xml\"/>";
      parts["xl/sheets/" + id + ".xml"] = "<worksheet xmlns=\"" + std::string(kMain) + "\"><sheetData>" +
                                          sheets_[i].second + "</sheetData></worksheet>";
    }
    parts["_rels/.rels"] = "<Relationships><Relationship Id=\"w\" Type=\"" + types +
                           "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    parts["xl/workbook.xml"] =
        "<workbook xmlns:r=\"urn:r\">" + properties_ + "<sheets>" + list + "</sheets></workbook>";
    parts["xl/_rels/workbook.xml.rels"] = "<Relationships>" + links + "</Relationships>";
    parts["xl/sharedStrings.xml"] = "<sst>" + shared_ + "</sst>";
    return parts;
  }
  [[nodiscard]] std::string build(const std::filesystem::path& scratch) const {
    return zip_of(parts(), scratch);
  }

 private:
  std::vector<std::pair<std::string, std::string>> sheets_;
  std::string shared_;
  std::string properties_;
};

/// Returns a row of inline strings and numbers: what reads as a number is one; empty texts are left out.
inline std::string row_of(const std::vector<std::string>& cells) {
  std::string row = "<row>";
  for (const auto& cell : cells) {
    const bool is_number = !cell.empty() && cell.find_first_not_of("0123456789.-eE") == std::string::npos;
    if (cell.empty())
      row += "<c/>";
    else if (is_number)
      row += "<c><v>" + cell + "</v></c>";
    else
      row += "<c t=\"inlineStr\"><is><t>" + cell + "</t></is></c>";
  }
  return row + "</row>";
}

}  // namespace flodata::test
