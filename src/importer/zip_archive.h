// A zip archive in memory, read with bounds: a small file must not unfold into gigabytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace flodata::importer {

/// The published workbook has 25 parts, the largest 14 MB at a ratio of 6. Deflate reaches 1032 at the most.
struct ZipLimits {
  std::uint64_t entry_count = 2000;
  std::uint64_t part_bytes = 512ULL << 20U;
  std::uint64_t ratio = 300;
  std::uint64_t ratio_applies_from_bytes = 4ULL << 20U;
};

enum class PartAction : std::uint8_t { go_on, stop };
using PartSink = std::function<PartAction(std::string_view bytes)>;

class ZipArchive {
 public:
  /// Opens an archive. `bytes` must outlive it; `name` stands in messages.
  /// Errors: Failure corrupt_input when the directory is damaged or beyond the limits.
  ZipArchive(std::string_view bytes, std::string name, ZipLimits limits = {});
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  [[nodiscard]] bool contains(const std::string& part) const;

  /// Returns a part's size as the archive declares it; 0 when there is no such part.
  [[nodiscard]] std::uint64_t declared_bytes(const std::string& part) const;

  /// Inflates a part piece by piece into `sink` until that says stop; to the end, the checksum is verified.
  /// Errors: Failure corrupt_input when it is missing, damaged or beyond the limits, whatever its header
  /// declares.
  void read(const std::string& part, const PartSink& sink) const;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  std::string name_;
  ZipLimits limits_;
};

}  // namespace flodata::importer
