#include "streamer/leader_session.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/stop_deadline.h"
#include "pg/pooler.h"
#include "pg/session_budget.h"
#include "replay/names.h"
#include "streamer/sql.h"

namespace flodata::streamer {
namespace {

/// Share of the stop time for the last heartbeat.
constexpr std::chrono::milliseconds kLastHeartbeat{300};

pg::ConnectionOptions named(pg::ConnectionOptions options, const std::string& stream_id) {
  options.application_name = "flodata-streamer-leader " + stream_id;
  return options;
}

/// Errors: Failure(conflict) when the database can never give this streamer its sessions.
void check_session_limit(pg::Connection& connection, const pg::ConnectionOptions& options) {
  const auto limit = pg::session_limit(connection);
  if (limit >= pg::kStreamerSessions) return;
  throw Failure(
      Code::conflict,
      fmt::format("role '{}' may have {} sessions in database '{}' at a time, and a streamer needs {} (and "
                  "the API one more "
                  "of the same role); raise CONNECTION LIMIT of the role or the database, or max_connections",
                  options.user, limit, options.database, pg::kStreamerSessions));
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

}  // namespace

LeaderSession::LeaderSession(pg::ConnectionOptions options, std::string stream_id, Wakeup& wakeup,
                             const StreamMetrics& metrics)
    : options_(named(std::move(options), stream_id)),
      connection_(options_),
      stream_id_(std::move(stream_id)),
      wakeup_(wakeup),
      metrics_(metrics),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  connection_.set_answer_limit(kSilence);
  pg::check_session(connection_, options_);
  check_session_limit(connection_, options_);
  // A lost heartbeat is replaced by the next one: it need not wait for the disk.
  connection_.execute(
      fmt::format("SET idle_session_timeout = {}; SET synchronous_commit = off", kSilence.count()));
}

LeaderSession::~LeaderSession() {
  if (thread_.joinable()) {
    thread_.request_stop();
    eventfd_write(wake_, 1);
    const StopDeadline deadline(thread_.get_stop_token(), kLastHeartbeat, [this] { abort(); });
    thread_.join();
  }
  close(wake_);
}

void LeaderSession::abort() {
  connection_.abort();
  const MutexLock guard(mutex_);
  if (lock_) lock_->abort();
}

bool LeaderSession::try_acquire() {
  if (!lead_may_be_free() || !take_lock()) return false;
  if (!older_version_leads()) return true;
  const MutexLock guard(mutex_);
  lock_.reset();
  return false;
}

/// Looks before it tries the lock, since the server would log every failed attempt of a standby. Makes the
/// table if the schema is not there yet.
bool LeaderSession::lead_may_be_free() {
  const auto seen = connection_.query(sql::kLookAtLead);
  if (seen.boolean(0, 0))
    throw Failure(Code::unavailable, "the server is a standby, which is read-only until it is promoted");
  if (seen.boolean(0, 1)) {
    try {
      connection_.execute(sql::kCreateLead);
    } catch (const Failure& failure) {
      // Another streamer may have created it at the same time.
      if (connection_.query("SELECT to_regclass('stream_lead')").is_null(0, 0)) throw;
      return false;
    }
  }
  return !seen.boolean(0, 2);
}

/// Returns false when another streamer was faster.
bool LeaderSession::take_lock() {
  pg::Connection session(options_);
  session.set_answer_limit(kSilence);
  // READ COMMITTED holds no snapshot between statements. The setting tells a server that ends long
  // transactions (PostgreSQL 17 can) not to end this one.
  session.execute(fmt::format("SET idle_in_transaction_session_timeout = {}", kSilence.count()));
  session.query(sql::kLiftTimeLimits);
  session.execute("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '500ms'");
  try {
    session.execute("LOCK TABLE stream_lead IN EXCLUSIVE MODE");
  } catch (const Failure& failure) {
    if (failure.code() != Code::unavailable) throw;
    session.execute("ROLLBACK");  // throws when the server went away
    return false;
  }
  const MutexLock guard(mutex_);
  lock_.emplace(std::move(session));
  return true;
}

/// Version 0.1.0 leads by an advisory lock. A lock of a streamer with our own role is respected, and this
/// streamer holds one against standbys of that version; any other holder is ignored.
bool LeaderSession::older_version_leads() {
  return connection_.query(sql::kOlderVersionLeads, {stream_id_, options_.application_name}).boolean(0, 0);
}

std::int64_t LeaderSession::end_writers_of_others() {
  return connection_.query(sql::kEndWriters, {writer_name(stream_id_)}).int64(0, 0);
}

void LeaderSession::start() {
  connection_.execute(fmt::format("LISTEN {}", replay::kControlChannel));
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void LeaderSession::announce(std::int64_t epoch) {
  epoch_ = epoch;
  eventfd_write(wake_, 1);
}

std::string writer_name(const std::string& stream_id) { return "flodata-streamer " + stream_id; }

void LeaderSession::guard(pg::Connection* writer) {
  const MutexLock lock(mutex_);
  writer_ = writer;
  if (lost_ && writer_ != nullptr) writer_->abort();
}

void LeaderSession::check() const {
  const MutexLock lock(mutex_);
  if (lost_) throw Failure(lost_->code, "the lead is lost: " + lost_->message);
}

void LeaderSession::heartbeat(Work work) {
  lock_->query("SELECT 1");
  static const std::string kHost = host_name();
  const auto epoch = epoch_.load();
  if (epoch < 0) {
    connection_.query("SELECT 1");
    return;
  }
  connection_.query(sql::kHeartbeat, {stream_id_, std::to_string(epoch), kHost, std::to_string(getpid()),
                                      work == Work::at_work ? "true" : "false", metrics_.text()});
}

void LeaderSession::lose(const Failure& failure) {
  {
    const MutexLock lock(mutex_);
    lost_ = Error{failure.code(), failure.what()};
    if (writer_ != nullptr) writer_->abort();
  }
  wakeup_.notify();
}

void LeaderSession::run(const std::stop_token& stop) {
  auto next = std::chrono::steady_clock::now();
  try {
    while (!stop.stop_requested()) {
      const auto left = next - std::chrono::steady_clock::now();
      if (left.count() <= 0) {
        heartbeat(Work::at_work);
        next = std::chrono::steady_clock::now() + kHeartbeat;
        continue;
      }
      if (!connection_.wait_for_notices(std::chrono::ceil<std::chrono::milliseconds>(left), wake_).empty()) {
        notice_ = true;
        wakeup_.notify();
      }
      eventfd_t announced = 0;
      if (eventfd_read(wake_, &announced) == 0) next = std::chrono::steady_clock::now();
    }
    heartbeat(Work::ended);
  } catch (const Failure& failure) {
    lose(failure);
  }
}

}  // namespace flodata::streamer
