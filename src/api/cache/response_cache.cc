#include "api/cache/response_cache.h"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace flodata::api {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kLargestPart = 4;      // a response takes at most 1/kLargestPart of the cache
constexpr std::size_t kOverheadBytes = 512;  // about, per entry

std::size_t size_of(std::string_view key, const http::CachedResponse& answer) {
  return key.size() + answer.head.size() + answer.body.size() + kOverheadBytes;
}

}  // namespace

ResponseCache::ResponseCache(asio::any_io_executor executor, std::size_t size_bytes)
    : executor_(std::move(executor)), limit_bytes_(size_bytes) {}

ResponseCache::~ResponseCache() = default;

std::shared_ptr<const http::CachedResponse> ResponseCache::find(std::string_view key,
                                                                const store::DataVersion& version,
                                                                Instant now) {
  if (!renew(version)) return nullptr;
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  if (now >= found->second.answer->good_until) {
    drop(found);
    return nullptr;
  }
  recent_.splice(recent_.begin(), recent_, found->second.place);
  return found->second.answer;
}

void ResponseCache::keep(std::string key, const store::DataVersion& version,
                         std::shared_ptr<const http::CachedResponse> answer) {
  if (!renew(version)) return;  // it was made for an older version
  const auto size = size_of(key, *answer);
  if (size > limit_bytes_ / kLargestPart) return;
  if (const auto old = entries_.find(key); old != entries_.end()) drop(old);
  while (size_bytes_ + size > limit_bytes_) drop(entries_.find(recent_.back()));
  const auto [entry, is_new] = entries_.emplace(std::move(key), Entry{std::move(answer), {}});
  recent_.push_front(entry->first);
  entry->second.place = recent_.begin();
  size_bytes_ += size;
}

bool ResponseCache::renew(const store::DataVersion& version) {
  if (lineage_ == version.lineage && version.sequence < sequence_) return false;
  if (lineage_ == version.lineage && version.sequence == sequence_ && version.speed == speed_) return true;
  lineage_ = version.lineage;
  sequence_ = version.sequence;
  speed_ = version.speed;
  recent_.clear();
  entries_.clear();
  size_bytes_ = 0;
  return true;
}

void ResponseCache::drop(Entries::iterator entry) {
  size_bytes_ -= size_of(entry->first, *entry->second.answer);
  recent_.erase(entry->second.place);
  entries_.erase(entry);
}

std::unique_ptr<ResponseCache::Making> ResponseCache::make(const std::string& key) {
  const auto [place, is_new] = being_made_.try_emplace(key);
  if (!is_new) return nullptr;
  return std::make_unique<Making>(*this, key);
}

/// Removes itself from the list however its coroutine ends, so that the maker wakes no destroyed waiter.
struct ResponseCache::Waiter {
  Waiter(ResponseCache& owner, std::string key_of_answer, std::chrono::steady_clock::time_point deadline)
      : cache(&owner), key(std::move(key_of_answer)), done_or_late(owner.executor_, deadline) {
    cache->being_made_.find(key)->second.push_back(this);
  }
  ~Waiter() {
    if (const auto found = cache->being_made_.find(key); found != cache->being_made_.end())
      std::erase(found->second, this);
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ResponseCache* cache;
  std::string key;
  asio::steady_timer done_or_late;
};

ResponseCache::Making::~Making() {
  const auto found = cache_->being_made_.find(key_);
  for (auto* waiter : found->second) waiter->done_or_late.cancel();
  cache_->being_made_.erase(found);
}

asio::awaitable<void> ResponseCache::wait_for_other(std::string key,
                                                    std::chrono::steady_clock::time_point deadline) {
  if (!being_made_.contains(key)) co_return;
  Waiter waiter(*this, std::move(key), deadline);
  co_await waiter.done_or_late.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace flodata::api
