// One streamer at a time: the lock of the table stream_lead, in a transaction that stays open on a session of
// its own for as long as this streamer leads. Only the table's owner may lock it, so that no other role can
// stand in the way (an advisory lock is open to every role that can log in). The transaction has neither a
// number nor a snapshot: it holds up no vacuum.
//
// A leader that died loses the lock with its session. One that is frozen, or cut off, would keep it: so the
// server is told to end its sessions when nothing is heard from them for kSilence, and a thread of its own
// makes itself heard every kHeartbeat, however busy the streamer is. That a deposed leader can write nothing
// is the epoch's doing (checkpoint.h), not the lock's. Proof: tests/chaos/failover.py
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "base/error.h"
#include "base/mutex.h"
#include "base/wakeup.h"
#include "pg/connection.h"
#include "replay/names.h"
#include "streamer/command_log.h"
#include "streamer/metrics.h"

namespace flodata::streamer {

inline constexpr std::chrono::milliseconds kHeartbeat{1000};
inline constexpr std::chrono::milliseconds kSilence = replay::kLivenessLimit;

class LeaderSession {
 public:
  /// Connects. `wakeup` and `metrics` outlive the session. Errors: Failure when the database is away.
  LeaderSession(pg::ConnectionOptions options, std::string stream_id, Wakeup& wakeup,
                const StreamMetrics& metrics);
  ~LeaderSession();
  LeaderSession(const LeaderSession&) = delete;
  LeaderSession& operator=(const LeaderSession&) = delete;

  /// Tries once. Returns whether this streamer leads. Errors: Failure when the database is away, or
  /// read-only.
  bool try_acquire();

  /// Ends the writing sessions of earlier leaders: what a frozen one has begun would block the stream until
  /// it wakes up. To be called by the leader. Returns how many there were.
  std::int64_t end_writers_of_others();

  /// Begins the heartbeat and listens for commands; from now on a thread uses the session.
  void start();

  /// Makes this known as the streamer at work, of epoch `epoch`: from now on heartbeats are written down.
  void announce(std::int64_t epoch);

  /// The session to cut when the lead is lost; null for none. Thread-safe.
  void guard(pg::Connection* writer);

  /// Throws the Failure by which the session, and with it the lead, was lost.
  void check() const;

  /// Cuts the connections, so that a caller that waits for the server comes back. Thread-safe.
  void abort();

  /// Whether commands were announced since the last call. The wakeup is notified at the same time.
  bool take_notice() { return notice_.exchange(false); }

 private:
  enum class Work : std::uint8_t { at_work, ended };
  bool lead_may_be_free();
  bool take_lock();
  bool older_version_leads();
  void heartbeat(Work work);
  void run(const std::stop_token& stop);
  void lose(const Failure& failure);

  pg::ConnectionOptions options_;
  pg::Connection connection_;
  std::string stream_id_;
  Wakeup& wakeup_;
  const StreamMetrics& metrics_;
  std::atomic<bool> notice_ = true;       // there may be commands from before
  std::atomic<std::int64_t> epoch_ = -1;  // not announced yet
  mutable Mutex mutex_;
  std::optional<pg::Connection> lock_;  // has the lead; set under mutex_, used by the thread after start()
  std::optional<Error> lost_ FLODATA_GUARDED_BY(mutex_);
  pg::Connection* writer_ FLODATA_GUARDED_BY(mutex_) = nullptr;
  int wake_ = -1;        // eventfd that ends the thread's wait
  std::jthread thread_;  // uses the connection from start() on
};

/// The name that a stream's writing session goes by in pg_stat_activity.
std::string writer_name(const std::string& stream_id);

}  // namespace flodata::streamer
