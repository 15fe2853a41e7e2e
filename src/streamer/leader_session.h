// Ensures one streamer at a time: by the lock of the table stream_lead, in a transaction that stays open on
// its own session while this streamer leads. Only the table's owner may lock it, so no other role can block
// the lead (any role that can log in may take an advisory lock). The transaction has neither an id nor a
// snapshot, so it does not hold up vacuum.
//
// A leader that crashes loses the lock with its session. A frozen or disconnected leader would keep it: so
// the server ends its sessions after kSilence without a message, and a thread sends a heartbeat every
// kHeartbeat, however busy the streamer is. The epoch (checkpoint.h), not the lock, prevents a deposed leader
// from writing. Proof: tests/chaos/failover.py
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
  /// Connects. `wakeup` and `metrics` must outlive the session. Errors: Failure when the database is
  /// unavailable.
  LeaderSession(pg::ConnectionOptions options, std::string stream_id, Wakeup& wakeup,
                const StreamMetrics& metrics);
  ~LeaderSession();
  LeaderSession(const LeaderSession&) = delete;
  LeaderSession& operator=(const LeaderSession&) = delete;

  /// Tries once. Returns whether this streamer leads. Errors: Failure when the database is unavailable or
  /// read-only.
  bool try_acquire();

  /// Ends the writing sessions of earlier leaders: an open transaction of a frozen one would block the
  /// stream. Only the leader may call it. Returns their number.
  std::int64_t end_writers_of_others();

  /// Starts the heartbeat and listens for commands; from now on a thread uses the session.
  void start();

  /// Registers this process as the running streamer of epoch `epoch`: from now on heartbeats are recorded.
  void announce(std::int64_t epoch);

  /// Sets the session to cut when the lead is lost; null for none. Thread-safe.
  void guard(pg::Connection* writer);

  /// Throws the Failure that ended the session, and with it the lead.
  void check() const;

  /// Cuts the connections, so that a caller waiting for the server returns. Thread-safe.
  void abort();

  /// Returns whether commands were announced since the last call. Each announcement also notifies the wakeup.
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
  std::jthread thread_;  // uses the connection after start()
};

/// Returns the application_name of a stream's writing session in pg_stat_activity.
std::string writer_name(const std::string& stream_id);

}  // namespace flodata::streamer
