// The bytes of a zip archive, as they come.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "importer/sheet/xlsx_workbook.h"
#include "importer/sheet/zip_archive.h"

namespace flodata::importer {
namespace {

constexpr ImportLimits kSmall{.part_bytes = kMebibyte, .inflated_bytes = 4 * kMebibyte};

void read_part(std::string_view bytes) {
  const ZipArchive archive(bytes, "input.xlsx", kSmall);
  archive.read("xl/workbook.xml", [](std::string_view) { return PartAction::go_on; });
}

void read_workbook(std::string_view bytes) {
  const XlsxWorkbook workbook(bytes, "input.xlsx", kSmall);
  for (std::size_t sheet = 0; sheet < workbook.sheet_names().size(); ++sheet)
    workbook.read_rows(sheet, [](const SheetRow&) { return RowAction::go_on; });
}

}  // namespace
}  // namespace flodata::importer

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto read : {flodata::importer::read_part, flodata::importer::read_workbook}) {
    try {
      read(bytes);
    } catch (const flodata::Failure&) {
      // An input may be rejected, by a Failure and by nothing else.
    }
  }
  return 0;
}
