#include "api/resources/daily_rates.h"

namespace flodata::api {

responses::LeftOut left_out_before(const store::Seam& seam) {
  return {.before = seam.label, .reason = seam.kind == store::SeamKind::loop ? kLoop : "seek"};
}

void DailyRates::add(const store::ProductionRow& row) {
  if (seam_ && row.time >= seam_->label) {
    begin_again(*seam_);
    seam_.reset();
  } else if (last_original_time_ && row.original_time <= *last_original_time_) {
    begin_again({row.time, store::SeamKind::jump});  // only in a table whose segments are not known
  }
  last_original_time_ = row.original_time;
  const auto elapsed = source_time_.elapsed_at(row.original_time);
  const auto day = grid_.bucket_of(row.time, row.original_time).from;
  if (day != day_) {
    close();
    day_ = day;
  }
  const auto value = aggregation::value_of(rate_, row.values);
  if (!value) return;
  sum_ += *value;
  elapsed_sum_ += elapsed;
  ++hours_;
  on_stream_hours_ += row.values[kOnStreamTag].value_or(*value > 0 ? 1 : 0) * step_hours_;
}

void DailyRates::begin_again(const store::Seam& seam) {
  close();
  const auto days = days_.size() + (left_out_ ? *left_out_->days : 0);
  if (days > 0) left_out_ = left_out_before(seam);
  if (days > 0) left_out_->days = days;
  days_.clear();
  day_.reset();
  source_time_ = SourceTime(step_);
}

void DailyRates::close() {
  if (hours_ > 0)
    days_.push_back({.elapsed_days = count_in<std::chrono::days::period>(elapsed_sum_) / hours_,
                     .rate_sm3_per_day = sum_ / hours_,
                     .on_stream_hours = on_stream_hours_,
                     .covered_hours = hours_ * step_hours_});
  sum_ = on_stream_hours_ = 0;
  elapsed_sum_ = Microseconds(0);
  hours_ = 0;
}

}  // namespace flodata::api
