// pg::AsyncConnection and pg::ConnectionPool on a real server that stalls, restarts and goes away.
#include <future>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "base/run_coroutine.h"
#include "pg/connection_pool.h"
#include "support/live_rows.h"
#include "support/temporary_postgres.h"

namespace flodata::test {
namespace {

using pg::ConnectionPool;
using pg::Query;
using pg::Statement;

pg::SteadyTime in(std::chrono::milliseconds duration) { return std::chrono::steady_clock::now() + duration; }
pg::SteadyTime soon() { return in(std::chrono::seconds(20)); }

class PoolTest : public PostgresTest {
 protected:
  std::vector<pg::BinaryResult> execute(ConnectionPool& pool, std::vector<Query> queries,
                                        pg::SteadyTime deadline = soon()) {
    return run_coroutine(io_, pool.execute(std::move(queries), deadline));
  }
  Code failure_of(ConnectionPool& pool, std::vector<Query> queries, pg::SteadyTime deadline = soon()) {
    try {
      execute(pool, std::move(queries), deadline);
    } catch (const Failure& failure) {
      return failure.code();
    }
    ADD_FAILURE() << "no Failure was thrown";
    return Code::io;
  }
  ConnectionPool make_pool(pg::PoolLimits limits = {}) { return {io_.get_executor(), database(), limits}; }
  /// Number of sessions of this database other than the asking one.
  int sessions() {
    return std::stoi(query_value(
        server().options(),
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = '" +
            database().database + "'"));
  }

  /// The server's number of the session that brief queries share.
  std::int64_t shared_session(ConnectionPool& pool) {
    return run_coroutine(io_, pool.execute({Query(session_)}, soon(), pg::SessionUse::shared))
        .front()
        .whole_number(0, 0)
        .value();
  }

