// New commits for the event clients of one I/O thread: a new version wakes all waiting clients, and the rows
// of a commit are read once for all of them.
//
// The feed holds no state for a client. Each client knows its place and reads on from there, from the
// remembered commits or, when it has fallen behind, from the database. So a slow client costs no memory, and
// a client that reconnects continues without a gap.
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

#include "replay/status.h"
#include "store/data_version.h"
#include "store/production_store.h"
#include "store/row_pages.h"

namespace flodata::api {

/// Commits with more rows are not remembered.
inline constexpr std::size_t kMostRowsRemembered = 1000;

/// How often what the stream does is looked at for clients that want to know.
inline constexpr std::chrono::milliseconds kStatusAge{900};

/// A commit with its rows, or with the first of them when they are many.
struct CommitRows {
  store::Commit commit;
  std::vector<std::string> wells;      // live at that commit, by name
  std::optional<store::RowPage> page;  // nothing when the commit has no rows
};

/// Whether a client that follows the stream's status has to hear of the later one: what only counts on does
/// not matter, but while the stream is behind.
bool is_news(const std::optional<replay::Status>& before, const replay::Status& later);

class EventFeed {
 public:
  using Steady = std::chrono::steady_clock;

  /// `store`: the thread's; it must outlive the feed.
  EventFeed(boost::asio::any_io_executor executor, store::ProductionStore& store);
  ~EventFeed();
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  /// There is a new version: wakes all waiting clients.
  void notify();

  /// Ends all clients.
  void close();
  [[nodiscard]] bool closed() const { return closed_; }

  /// A client that waits for new commits, as long as this object lives.
  class Waiter {
   public:
    explicit Waiter(EventFeed& feed);
    ~Waiter();
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    /// Returns after notify(), close() or wake(), or at `until`. Notifications since the last call count.
    boost::asio::awaitable<void> wait(Steady::time_point until);
    void wake();

   private:
    EventFeed* feed_;
    boost::asio::steady_timer timer_;
    bool woken_ = false;
    std::list<Waiter*>::iterator place_;
  };

  /// Returns what the stream does, at most kStatusAge old; nothing when there is none, or the database is
  /// away. It is read once for all clients, and all who wait go on when it has changed.
  boost::asio::awaitable<std::optional<replay::Status>> status(Steady::time_point deadline);

  /// Returns the commit of the stream `lineage` that follows `sequence`, or nothing when there is none (yet).
  /// Throws Failure when the database fails.
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
  std::optional<replay::Status> status_;
  Steady::time_point status_read_{};
  bool closed_ = false;
};

}  // namespace flodata::api
