#include "aggregation/quality_gate.h"

#include <boost/json/parse.hpp>

#include "model/quality.h"

namespace flodata::aggregation {
namespace {

constexpr std::size_t kMostQualitiesRemembered = 256;

/// Returns the text of a member, or nothing where there is none.
std::optional<std::string_view> member(const boost::json::value& object, std::string_view name) {
  const auto* text = object.is_object() ? object.get_object().if_contains(name) : nullptr;
  if (text == nullptr || !text->is_string()) return std::nullopt;
  return std::string_view(text->get_string());
}

QualityNotes parse(std::string_view quality_json) {
  QualityNotes notes;
  boost::system::error_code error;
  const auto document = boost::json::parse(quality_json, error);
  if (error || !document.is_object()) return notes;
  for (const auto& [name, quality] : document.get_object()) {
    const auto tag = find_tag(name);
    const auto status = member(quality, "status");
    if (!tag || !status) continue;
    const auto rule = member(quality, "rule").value_or("");
    notes.bad[*tag] = status == to_string(QualityStatus::bad);
    notes.not_good[*tag] = status != to_string(QualityStatus::good);
    notes.no_measurement[*tag] = notes.bad[*tag] || rule == to_string(QualityRule::r12_spike) ||
                                 rule == to_string(QualityRule::r13_stalled);
    notes.computed[*tag] = rule == to_string(QualityRule::r10_computed_while_shut);
  }
  return notes;
}

}  // namespace

const QualityNotes& QualityReader::read(std::string_view quality_json) {
  text_ = quality_json;
  auto found = known_.find(text_);
  if (found == known_.end()) {
    if (known_.size() >= kMostQualitiesRemembered) known_.clear();
    found = known_.emplace(text_, parse(text_)).first;
  }
  return found->second;
}

SampleMarks QualityGate::apply(TagValues& values, std::optional<std::string_view> quality_json) {
  SampleMarks marks{.on_stream = values[kOnStreamTag]};
  if ((filter_ == QualityFilter::any && use_ == UseOfMarks::none) || !quality_json) return marks;
  const auto& notes = reader_.read(*quality_json);
  marks.no_measurement = notes.no_measurement;
  marks.computed = notes.computed;
  const auto& rejected = notes.rejected(filter_);
  for (TagIndex tag = 0; filter_ != QualityFilter::any && tag < kTagCount; ++tag)
    if (rejected[tag]) values[tag].reset();
  return marks;
}

}  // namespace flodata::aggregation
