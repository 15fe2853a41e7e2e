#include "streamer/leader_session.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/stop_deadline.h"

namespace flodata::streamer {
namespace {

/// How long the last beat may take of the time that stopping takes.
constexpr std::chrono::milliseconds kLastBeat{1000};

pg::ConnectionOptions named(pg::ConnectionOptions options, const std::string& stream_id) {
  options.application_name = "flodata-streamer-leader " + stream_id;
  return options;
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

}  // namespace

LeaderSession::LeaderSession(pg::ConnectionOptions options, std::string stream_id, Wakeup& wakeup,
                             const StreamMetrics& metrics)
    : connection_(named(std::move(options), stream_id)),
      stream_id_(std::move(stream_id)),
      wakeup_(wakeup),
      metrics_(metrics),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  connection_.set_answer_limit(kSilence);
  connection_.execute(fmt::format("SET idle_session_timeout = {}", kSilence.count()));
}

LeaderSession::~LeaderSession() {
  if (thread_.joinable()) {
    thread_.request_stop();
    eventfd_write(wake_, 1);
    const StopDeadline deadline(thread_.get_stop_token(), kLastBeat, [this] { connection_.abort(); });
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
  const std::string name = writer_name(stream_id_);
  return connection_
      .query(
          "SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity WHERE datname = "
          "current_database() AND usename = current_user AND application_name = $1",
          {name})
      .int64(0, 0);
}

void LeaderSession::start() {
  connection_.execute(fmt::format("LISTEN {}", kControlChannel));
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void LeaderSession::announce(std::int64_t epoch) {
  epoch_ = epoch;
  eventfd_write(wake_, 1);
}

std::string writer_name(const std::string& stream_id) { return "flodata-streamer " + stream_id; }

void LeaderSession::guard(pg::Connection* writer) {
  const std::lock_guard lock(mutex_);
  writer_ = writer;
  if (lost_ && writer_ != nullptr) writer_->abort();
}

void LeaderSession::check() const {
  const std::lock_guard lock(mutex_);
  if (lost_) throw Failure(lost_->code, "the lead is lost: " + lost_->message);
}

void LeaderSession::beat(Work work) {
  static const std::string kHost = host_name();
  const auto epoch = epoch_.load();
  if (epoch < 0) {
    connection_.query("SELECT 1");
    return;
  }
  connection_.query(
      "INSERT INTO streamer_heartbeat AS h VALUES ($1, $2, $3, $4, clock_timestamp(), clock_timestamp(), $5, "
      "$6) ON CONFLICT (stream_id) DO UPDATE SET epoch = excluded.epoch, host = excluded.host, process_id = "
      "excluded.process_id, started_at = CASE WHEN h.epoch = excluded.epoch THEN h.started_at ELSE "
      "excluded.started_at END, seen_at = excluded.seen_at, at_work = excluded.at_work, metrics = "
      "excluded.metrics",
      {stream_id_, std::to_string(epoch), kHost, std::to_string(getpid()),
       work == Work::at_work ? "true" : "false", metrics_.text()});
}

void LeaderSession::lose(const Failure& failure) {
  {
    const std::lock_guard lock(mutex_);
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
        beat(Work::at_work);
        next = std::chrono::steady_clock::now() + kBeat;
        continue;
      }
      if (!connection_.wait_for_notices(std::chrono::ceil<std::chrono::milliseconds>(left), wake_).empty()) {
        notice_ = true;
        wakeup_.notify();
      }
      eventfd_t announced = 0;
      if (eventfd_read(wake_, &announced) == 0) next = std::chrono::steady_clock::now();
    }
    beat(Work::ended);
  } catch (const Failure& failure) {
    lose(failure);
  }
}

}  // namespace flodata::streamer
