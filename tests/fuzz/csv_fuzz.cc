// A .csv file, "== csv", and its mapping, "== mapping"; without a mapping it has the published columns.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "fuzz/input_sections.h"
#include "importer/daily_sheet.h"
#include "importer/data_flags.h"
#include "importer/mapping/mapped_sheet.h"
#include "importer/mapping/mapping.h"
#include "importer/mapping/published_columns.h"
#include "importer/sheet/csv_file.h"

namespace flodata::importer {
namespace {

void import_csv(std::string_view input) {
  const auto sections = test::input_sections(input);
  const auto section = [&](const std::string& name) {
    const auto found = sections.find(name);
    return found == sections.end() ? std::optional<std::string>() : found->second;
  };
  const auto text = section("csv").value_or("");
  const auto mapping_text = section("mapping");
  std::optional<Mapping> mapping;
  if (mapping_text) mapping = parse_mapping(*mapping_text, "map.toml");
  const auto zone = value_or_throw(TimeZone::find(mapping ? mapping->day_zone : "Europe/Oslo"));
  std::unique_ptr<SheetSource> source;
  if (mapping)
    source = std::make_unique<MappedSheet>(text, "input.csv", *mapping, zone);
  else
    source = std::make_unique<CsvFile>(text, "input.csv", daily_columns());
  const auto search = find_table(*source, daily_columns(), has_needed_columns);
  if (!search.found) return;
  RejectionList rejections;
  const DailyConventions conventions{zone, WellNaming::npd};
  const auto daily =
      read_daily_sheets(*source, {&*search.found, 1}, conventions, [](const SheetRow&) {}, rejections);
  static_cast<void>(flag_daily_rows(daily, conventions.day_zone, conventions.well_names));
}

}  // namespace
}  // namespace flodata::importer

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    flodata::importer::import_csv({reinterpret_cast<const char*>(data), size});
  } catch (const flodata::Failure&) {
    // An input may be rejected, by a Failure and by nothing else.
  }
  return 0;
}
