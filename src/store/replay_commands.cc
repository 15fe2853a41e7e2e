#include "store/replay_commands.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/this_coro.hpp>

#include "replay/names.h"
#include "store/sql.h"
#include "store/stream_reading.h"

namespace flodata::store {

using boost::asio::awaitable;
using Answer = Expected<replay::Answer>;
using fmt::literals::operator""_a;

namespace {

constexpr int kMostAsked = 16;
constexpr std::chrono::milliseconds kLook(250);  // how often a waiting request checks whether it should stop

const pg::Statement kWritable{"", "SET default_transaction_read_only = off"};
const pg::Statement kStream{"", "SELECT 1 FROM stream_state WHERE stream_id = $1"};
const pg::Statement kNewId{"", "SELECT gen_random_uuid()::text"};
const pg::Statement kNotify{"", "SELECT pg_notify($1, $2)::text"};
const pg::Statement kSubmit{
    "", fmt::format(sql::kSubmitCommand, "pending"_a = replay::kPending, "withdrawn"_a = replay::kWithdrawn)};
const pg::Statement kFind{"find_command", sql::kFindCommand};
const pg::Statement kWithdraw{"", fmt::format(sql::kWithdrawCommand, "pending"_a = replay::kPending,
                                              "withdrawn"_a = replay::kWithdrawn)};

struct Entry {
  replay::Answer answer;
  std::string command;
  std::string argument;
};

std::optional<Entry> decode_entry(const pg::BinaryResult& result) {
  if (result.rows() == 0) return std::nullopt;
  const auto text = [&](int column) { return std::string(result.text(0, column).value()); };
  return Entry{{result.whole_number(0, 0).value(), text(1), text(2), text(3)}, text(4), text(5)};
}

std::unexpected<Error> no_streamer(const Entry& entry) {
  return unexpected(
      Code::unavailable,
      fmt::format("no streamer took the command {} in time, so it was withdrawn and nothing changed; "
                  "`flodata replay status` says whether one is at work",
                  entry.command));
}

std::unexpected<Error> used_before(const Entry& entry) {
  return unexpected(Code::conflict, fmt::format("request '{}' was used for '{} {}' before; give a new one",
                                                entry.answer.request_id, entry.command, entry.argument));
}

/// The place of one waiting client, while this object lives.
class Place {
 public:
  explicit Place(std::atomic<int>& asked) : asked_(&asked), number_(++asked) {}
  ~Place() { --*asked_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  [[nodiscard]] bool is_free() const { return number_ <= kMostAsked; }

 private:
  std::atomic<int>* asked_;
  int number_;
};

/// Prepares a new session for writing commands and receiving answers. A lock timeout ensures that nothing is
/// written after the caller was told that the command failed.
awaitable<void> prepare(pg::AsyncConnection* session, ReplayCommands::Patience patience) {
  const auto left =
      std::chrono::floor<std::chrono::milliseconds>(patience.withdraw - std::chrono::steady_clock::now());
  const pg::Statement limit{
      "", fmt::format("SET statement_timeout = {}", std::max<std::int64_t>(left.count(), 1))};
  const pg::Statement listen{"", fmt::format("LISTEN {}", replay::kAnswerChannel)};
  co_await session->execute({pg::Query(kWritable), pg::Query(limit), pg::Query(listen)}, patience.give_up);
}

/// Writes the command into the database, unless it has a request with this id. Returns the id, or nothing
/// when there is no stream.
awaitable<std::optional<std::string>> submit(pg::AsyncConnection* session, replay::Request request,
                                             pg::SteadyTime give_up) {
  const std::string_view stream = replay::kStreamId;
  const auto found = co_await session->execute({pg::Query(kStream).with(stream), pg::Query(kNewId)}, give_up);
  if (found.front().rows() == 0) co_return std::nullopt;
  if (request.id.empty()) request.id = found.back().text(0, 0).value();
  co_await session->execute({pg::Query(kSubmit)
                                 .with(stream)
                                 .with(request.id)
                                 .with(name_of(request.command))
                                 .with(argument_of(request.command))
                                 .with(request.requested_by),
                             pg::Query(kNotify).with(replay::kControlChannel).with(stream)},
                            give_up);
  co_return request.id;
}

}  // namespace

awaitable<Answer> ReplayCommands::ask(replay::Request request, Patience patience) {
  const Place place(asked_);
  if (!place.is_free())
    co_return unexpected(Code::unavailable, "Too many commands wait for the streamer; ask again");
  if (stopped_)
    co_return unexpected(Code::unavailable, "The command was not passed on, so nothing changed; ask again");
  const auto session = co_await pg::AsyncConnection::open(co_await boost::asio::this_coro::executor,
                                                          database_, patience.give_up);
  try {
    co_await prepare(session.get(), patience);
    const auto request_id = co_await submit(session.get(), request, patience.give_up);
    if (!request_id) co_return std::unexpected(no_stream(database_));
    request.id = *request_id;
    co_return co_await wait_for_answer(session.get(), std::move(request), patience);
  } catch (const Failure& failure) {
    if (failure.code() != Code::not_found) throw;  // not_found: the tables do not exist yet
  }
  co_return std::unexpected(no_stream(database_));
}

awaitable<Answer> ReplayCommands::wait_for_answer(pg::AsyncConnection* session, replay::Request request,
                                                  Patience patience) const {
  const std::string_view stream = replay::kStreamId;
  for (;;) {
    const auto found =
        co_await session->execute({pg::Query(kFind).with(stream).with(request.id)}, patience.give_up);
    const auto entry = decode_entry(found.front());
    if (!entry)
      co_return unexpected(Code::not_found, "the record of commands was emptied meanwhile; ask again");
    if (entry->command != name_of(request.command) || entry->argument != argument_of(request.command))
      co_return used_before(*entry);
    if (entry->answer.status == replay::kWithdrawn) co_return no_streamer(*entry);
    if (entry->answer.status != replay::kPending) co_return entry->answer;
    if (const auto now = std::chrono::steady_clock::now(); now < patience.withdraw && !stopped_) {
      co_await session->notices(std::min<pg::SteadyTime>(patience.withdraw, now + kLook));
      continue;
    }
    const auto withdrawn =
        co_await session->execute({pg::Query(kWithdraw).with(entry->answer.id)}, patience.give_up);
    if (withdrawn.front().rows() == 1) co_return no_streamer(*entry);
  }
}

}  // namespace flodata::store
