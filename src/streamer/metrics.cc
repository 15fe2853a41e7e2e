#include "streamer/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace flodata::streamer {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
                                                          0.1,    0.2,   0.5,   1,     2,    5,    10};

std::string label_of(BatchKind kind) {
  switch (kind) {
    case BatchKind::history:
      return "history";
    case BatchKind::catch_up:
      return "catch_up";
    case BatchKind::live:
      return "live";
  }
  return {};
}

}  // namespace

struct StreamMetrics::Families {
  prometheus::Registry registry;

  prometheus::Family<prometheus::Counter>& counters(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }
  prometheus::Histogram& histogram(const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, kSeconds);
  }

  prometheus::Family<prometheus::Counter>& rows =
      counters("flodata_stream_rows_total", "Rows committed, by kind of batch.");
  prometheus::Family<prometheus::Counter>& batches =
      counters("flodata_stream_batches_total", "Transactions committed, by kind of batch.");
  prometheus::Counter& reconnects =
      counters("flodata_stream_reconnects_total", "Database sessions that ended and were made again.")
          .Add({});
  prometheus::Counter& in_doubt =
      counters("flodata_stream_commits_in_doubt_total", "COMMITs that got no answer; the checkpoint decided.")
          .Add({});
  prometheus::Family<prometheus::Counter>& clock_steps =
      counters("flodata_stream_clock_steps_total", "Steps of the wall clock, by direction.");
  prometheus::Counter& clock_holds =
      counters("flodata_stream_clock_holds_total",
               "Times the stream waited for the clock to be where it was before.")
          .Add({});
  prometheus::Counter& removed_partitions =
      counters("flodata_stream_removed_partitions_total", "Partitions removed because of RETENTION_DAYS.")
          .Add({});
  prometheus::Family<prometheus::Counter>& commands =
      counters("flodata_stream_commands_total", "Commands answered, by outcome.");
  prometheus::Histogram& batch_seconds = histogram(
      "flodata_stream_batch_seconds", "Time of a batch, from its BEGIN to the answer of its COMMIT.");
  prometheus::Histogram& commit_seconds =
      histogram("flodata_stream_commit_seconds", "Time of a batch's COMMIT alone.");
};

StreamMetrics::StreamMetrics() : families_(std::make_unique<Families>()) {
  // Present from the start, so that a rate is right from the first event on.
  for (const auto kind : {BatchKind::history, BatchKind::catch_up, BatchKind::live}) {
    families_->rows.Add({{"kind", label_of(kind)}});
    families_->batches.Add({{"kind", label_of(kind)}});
  }
  for (const auto* direction : {"forward", "backward"})
    families_->clock_steps.Add({{"direction", direction}});
}
StreamMetrics::~StreamMetrics() = default;

void StreamMetrics::count_batch(BatchKind kind, std::int64_t rows, std::chrono::duration<double> whole,
                                std::chrono::duration<double> commit) {
  families_->rows.Add({{"kind", label_of(kind)}}).Increment(static_cast<double>(rows));
  families_->batches.Add({{"kind", label_of(kind)}}).Increment();
  families_->batch_seconds.Observe(whole.count());
  families_->commit_seconds.Observe(commit.count());
}

void StreamMetrics::count_reconnect() { families_->reconnects.Increment(); }
void StreamMetrics::count_commit_in_doubt() { families_->in_doubt.Increment(); }
void StreamMetrics::count_removed_partition() { families_->removed_partitions.Increment(); }
void StreamMetrics::count_clock_hold() { families_->clock_holds.Increment(); }

void StreamMetrics::count_clock_step(ClockStep step) {
  families_->clock_steps.Add({{"direction", step == ClockStep::forward ? "forward" : "backward"}})
      .Increment();
}

void StreamMetrics::count_command(const std::string& status) {
  families_->commands.Add({{"status", status}}).Increment();
}

std::string StreamMetrics::text() const {
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace flodata::streamer
