// Opens untrusted files. The order of steps is the protection: settings and allowed paths are set and locked
// before a byte of the file's catalogue is read.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "duck/file_replacement.h"
#include "duck/handles.h"
#include "duck/source_layout.h"
#include "duck/sql.h"
#include "duck/sql_text.h"

namespace flodata::duck {
namespace {

using fmt::literals::operator""_a;

namespace fs = std::filesystem;

/// A DuckDB file begins with a checksum, these letters and the version of its storage format.
constexpr std::string_view kMagic = "DUCK";
constexpr std::size_t kMagicOffset = 8;
constexpr std::size_t kVersionOffset = 12;
/// The newest storage version that the pinned libduckdb reads (1.4).
/// Proof: SourceDatabase.NewestStorageVersionIsThatOfTheLibrary in source_database_test.cc
constexpr std::uint64_t kNewestStorageVersion = 67;

Error with_errno(const fs::path& path, const char* what) {
  const int error = errno;
  const auto code = error == EACCES || error == EPERM ? Code::permission_denied : Code::corrupt_input;
  return {code, fmt::format("cannot {} '{}': {}", what, path.string(), std::strerror(error))};
}

std::string_view what_is(fs::file_type type) {
  if (type == fs::file_type::directory) return "a folder";
  return type == fs::file_type::fifo ? "a pipe" : "not a plain file";
}

/// The path must be a plain file: a pipe would never end, and DuckDB creates a missing file.
Expected<fs::path> plain_file(const fs::path& given, bool takes_log) {
  std::error_code error;
  if (!fs::exists(given, error) && !error)
    return unexpected(Code::not_found, fmt::format("there is no file '{}'", given.string()));
  auto path = fs::canonical(given, error);
  if (error)
    return unexpected(error == std::errc::permission_denied ? Code::permission_denied : Code::not_found,
                      fmt::format("cannot open '{}': {}; give a file that this user may read", given.string(),
                                  error.message()));
  if (const auto type = fs::status(path, error).type(); type != fs::file_type::regular)
    return unexpected(Code::invalid_argument,
                      fmt::format("'{}' is {}; give a DuckDB file", given.string(), what_is(type)));
  // DuckDB writes its log beside the file: through a link it would write somewhere else.
  struct stat log{};
  const auto wal = wal_of(path);
  if (lstat(wal.c_str(), &log) == 0 && !S_ISREG(log.st_mode))
    return unexpected(Code::corrupt_input,
                      fmt::format("'{}' is not a plain file, so it is no log of '{}'; remove it",
                                  wal.string(), given.string()));
  // DuckDB runs the contents of a log (defaults, conversions) before anything can stop it.
  if (const auto size = fs::file_size(wal, error); !takes_log && !error && size > 0)
    return unexpected(Code::corrupt_input,
                      fmt::format("'{}' is a log of changes that are not in '{}' yet, and a log may run "
                                  "expressions; open the file with DuckDB and run CHECKPOINT, or remove the "
                                  "log, and its changes with it",
                                  wal.string(), given.string()));
  return path;
}

/// Detects a file of a newer DuckDB by its header: the library's own message gives no solution.
Expected<void> check_storage_version(const fs::path& path) {
  std::array<char, kVersionOffset + sizeof(std::uint64_t)> head{};
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected(with_errno(path, "read"));
  if (!file.read(head.data(), head.size())) return {};  // too short: the library reports it
  if (std::string_view(head.data() + kMagicOffset, kMagic.size()) != kMagic) return {};
  std::uint64_t version = 0;
  std::memcpy(&version, head.data() + kVersionOffset, sizeof version);  // little endian, as our machines
  if (version <= kNewestStorageVersion) return {};
  return unexpected(
      Code::corrupt_input,
      fmt::format(
          "'{0}' was written by a newer DuckDB (storage version {1}; this program reads up to {2}). Copy "
          "it with that DuckDB: ATTACH '{0}' AS newer (READ_ONLY); ATTACH 'copy.duckdb' AS older "
          "(STORAGE_VERSION 'v1.0.0'); COPY FROM DATABASE newer TO older; and give copy.duckdb",
          path.string(), version, kNewestStorageVersion));
}

class Config {
 public:
  Config() { duckdb_create_config(&config_); }
  ~Config() { duckdb_destroy_config(&config_); }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  void set(const char* name, const std::string& value) {
    if (duckdb_set_config(config_, name, value.c_str()) == DuckDBError)
      throw Failure(Code::unavailable,
                    fmt::format("libduckdb has no setting {}: it is not of the version that this program was "
                                "built for",
                                name));
  }
  [[nodiscard]] duckdb_config get() const { return config_; }