  boost::asio::io_context io_;
  const Statement session_{"session", "SELECT pg_backend_pid()::int8"};
  const Statement echo_{"echo", "SELECT $1, $2 + 1.5::float8, $3, NULL::text, '{\"a\": 1}'::jsonb"};
  const Statement one_{"one", "SELECT 1.0::float8"};
  const Statement wrong_{"wrong", "SELECT no_such_column FROM well"};
  const Statement missing_{"missing", "SELECT 1 FROM no_such_table"};
  const Statement locked_{"locked", "SELECT count(*)::float8 FROM production_data"};
};

TEST_F(PoolTest, EveryTypeSurvivesTheBinaryRoundTrip) {
  auto pool = make_pool();
  const Instant instant{Microseconds(1'204'325'999'000'001)};
  const auto results =
      execute(pool, {Query(echo_).with(std::string_view("MÆRSK")).with(std::int64_t{-5}).with(instant)});
  ASSERT_EQ(results.size(), 1U);
  const auto& result = results.front();
  ASSERT_EQ(result.rows(), 1);
  EXPECT_EQ(result.text(0, 0), "MÆRSK");
  EXPECT_EQ(result.number(0, 1), -3.5);
  EXPECT_EQ(result.instant(0, 2), instant);
  EXPECT_EQ(result.text(0, 3), std::nullopt);
  EXPECT_EQ(result.json(0, 4), R"({"a": 1})");
}

TEST_F(PoolTest, ArrayOfTextsArrivesElementByElementWhateverIsInThem) {
  auto pool = make_pool();
  const Statement elements{"elements",
                           "SELECT value, place FROM unnest($1::text[]) WITH ORDINALITY AS u (value, place)"};
  const std::vector<std::string> odd = {"NO-15/9-F-1C", "",
                                        "a,b",          "{}",
                                        "\"quoted\"",   "NULL",
                                        "back\\slash",  "MÆRSK ✓",
                                        "line\nbreak",  std::string(100'000, 'x')};
  const auto results =
      execute(pool, {Query(elements).with(odd), Query(elements).with(std::vector<std::string>())});
  ASSERT_EQ(results.at(0).rows(), static_cast<int>(odd.size()));
  for (int row = 0; row < results[0].rows(); ++row) {
    EXPECT_EQ(results[0].text(row, 0), odd.at(static_cast<std::size_t>(row)));
    EXPECT_EQ(results[0].whole_number(row, 1), row + 1);
  }
  EXPECT_EQ(results.at(1).rows(), 0);
}

TEST_F(PoolTest, EndsOfInstantAreTheInfinities) {
  auto pool = make_pool();
  const Statement ends{"ends", "SELECT $1 = timestamptz '-infinity', $2 = timestamptz 'infinity'"};
  const auto results = execute(pool, {Query(ends).with(Instant::min()).with(Instant::max())});
  EXPECT_EQ(results.front().boolean(0, 0), true);
  EXPECT_EQ(results.front().boolean(0, 1), true);
}

TEST_F(PoolTest, StatementWithoutANameLeavesNothingPrepared) {
  auto pool = make_pool();
  const Statement prepared{"prepared", "SELECT count(*) FROM pg_prepared_statements"};
  const Statement text{"", "SELECT $1"};
  const Statement number{"", "SELECT $1 + 1::int8"};
  const Statement no_statement{"", "SELEC 1"};
  for (int round = 0; round < 2; ++round) {
    const auto results = execute(pool, {Query(text).with("one"), Query(number).with(std::int64_t{2}),
                                        Query(prepared), Query(text).with("three")});
    EXPECT_EQ(results.at(0).text(0, 0), "one");
    EXPECT_EQ(results.at(1).whole_number(0, 0), 3);
    EXPECT_EQ(results.at(2).whole_number(0, 0), 1);  // that of the count itself
    EXPECT_EQ(results.at(3).text(0, 0), "three");
    EXPECT_EQ(failure_of(pool, {Query(text).with("one"), Query(no_statement)}), Code::database);
  }
}

TEST_F(PoolTest, QueriesOfOnePipelineAnswerInOrderAndAgain) {
  auto pool = make_pool();
  for (int round = 0; round < 3; ++round) {
    const auto results = execute(pool, {Query(one_), Query(locked_), Query(one_)});
    ASSERT_EQ(results.size(), 3U);
    EXPECT_EQ(results[0].number(0, 0), 1);
    EXPECT_EQ(results[1].number(0, 0), 0);
    EXPECT_EQ(results[2].number(0, 0), 1);
  }
  EXPECT_EQ(sessions(), 1);
}

TEST_F(PoolTest, ErrorHasTheCodeOfItsSqlstateAndTheSessionStands) {
  auto pool = make_pool();
  EXPECT_EQ(failure_of(pool, {Query(one_), Query(wrong_), Query(locked_)}), Code::database);
  EXPECT_EQ(failure_of(pool, {Query(missing_)}), Code::not_found);
  EXPECT_EQ(execute(pool, {Query(one_), Query(locked_)}).size(), 2U);
  EXPECT_EQ(sessions(), 1);
}

TEST_F(PoolTest, SessionsCannotWrite) {
  auto pool = make_pool();
  const Statement write{"write", "INSERT INTO well VALUES ('a', 'b', 'c', now()) RETURNING 1.0::float8"};
  EXPECT_EQ(failure_of(pool, {Query(write)}), Code::unavailable);  // 25006 read_only_sql_transaction
  EXPECT_EQ(query_value(database(), "SELECT count(*) FROM well"), "0");
}

TEST_F(PoolTest, SearchPathOfTheOptionsGoesBeforeThatOfTheDatabase) {
  execute_sql(database(), "ALTER DATABASE " + database().database + " SET search_path = nowhere");
  auto options = database();
  options.search_path = "public, pg_temp";
  ConnectionPool pool(io_.get_executor(), options, {});
  const Statement path{"path", "SELECT current_setting('search_path')"};
  EXPECT_EQ(execute(pool, {Query(path)}).front().text(0, 0), "public, pg_temp");
}

TEST_F(PoolTest, StalledQueryEndsAtItsDeadlineAndThePoolRecovers) {
  auto pool = make_pool({.connections = 1});
  {
    const TableLock lock(database(), "production_data");
    EXPECT_EQ(failure_of(pool, {Query(locked_)}, in(std::chrono::milliseconds(100))), Code::timed_out);
  }
  EXPECT_EQ(execute(pool, {Query(locked_)}).front().number(0, 0), 0);
}

TEST_F(PoolTest, RestartOfTheServerIsNotNoticed) {
  auto pool = make_pool();
  execute(pool, {Query(one_)});
  server().restart();
  EXPECT_EQ(execute(pool, {Query(one_)}).front().number(0, 0), 1);
}

TEST_F(PoolTest, AbsentServerIsUnavailableAndThePoolRecovers) {
  auto pool = make_pool();
  execute(pool, {Query(one_)});
  server().crash();
  EXPECT_EQ(failure_of(pool, {Query(one_)}), Code::unavailable);
  EXPECT_EQ(failure_of(pool, {Query(one_)}), Code::unavailable);
  server().start();
  EXPECT_EQ(execute(pool, {Query(one_)}).front().number(0, 0), 1);
}

TEST_F(PoolTest, NoMoreSessionsThanAllowedAndTheRestWaitInTurn) {
  auto pool = make_pool({.connections = 2});
  std::vector<std::future<std::vector<pg::BinaryResult>>> answers;
  for (int i = 0; i < 10; ++i)
    answers.push_back(
        boost::asio::co_spawn(io_, pool.execute({Query(one_)}, soon()), boost::asio::use_future));
  io_.run();
  for (auto& answer : answers) EXPECT_EQ(answer.get().front().number(0, 0), 1);
  EXPECT_EQ(sessions(), 2);
}

TEST_F(PoolTest, BriefQueriesOfManyCallersShareOneSessionAndEachGetsItsOwnAnswer) {
  auto pool = make_pool({.connections = 2});
  const Statement number{"number", "SELECT $1"};
  const auto session = shared_session(pool);
  std::vector<std::future<std::vector<pg::BinaryResult>>> answers;
  constexpr std::int64_t kCallers = 40;
  for (std::int64_t i = 0; i < kCallers; ++i)
    answers.push_back(boost::asio::co_spawn(
        io_, pool.execute({Query(number).with(i), Query(session_)}, soon(), pg::SessionUse::shared),
        boost::asio::use_future));
  io_.restart();
  io_.run();
  for (std::int64_t i = 0; i < kCallers; ++i) {
    const auto results = answers[static_cast<std::size_t>(i)].get();
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].whole_number(0, 0), i);
    EXPECT_EQ(results[1].whole_number(0, 0), session);
  }
}

TEST_F(PoolTest, ErrorOfOneCallerIsNotThatOfTheNextInThePipeline) {
  auto pool = make_pool({.connections = 2});
  const auto session = shared_session(pool);
  std::vector<std::future<std::vector<pg::BinaryResult>>> answers;
  for (const auto* statement : {&missing_, &missing_, &one_, &wrong_, &locked_, &locked_})
    answers.push_back(boost::asio::co_spawn(
        io_, pool.execute({Query(*statement)}, soon(), pg::SessionUse::shared), boost::asio::use_future));
  io_.restart();
  io_.run();
  std::vector<std::optional<Code>> codes;
  for (auto& answer : answers) {
    try {
      answer.get();
      codes.emplace_back();
    } catch (const Failure& failure) {
      codes.emplace_back(failure.code());
    }
  }
  const std::optional<Code> fine;
  EXPECT_EQ(codes, (std::vector<std::optional<Code>>{Code::not_found, Code::not_found, fine, Code::database,
                                                     fine, fine}));
  EXPECT_EQ(shared_session(pool), session);
}

TEST_F(PoolTest, CallersBehindAQueryThatTimesOutAreAnsweredByAnotherSession) {
  auto pool = make_pool({.connections = 2});
  run_coroutine(io_, pool.execute({Query(one_)}, soon(), pg::SessionUse::shared));
  const TableLock lock(database(), "production_data");
  auto late = boost::asio::co_spawn(
      io_, pool.execute({Query(locked_)}, in(std::chrono::milliseconds(200)), pg::SessionUse::shared),
      boost::asio::use_future);
  auto behind = boost::asio::co_spawn(io_, pool.execute({Query(one_)}, soon(), pg::SessionUse::shared),
                                      boost::asio::use_future);
  io_.restart();
  io_.run();
  EXPECT_THROW(late.get(), Failure);
  EXPECT_EQ(behind.get().front().number(0, 0), 1);
}

TEST_F(PoolTest, SharedSessionOfARestartedServerIsReplacedUnnoticed) {
  auto pool = make_pool({.connections = 2});
  for (int round = 0; round < 3; ++round) {
    run_coroutine(io_, pool.execute({Query(one_)}, soon(), pg::SessionUse::shared));
    server().restart();
  }
  EXPECT_EQ(
      run_coroutine(io_, pool.execute({Query(one_)}, soon(), pg::SessionUse::shared)).front().number(0, 0),
      1);
  EXPECT_EQ(execute(pool, {Query(one_)}).front().number(0, 0), 1);
}

TEST_F(PoolTest, TooManyWaitersAreRefusedAtOnceAndLateOnesAtTheirDeadline) {
  auto pool = make_pool({.connections = 1, .waiting = 1});
  const TableLock lock(database(), "production_data");
  std::vector<std::future<std::vector<pg::BinaryResult>>> answers;
  for (const int milliseconds : {2000, 200, 200})  // the first holds the session longer than the second waits
    answers.push_back(boost::asio::co_spawn(
        io_, pool.execute({Query(locked_)}, in(std::chrono::milliseconds(milliseconds))),
        boost::asio::use_future));
  io_.run();
  std::vector<Code> codes;
  for (auto& answer : answers) {
    try {
      answer.get();
    } catch (const Failure& failure) {
      codes.push_back(failure.code());
    }
  }
  EXPECT_EQ(codes, (std::vector{Code::timed_out, Code::overloaded, Code::overloaded}));
}

TEST_F(PoolTest, HostNameWithoutAddressIsUnavailable) {
  auto options = database();
  options.host = "no-such-host.invalid";
  ConnectionPool pool(io_.get_executor(), options, {});
  EXPECT_EQ(failure_of(pool, {Query(one_)}), Code::unavailable);
}

TEST_F(PoolTest, ClosedPoolKeepsNoSession) {
  auto pool = make_pool();
  execute(pool, {Query(one_)});
  pool.close();
  execute(pool, {Query(one_)});
  const auto drained =
      "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = '" +
      database().database + "'";
  const auto deadline = soon();
  while (query_value(server().options(), drained) != "0")
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
}

/// A session of its own that listens.
class NoticesTest : public PoolTest {
 protected:
  void SetUp() override {
    PoolTest::SetUp();
    connection_ = run_coroutine(io_, pg::AsyncConnection::open(io_.get_executor(), database(), soon()));
    const auto results =
        run_coroutine(io_, connection_->execute({Query(one_), Query(listen_), Query(one_)}, soon()));
    ASSERT_EQ(results.size(), 3U);
    EXPECT_EQ(results[1].rows(), 0);
    EXPECT_EQ(results[2].number(0, 0), 1);
  }
  /// Payloads of what notices() gives.
  std::vector<std::string> payloads(pg::SteadyTime deadline = soon()) {
    std::vector<std::string> texts;
    for (const auto& notice : run_coroutine(io_, connection_->notices(deadline))) {
      EXPECT_EQ(notice.channel, "news");
      texts.push_back(notice.payload);
    }
    return texts;
  }

  const Statement listen_{"", "LISTEN news"};
  std::unique_ptr<pg::AsyncConnection> connection_;
};

TEST_F(NoticesTest, ArriveInOrderWhetherWaitedForOrReadByAQuery) {
  execute_sql(database(), "NOTIFY news, '1'; NOTIFY other, 'x'; NOTIFY news, '2'");
  EXPECT_EQ(payloads(), (std::vector<std::string>{"1", "2"}));
  execute_sql(database(), "NOTIFY news, '3'");
  // Their order of arrival is that of the server's answers, so the query's answer comes with the notice or
  // before it; either way none is lost.
  EXPECT_EQ(run_coroutine(io_, connection_->execute({Query(one_)}, soon())).front().number(0, 0), 1);
  EXPECT_EQ(payloads(), std::vector<std::string>{"3"});
}

TEST_F(NoticesTest, WaiterIsWokenByTheNotice) {
  auto waiting =
      boost::asio::co_spawn(io_, connection_->notices(in(std::chrono::seconds(60))), boost::asio::use_future);
  io_.restart();
  io_.poll();  // it waits now
  EXPECT_EQ(waiting.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  execute_sql(database(), "NOTIFY news, 'now'");
  io_.run();
  EXPECT_EQ(waiting.get().front().payload, "now");
}

TEST_F(NoticesTest, DeadlineGivesNothingAndTheSessionStands) {
  EXPECT_TRUE(payloads(in(std::chrono::milliseconds(20))).empty());
  EXPECT_TRUE(connection_->usable());
  execute_sql(database(), "NOTIFY news, 'later'");
  EXPECT_EQ(payloads(), std::vector<std::string>{"later"});
}

TEST_F(NoticesTest, EndOfTheSessionIsUnavailable) {
  execute_sql(server().options(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" +
                                      database().database + "'");
  try {
    payloads();
    ADD_FAILURE() << "no Failure was thrown";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::unavailable);
  }
  EXPECT_FALSE(connection_->usable());
}

}  // namespace
}  // namespace flodata::test
