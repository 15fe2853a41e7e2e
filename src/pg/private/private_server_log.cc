#include "pg/private/private_server_log.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"

namespace flodata::pg {
namespace {

constexpr const char* kLog = "postgres.log";
constexpr const char* kEarlierLog = "postgres.log.1";
constexpr off_t kLongest = off_t{16} * 1024 * 1024;  // [bytes]
constexpr off_t kReserved = off_t{256} * 1024;       // [bytes]
constexpr off_t kRead = off_t{64} * 1024;            // of the log's end [bytes]
constexpr std::size_t kShownLine = 300;              // [bytes]
constexpr std::string_view kDiskFull = "53100";
constexpr std::uint64_t kSegment = 16 * 1024 * 1024;  // of the write-ahead log [bytes]

int open_log(const Directory& directory) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND;
  try {
    return directory.open_file(kLog, kFlags, geteuid()).value();
  } catch (const Failure& failure) {
    if (failure.code() != Code::permission_denied) throw;
    directory.remove_file(kLog);
    return directory.open_file(kLog, kFlags, geteuid()).value();
  }
}

std::string read_end(const Directory& directory, off_t begin) {
  const int file = directory.open_file(kLog, O_RDONLY, geteuid()).value_or(-1);
  std::string text(kRead, '\0');
  const auto size = lseek(file, 0, SEEK_END);
  const auto length = pread(file, text.data(), text.size(), std::max(begin, size - kRead));
  close(file);
  text.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  std::ranges::replace_if(text, [](unsigned char c) { return (c < ' ' && c != '\n') || c == 0x7F; }, '?');
  return text;
}

/// A line of the server: "2026-01-01 00:00:00.000 UTC [42] 53100 PANIC:  could not write …".
struct Line {
  std::string_view sqlstate;
  std::string_view severity;
  std::string_view message;
};

/// Returns nothing in the members when the line is another program's.
Line parse(std::string_view line) {
  constexpr std::size_t kSqlstate = 5;
  const auto bracket = line.find("] ");
  const auto colon = line.find(":  ", bracket);
  const auto state = bracket + 2;
  if (bracket == std::string_view::npos || colon == std::string_view::npos || colon <= state + kSqlstate)
    return {};
  return {line.substr(state, kSqlstate), line.substr(state + kSqlstate + 1, colon - state - kSqlstate - 1),
          line.substr(colon + 3)};
}

bool is_of_a_client(std::string_view sqlstate) {
  // Sessions that were ended or rejected say FATAL too: shutdown, login, database, protocol, idle time,
  // number.
  constexpr std::array<std::string_view, 7> kClasses = {"57", "28", "3D", "08", "25P", "0A", "53300"};
  return std::ranges::any_of(kClasses, [&](auto prefix) { return sqlstate.starts_with(prefix); });
}

bool is_disk_full(const std::filesystem::path& folder) {
  struct statvfs status{};
  return statvfs(folder.c_str(), &status) == 0 && status.f_bavail * status.f_frsize < kSegment;
}

std::string disk_hint(const std::filesystem::path& cluster) {
  return fmt::format("make room on the disk of '{}'", cluster.parent_path().string());
}

}  // namespace

ServerLog::ServerLog(const Directory& directory) : directory_(directory), file_(open_log(directory)) {
  if (lseek(file_, 0, SEEK_END) <= kLongest) return;
  close(file_);
  directory_.rename(kLog, kEarlierLog);
  file_ = open_log(directory_);
}

ServerLog::~ServerLog() { close(file_); }

std::filesystem::path ServerLog::path() const { return directory_.path() / kLog; }

void ServerLog::begin_program() {
  begin_ = lseek(file_, 0, SEEK_END);
  // A file system that cannot do it, or is full already, leaves it at what there is.
  static_cast<void>(fallocate(file_, FALLOC_FL_KEEP_SIZE, begin_, kReserved));
}

EndReason ServerLog::end_reason(const std::filesystem::path& cluster) const {
  EndReason reason;
  std::string panic;
  std::string last_line;
  bool said_full = false;
  std::istringstream lines(read_end(directory_, begin_));
  for (std::string line; std::getline(lines, line);) {
    reason.port_was_taken |= line.contains("could not bind IPv4 address");  // in English: lc_messages is C
    const auto [sqlstate, severity, message] = parse(line);
    if (!line.empty() && severity.empty()) last_line = line.substr(0, kShownLine);
    const bool is_panic = severity == "PANIC";
    if (!is_panic && (severity != "FATAL" || !panic.empty() || is_of_a_client(sqlstate))) continue;
    reason.lacks_resources = sqlstate.starts_with("53");
    said_full = sqlstate == kDiskFull;
    reason.text = message.substr(0, kShownLine);
    if (is_panic) panic = reason.text;
  }
  if (!panic.empty()) reason.text = panic;
  const bool is_full = said_full || is_disk_full(cluster);
  if (reason.text.empty() && is_full) reason.text = "there is no room on the disk";
  reason.lacks_resources |= is_full;
  if (is_full) reason.text += "; " + disk_hint(cluster);
  if (reason.text.empty()) reason.text = last_line.empty() ? "its log gives no reason" : last_line;
  return reason;
}

}  // namespace flodata::pg
