// Caches responses while the version of the data is current, and makes a response once for all simultaneous
// requests for it. No response is stale: it is a function of the request and the version, every look-up names
// the version, and the first look-up under a new version drops all responses of the old one.
//
// Belongs to one I/O thread, like its sessions and its database connections: nothing is shared and nothing is
// locked. So a response that all threads need is made and cached once per thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/clock.h"
#include "http/message/message.h"
#include "store/data_version.h"

namespace flodata::api {

class ResponseCache {
 public:
  /// `size_bytes`: limit for all responses together; the least recently used one is dropped first.
  ResponseCache(boost::asio::any_io_executor executor, std::size_t size_bytes);
  ~ResponseCache();
  ResponseCache(const ResponseCache&) = delete;
  ResponseCache& operator=(const ResponseCache&) = delete;

  /// Returns the response to the request that `key` stands for, or nothing.
  std::shared_ptr<const http::CachedResponse> find(std::string_view key, const store::DataVersion& version,
                                                   Instant now);

  /// Caches a response, unless it is larger than a quarter of the cache or of an older version than the last
  /// look-up.
  void keep(std::string key, const store::DataVersion& version,
            std::shared_ptr<const http::CachedResponse> answer);

  /// Held by the request that makes a response; destroying it wakes the waiting requests.
  class Making {
   public:
    Making(ResponseCache& cache, std::string key) : cache_(&cache), key_(std::move(key)) {}
    ~Making();
    Making(const Making&) = delete;
    Making& operator=(const Making&) = delete;

   private:
    ResponseCache* cache_;
    std::string key_;
  };

  /// Returns nothing when another request is already making this response.
  std::unique_ptr<Making> make(const std::string& key);

  /// Returns when no request makes this response (any longer), or at the deadline.
  boost::asio::awaitable<void> wait_for_other(std::string key,
                                              std::chrono::steady_clock::time_point deadline);

  [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; }

 private:
  struct Entry {
    std::shared_ptr<const http::CachedResponse> answer;
    std::list<std::string_view>::iterator place;  // in recent_
  };
  struct Waiter;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Entries = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

  /// Drops all entries of another version. Returns false when `version` is older than that of the cache.
  bool renew(const store::DataVersion& version);
  void drop(Entries::iterator entry);

  boost::asio::any_io_executor executor_;
  std::size_t limit_bytes_;
  std::size_t size_bytes_ = 0;
  std::int64_t lineage_ = 0;
  std::int64_t sequence_ = -1;
  double speed_ = 0;  // a command may change it without a commit
  Entries entries_;
  std::list<std::string_view> recent_;                                   // keys, most recently used first
  std::map<std::string, std::vector<Waiter*>, std::less<>> being_made_;  // waiting requests by key
};

}  // namespace flodata::api
