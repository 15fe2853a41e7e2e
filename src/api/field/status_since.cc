#include "api/field/status_since.h"

#include <boost/json/parse.hpp>

#include "api/field/well_status.h"
#include "model/quality.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

struct BadTag {
  TagIndex tag;
  std::string rule;
};

std::vector<BadTag> bad_tags(std::optional<std::string_view> quality_json) {
  std::vector<BadTag> bad;
  if (!quality_json) return bad;
  boost::system::error_code error;
  const auto document = boost::json::parse(*quality_json, error);
  if (error || !document.is_object()) return bad;
  for (TagIndex tag = 0; tag < kTagCount; ++tag) {
    const auto* note = document.get_object().if_contains(kTags[tag].name);
    if (note == nullptr || !note->is_object()) continue;
    const auto text = [&](std::string_view member) {
      const auto* value = note->get_object().if_contains(member);
      return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
    };
    if (text("status") == to_string(QualityStatus::bad)) bad.push_back({tag, text("rule")});
  }
  return bad;
}

std::string key_of(std::string_view well_name, TagIndex tag) {
  return std::string(well_name) + '\n' + std::string(kTags[tag].name);
}

}  // namespace

SinceMemory::SinceMemory(FieldMemory& memory, Statuses FieldMemory::* statuses, bool remembers)
    : memory_(&memory),
      statuses_(statuses),
      remembers_(remembers),
      revision_(memory.lineage, memory.revision),
      known_(remembers ? memory.*statuses : Statuses{}) {}

Instant SinceMemory::known_up_to(std::string_view key, Instant newest) const {
  const auto known = known_.find(key);
  return known != known_.end() && known->second.newest <= newest ? known->second.newest : Instant::min();
}

Instant SinceMemory::resolve(const std::string& key, bool state, Instant newest,
                             const store::StatusChange& change) {
  const auto known = known_.find(key);
  const bool goes_on =
      known_up_to(key, newest) != Instant::min() && !change.other && known->second.state == state;
  const auto since = goes_on ? known->second.since : change.first.value_or(newest);
  // Meanwhile another request may have found that rows were rewritten.
  if (!remembers_ || revision_ != std::pair(memory_->lineage, memory_->revision)) return since;
  const FieldMemory::Known status{state, newest, since};
  const auto [at, is_new] = (memory_->*statuses_).try_emplace(key, status);
  if (!is_new && at->second.newest <= newest) at->second = status;
  return since;
}

awaitable<std::vector<Instant>> find_status_since(HandlerContext context, const FieldMoment* moment) {
  SinceMemory memory(*context.services.field_memory, &FieldMemory::statuses, moment->is_present());
  std::vector<store::StatusQuestion> questions;
  for (int i = 0; i < moment->newest.size(); ++i) {
    const auto row = moment->newest[i];
    questions.push_back({.well_name = std::string(row.well_name),
                         .flowing = is_flowing(row),
                         .after = memory.known_up_to(row.well_name, row.time)});
  }
  const auto changes =
      co_await context.services.store->field().status_changes(questions, moment->last, context.deadline);
  std::vector<Instant> since;
  for (std::size_t i = 0; i < questions.size(); ++i)
    since.push_back(memory.resolve(questions[i].well_name, questions[i].flowing,
                                   moment->newest.time(static_cast<int>(i)), changes.at(i)));
  co_return since;
}

awaitable<std::vector<std::vector<responses::BadValue>>> find_bad_values(HandlerContext context,
                                                                         const FieldMoment* moment) {
  SinceMemory memory(*context.services.field_memory, &FieldMemory::bad_values, moment->is_present());
  std::vector<std::vector<responses::BadValue>> values(static_cast<std::size_t>(moment->newest.size()));
  std::vector<store::BadQuestion> questions;
  std::vector<std::pair<std::size_t, BadTag>> asked;
  for (int i = 0; i < moment->newest.size(); ++i) {
    const auto row = moment->newest[i];
    for (auto& bad : bad_tags(row.quality_json)) {
      questions.push_back({.well_name = std::string(row.well_name),
                           .tag = std::string(kTags[bad.tag].name),
                           .after = memory.known_up_to(key_of(row.well_name, bad.tag), row.time)});
      asked.emplace_back(static_cast<std::size_t>(i), std::move(bad));
    }
  }
  if (questions.empty()) co_return values;
  const auto changes = co_await context.services.store->field().bad_changes(std::move(questions),
                                                                            moment->last, context.deadline);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto& [place, bad] = asked[i];
    const auto row = static_cast<int>(place);
    const auto since = memory.resolve(key_of(moment->newest.well_name(row), bad.tag), true,
                                      moment->newest.time(row), changes.at(i));
    values[place].push_back({.tag = kTags[bad.tag].name, .rule = bad.rule, .since = since});
  }
  co_return values;
}

}  // namespace flodata::api
