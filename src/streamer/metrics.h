// The streamer's metrics, in Prometheus' terms. The streamer opens no port: the heartbeat stores the text,
// and the API serves it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "streamer/batch_planner.h"

namespace flodata::streamer {

enum class ClockStep : std::uint8_t { forward, backward };

/// Thread-safe.
class StreamMetrics {
 public:
  StreamMetrics();
  ~StreamMetrics();
  StreamMetrics(const StreamMetrics&) = delete;
  StreamMetrics& operator=(const StreamMetrics&) = delete;

  void count_batch(BatchKind kind, std::int64_t rows, std::chrono::duration<double> whole,
                   std::chrono::duration<double> commit);
  /// Counts a database session that ended unexpectedly and has to be opened again.
  void count_reconnect();
  /// Counts a COMMIT without a response.
  void count_commit_in_doubt();
  /// Counts a step of the wall clock.
  void count_clock_step(ClockStep step);
  /// Counts a newest label ahead of the clock: nothing is written until the clock reaches the next label.
  void count_clock_hold();
  /// Counts a partition that was removed because of its age.
  void count_removed_partition();
  void count_command(const std::string& status);

  /// Returns all metrics in Prometheus' text format.
  [[nodiscard]] std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace flodata::streamer
