#include "store/version_listener.h"

#include <utility>

#include <fmt/format.h>
#include <boost/asio/steady_timer.hpp>

#include "base/as_tuple.h"
#include "base/error.h"
#include "replay/names.h"
#include "store/commit_log.h"

namespace flodata::store {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::milliseconds kRound(1000);        // between notifications
constexpr std::chrono::milliseconds kStandbyRound(250);  // between readings
constexpr std::chrono::milliseconds kScarceRound(500);   // between sessions, where they are few
constexpr std::chrono::seconds kPatience(2);             // for a response

}  // namespace

VersionListener::VersionListener(boost::asio::any_io_executor executor, DatabaseOptions database)
    : executor_(std::move(executor)),
      database_(std::move(database)),
      listen_{"listen", fmt::format("LISTEN {}", replay::kCommitChannel)},
      recovery_{"recovery", "SELECT pg_is_in_recovery()"},
      version_{"data_version", data_version_sql()} {}

awaitable<std::optional<DataVersion>> VersionListener::next() {
  // Not in session_ while a query runs: a session that failed or was left in the middle is not used again.
  auto session = std::exchange(session_, nullptr);
  if (std::exchange(gave_back_, false)) {
    boost::asio::steady_timer pause(executor_, kScarceRound);
    co_await pause.async_wait(kAsTuple);
  }
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  if (session) {
    co_await session->notices(std::chrono::steady_clock::now() + (is_standby_ ? kStandbyRound : kRound));
  } else {
    session = co_await pg::AsyncConnection::open(executor_, database_, deadline);
    is_standby_ = co_await in_recovery(session.get());
    if (!is_standby_) co_await session->execute({pg::Query(listen_)}, deadline);
  }
  auto version = co_await read(session.get());
  gave_back_ = database_.budget && database_.budget->is_scarce();
  if (gave_back_) co_return version;
  // A standby that was promoted notifies from now on: the next call opens a session that listens.
  if (!is_standby_ || co_await in_recovery(session.get())) session_ = std::move(session);
  co_return version;
}

awaitable<std::optional<DataVersion>> VersionListener::read(pg::AsyncConnection* session) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  const auto results = co_await session->execute({pg::Query(version_).with(replay::kStreamId)}, deadline);
  co_return decode_data_version(results.front());
}

awaitable<bool> VersionListener::in_recovery(pg::AsyncConnection* session) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  const auto results = co_await session->execute({pg::Query(recovery_)}, deadline);
  co_return results.front().boolean(0, 0).value();
}

}  // namespace flodata::store
