#include "importer/sheet/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace flodata::importer {
namespace {

constexpr std::size_t kChunkBytes = 64ULL << 10U;

struct PartCloser {
  void operator()(zip_file_t* part) const { zip_fclose(part); }
};
using PartHandle = std::unique_ptr<zip_file_t, PartCloser>;

/// The name by which a part is found: '/' between folders and none in front, lower case.
std::string plain_name(std::string_view name) {
  std::string plain(name);
  for (auto& character : plain) {
    if (character == '\\') character = '/';
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  plain.erase(0, std::min(plain.find_first_not_of('/'), plain.size()));
  return plain;
}

/// Counts what can be an entry of the directory before the library reads it: it keeps every entry in memory.
std::uint64_t count_directory_marks(std::string_view bytes) {
  constexpr std::string_view kMark = "PK\x01\x02";
  std::uint64_t count = 0;
  for (auto at = bytes.find(kMark); at != std::string_view::npos; at = bytes.find(kMark, at + kMark.size()))
    ++count;
  return count;
}

}  // namespace

struct ZipArchive::Handle {
  zip_t* archive = nullptr;
  ~Handle() {
    if (archive != nullptr) zip_discard(archive);
  }
};

ZipArchive::ZipArchive(std::string_view bytes, std::string name, const ImportLimits& limits,
                       std::stop_token stop)
    : handle_(std::make_unique<Handle>()), name_(std::move(name)), limits_(limits), stop_(std::move(stop)) {
  const auto require_few = [&](std::uint64_t entries) {
    if (entries > limits_.archive_entries)
      throw Failure(
          Code::corrupt_input,
          fmt::format("'{}' is a zip archive of {} files; a workbook has {} at the most: it is not read",
                      name_, entries, limits_.archive_entries));
  };
  require_few(count_directory_marks(bytes));
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
  require_few(static_cast<std::uint64_t>(zip_get_num_entries(handle_->archive, 0)));
  make_index();
}

ZipArchive::~ZipArchive() = default;

void ZipArchive::make_index() {
  const auto count = static_cast<std::uint64_t>(zip_get_num_entries(handle_->archive, 0));
  for (std::uint64_t index = 0; index < count; ++index) {
    const char* name = zip_get_name(handle_->archive, index, ZIP_FL_ENC_RAW);
    if (name == nullptr) continue;
    const auto [entry, is_new] = entries_.try_emplace(plain_name(name), Entry{index});
    if (!is_new) entry->second.is_repeated = true;
  }
}

const ZipArchive::Entry* ZipArchive::find(const std::string& part) const {
  const auto found = entries_.find(plain_name(part));
  return found == entries_.end() ? nullptr : &found->second;
}

bool ZipArchive::contains(const std::string& part) const { return find(part) != nullptr; }

std::uint64_t ZipArchive::declared_bytes(const std::string& part) const {
  const auto* entry = find(part);
  zip_stat_t stat;
  zip_stat_init(&stat);
  return entry != nullptr && zip_stat_index(handle_->archive, entry->index, 0, &stat) == 0 ? stat.size : 0;
}

void ZipArchive::spend(std::uint64_t bytes) const {
  if (stop_.stop_requested()) throw Failure(Code::interrupted, "interrupted: nothing was written");
  inflated_bytes_ += bytes;
  if (inflated_bytes_ > limits_.inflated_bytes)
    throw Failure(
        Code::corrupt_input,
        fmt::format("'{}': its parts unfold to more than {} bytes, which no workbook of daily data does: "
                    "it is not read",
                    name_, limits_.inflated_bytes));
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
  const auto* entry = find(part);
  if (entry == nullptr) throw damaged("it is missing");
  // Which of the two counts differs from program to program.
  if (entry->is_repeated) throw damaged("it is there twice");
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(handle_->archive, entry->index, 0, &stat) != 0)
    throw damaged(zip_strerror(handle_->archive));
  if (stat.size > limits_.part_bytes) throw too_large(stat.size, stat.comp_size);
  // Others ask for as much memory as the file says.
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
    throw damaged(
        fmt::format("it is compressed by method {}, and a workbook's parts by 0 or 8", stat.comp_method));
  const PartHandle file(zip_fopen_index(handle_->archive, entry->index, 0));
  if (!file) throw damaged(zip_strerror(handle_->archive));

  std::vector<char> chunk(kChunkBytes);
  std::uint64_t total = 0;
  while (true) {
    const auto count = zip_fread(file.get(), chunk.data(), chunk.size());
    if (count < 0) throw damaged(zip_file_strerror(file.get()));
    if (count == 0) return;
    spend(static_cast<std::uint64_t>(count));
    total += static_cast<std::uint64_t>(count);
    // The declared size may lie: what counts is what came out so far.
    if (total > limits_.part_bytes ||
        (total > limits_.ratio_applies_from_bytes && total / limits_.ratio > stat.comp_size))
      throw too_large(total, stat.comp_size);
    if (sink({chunk.data(), static_cast<std::size_t>(count)}) == PartAction::stop) return;
  }
}

}  // namespace flodata::importer
