#include "api/rows/quality_gate.h"

#include <boost/json/parse.hpp>

#include "model/quality.h"

namespace flodata::api {
namespace {

constexpr std::size_t kMostQualitiesRemembered = 256;

/// Returns the text of a member, or nothing where there is none.
std::optional<std::string_view> member(const boost::json::value& object, std::string_view name) {
  const auto* text = object.is_object() ? object.get_object().if_contains(name) : nullptr;
  if (text == nullptr || !text->is_string()) return std::nullopt;
  return std::string_view(text->get_string());
}

}  // namespace

QualityGate::Notes QualityGate::parse(std::string_view quality_json) const {
  Notes notes;
  boost::system::error_code error;
  const auto document = boost::json::parse(quality_json, error);
  if (error || !document.is_object()) return notes;
  for (const auto& [name, quality] : document.get_object()) {
    const auto tag = find_tag(name);
    const auto status = member(quality, "status");
    if (!tag || !status) continue;
    const bool bad = status == to_string(QualityStatus::bad);
    const auto rule = member(quality, "rule").value_or("");
    notes.rejected[*tag] = filter_ == QualityFilter::good ? status != to_string(QualityStatus::good) : bad;
    notes.marks.no_measurement[*tag] =
        bad || rule == to_string(QualityRule::r12_spike) || rule == to_string(QualityRule::r13_stalled);
    notes.marks.computed[*tag] = rule == to_string(QualityRule::r10_computed_while_shut);
  }
  return notes;
}

aggregation::SampleMarks QualityGate::apply(TagValues& values, std::optional<std::string_view> quality_json) {
  aggregation::SampleMarks marks{.on_stream = values[kOnStreamTag]};
  if ((filter_ == QualityFilter::any && use_ == UseOfMarks::none) || !quality_json) return marks;
  std::string text(*quality_json);
  auto found = known_.find(text);
  if (found == known_.end()) {
    if (known_.size() >= kMostQualitiesRemembered) known_.clear();
    const auto notes = parse(text);
    found = known_.emplace(std::move(text), notes).first;
  }
  marks.no_measurement = found->second.marks.no_measurement;
  marks.computed = found->second.marks.computed;
  for (TagIndex tag = 0; filter_ != QualityFilter::any && tag < kTagCount; ++tag)
    if (found->second.rejected[tag]) values[tag].reset();
  return marks;
}

}  // namespace flodata::api
