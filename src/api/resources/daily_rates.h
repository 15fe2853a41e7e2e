// Rows of one well as its decline needs them: rates per production day, of the newest stretch of the data.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "aggregation/interval.h"
#include "aggregation/quantity.h"
#include "api/contract/responses.h"
#include "store/production_row.h"
#include "store/production_store.h"
#include "surveillance/decline_analysis.h"

namespace flodata::api {

template <typename Period>
double count_in(Microseconds duration) {
  return std::chrono::duration<double, Period>(duration).count();
}

/// Source time since the first row: it runs on when the source restarts or jumps back.
class SourceTime {
 public:
  explicit SourceTime(Microseconds step) : step_(step) {}
  Microseconds elapsed_at(Instant original_time) {
    if (last_) elapsed_ += original_time > *last_ ? original_time - *last_ : step_;
    last_ = original_time;
    return elapsed_;
  }

 private:
  Microseconds step_;
  std::optional<Instant> last_;
  Microseconds elapsed_{0};
};

inline constexpr std::string_view kLoop = "loop";

responses::LeftOut left_out_before(const store::Seam& seam);

/// Rates per production day, of the rows after the newest seam.
class DailyRates {
 public:
  DailyRates(aggregation::Quantity rate, Microseconds step, std::optional<store::Seam> seam,
             const TimeZone& day_zone)
      : rate_(rate),
        step_(step),
        step_hours_(count_in<std::chrono::hours::period>(step)),
        seam_(seam),
        source_time_(step),
        grid_(aggregation::Interval::production_day, day_zone, day_zone) {}

  /// Rows in the order of time.
  void add(const store::ProductionRow& row);

  std::vector<surveillance::DailyRate> finish() {
    close();
    return std::move(days_);
  }

  [[nodiscard]] const std::optional<responses::LeftOut>& left_out() const { return left_out_; }

 private:
  void begin_again(const store::Seam& seam);
  void close();

  aggregation::Quantity rate_;
  Microseconds step_;
  double step_hours_;
  std::optional<store::Seam> seam_;  // not reached yet
  std::optional<Instant> last_original_time_;
  std::optional<responses::LeftOut> left_out_;
  SourceTime source_time_;
  aggregation::BucketGrid grid_;
  std::optional<Instant> day_;
  double sum_ = 0;
  Microseconds elapsed_sum_{0};  // places a day's rate at the middle of its hours, which the window may cut
  double on_stream_hours_ = 0;
  int hours_ = 0;
  std::vector<surveillance::DailyRate> days_;
};

}  // namespace flodata::api
