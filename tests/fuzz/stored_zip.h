// A zip archive of stored parts with right checksums (APPNOTE 6.3.10), so that a fuzzer's input reaches what
// is behind the archive.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <map>
#include <string>

namespace flodata::test {

class StoredZip {
 public:
  StoredZip& add(const std::string& name, const std::string& bytes) {
    const auto offset = static_cast<std::uint32_t>(archive_.size());
    const auto crc = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
    const auto size = static_cast<std::uint32_t>(bytes.size());
    archive_ += "PK\x03\x04";
    append_description(archive_, name, crc, size);
    archive_ += name + bytes;
    directory_ += "PK\x01\x02";
    append16(directory_, kVersion);
    append_description(directory_, name, crc, size);
    append16(directory_, 0);  // comment
    append16(directory_, 0);  // disk
    append16(directory_, 0);  // attributes
    append32(directory_, 0);
    append32(directory_, offset);
    directory_ += name;
    ++count_;
    return *this;
  }

  [[nodiscard]] std::string bytes() const {
    std::string all = archive_ + directory_ + "PK\x05\x06";
    append32(all, 0);  // disks
    append16(all, count_);
    append16(all, count_);
    append32(all, static_cast<std::uint32_t>(directory_.size()));
    append32(all, static_cast<std::uint32_t>(archive_.size()));
    append16(all, 0);  // comment
    return all;
  }

 private:
  static constexpr std::uint16_t kVersion = 20;

  static void append16(std::string& out, std::uint16_t value) {
    out += static_cast<char>(value & 0xFFU);
    out += static_cast<char>(value >> 8U);
  }
  static void append32(std::string& out, std::uint32_t value) {
    append16(out, static_cast<std::uint16_t>(value & 0xFFFFU));
    append16(out, static_cast<std::uint16_t>(value >> 16U));
  }
  /// What local header and directory have in common.
  static void append_description(std::string& out, const std::string& name, std::uint32_t crc,
                                 std::uint32_t size) {
    append16(out, kVersion);
    append16(out, 0);  // flags
    append16(out, 0);  // method: stored
    append32(out, 0);  // time and date
    append32(out, crc);
    append32(out, size);
    append32(out, size);
    append16(out, static_cast<std::uint16_t>(name.size()));
    append16(out, 0);  // extra field
  }

  std::string archive_;
  std::string directory_;
  std::uint16_t count_ = 0;
};

}  // namespace flodata::test
