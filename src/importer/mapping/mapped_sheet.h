// A .csv of another layout as a sheet with the published columns and units, by a mapping: the rest of an
// import need not know.
#pragma once

#include <string_view>

#include "base/time_zone.h"
#include "importer/mapping/mapping.h"
#include "importer/sheet/csv_file.h"
#include "importer/sheet/header.h"

namespace flodata::importer {

class MappedSheet final : public SheetSource {
 public:
  /// `bytes`, `mapping` and `day_zone` must outlive it. Errors: Failure corrupt_input when a column that the
  /// mapping names is not there or stands there twice.
  MappedSheet(std::string_view bytes, const std::string& name, const Mapping& mapping,
              const TimeZone& day_zone, const ImportLimits& limits = {}, const std::stop_token& stop = {});

  [[nodiscard]] const std::vector<std::string>& sheet_names() const override { return file_.sheet_names(); }
  [[nodiscard]] DateSystem date_system() const override { return file_.date_system(); }
  [[nodiscard]] std::uint64_t size_bytes(std::size_t sheet) const override { return file_.size_bytes(sheet); }
  void read_rows(std::size_t sheet, const RowHandler& handler) const override;

  /// Returns for each mapped column what became of it, for the report.
  [[nodiscard]] std::vector<std::string> notes() const;

  /// Returns a warning for each column whose name speaks of another unit than the mapping.
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  [[nodiscard]] SheetRow header_row() const;

  CsvFile file_;
  const Mapping& mapping_;
  const TimeZone& day_zone_;
  HeaderMatch header_;                    // of the file
  std::vector<MappedColumn> columns_;     // of the mapping, else the published ones that the file has
  std::vector<std::uint32_t> positions_;  // in the file, of each of columns_
};

}  // namespace flodata::importer
