#include "rollup/codec.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/error.h"

namespace flodata::rollup {
namespace {

using aggregation::Accumulator;
using aggregation::ExactSum;
using aggregation::FieldTotals;
using aggregation::QuantityState;
using aggregation::RateTotal;
using aggregation::RatioOfSums;
using aggregation::WellSet;

// What follows the head of a quantity's statistics.
constexpr std::uint8_t kConstant = 1;  // all values are equal: one number says the rest
constexpr std::uint8_t kRatio = 2;

constexpr unsigned kBitsPerByte = 7;
constexpr std::uint8_t kMoreFollows = 0x80;

constexpr std::uint64_t little_endian(std::uint64_t bits) {
  return std::endian::native == std::endian::little ? bits : std::byteswap(bits);
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(&out) {}
  void byte(std::uint8_t value) { out_->push_back(static_cast<char>(value)); }
  void count(std::uint64_t value) {
    for (; value >= kMoreFollows; value >>= kBitsPerByte)
      byte(static_cast<std::uint8_t>((value & (kMoreFollows - 1)) | kMoreFollows));
    byte(static_cast<std::uint8_t>(value));
  }
  void bits(std::uint64_t value) {
    const auto bytes = std::bit_cast<std::array<char, sizeof(std::uint64_t)>>(little_endian(value));
    out_->append(bytes.data(), bytes.size());
  }
  void number(double value) { bits(std::bit_cast<std::uint64_t>(value)); }
  void sum(const ExactSum& sum) {
    number(sum.value());
    number(sum.rest());
  }

 private:
  std::string* out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  ~Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  std::uint8_t byte() { return static_cast<std::uint8_t>(take(1).front()); }
  std::uint64_t count() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += kBitsPerByte) {
      const auto next = byte();
      value |= static_cast<std::uint64_t>(next & (kMoreFollows - 1)) << shift;
      if ((next & kMoreFollows) == 0) return value;
    }
    fail();
  }
  std::uint64_t bits() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return little_endian(value);
  }
  double number() { return std::bit_cast<double>(bits()); }
  ExactSum sum() {
    const double value = number();
    return {value, number()};
  }
  void end() const {
    if (!bytes_.empty()) fail();
  }

 private:
  std::string_view take(std::size_t size) {
    if (bytes_.size() < size) fail();
    const auto taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  [[noreturn]] static void fail() {
    throw Failure(Code::database,
                  "a rollup holds bytes that this program did not write; run `flodata db rebuild-rollups`");
  }
  std::string_view bytes_;
};

void write_total(Writer& writer, const RateTotal& total) {
  writer.count(static_cast<std::uint64_t>(total.steps));
  if (total.steps > 0) writer.sum(total.sum);
}

RateTotal read_total(Reader& reader) {
  RateTotal total{.sum = {}, .steps = static_cast<std::int64_t>(reader.count())};
  if (total.steps > 0) total.sum = reader.sum();
  return total;
}

void write_ratio(Writer& writer, const RatioOfSums& ratio) {
  writer.sum(ratio.numerator());
  writer.sum(ratio.denominator());
}

RatioOfSums read_ratio(Reader& reader) {
  const auto numerator = reader.sum();
  return {numerator, reader.sum()};
}

void write_set(Writer& writer, const WellSet& set) {
  writer.count(set.words().size());
  for (const auto word : set.words()) writer.bits(word);
}

WellSet read_set(Reader& reader) {
  WellSet set;
  std::vector<std::uint64_t> words;
  for (auto left = reader.count(); left > 0; --left) words.push_back(reader.bits());
  set.set_words(std::move(words));
  return set;
}

/// Of a value that comes `count` times: as if it had been added so often.
Accumulator::Parts repeated(double value, std::int64_t count) {
  Accumulator::Parts parts{.count = count, .min = value, .max = value, .first = value, .last = value};
  parts.sum.add_product(static_cast<double>(count), value);
  ExactSum square;
  square.add_product(value, value);
  parts.squares.add_product(static_cast<double>(count), square.value());
  parts.squares.add(static_cast<double>(count) * square.rest());
  return parts;
}

}  // namespace

void encode(const QuantityState& state, std::string& out) {
  const auto& parts = state.values.parts();
  const bool has_ratio = state.ratio.numerator() != ExactSum() || state.ratio.denominator() != ExactSum();
  if (parts.count == 0 && !has_ratio) return;
  const bool constant =
      parts.count > 0 && parts.min == parts.max && parts.sum == repeated(parts.first, parts.count).sum;
  Writer writer(out);
  writer.byte(static_cast<std::uint8_t>((constant ? kConstant : 0) | (has_ratio ? kRatio : 0)));
  writer.count(static_cast<std::uint64_t>(parts.count));
  if (constant) {
    writer.number(parts.first);
  } else if (parts.count > 0) {
    for (const double value : {parts.min, parts.max, parts.first, parts.last}) writer.number(value);
    writer.sum(parts.sum);
    writer.sum(parts.squares);
  }
  if (has_ratio) write_ratio(writer, state.ratio);
}

QuantityState decode_quantity(std::string_view bytes) {
  QuantityState state;
  if (bytes.empty()) return state;
  Reader reader(bytes);
  const auto head = reader.byte();
  Accumulator::Parts parts{.count = static_cast<std::int64_t>(reader.count())};
  if ((head & kConstant) != 0) {
    parts = repeated(reader.number(), parts.count);
  } else if (parts.count > 0) {
    for (auto* value : {&parts.min, &parts.max, &parts.first, &parts.last}) *value = reader.number();
    parts.sum = reader.sum();
    parts.squares = reader.sum();
  }
  state.values = Accumulator(parts);
  if ((head & kRatio) != 0) state.ratio = read_ratio(reader);
  reader.end();
  return state;
}

void encode(const FieldTotals& totals, std::string& out) {
  Writer writer(out);
  writer.count(static_cast<std::uint64_t>(totals.rows));
  for (const auto& rate : totals.rates) write_total(writer, rate);
  write_total(writer, totals.liquid);
  write_ratio(writer, totals.gor);
  write_ratio(writer, totals.watercut);
  write_set(writer, totals.wells);
  write_set(writer, totals.on_stream);
}

FieldTotals decode_totals(std::string_view bytes) {
  Reader reader(bytes);
  FieldTotals totals;
  totals.rows = static_cast<std::int64_t>(reader.count());
  for (auto& rate : totals.rates) rate = read_total(reader);
  totals.liquid = read_total(reader);
  totals.gor = read_ratio(reader);
  totals.watercut = read_ratio(reader);
  totals.wells = read_set(reader);
  totals.on_stream = read_set(reader);
  reader.end();
  return totals;
}

}  // namespace flodata::rollup
