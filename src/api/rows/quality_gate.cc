#include "api/rows/quality_gate.h"

#include <boost/json/parse.hpp>

#include "model/quality.h"

namespace flodata::api {
namespace {

constexpr std::size_t kMostQualitiesRemembered = 256;

}  // namespace

QualityGate::Rejected QualityGate::parse(std::string_view quality_json) const {
  Rejected rejected;
  boost::system::error_code error;
  const auto document = boost::json::parse(quality_json, error);
  if (error || !document.is_object()) return rejected;
  for (const auto& [name, quality] : document.get_object()) {
    const auto tag = find_tag(name);
    const auto* members = quality.if_object();
    const auto* status = members == nullptr ? nullptr : members->if_contains("status");
    if (!tag || status == nullptr || !status->is_string()) continue;
    const std::string_view text = status->get_string();
    rejected[*tag] = filter_ == QualityFilter::good ? text != to_string(QualityStatus::good)
                                                    : text == to_string(QualityStatus::bad);
  }
  return rejected;
}

void QualityGate::apply(TagValues& values, std::optional<std::string_view> quality_json) {
  if (filter_ == QualityFilter::any || !quality_json) return;
  std::string text(*quality_json);
  auto found = known_.find(text);
  if (found == known_.end()) {
    if (known_.size() >= kMostQualitiesRemembered) known_.clear();
    const auto rejected = parse(text);
    found = known_.emplace(std::move(text), rejected).first;
  }
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    if (found->second[tag]) values[tag].reset();
}

}  // namespace flodata::api
