// What a streamer counts, in Prometheus' terms. The streamer opens no port: its text goes into the heartbeat,
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
  /// The session with the database ended by itself and has to be made again.
  void count_reconnect();
  /// A COMMIT got no answer.
  void count_commit_in_doubt();
  /// The wall clock was set.
  void count_clock_step(ClockStep step);
  /// The next label lies where the clock already was: nothing is written until it is there again.
  void count_clock_hold();
  void count_command(const std::string& status);

  /// Returns all of them in Prometheus' text format.
  [[nodiscard]] std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace flodata::streamer
