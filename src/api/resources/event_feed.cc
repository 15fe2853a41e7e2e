#include "api/resources/event_feed.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/contract/database_watch.h"
#include "base/error.h"

namespace flodata::api {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::size_t kRemembered = 32;  // commits

}  // namespace

bool is_news(const std::optional<replay::Status>& before, const replay::Status& later) {
  if (!before) return true;
  const auto what_counts = [](const replay::Status& status) {
    return std::tie(status.state, status.epoch, status.speed, status.loop, status.paused,
                    status.history_complete, status.anchor_source, status.anchor_live, status.source,
                    status.streamer_alive, status.pending_commands);
  };
  const bool is_behind = later.state == "loading" || later.state == "behind";
  return what_counts(*before) != what_counts(later) || (is_behind && before->sequence != later.sequence);
}

EventFeed::EventFeed(asio::any_io_executor executor, store::ProductionStore& store)
    : executor_(std::move(executor)), store_(&store) {}

EventFeed::~EventFeed() = default;

void EventFeed::notify() {
  for (auto* waiter : waiters_) waiter->wake();
}

void EventFeed::close() {
  closed_ = true;
  notify();
}

EventFeed::Waiter::Waiter(EventFeed& feed)
    : feed_(&feed), timer_(feed.executor_), place_(feed.waiters_.insert(feed.waiters_.end(), this)) {}

EventFeed::Waiter::~Waiter() { feed_->waiters_.erase(place_); }

void EventFeed::Waiter::wake() {
  woken_ = true;
  timer_.cancel();
}

awaitable<void> EventFeed::Waiter::wait(Steady::time_point until) {
  if (!woken_) {
    timer_.expires_at(until);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  woken_ = false;
}

awaitable<std::optional<replay::Status>> EventFeed::status(Steady::time_point deadline) {
  const auto now = Steady::now();
  if (now - status_read_ < kStatusAge) co_return status_;
  status_read_ = now;  // others take the one before meanwhile
  std::optional<replay::Status> read;
  try {
    if (auto reading = co_await store_->versions().stream_reading(deadline))
      read = std::move(reading->status);
  } catch (const Failure& failure) {
    if (!is_outage(failure.code())) throw;  // requests for rows find the outage too, and say so
  }
  const bool changed = read && is_news(status_, *read);
  status_ = std::move(read);
  if (changed) notify();
  co_return status_;
}

std::shared_ptr<const CommitRows> EventFeed::find(std::int64_t sequence) const {
  const auto found =
      std::ranges::find_if(recent_, [&](const auto& known) { return known->commit.sequence > sequence; });
  // Between `sequence` and the remembered commits there may be others.
  if (found == recent_.end() || (found == recent_.begin() && (*found)->commit.sequence != sequence + 1))
    return nullptr;
  return *found;
}

struct EventFeed::ReaderWaiting {
  ReaderWaiting(EventFeed& owner, Steady::time_point deadline)
      : timer(owner.executor_, deadline),
        feed(&owner),
        place(owner.readers_waiting_.insert(owner.readers_waiting_.end(), this)) {}
  ~ReaderWaiting() { feed->readers_waiting_.erase(place); }
  ReaderWaiting(const ReaderWaiting&) = delete;
  ReaderWaiting& operator=(const ReaderWaiting&) = delete;
  asio::steady_timer timer;
  EventFeed* feed;
  std::list<ReaderWaiting*>::iterator place;
};

/// Wakes the waiting readers however the read ends.
struct EventFeed::Reading {
  Reading(EventFeed& feed, std::int64_t sequence) : feed_(&feed) { feed.being_read_ = sequence; }
  ~Reading() {
    feed_->being_read_.reset();
    for (auto* reader : feed_->readers_waiting_) reader->timer.cancel();
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  EventFeed* feed_;
};

awaitable<std::shared_ptr<const CommitRows>> EventFeed::commit_after(std::int64_t lineage,
                                                                     std::int64_t sequence,
                                                                     Steady::time_point deadline) {
  if (std::exchange(lineage_, lineage) != lineage) recent_.clear();
  if (auto known = find(sequence)) co_return known;
  if (being_read_ == sequence) {
    ReaderWaiting other(*this, deadline);
    co_await other.timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (auto known = find(sequence)) co_return known;
  }
  if (being_read_) co_return co_await read(sequence, deadline);
  const Reading reading(*this, sequence);
  auto rows = co_await read(sequence, deadline);
  if (!rows || (rows->page && (rows->page->through || rows->page->order.size() > kMostRowsRemembered)))
    co_return rows;
  if (lineage != lineage_) co_return rows;
  if (recent_.empty() || recent_.back()->commit.sequence < rows->commit.sequence) {
    // The remembered commits have no gap.
    if (!recent_.empty() && recent_.back()->commit.sequence != sequence) recent_.clear();
    recent_.push_back(rows);
    if (recent_.size() > kRemembered) recent_.pop_front();
  }
  co_return rows;
}

awaitable<std::shared_ptr<const CommitRows>> EventFeed::read(std::int64_t sequence,
                                                             Steady::time_point deadline) {
  const auto commits = co_await store_->versions().commits_after(sequence, 1, deadline);
  if (commits.empty()) co_return nullptr;
  auto rows = std::make_shared<CommitRows>(CommitRows{commits.front(), {}, {}});
  const auto& commit = rows->commit;
  if (!commit.newest_label || commit.newest_label == commit.after) co_return rows;
  for (const auto& well : co_await store_->wells().entries(deadline))
    if (well.first_time <= *commit.newest_label) rows->wells.push_back(well.names.well_name);
  rows->page =
      co_await store_->rows().rows_page({rows->wells, commit.after, *commit.newest_label, {}}, deadline);
  co_return rows;
}

}  // namespace flodata::api
