#include "api/openapi/description.h"

#include <algorithm>

#include "api/contract/database_watch.h"
#include "api/openapi/document.h"
#include "api/rows/newest_rows.h"
#include "base/error.h"
#include "http/message/entity_tag.h"
#include "store/production_row.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::size_t kWellsShown = 2;
constexpr std::chrono::seconds kPatience(2);  // a client waits no longer than this for examples

/// Ranks a well as an example: rates first, then what analyses need.
int weight_of(const store::ProductionRow& row) {
  const bool producer = row.well_type == "OP";
  const bool flowing = row.values[kOnStreamTag].value_or(0) > 0 && row.values[kOilRateTag].value_or(0) > 0;
  const bool measured = row.values[kDownholePressureTag].has_value();
  return (producer ? 4 : 0) + (flowing ? 2 : 0) + (measured ? 1 : 0);
}

}  // namespace

FieldExamples choose_examples(const store::ProductionRows& newest, const FieldExamples& before) {
  if (newest.size() == 0) return before;
  FieldExamples examples{.well = {}, .wells = {}};
  int best = -1;
  for (int i = 0; i < newest.size(); ++i) {
    const auto row = newest[i];
    const auto weight = 2 * weight_of(row) + (row.well_name == before.well ? 1 : 0);
    if (weight > best) examples.well = row.well_name;
    best = std::max(best, weight);
  }
  examples.wells = {examples.well};
  for (int i = 0; i < newest.size() && examples.wells.size() < kWellsShown; ++i)
    if (const auto name = newest.well_name(i); name != examples.well) examples.wells.emplace_back(name);
  // Commas separate the names in a list.
  std::erase_if(examples.wells, [](const std::string& name) { return name.contains(','); });
  return examples;
}

ApiDescription::ApiDescription(std::span<const Route> routes)
    : routes_(routes), document_(make_document({})) {}

awaitable<http::Response> ApiDescription::answer(http::Request request, HandlerContext context) {
  std::optional<Version> version;
  if (context.version) version = {context.version->lineage, context.version->sequence};
  if (!is_known(version)) {
    context.deadline = std::min(context.deadline, std::chrono::steady_clock::now() + kPatience);
    try {
      learn(version, co_await newest_rows(context));
    } catch (const Failure& failure) {
      // The document is useful without a database: it stays unchanged.
      context.services.database_watch->failed(failure);
    }
  }
  const auto present = document();
  http::Response response{.content_type = std::string(http::kJson)};
  response.headers.emplace_back("ETag", present->etag);
  if (http::names_entity_tag(request.if_none_match, present->etag))
    response.status = http::Status::not_modified;
  else
    response.body = present->text;
  co_return response;
}

std::shared_ptr<const ApiDescription::Document> ApiDescription::document() const {
  const MutexLock lock(mutex_);
  return document_;
}

/// While the version is not known, the last known examples are good enough.
bool ApiDescription::is_known(const std::optional<Version>& version) const {
  const MutexLock lock(mutex_);
  return version ? version == known_ : known_.has_value();
}

void ApiDescription::learn(const std::optional<Version>& version, const store::ProductionRows& newest) {
  const auto present = document();
  auto examples = choose_examples(newest, present->examples);
  auto next = examples == present->examples ? present : make_document(std::move(examples));
  const MutexLock lock(mutex_);
  document_ = std::move(next);
  known_ = version;
}

std::shared_ptr<const ApiDescription::Document> ApiDescription::make_document(FieldExamples examples) const {
  auto text = openapi_document(routes_, examples);
  auto etag = http::entity_tag(text);
  return std::make_shared<const Document>(Document{std::move(examples), std::move(text), std::move(etag)});
}

}  // namespace flodata::api
