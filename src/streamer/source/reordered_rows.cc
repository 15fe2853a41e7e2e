#include "streamer/source/reordered_rows.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "model/production_day.h"

namespace flodata::streamer {
namespace {

/// Memory holds one whole bucket, and the next beside it. Unpacked rows take a few times their size in the
/// file; those of our own files have 70 bytes there.
constexpr std::uintmax_t kBucketFileBytes = 4'000'000;
constexpr std::uintmax_t kFewestBucketRows = 1024;
constexpr std::uintmax_t kMostBucketRows = 32768;
/// While buckets are filled, each has a buffer of one extent: 8 MB in all.
constexpr std::int64_t kMostBuckets = 1024;
constexpr std::size_t kExtentBytes = 8192;
constexpr std::int64_t kMostSlots = 65536;

constexpr std::size_t kTextCount = 4;
using Texts = std::array<std::optional<std::string_view>, kTextCount>;

/// Start of a packed row; its values, then its texts (length, bytes) follow, if present.
struct PackedHead {
  std::int64_t hour_us;
  std::uint32_t well;
  std::uint32_t present;  // bits: the tags, then the texts
};
static_assert(kTagCount + kTextCount <= std::numeric_limits<std::uint32_t>::digits);

template <typename T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
T take(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
  return value;
}

void pack(const HourlyRow& row, std::uint32_t well, std::string& out) {
  out.clear();
  PackedHead head{row.hour.time_since_epoch().count(), well, 0};
  put(out, head);
  std::uint32_t bit = 1;
  for (const auto& value : row.values) {
    if (value) {
      head.present |= bit;
      put(out, *value);
    }
    bit <<= 1;
  }
  for (const auto& text : Texts{row.well_type, row.flow_kind, row.choke_uom, row.quality}) {
    if (text) {
      head.present |= bit;
      put(out, static_cast<std::uint32_t>(text->size()));
      out.append(*text);
    }
    bit <<= 1;
  }
  std::memcpy(out.data(), &head, sizeof head);
}

/// Decodes a packed row; texts in the row point into `at`.
const char* unpack(const char* at, const std::vector<const WellNames*>& wells, HourlyRow& row) {
  const auto head = take<PackedHead>(at);
  row.hour = Instant(Microseconds(head.hour_us));
  row.well = wells[head.well];
  std::uint32_t bit = 1;
  for (auto& value : row.values) {
    if ((head.present & bit) != 0) value = take<double>(at);
    bit <<= 1;
  }
  for (auto* text : {&row.well_type, &row.flow_kind, &row.choke_uom, &row.quality}) {
    if ((head.present & bit) != 0) {
      const auto size = take<std::uint32_t>(at);
      *text = std::string_view(at, size);
      at += size;
    }
    bit <<= 1;
  }
  return at;
}

class PackedBlock : public RowBlock {
 public:
  PackedBlock(std::string bytes, const std::vector<const WellNames*>& wells)
      : bytes_(std::move(bytes)), wells_(wells) {
    FLODATA_CHECK(bytes_.size() <= std::numeric_limits<std::uint32_t>::max());
    for (const char* at = bytes_.data(); at != bytes_.data() + bytes_.size();) {
      PackedHead head{};
      std::memcpy(&head, at, sizeof head);
      order_.emplace_back(head.hour_us, head.well, static_cast<std::uint32_t>(at - bytes_.data()));
      HourlyRow row{};
      at = unpack(at, wells_, row);
    }
    std::ranges::sort(order_);
  }

  [[nodiscard]] std::size_t size() const override { return order_.size(); }
  [[nodiscard]] Instant hour(std::size_t row) const override {
    return Instant(Microseconds(order_[row].hour_us));
  }
  [[nodiscard]] HourlyRow row(std::size_t row) const override {
    HourlyRow out{};
    unpack(bytes_.data() + order_[row].offset, wells_, out);
    return out;
  }

 private:
  struct Place {
    std::int64_t hour_us;
    std::uint32_t well;
    std::uint32_t offset;
    auto operator<=>(const Place&) const = default;
  };
  std::string bytes_;
  const std::vector<const WellNames*>& wells_;
  std::vector<Place> order_;
};

[[noreturn]] void fail_scratch(const std::filesystem::path& folder, const char* what) {
  throw Failure(
      Code::io,
      fmt::format("cannot {} a scratch file in '{}' ({}): the source's rows are not in the order of "
                  "time and have to be sorted there; make room, name another folder in TMPDIR, or give "
                  "a file that is ordered by DATEPRD",
                  what, folder.string(), std::strerror(errno)));
}

}  // namespace

BucketFile::BucketFile(const std::filesystem::path& folder, std::size_t bucket_count)
    : folder_(folder), buckets_(bucket_count) {
  std::string path = (folder / "flodata-order-XXXXXX").string();
  file_ = mkostemp(path.data(), O_CLOEXEC);
  if (file_ < 0) fail_scratch(folder, "make");
  unlink(path.c_str());
  for (auto& bucket : buckets_) bucket.buffer.reserve(kExtentBytes);
}

BucketFile::~BucketFile() { close(file_); }

void BucketFile::append(std::size_t bucket, std::string_view bytes) {
  auto& to = buckets_[bucket];
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, kExtentBytes - to.buffer.size());
    to.buffer.append(part);
    bytes.remove_prefix(part.size());
    if (to.buffer.size() == kExtentBytes) write_extent(to);
  }
}

