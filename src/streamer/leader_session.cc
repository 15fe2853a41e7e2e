#include "streamer/leader_session.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <utility>

#include <fmt/format.h>

namespace flodata::streamer {
namespace {

pg::ConnectionOptions named(pg::ConnectionOptions options) {
  options.application_name = std::string(kWriterName) + "-leader";
  return options;
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

}  // namespace

LeaderSession::LeaderSession(pg::ConnectionOptions options, std::string stream_id, Wakeup& wakeup,
                             const StreamMetrics& metrics)
    : connection_(named(std::move(options))),
      stream_id_(std::move(stream_id)),
      wakeup_(wakeup),
      metrics_(metrics),
      wake_(eventfd(0, EFD_CLOEXEC)) {
  connection_.execute(fmt::format("SET idle_session_timeout = {}", kSilence.count()));
}

LeaderSession::~LeaderSession() {
  if (thread_.joinable()) {
    thread_.request_stop();
    eventfd_write(wake_, 1);
    connection_.abort();  // the thread may be waiting for a server that does not answer
    thread_.join();
  }
  close(wake_);
}

bool LeaderSession::try_acquire() {
  return connection_
      .query("SELECT pg_try_advisory_lock(hashtextextended('flodata stream ' || $1, 0))", {stream_id_})
      .boolean(0, 0);
}

std::int64_t LeaderSession::end_writers_of_others() {
  return connection_
      .query(
          "SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity WHERE datname = "
          "current_database() AND usename = current_user AND application_name = $1",
          {kWriterName})
      .int64(0, 0);
}

void LeaderSession::start(std::int64_t epoch) {
  connection_.execute(fmt::format("LISTEN {}", kControlChannel));
  beat(epoch);
  thread_ = std::jthread([this, epoch](const std::stop_token& stop) { run(epoch, stop); });
}

void LeaderSession::check() const {
  const std::lock_guard lock(mutex_);
  if (lost_) throw Failure(lost_->code, "the lead is lost: " + lost_->message);
}

void LeaderSession::beat(std::int64_t epoch) {
  static const std::string kHost = host_name();
  connection_.query(
      "INSERT INTO streamer_heartbeat AS h VALUES ($1, $2, $3, $4, clock_timestamp(), clock_timestamp(), $5) "
      "ON CONFLICT (stream_id) DO UPDATE SET epoch = excluded.epoch, host = excluded.host, process_id = "
      "excluded.process_id, started_at = CASE WHEN h.epoch = excluded.epoch THEN h.started_at ELSE "
      "excluded.started_at END, seen_at = excluded.seen_at, metrics = excluded.metrics",
      {stream_id_, std::to_string(epoch), kHost, std::to_string(getpid()), metrics_.text()});
}

void LeaderSession::run(std::int64_t epoch, const std::stop_token& stop) {
  auto next = std::chrono::steady_clock::now() + kBeat;
  while (!stop.stop_requested()) {
    try {
      const auto left = next - std::chrono::steady_clock::now();
      if (left.count() <= 0) {
        beat(epoch);
        next = std::chrono::steady_clock::now() + kBeat;
        continue;
      }
      if (!connection_.wait_for_notices(std::chrono::ceil<std::chrono::milliseconds>(left), wake_).empty()) {
        notice_ = true;
        wakeup_.notify();
      }
    } catch (const Failure& failure) {
      if (!stop.stop_requested()) {
        const std::lock_guard lock(mutex_);
        lost_ = Error{failure.code(), failure.what()};
      }
      wakeup_.notify();
      return;
    }
  }
}

}  // namespace flodata::streamer
