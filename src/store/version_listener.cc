#include "store/version_listener.h"

#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "replay/names.h"
#include "store/commit_log.h"

namespace flodata::store {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::milliseconds kRound(1000);  // between notifications
constexpr std::chrono::seconds kPatience(2);       // for a response

}  // namespace

VersionListener::VersionListener(boost::asio::any_io_executor executor, DatabaseOptions database)
    : executor_(std::move(executor)),
      database_(std::move(database)),
      listen_{"listen", fmt::format("LISTEN {}", replay::kCommitChannel)},
      version_{"data_version", data_version_sql()} {}

awaitable<std::optional<DataVersion>> VersionListener::next() {
  // Not in session_ while a query runs: a session that failed or was left in the middle is not used again.
  auto session = std::exchange(session_, nullptr);
  if (session) {
    co_await session->notices(std::chrono::steady_clock::now() + kRound);
  } else {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    session = co_await pg::AsyncConnection::open(executor_, database_, deadline);
    co_await session->execute({pg::Query(listen_)}, deadline);
  }
  auto version = co_await read(session.get());
  session_ = std::move(session);
  co_return version;
}

awaitable<std::optional<DataVersion>> VersionListener::read(pg::AsyncConnection* session) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  const auto results = co_await session->execute({pg::Query(version_).with(replay::kStreamId)}, deadline);
  co_return decode_data_version(results.front());
}

}  // namespace flodata::store
