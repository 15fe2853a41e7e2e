// Rows of a source file as the streamer uses them, and their source: blocks in the order of time.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "model/daily_history.h"
#include "model/well_name.h"

namespace flodata::streamer {

/// One well's hour. Its texts are valid during the call that passes it on.
struct HourlyRow {
  Instant hour;  // source time
  const WellNames* well;
  std::optional<std::string_view> well_type;
  std::optional<std::string_view> flow_kind;
  std::optional<std::string_view> choke_uom;
  std::optional<std::string_view> quality;  // JSON, see model/quality.h
  TagValues values;                         // NaN in the source is a missing value here
};

/// The wells of a file, by NPD name. Their addresses are stable, even when this object is moved: rows point
/// to them.
class SourceWells {
 public:
  /// Returns the well, or nullptr.
  [[nodiscard]] WellNames* find(std::string_view npd_well_bore_name) {
    const auto found = index_.find(npd_well_bore_name);
    return found == index_.end() ? nullptr : found->second;
  }
  [[nodiscard]] const WellNames* find(std::string_view npd_well_bore_name) const {
    const auto found = index_.find(npd_well_bore_name);
    return found == index_.end() ? nullptr : found->second;
  }

  /// Adds a well that is not known yet.
  WellNames& add(const WellNames& names) {
    auto& added = by_name_.emplace(names.npd_well_bore_name, names).first->second;
    index_.emplace(added.npd_well_bore_name, &added);
    return added;
  }

  [[nodiscard]] const std::map<std::string, WellNames>& by_name() const { return by_name_; }

 private:
  std::map<std::string, WellNames> by_name_;
  std::unordered_map<std::string_view, WellNames*> index_;  // a look-up for every row
};

/// Some thousand rows, by hour. The result of row() points into the block.
class RowBlock {
 public:
  RowBlock() = default;
  virtual ~RowBlock() = default;
  RowBlock(const RowBlock&) = delete;
  RowBlock& operator=(const RowBlock&) = delete;

  [[nodiscard]] virtual std::size_t size() const = 0;
  [[nodiscard]] virtual Instant hour(std::size_t row) const = 0;
  [[nodiscard]] virtual HourlyRow row(std::size_t row) const = 0;
};

/// A file's rows in the order of time, block by block. Used by one thread at a time.
class RowSource {
 public:
  RowSource() = default;
  virtual ~RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;

  /// Moves to the first row that is not before `from`; the next block may begin with earlier rows. Errors:
  /// Failure.
  virtual void seek(Instant from) = 0;

  /// Returns the next rows, or nullptr at the end of the file. Errors: Failure.
  virtual std::unique_ptr<RowBlock> next() = 0;
};

}  // namespace flodata::streamer
