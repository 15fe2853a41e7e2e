// The rows of a file that is not in the order of time: distributed once into a scratch file, in buckets of
// consecutive hours, each of which is sorted when its turn comes. That takes one pass over the source and one
// over the scratch file, whatever their order, and memory for a few buckets only. (DuckDB's own sort of 7
// million rows takes five times as long, and fails within 96 MB.)
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "streamer/source/source_table.h"

namespace flodata::streamer {

/// Byte streams side by side in one unnamed file, which is gone when this object or the process ends.
class BucketFile {
 public:
  /// Errors: Failure(io) naming the folder.
  BucketFile(const std::filesystem::path& folder, std::size_t bucket_count);
  ~BucketFile();
  BucketFile(const BucketFile&) = delete;
  BucketFile& operator=(const BucketFile&) = delete;

  /// Errors: Failure(io) with the folder and a hint, for example when the disk is full.
  void append(std::size_t bucket, std::string_view bytes);
  /// Returns all bytes of a bucket; nothing can be appended to it afterwards.
  [[nodiscard]] std::string read(std::size_t bucket);

 private:
  struct Bucket {
    std::string buffer;                  // not written yet
    std::vector<std::uint32_t> extents;  // places in the file, counted in extents
  };
  void write_extent(Bucket& bucket);

  std::filesystem::path folder_;
  int file_ = -1;
  std::uint32_t extent_count_ = 0;
  std::vector<Bucket> buckets_;
};

class ReorderedRows : public RowSource {
 public:
  /// Reads nothing yet. All arguments but `database` must outlive it. `file_bytes_per_row`: distinguishes
  /// long rows from short ones. `folder`: for the scratch file.
  ReorderedRows(duck::Database database, const SourceTable& table, const KeyFacts& keys,
                std::uintmax_t file_bytes_per_row, std::filesystem::path folder);

  /// The first seek writes the scratch file.
  void seek(Instant from) override;
  std::unique_ptr<RowBlock> next() override;

 private:
  [[nodiscard]] std::size_t bucket_of(Instant hour) const;
  void plan_buckets();
  void fill_buckets();

  duck::Database database_;
  const SourceTable& table_;
  const KeyFacts& keys_;
  std::int64_t rows_in_bucket_;  // target
  std::filesystem::path folder_;

  Microseconds slot_length_{1};
  std::vector<std::uint32_t> bucket_of_slot_;
  std::vector<const WellNames*> wells_;  // by name
  std::unique_ptr<BucketFile> scratch_;
  std::size_t bucket_count_ = 0;
  std::size_t next_bucket_ = 0;
};

}  // namespace flodata::streamer
