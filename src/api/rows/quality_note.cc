#include "api/rows/quality_note.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/json.h"
#include "model/quality.h"

namespace flodata::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostNotesRemembered = 256;

/// Returns the tags that a quantity is computed from.
std::vector<TagIndex> inputs_of(aggregation::Quantity quantity) {
  using aggregation::Derived;
  if (const auto* tag = std::get_if<TagIndex>(&quantity)) return {*tag};
  return {kOilRateTag, std::get<Derived>(quantity) == Derived::gor ? kGasRateTag : kWaterRateTag};
}

bool is_bad(const json::value& note) {
  const auto* members = note.if_object();
  const auto* status = members == nullptr ? nullptr : members->if_contains("status");
  return status != nullptr && status->is_string() && status->get_string() == to_string(QualityStatus::bad);
}

/// Returns the note of the worst input, or none.
const json::value* worst_of(aggregation::Quantity quantity, const json::object& notes) {
  const json::value* worst = nullptr;
  for (const auto tag : inputs_of(quantity)) {
    const auto* note = notes.if_contains(kTags[tag].name);
    if (note != nullptr && (worst == nullptr || (is_bad(*note) && !is_bad(*worst)))) worst = note;
  }
  return worst;
}

/// Writes it as PostgreSQL does, so that rows with some tags look like those with all tags.
void append_note(std::string& out, const json::value& note) {
  const auto* members = note.if_object();
  if (members == nullptr) {
    out += json::serialize(note);
    return;
  }
  out += '{';
  const char* before = "";
  for (const auto& [name, value] : *members) {
    out += before;
    append_json_string(out, name);
    out += ": ";
    out += json::serialize(value);
    before = ", ";
  }
  out += '}';
}

}  // namespace

std::optional<std::string> QualityNote::filtered(std::string_view quality_json) const {
  boost::system::error_code error;
  const auto document = json::parse(quality_json, error);
  if (error || !document.is_object()) return std::string(quality_json);
  std::string kept;
  for (const auto& quantity : asked_) {
    const auto* note = worst_of(quantity, document.get_object());
    if (note == nullptr) continue;
    kept += kept.empty() ? "{" : ", ";
    append_json_string(kept, aggregation::name_of(quantity));
    kept += ": ";
    append_note(kept, *note);
  }
  if (kept.empty()) return std::nullopt;
  return kept + "}";
}

std::optional<std::string_view> QualityNote::of(std::optional<std::string_view> quality_json) {
  if (!quality_json) return std::nullopt;
  std::string text(*quality_json);
  auto found = known_.find(text);
  if (found == known_.end()) {
    if (known_.size() >= kMostNotesRemembered) known_.clear();
    auto note = filtered(text);
    found = known_.emplace(std::move(text), std::move(note)).first;
  }
  return found->second;
}

}  // namespace flodata::api
