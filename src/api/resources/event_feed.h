// News of the stream for the clients of one I/O thread: who waits is woken by a new version, and what a
// commit carried is read once for all of them.
//
// Nothing is kept for a client: each knows how far it has come and reads on from there, from the commits that
// are remembered here or, when it has fallen behind, from the database. So a slow client costs no memory, and
// one that was away goes on without a gap.
//
// Belongs to one I/O thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "store/data_version.h"
#include "store/production_store.h"
#include "store/row_pages.h"

namespace flodata::api {

/// Commits of more rows than that are not remembered.
inline constexpr std::size_t kMostRowsRemembered = 1000;

/// A commit with its rows, or with the first of them when they are many.
struct CommitRows {
  store::Commit commit;
  std::vector<std::string> wells;      // that were live then, by name
  std::optional<store::RowPage> page;  // nothing when the commit carries no rows
};

class EventFeed {
 public:
  using Steady = std::chrono::steady_clock;

  /// `store` is that of the thread and must outlive it.
  EventFeed(boost::asio::any_io_executor executor, store::ProductionStore& store);
  ~EventFeed();
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  /// There is a new version: everybody who waits goes on.
  void notify();

  /// No more news: everybody ends.
  void close();
  [[nodiscard]] bool closed() const { return closed_; }

  /// Something that waits for news, as long as it lives.
  class Waiter {
   public:
    explicit Waiter(EventFeed& feed);
    ~Waiter();
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    /// Returns after notify(), close() or wake(), or at `until`. News since the last call count.
    boost::asio::awaitable<void> wait(Steady::time_point until);
    void wake();

   private:
    EventFeed* feed_;
    boost::asio::steady_timer timer_;
    bool woken_ = false;
    std::list<Waiter*>::iterator place_;
  };

  /// Returns the commit of the stream `lineage` that follows `sequence`, or nothing when there is none (yet).
  /// Throws Failure for the database's failures.
  boost::asio::awaitable<std::shared_ptr<const CommitRows>> commit_after(std::int64_t lineage,
                                                                         std::int64_t sequence,
                                                                         Steady::time_point deadline);

 private:
  struct Reading;
  struct ReaderWaiting;
  boost::asio::awaitable<std::shared_ptr<const CommitRows>> read(std::int64_t sequence,
                                                                 Steady::time_point deadline);
  [[nodiscard]] std::shared_ptr<const CommitRows> find(std::int64_t sequence) const;

  boost::asio::any_io_executor executor_;
  store::ProductionStore* store_;
  std::list<Waiter*> waiters_;
  std::int64_t lineage_ = 0;                              // the stream that recent_ is of
  std::deque<std::shared_ptr<const CommitRows>> recent_;  // in order; few, and of few rows each
  std::optional<std::int64_t> being_read_;                // the commit that follows this one
  std::list<ReaderWaiting*> readers_waiting_;             // for it
  bool closed_ = false;
};

}  // namespace flodata::api
