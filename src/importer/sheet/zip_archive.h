// A zip archive in memory, read with bounds: a small file must not unfold into gigabytes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"
#include "importer/sheet/import_limits.h"

namespace flodata::importer {

enum class PartAction : std::uint8_t { go_on, stop };
using PartSink = std::function<PartAction(std::string_view bytes)>;

class ZipArchive {
 public:
  /// Opens an archive. `bytes` must outlive it; `name` stands in messages; reading ends when `stop` is
  /// requested. Errors: Failure corrupt_input when the directory is damaged or beyond the limits.
  ZipArchive(std::string_view bytes, std::string name, const ImportLimits& limits = {},
             std::stop_token stop = {});
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  /// Parts are found as spreadsheet programs find them: without regard to case, with '\' for '/', and with or
  /// without a '/' in front.
  [[nodiscard]] bool contains(const std::string& part) const;

  /// Returns a part's size as the archive declares it; 0 when there is no such part.
  [[nodiscard]] std::uint64_t declared_bytes(const std::string& part) const;

  /// Inflates a part chunk by chunk into `sink` until that says stop; to the end, the checksum is verified.
  /// Errors: Failure corrupt_input when it is missing, there twice, damaged or beyond the limits, whatever
  /// its header declares; Failure interrupted.
  void read(const std::string& part, const PartSink& sink) const;

 private:
  struct Handle;
  struct Entry {
    std::uint64_t index;
    bool is_repeated = false;
  };

  void make_index();
  [[nodiscard]] const Entry* find(const std::string& part) const;
  void spend(std::uint64_t bytes) const;

  std::unique_ptr<Handle> handle_;
  std::string name_;
  ImportLimits limits_;
  std::stop_token stop_;
  std::map<std::string, Entry> entries_;  // by plain name
  mutable std::uint64_t inflated_bytes_ = 0;
};

}  // namespace flodata::importer