 private:
  duckdb_config config_ = nullptr;
};

/// Settings fixed when the database is created. DuckDB allows the spill folder because it is named here.
void configure(Config& config, const SourceOptions& options, const fs::path& spill_folder) {
  config.set("autoinstall_known_extensions", "false");
  config.set("autoload_known_extensions", "false");
  config.set("allow_community_extensions", "false");
  config.set("allow_unsigned_extensions", "false");
  config.set("allow_persistent_secrets", "false");
  const auto threads =
      options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  config.set("threads", std::to_string(threads));
  config.set("memory_limit", fmt::format("{}B", options.memory_bytes));
  config.set("temp_directory", spill_folder.string());
}

/// Allows only the source, its log and the output to be opened; locks all settings.
std::string locking_sql(const fs::path& path, const SourceOptions& options) {
  std::vector<std::string> allowed = {quoted_literal(path.string()), quoted_literal(wal_of(path).string())};
  if (!options.output.empty()) allowed.push_back(quoted_literal(options.output.string()));
  // As an option of the new database this limit has no effect (DuckDB 1.4.4).
  const auto spill = options.spill_parent.empty()
                         ? std::string()
                         : fmt::format("SET max_temp_directory_size = '{}B'; ", options.spill_bytes);
  return spill + fmt::format(sql::kLockSettings, "allowed"_a = fmt::join(allowed, ", "));
}

std::string attaching_sql(const fs::path& path, OpenMode mode) {
  return fmt::format("ATTACH {} AS {} (TYPE duckdb, {})", quoted_literal(path.string()), kSourceCatalog,
                     mode == OpenMode::read_only ? "READ_ONLY" : "READ_WRITE");
}

}  // namespace

SpillFolder::SpillFolder(const fs::path& parent) {
  if (parent.empty()) return;
  std::string name = (parent / ".flodata-spill-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)  // with mode 0700, and never an existing folder
    throw Failure(Code::io,
                  fmt::format("cannot make a folder for temporary data in '{}': {}; make room, or name "
                              "another folder in TMPDIR",
                              parent.string(), std::strerror(errno)));
  path_ = name;
}

SpillFolder::~SpillFolder() {
  std::error_code ignored;  // leftovers are harmless
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Expected<Database> Database::open_source(const fs::path& given, const SourceOptions& options) {
  const auto path = plain_file(given, options.takes_log);
  if (!path) return std::unexpected(path.error());
  if (const auto readable = check_storage_version(*path); !readable) return std::unexpected(readable.error());
  if (const auto loaded = load_library(); !loaded) return std::unexpected(loaded.error());
  try {
    auto file = std::make_shared<Handle::File>();
    file->is_source = true;
    file->spill = std::make_unique<SpillFolder>(options.spill_parent);
    Config config;
    configure(config, options, file->spill->path());
    char* message = nullptr;
    if (duckdb_open_ext(nullptr, &file->database, config.get(), &message) == DuckDBError) {
      const std::string text = message == nullptr ? "unknown error" : message;
      duckdb_free(message);
      return unexpected(Code::database, fmt::format("DuckDB: {}", text));
    }
    file->watchdog = std::make_unique<Watchdog>(options.stop, options.longest_call);
    Database database(std::make_unique<Handle>(file));
    database.execute(locking_sql(*path, options));
    try {
      database.execute(attaching_sql(*path, options.mode));
    } catch (const Failure& failure) {
      if (failure.code() != Code::database) throw;
      return unexpected(code_of_open_error(*path, failure.what()),
                        fmt::format("cannot open '{}' as a DuckDB file: {}", given.string(), failure.what()));
    }
    database.make_views();
    return database;
  } catch (const Failure& failure) {
    if (failure.code() != Code::database) return unexpected(failure.code(), failure.what());
    return unexpected(Code::corrupt_input, fmt::format("'{}' cannot be read as a DuckDB file: {}",
                                                       given.string(), failure.what()));
  }
}

/// A table that does not match the layout gets no view, and rejection() gives the reason.
void Database::make_views() {
  for (const auto name : kKnownTables) {
    try {
      if (columns(name).empty()) continue;
      const auto select = select_of_layout(*this, name);
      if (select)
        execute(fmt::format("CREATE VIEW memory.main.{} AS {}", quoted_identifier(name), *select));
      else
        handle_->file->rejected.emplace(name, select.error().message);
    } catch (const Failure& failure) {
      if (failure.code() != Code::corrupt_input) throw;
      handle_->file->rejected.emplace(name, failure.what());
    }
  }
}

std::optional<std::string> Database::rejection(std::string_view table_name) const {
  const auto found = handle_->file->rejected.find(table_name);
  if (found == handle_->file->rejected.end()) return std::nullopt;
  return found->second;
}

}  // namespace flodata::duck
