#include "streamer/source/content_hash.h"

#include <bit>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "base/counter_random.h"

namespace flodata::streamer {
namespace {

/// A different number for each field, so that equal values in different fields differ.
constexpr std::uint64_t salt_of(std::size_t field) { return mix_bits(field + 1); }

/// Multiplies to 128 bits and folds the halves: one multiplication per word, after wyhash (Wang Yi, 2019).
std::uint64_t fold(std::uint64_t word, std::uint64_t salt) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(word ^ salt) * (salt | 1);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t hash_text(std::string_view text, std::size_t field) {
  std::uint64_t hash = salt_of(field) + text.size();
  do {
    std::uint64_t word = 0;
    const auto part = text.substr(0, sizeof word);
    std::memcpy(&word, part.data(), part.size());  // little endian, as on all supported machines
    hash = fold(word, hash);
    text.remove_prefix(part.size());
  } while (!text.empty());
  return hash;
}

std::uint64_t hash_number(std::uint64_t bits, std::size_t field) { return fold(bits, salt_of(field)); }

}  // namespace

void ContentHash::add(const HourlyRow& row) {
  // The sum over a row's fields is independent of their order, so the processor computes several at once.
  std::size_t field = 0;
  std::uint64_t fields =
      hash_number(static_cast<std::uint64_t>(row.hour.time_since_epoch().count()), field++);
  fields += hash_text(row.well->npd_well_bore_name, field++);
  fields += hash_text(row.well->well_bore_code, field++);
  for (const auto& text : {row.well_type, row.flow_kind, row.choke_uom, row.quality}) {
    if (text) fields += hash_text(*text, field);
    ++field;
  }
  for (const auto& value : row.values) {
    if (value) fields += hash_number(std::bit_cast<std::uint64_t>(*value), field);
    ++field;
  }
  sum_ += mix_bits(fields);
}

std::string ContentHash::hex() const { return fmt::format("{:016x}", sum_); }

}  // namespace flodata::streamer
