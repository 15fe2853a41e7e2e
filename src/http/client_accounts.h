// What each client uses of the service, and its limits: no client can exhaust the service for the others.
// What counts as one client: client_name.h.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/mutex.h"

namespace flodata::http {

struct ClientLimits {
  int connections = 1024;
  int streams = 256;  // of /api/stream, by either protocol
  std::int64_t bytes_in_flight =
      std::int64_t{128} * 1024 * 1024;  // of responses that are made and not yet received
  int queries = 2;  // reading pages of rows at the same time, per I/O thread; further ones wait
};

/// Limits a client's connections to three quarters of the service's `most_connections`, whatever the settings
/// say, so that other clients find room.
ClientLimits beside_others(ClientLimits limits, int most_connections);

/// Returns whether a client's connection, its `number`th, may take one of the `room` free places of `most`.
/// The last sixteenth is reserved for clients with few connections: no client can lock the others out.
bool finds_room(int number, int room, int most);
/// At most so many connections are few.
inline constexpr int kFewConnections = 8;

/// The resources that are limited per client.
enum class Budget : std::uint8_t { connections, streams, bytes_in_flight, queries };
inline constexpr std::array<const char*, 4> kBudgetNames = {"connections", "streams", "bytes_in_flight",
                                                            "queries"};

/// Thread-safe. Outlives all objects that it returns.
class ClientAccounts {
 public:
  explicit ClientAccounts(ClientLimits limits) : limits_(limits) {}

  struct Figures {
    std::int64_t clients = 0;
    std::int64_t connections = 0;
    std::int64_t streams = 0;
    std::int64_t bytes_in_flight = 0;
    std::array<std::int64_t, kBudgetNames.size()> rejected{};  // requests, by exhausted budget
  };
  [[nodiscard]] Figures figures() const;
  [[nodiscard]] const ClientLimits& limits() const { return limits_; }
  /// Returns the number of connections beyond the budgets of their clients.
  [[nodiscard]] int beyond_budget() const;
  void count_rejection(Budget budget) { ++rejected_.at(static_cast<std::size_t>(budget)); }

 private:
  struct Account {
    int connections = 0;  // guarded by mutex_
    std::atomic<int> streams = 0;
    std::atomic<std::int64_t> bytes_in_flight = 0;
  };

 public:
  /// An amount added to a counter while this object lives.
  template <typename Counter>
  class Share {
   public:
    Share(Counter& own, std::atomic<std::int64_t>& total, std::int64_t size)
        : own_(&own), total_(&total), size_(size) {}
    ~Share() {
      if (own_ == nullptr) return;
      *own_ -= static_cast<typename Counter::value_type>(size_);
      *total_ -= size_;
    }
    Share(Share&& other) noexcept
        : own_(std::exchange(other.own_, nullptr)), total_(other.total_), size_(other.size_) {}
    Share& operator=(Share&&) = delete;
    void resize(std::size_t size) {
      const auto more =
          static_cast<std::int64_t>(size) - std::exchange(size_, static_cast<std::int64_t>(size));
      *own_ += static_cast<typename Counter::value_type>(more);
      *total_ += more;
    }

   private:
    Counter* own_;
    std::atomic<std::int64_t>* total_;
    std::int64_t size_;
  };
  using StreamShare = Share<std::atomic<int>>;
  using BytesShare = Share<std::atomic<std::int64_t>>;

  /// One connection of a client while this object lives. Streams and bytes must not outlive it.
  class Connection {
   public:
    Connection(ClientAccounts& accounts, std::string client);
    ~Connection();
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&&) = delete;

    /// Returns whether the client was within its budget when the connection was made, or another one has made
    /// room since.
    [[nodiscard]] bool within_budget() const { return within_budget_; }
    /// Call it when another connection of the client is closed to make room for this one.
    void replace_another();
    /// Returns the number of the client's connections when this one was made, including it.
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool has_room_for_bytes() const;
    /// Returns nothing, and counts the rejection, when the client has reached its limit of streams.
    std::optional<StreamShare> open_stream();
    /// Counts bytes that wait for the client. They may exceed the budget: the next response is then rejected.
    BytesShare hold_bytes(std::size_t size);
    [[nodiscard]] ClientAccounts& accounts() { return *accounts_; }

   private:
    ClientAccounts* accounts_;
    std::string client_;
    Account* account_;
    int number_;
    bool within_budget_;
  };

 private:
  ClientLimits limits_;
  mutable Mutex mutex_;
  int beyond_budget_ FLODATA_GUARDED_BY(mutex_) = 0;  // connections
  std::map<std::string, std::unique_ptr<Account>, std::less<>> accounts_
      FLODATA_GUARDED_BY(mutex_);  // of clients with connections
  std::int64_t connections_ FLODATA_GUARDED_BY(mutex_) = 0;
  std::atomic<std::int64_t> streams_ = 0;
  std::atomic<std::int64_t> bytes_in_flight_ = 0;
  std::array<std::atomic<std::int64_t>, kBudgetNames.size()> rejected_{};
};

}  // namespace flodata::http
