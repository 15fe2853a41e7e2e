#include "surveillance/build_up.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "model/units.h"

namespace flodata::surveillance {
namespace {

constexpr double kTestGaugeBar = 0.2;
constexpr double kFirstShutHours = 1;  // before: the well's own volume
constexpr double kLineFrac = 0.1;      // the line begins at this part of the shut-in: one tenfold of time
constexpr std::size_t kLeastLinePoints = 5;
constexpr double kMostMisfitBar = 1;       // of the points about the line: else it is no build-up
constexpr double kRegionDoubtFrac = 0.35;  // of what is left: the region's pressure is anywhere within it
constexpr double kLastRateHours = 24;

/// Pressure against log10((t_p + t) / t).
struct LinePoint {
  double horner_log;
  double bar;
};

struct Line {
  double at_infinity_bar;
  double slope_bar;  // by horner_log
  double misfit_bar;
  double std_dev_bar;  // of at_infinity_bar
};

std::optional<Line> fit_line(std::span<const LinePoint> points) {
  if (points.size() < kLeastLinePoints) return std::nullopt;
  const auto count = static_cast<double>(points.size());
  double mean_x = 0;
  double mean_y = 0;
  for (const auto& point : points) {
    mean_x += point.horner_log / count;
    mean_y += point.bar / count;
  }
  double xx = 0;
  double xy = 0;
  for (const auto& point : points) {
    xx += (point.horner_log - mean_x) * (point.horner_log - mean_x);
    xy += (point.horner_log - mean_x) * (point.bar - mean_y);
  }
  if (!(xx > 0)) return std::nullopt;
  Line line{.at_infinity_bar = 0, .slope_bar = xy / xx, .misfit_bar = 0, .std_dev_bar = 0};
  line.at_infinity_bar = mean_y - line.slope_bar * mean_x;
  double squares = 0;
  for (const auto& point : points)
    squares += std::pow(point.bar - line.at_infinity_bar - line.slope_bar * point.horner_log, 2);
  line.misfit_bar = std::sqrt(squares / (count - 2));
  line.std_dev_bar = line.misfit_bar * std::sqrt(1 / count + mean_x * mean_x / xx);
  return line;
}

/// Follows a well through its points.
class Finder {
 public:
  Finder(double step_hours, WellRole role)
      : step_hours_(step_hours), sign_(role == WellRole::producer ? 1 : -1) {}

  void add(const HourlyFlow& point) {
    if (point.on_stream_frac > 0) {
      end_shut_in();
      add_flow(point);
      return;
    }
    if (!closed_hours_) return;  // no flow before it is known
    if (rate_of(point) > 0 || !(point.downhole_pressure_bar > 0.0) ||
        point.elapsed_hours > end_hours_ + step_hours_ / 2) {
      abandon();
      return;
    }
    end_hours_ = point.elapsed_hours + step_hours_;
    shut_.push_back({point.elapsed_hours + step_hours_ / 2 - *closed_hours_, *point.downhole_pressure_bar});
  }

  std::vector<BuildUp> finish() {
    end_shut_in();
    return std::move(found_);
  }

 private:
  struct ShutPoint {
    double hours;  // since the well was shut
    double bar;
  };

  [[nodiscard]] double rate_of(const HourlyFlow& point) const {
    if (sign_ < 0) return point.injection_rate_sm3_per_day.value_or(0);
    return point.oil_rate_sm3_per_day.value_or(0) + point.water_rate_sm3_per_day.value_or(0);
  }

  void add_flow(const HourlyFlow& point) {
    const double on_stream_hours = std::min(point.on_stream_frac, 1.0) * step_hours_;
    const double volume = rate_of(point) * step_hours_ / kHoursPerRateDay;
    volume_ += volume;
    last_flow_.push_back({on_stream_hours, volume});
    last_hours_ += on_stream_hours;
    while (last_hours_ - last_flow_[first_of_last_].hours >= kLastRateHours)
      last_hours_ -= last_flow_[first_of_last_++].hours;
    // In the hour of the closing the well flows first.
    end_hours_ = point.elapsed_hours + step_hours_;
    closed_hours_ = point.elapsed_hours + on_stream_hours;
  }

  /// Producing time of Horner: the volume since the last test, at the last rate.
  [[nodiscard]] double producing_hours() const {
    double volume = 0;
    for (std::size_t i = first_of_last_; i < last_flow_.size(); ++i) volume += last_flow_[i].volume;
    return volume > 0 ? volume_ * last_hours_ / volume : 0;
  }

  [[nodiscard]] std::optional<BuildUp> build_up() const {
    const double length = end_hours_ - *closed_hours_;
    const double producing = producing_hours();
    if (length < kShortestBuildUpHours || producing < length / 2) return std::nullopt;
    std::vector<LinePoint> line;
    for (const auto& [hours, bar] : shut_)
      if (hours >= std::max(kFirstShutHours, kLineFrac * length))
        line.push_back({std::log10((producing + hours) / hours), bar});
    const auto whole = fit_line(line);
    const auto late = fit_line(std::span(line).last(line.size() / 2));
    if (!whole || !late || whole->misfit_bar > kMostMisfitBar || sign_ * whole->slope_bar >= 0)
      return std::nullopt;
    const double last = shut_.back().bar;
    // A tail that flattens has felt the boundary: the later half says how far it can still go.
    const double left = std::max(
        0.0, std::min(sign_ * (whole->at_infinity_bar - last), sign_ * (late->at_infinity_bar - last)));
    return BuildUp{.begin_hours = *closed_hours_,
                   .end_hours = end_hours_,
                   .last_bar = last,
                   .line_end_bar = whole->at_infinity_bar,
                   .region_bar = last + sign_ * left / 2,
                   .std_dev_bar = std::hypot(kTestGaugeBar, whole->std_dev_bar, kRegionDoubtFrac * left),
                   .slope_bar_per_cycle = std::abs(whole->slope_bar)};
  }

  void end_shut_in() {
    if (!shut_.empty()) {
      if (const auto test = build_up()) {
        found_.push_back(*test);
        volume_ = 0;
      }
      forget_flow();
    }
    shut_.clear();
  }

  void abandon() {
    shut_.clear();
    closed_hours_.reset();
    forget_flow();
  }

  void forget_flow() {
    last_flow_.clear();
    first_of_last_ = 0;
    last_hours_ = 0;
  }

  struct Flow {
    double hours;
    double volume;
  };

  double step_hours_;
  double sign_;
  double volume_ = 0;  // since the last test
  std::vector<Flow> last_flow_;
  std::size_t first_of_last_ = 0;
  double last_hours_ = 0;  // of the flow from first_of_last_ on
  std::optional<double> closed_hours_;
  double end_hours_ = 0;
  std::vector<ShutPoint> shut_;
  std::vector<BuildUp> found_;
};

}  // namespace

std::vector<BuildUp> find_build_ups(std::span<const HourlyFlow> points, double step_hours, WellRole role) {
  Finder finder(step_hours, role);
  for (const auto& point : points) finder.add(point);
  return finder.finish();
}

}  // namespace flodata::surveillance
