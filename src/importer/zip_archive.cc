#include "importer/zip_archive.h"

#include <zip.h>

#include <vector>

#include <fmt/format.h>

namespace flodata::importer {
namespace {

constexpr std::size_t kPieceBytes = 64ULL << 10U;

struct PartCloser {
  void operator()(zip_file_t* part) const { zip_fclose(part); }
};
using PartHandle = std::unique_ptr<zip_file_t, PartCloser>;

}  // namespace

struct ZipArchive::Handle {
  zip_t* archive = nullptr;
  ~Handle() {
    if (archive != nullptr) zip_discard(archive);
  }
};

ZipArchive::ZipArchive(std::string_view bytes, std::string name, ZipLimits limits)
    : handle_(std::make_unique<Handle>()), name_(std::move(name)), limits_(limits) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source != nullptr) handle_->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (handle_->archive == nullptr) {
    if (source != nullptr) zip_source_free(source);
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    throw Failure(
        Code::corrupt_input,
        fmt::format("'{}' begins like a workbook but is damaged or cut off ({}): get the file again", name_,
                    reason));
  }
  zip_error_fini(&error);
  const auto entries = static_cast<std::uint64_t>(zip_get_num_entries(handle_->archive, 0));
  if (entries > limits_.entry_count)
    throw Failure(
        Code::corrupt_input,
        fmt::format("'{}' is a zip archive of {} files; a workbook has {} at the most: it is not read", name_,
                    entries, limits_.entry_count));
}

ZipArchive::~ZipArchive() = default;

bool ZipArchive::contains(const std::string& part) const {
  return zip_name_locate(handle_->archive, part.c_str(), ZIP_FL_NOCASE) >= 0;
}

std::uint64_t ZipArchive::declared_bytes(const std::string& part) const {
  zip_stat_t stat;
  zip_stat_init(&stat);
  return zip_stat(handle_->archive, part.c_str(), ZIP_FL_NOCASE, &stat) == 0 ? stat.size : 0;
}

void ZipArchive::read(const std::string& part, const PartSink& sink) const {
  const auto damaged = [&](const std::string& reason) {
    return Failure(Code::corrupt_input, fmt::format("'{}': its part '{}' is damaged ({}): get the file again",
                                                    name_, part, reason));
  };
  const auto too_large = [&](std::uint64_t bytes, std::uint64_t packed) {
    return Failure(
        Code::corrupt_input,
        fmt::format("'{}': its part '{}' unfolds from {} to {} bytes or more, which no sheet of daily data "
                    "does (limits: {} bytes, {} times): it is not read",
                    name_, part, packed, bytes, limits_.part_bytes, limits_.ratio));
  };
  const auto index = zip_name_locate(handle_->archive, part.c_str(), ZIP_FL_NOCASE);
  if (index < 0) throw damaged("it is missing");
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(handle_->archive, static_cast<zip_uint64_t>(index), 0, &stat) != 0)
    throw damaged(zip_strerror(handle_->archive));
  if (stat.size > limits_.part_bytes) throw too_large(stat.size, stat.comp_size);
  const PartHandle file(zip_fopen_index(handle_->archive, static_cast<zip_uint64_t>(index), 0));
  if (!file) throw damaged(zip_strerror(handle_->archive));

  std::vector<char> piece(kPieceBytes);
  std::uint64_t total = 0;
  while (true) {
    const auto count = zip_fread(file.get(), piece.data(), piece.size());
    if (count < 0) throw damaged(zip_file_strerror(file.get()));
    if (count == 0) return;
    total += static_cast<std::uint64_t>(count);
    // The declared size may lie: what counts is what came out so far.
    if (total > limits_.part_bytes ||
        (total > limits_.ratio_applies_from_bytes && total / limits_.ratio > stat.comp_size))
      throw too_large(total, stat.comp_size);
    if (sink({piece.data(), static_cast<std::size_t>(count)}) == PartAction::stop) return;
  }
}

}  // namespace flodata::importer
