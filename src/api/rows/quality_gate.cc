#include "api/rows/quality_gate.h"

#include <boost/json/parse.hpp>

#include "model/quality.h"

namespace flodata::api {
namespace {

constexpr std::size_t kMostRemembered = 256;

}  // namespace

QualityGate::Refused QualityGate::parse(std::string_view quality_json) const {
  Refused refused;
  boost::system::error_code error;
  const auto document = boost::json::parse(quality_json, error);
  if (error || !document.is_object()) return refused;
  for (const auto& [name, quality] : document.get_object()) {
    const auto tag = find_tag(name);
    const auto* members = quality.if_object();
    const auto* status = members == nullptr ? nullptr : members->if_contains("status");
    if (!tag || status == nullptr || !status->is_string()) continue;
    const std::string_view text = status->get_string();
    refused[*tag] = filter_ == QualityFilter::good ? text != to_string(QualityStatus::good)
                                                   : text == to_string(QualityStatus::bad);
  }
  return refused;
}

void QualityGate::apply(TagValues& values, std::optional<std::string_view> quality_json) {
  if (filter_ == QualityFilter::any || !quality_json) return;
  std::string text(*quality_json);
  auto found = known_.find(text);
  if (found == known_.end()) {
    if (known_.size() >= kMostRemembered) known_.clear();
    const auto refused = parse(text);
    found = known_.emplace(std::move(text), refused).first;
  }
  for (TagIndex tag = 0; tag < kTagCount; ++tag)
    if (found->second[tag]) values[tag].reset();
}

}  // namespace flodata::api