void BucketFile::write_extent(Bucket& bucket) {
  const char* at = bucket.buffer.data();
  const auto begin = static_cast<off_t>(extent_count_) * static_cast<off_t>(kExtentBytes);
  for (std::size_t done = 0; done < kExtentBytes;) {
    const auto written = pwrite(file_, at + done, kExtentBytes - done, begin + static_cast<off_t>(done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail_scratch(folder_, "write");
    done += static_cast<std::size_t>(written);
  }
  bucket.extents.push_back(extent_count_++);
  bucket.buffer.clear();
}

std::string BucketFile::read(std::size_t bucket) {
  const auto& from = buckets_[bucket];
  std::string bytes;
  bytes.reserve(from.extents.size() * kExtentBytes + from.buffer.size());
  bytes.resize(from.extents.size() * kExtentBytes);
  char* at = bytes.data();
  for (const auto extent : from.extents) {
    const auto begin = static_cast<off_t>(extent) * static_cast<off_t>(kExtentBytes);
    for (std::size_t done = 0; done < kExtentBytes;) {
      const auto got = pread(file_, at + done, kExtentBytes - done, begin + static_cast<off_t>(done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) fail_scratch(folder_, "read");
      done += static_cast<std::size_t>(got);
    }
    at += kExtentBytes;
  }
  bytes += from.buffer;
  return bytes;
}

ReorderedRows::ReorderedRows(duck::Database database, const SourceTable& table, const KeyFacts& keys,
                             std::uintmax_t file_bytes_per_row, std::filesystem::path folder)
    : database_(std::move(database)),
      table_(table),
      keys_(keys),
      rows_in_bucket_(
          std::max(static_cast<std::int64_t>(std::clamp(kBucketFileBytes / (file_bytes_per_row + 1),
                                                        kFewestBucketRows, kMostBucketRows)),
                   keys.rows / kMostBuckets)),
      folder_(std::move(folder)) {
  for (const auto& [npd_name, names] : keys.wells.by_name()) wells_.push_back(&names);
}

std::size_t ReorderedRows::bucket_of(Instant hour) const {
  const auto last = static_cast<std::int64_t>(bucket_of_slot_.size()) - 1;
  const auto slot = std::clamp<std::int64_t>((hour - keys_.first_hour) / slot_length_, 0, last);
  return bucket_of_slot_[static_cast<std::size_t>(slot)];
}

/// Counts the rows per time slot, and joins slots until a bucket has enough rows.
void ReorderedRows::plan_buckets() {
  const auto span = keys_.last_hour - keys_.first_hour + Microseconds(1);
  slot_length_ = std::max<Microseconds>(kHour, span / kMostSlots + Microseconds(1));
  std::vector<std::int64_t> rows(static_cast<std::size_t>(span / slot_length_ + 1));
  table_.read_hours(database_, [&](Instant hour) {
    ++rows[static_cast<std::size_t>((hour - keys_.first_hour) / slot_length_)];
  });
  std::int64_t in_bucket = 0;
  for (const auto in_slot : rows) {
    if (in_bucket > 0 && in_bucket + in_slot > rows_in_bucket_) {
      ++bucket_count_;
      in_bucket = 0;
    }
    bucket_of_slot_.push_back(static_cast<std::uint32_t>(bucket_count_));
    in_bucket += in_slot;
  }
  ++bucket_count_;
}

void ReorderedRows::fill_buckets() {
  std::unordered_map<const WellNames*, std::uint32_t> numbers;
  for (std::size_t i = 0; i < wells_.size(); ++i) numbers.emplace(wells_[i], static_cast<std::uint32_t>(i));
  auto scratch = std::make_unique<BucketFile>(folder_, bucket_count_);
  auto scan = table_.rows_of(database_, keys_.first_hour);
  std::string packed;
  while (auto chunk = scan.next()) {
    const auto block = SourceTable::block_of(*std::move(chunk), keys_.wells);
    for (std::size_t i = 0; i < block->size(); ++i) {
      const auto row = block->row(i);
      pack(row, numbers.at(row.well), packed);
      scratch->append(bucket_of(row.hour), packed);
    }
  }
  scratch_ = std::move(scratch);
}

void ReorderedRows::seek(Instant from) {
  if (bucket_count_ == 0) plan_buckets();
  if (!scratch_) fill_buckets();
  next_bucket_ = from > keys_.last_hour ? bucket_count_ : bucket_of(from);
}

std::unique_ptr<RowBlock> ReorderedRows::next() {
  if (next_bucket_ >= bucket_count_) return nullptr;
  return std::make_unique<PackedBlock>(scratch_->read(next_bucket_++), wells_);
}

}  // namespace flodata::streamer
