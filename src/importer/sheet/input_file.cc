#include "importer/sheet/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "base/sha256.h"
#include "importer/sheet/import_limits.h"

namespace flodata::importer {
namespace {

constexpr ImportLimits kLimits;

constexpr std::string_view kHint = "give the .xlsx as Equinor publishes it, or a .csv with the same columns";

class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path)
      : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail_open(const std::string& shown, int error) {
  if (error == ENOENT || error == ENOTDIR)
    throw Failure(Code::not_found, fmt::format("there is no file '{}': {}", shown, kHint));
  if (error == EACCES || error == EPERM)
    throw Failure(
        Code::permission_denied,
        fmt::format("no permission to read '{}': allow it (chmod +r), or run as the file's owner", shown));
  throw Failure(Code::io, fmt::format("cannot read '{}': {}", shown, std::strerror(error)));
}

std::string read_all(const Descriptor& file, const std::string& shown) {
  struct stat status{};
  if (fstat(file.get(), &status) != 0) fail_open(shown, errno);
  if (S_ISDIR(status.st_mode))
    throw Failure(Code::corrupt_input, fmt::format("'{}' is a folder, not a file: {}", shown, kHint));
  if (!S_ISREG(status.st_mode))
    throw Failure(Code::corrupt_input, fmt::format("'{}' is no regular file: {}", shown, kHint));
  if (status.st_size == 0)
    throw Failure(Code::corrupt_input, fmt::format("'{}' is empty (0 bytes): {}", shown, kHint));
  if (static_cast<std::uint64_t>(status.st_size) > kLimits.file_bytes)
    throw Failure(Code::corrupt_input,
                  fmt::format("'{}' has {} bytes, more than the {} that daily data may have", shown,
                              status.st_size, kLimits.file_bytes));
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto count = read(file.get(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_open(shown, errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  bytes.resize(size);
  return bytes;
}

bool has_csv_name(const std::filesystem::path& path) {
  auto extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return extension == ".csv";
}

constexpr std::string_view kZip = "PK";
constexpr std::string_view kOldOffice = "\xd0\xcf\x11\xe0";
constexpr std::string_view kDuckDb = "DUCK";
constexpr std::size_t kDuckDbOffset = 8;

InputKind kind_of(std::string_view bytes, const std::filesystem::path& path, const std::string& shown) {
  if (bytes.starts_with(kZip)) return InputKind::workbook;
  if (bytes.starts_with(kOldOffice))
    throw Failure(
        Code::corrupt_input,
        fmt::format("'{}' is an old Excel file (.xls) or a workbook with a password: open it and save it as "
                    ".xlsx without one",
                    shown));
  if (has_csv_name(path)) return InputKind::csv;
  throw Failure(Code::corrupt_input,
                fmt::format("'{}' is not a workbook (.xlsx) and not named .csv: {}", shown, kHint));
}

}  // namespace

std::optional<InputKind> kind_of_file(const std::filesystem::path& path) {
  const auto shown = path.string();
  const Descriptor file(path);
  if (file.get() < 0) fail_open(shown, errno);
  std::string head(kDuckDbOffset + kDuckDb.size(), '\0');
  const auto size = pread(file.get(), head.data(), head.size(), 0);
  if (size < 0 && errno != EISDIR && errno != ESPIPE) fail_open(shown, errno);
  head.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  if (head.starts_with(kZip) || head.starts_with(kOldOffice)) return InputKind::workbook;
  const bool is_duckdb = head.size() > kDuckDbOffset && head.substr(kDuckDbOffset) == kDuckDb;
  return has_csv_name(path) && !is_duckdb ? std::optional(InputKind::csv) : std::nullopt;
}

InputFile read_input_file(const std::filesystem::path& path) {
  const auto shown = path.string();
  const Descriptor file(path);
  if (file.get() < 0) fail_open(shown, errno);
  auto bytes = read_all(file, shown);
  const auto kind = kind_of(bytes, path, shown);
  Sha256 digest;
  digest.add(std::as_bytes(std::span(bytes)));
  return {path.filename().string(), kind, std::move(bytes), digest.hex()};
}

}  // namespace flodata::importer
