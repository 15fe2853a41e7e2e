// A workbook whose XML parts are the input: "== xl/workbook.xml" and so on. Parts that the input does not
// name are those of a small right workbook.
#include <cstddef>
#include <cstdint>

#include "fuzz/input_sections.h"
#include "fuzz/stored_zip.h"
#include "importer/daily_sheet.h"
#include "importer/data_flags.h"
#include "importer/monthly_sheet.h"
#include "importer/sheet/xlsx_workbook.h"
#include "importer/sheet_choice.h"

namespace flodata::importer {
namespace {

const std::map<std::string, std::string>& usual_parts() {
  static const std::map<std::string, std::string> kParts = {
      {"_rels/.rels",
       R"(<Relationships><Relationship Id="w" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
      {"xl/workbook.xml",
       R"(<workbook><sheets><sheet name="D" r:id="d"/><sheet name="E" r:id="e"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       R"(<Relationships><Relationship Id="d" Type="x/worksheet" Target="d.xml"/>)"
       R"(<Relationship Id="e" Type="x/worksheet" Target="e.xml"/>)"
       R"(<Relationship Id="t" Type="x/styles" Target="styles.xml"/>)"
       R"(<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>)"},
      {"xl/sharedStrings.xml", "<sst><si><t>A</t></si><si><t>OP</t></si></sst>"},
      {"xl/styles.xml",
       R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="46"/></cellXfs></styleSheet>)"},
      {"xl/d.xml", "<worksheet/>"},
      {"xl/e.xml", "<worksheet/>"},
  };
  return kParts;
}

std::string workbook_of(std::string_view input) {
  auto parts = test::input_sections(input);
  for (const auto& [name, bytes] : usual_parts()) parts.try_emplace(name, bytes);
  test::StoredZip zip;
  for (const auto& [name, bytes] : parts)
    if (!name.empty()) zip.add(name, bytes);
  return zip.bytes();
}

void import_workbook(std::string_view input) {
  const auto bytes = workbook_of(input);
  const XlsxWorkbook workbook(bytes, "input.xlsx");
  const auto choice = choose_sheets(workbook, std::vector{std::string(kAllSheets)});
  RejectionList rejections;
  const RowTick no_tick = [](const SheetRow&) {};
  static const DailyConventions kConventions{value_or_throw(TimeZone::find("Europe/Oslo")), WellNaming::npd};
  const auto daily = read_daily_sheets(workbook, choice.daily, kConventions, no_tick, rejections);
  if (choice.monthly) static_cast<void>(read_monthly_sheet(workbook, *choice.monthly, no_tick, rejections));
  static_cast<void>(flag_daily_rows(daily, kConventions.day_zone, kConventions.well_names));
}

}  // namespace
}  // namespace flodata::importer

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    flodata::importer::import_workbook({reinterpret_cast<const char*>(data), size});
  } catch (const flodata::Failure&) {
    // An input may be rejected, by a Failure and by nothing else.
  }
  return 0;
}
