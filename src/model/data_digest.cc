#include "model/data_digest.h"

#include <bit>
#include <map>

#include <fmt/format.h>

#include "model/production_day.h"

namespace flodata {
namespace {

static_assert(std::endian::native == std::endian::little);  // the digest is of little-endian words

void append_word(std::string& out, std::uint64_t word) {
  const auto bytes = std::bit_cast<std::array<char, sizeof(word)>>(word);
  out.append(bytes.data(), bytes.size());
}

constexpr std::uint64_t kNoValue = ~0ULL;  // bits that no served value has
constexpr char kNoText = '\1';
constexpr char kEndOfText = '\0';

}  // namespace

void RowDigest::add(std::int64_t time, const TagValues& values, const Texts& texts) {
  buffer_.clear();
  append_word(buffer_, static_cast<std::uint64_t>(time));
  // Adding 0 makes one zero of both.
  for (const auto& value : values)
    append_word(buffer_, value ? std::bit_cast<std::uint64_t>(*value + 0.0) : kNoValue);
  for (const auto& text : texts) {
    if (text)
      buffer_ += *text;
    else
      buffer_ += kNoText;
    buffer_ += kEndOfText;
  }
  digest_.add(std::as_bytes(std::span(buffer_)));
}

std::string digest_of(const WellHistory& history) {
  RowDigest digest;
  for (const auto& day : history.days)
    digest.add(day.day.time_since_epoch().count(), day.values,
               {day.choke_uom, day.flow_kind, day.well_type, std::nullopt});
  return digest.hex();
}

void add_rows(const HourlySeries& series, RowDigest& digest) {
  std::map<RowQuality, std::optional<std::string>> texts;
  for (const auto& day : series.days) {
    for (std::size_t i = 0; i < series.step_count(day); ++i) {
      const auto step = day.first_hour + i;
      TagValues values;
      for (TagIndex tag = 0; tag < kTagCount; ++tag)
        if (has_value(series, day, step, tag)) values[tag] = series.values[tag][step];
      const auto quality = quality_of_step(series, day, step);
      const auto [text, is_new] = texts.try_emplace(quality);
      if (is_new) text->second = quality_json(quality);
      digest.add((day.from + static_cast<std::int64_t>(i) * series.step()).time_since_epoch().count(), values,
                 {day.choke_uom, day.flow_kind, day.well_type, text->second});
    }
  }
}

std::string digest_of(const HourlySeries& series) {
  RowDigest digest;
  add_rows(series, digest);
  return digest.hex();
}

std::string digest_of(const std::vector<std::pair<std::string, std::string>>& wells) {
  Sha256 digest;
  for (const auto& [code, hex] : wells) {
    const auto line = fmt::format("{} {}\n", code, hex);
    digest.add(std::as_bytes(std::span(line)));
  }
  return digest.hex();
}

}  // namespace flodata
