#include "surveillance/arps_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

#include "base/check.h"

namespace flodata::surveillance {
namespace {

/// A point of the search. The decline is kept as the logarithm of |Di| times the span of time, so that it
/// never changes its sign.
struct Place {
  double log_decline;
  double b;
};

/// The sum of squares at a place, the best qi there, and the normal equations of a step from it.
struct Normal {
  double squares = std::numeric_limits<double>::infinity();
  double qi = 0;
  std::array<double, 2> gradient = {};  // d, b
  double dd = 0, db = 0, bb = 0;        // JᵀWJ
};

/// The curve's shape q/qi at one point, and its derivatives after the logarithm of the decline and after b.
struct Shape {
  double value;
  double by_decline;
  double by_exponent;
};

/// The derivative of ln f after b, (ln(1 + x) - x/(1 + x))/b² with x = b fall; its series where that cancels.
double log_shape_by_exponent(double fall, double b) {
  const double x = b * fall;
  constexpr double kSeriesBelow = 1e-3;
  if (std::abs(x) < kSeriesBelow)
    return fall * fall * (1.0 / 2 - x * (2.0 / 3 - x * (3.0 / 4 - x * (4.0 / 5 - x * (5.0 / 6)))));
  return (std::log1p(x) - x / (1 + x)) / (b * b);
}

Shape shape_at(double fall, double b) {
  const double x = b * fall;
  const double value = std::exp(b > 0 ? -std::log1p(x) / b : -fall);
  return {value, -value * fall / (1 + x), value * log_shape_by_exponent(fall, b)};
}

class Search {
 public:
  Search(std::span<const RatePoint> points, Trend trend) : sign_(trend == Trend::rising ? -1 : 1) {
    FLODATA_CHECK(points.size() > 1 && points.back().days > points.front().days);
    first_days_ = points.front().days;
    span_days_ = points.back().days - first_days_;
    scale_ = std::ranges::max(points, {}, &RatePoint::rate_sm3_per_day).rate_sm3_per_day;
    for (const auto& point : points)
      points_.push_back(
          {(point.days - first_days_) / span_days_, point.rate_sm3_per_day / scale_, point.weight});
  }

  [[nodiscard]] double squares(Place place) const { return normal_at(place).squares; }

  /// Goes downhill from `place` until no step is left that lowers the sum of squares.
  [[nodiscard]] Place descend(Place place, bool free_exponent) const {
    constexpr int kMostSteps = 300;
    constexpr double kShortestStep = 1e-14;
    double damping = 1e-3;
    auto here = normal_at(place);
    for (int step = 0; step < kMostSteps; ++step) {
      const auto next = step_from(place, here, damping, free_exponent);
      const double length = std::abs(next.log_decline - place.log_decline) + std::abs(next.b - place.b);
      if (!(length > kShortestStep)) break;
      const auto there = normal_at(next);
      if (!(there.squares < here.squares)) {
        damping *= 10;
        continue;
      }
      place = next;
      here = there;
      damping /= 10;
    }
    return place;
  }

  /// Returns the best of a coarse grid over the decline, in steps of a factor of 2, for a given b.
  [[nodiscard]] Place best_on_grid(double b) const {
    constexpr int kFirstPower = -10;
    constexpr int kLastPower = 14;
    Place best{kFirstPower * std::numbers::ln2, b};
    double least = squares(best);
    for (int power = kFirstPower + 1; power <= kLastPower; ++power) {
      const Place place{power * std::numbers::ln2, b};
      const double here = squares(place);
      if (here < least) {
        least = here;
        best = place;
      }
    }
    return best;
  }

  [[nodiscard]] ArpsFit fit_at(Place place) const {
    const auto normal = normal_at(place);
    return {{normal.qi * scale_, sign_ * std::exp(place.log_decline) / span_days_, place.b},
            normal.squares * scale_ * scale_};
  }

 private:
  struct Scaled {
    double time;  // 0 to 1
    double rate;  // 0 to 1
    double weight;
  };

  [[nodiscard]] Normal normal_at(Place place) const {
    const double decline = sign_ * std::exp(place.log_decline);
    std::vector<Shape> shapes;
    shapes.reserve(points_.size());
    double shape_shape = 0;
    double shape_rate = 0;
    for (const auto& [time, rate, weight] : points_) {
      const auto& shape = shapes.emplace_back(shape_at(decline * time, place.b));
      shape_shape += weight * shape.value * shape.value;
      shape_rate += weight * shape.value * rate;
    }
    Normal normal;
    normal.qi = shape_rate / shape_shape;
    double squares = 0;
    double shape_decline = 0;
    double shape_exponent = 0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const auto& shape = shapes[i];
      const double weight = points_[i].weight;
      const double residual = points_[i].rate - normal.qi * shape.value;
      const double by_decline = normal.qi * shape.by_decline;
      const double by_exponent = normal.qi * shape.by_exponent;
      squares += weight * residual * residual;
      shape_decline += weight * shape.value * by_decline;
      shape_exponent += weight * shape.value * by_exponent;
      normal.gradient[0] += weight * residual * by_decline;
      normal.gradient[1] += weight * residual * by_exponent;
      normal.dd += weight * by_decline * by_decline;
      normal.db += weight * by_decline * by_exponent;
      normal.bb += weight * by_exponent * by_exponent;
    }
    if (std::isfinite(squares)) normal.squares = squares;
    // What qi takes up of a change of the shape is no change of the residuals (Kaufman, BIT 15, 1975).
    normal.dd -= shape_decline * shape_decline / shape_shape;
    normal.db -= shape_decline * shape_exponent / shape_shape;
    normal.bb -= shape_exponent * shape_exponent / shape_shape;
    return normal;
  }

  [[nodiscard]] static Place step_from(Place place, const Normal& here, double damping, bool free_exponent) {
    const double dd = here.dd * (1 + damping);
    const double bb = here.bb * (1 + damping);
    double by_exponent = 0;
    if (free_exponent) {
      const double determinant = dd * bb - here.db * here.db;
      const double wanted = place.b + (dd * here.gradient[1] - here.db * here.gradient[0]) / determinant;
      by_exponent = std::isfinite(wanted) ? std::clamp(wanted, 0.0, kLargestExponent) - place.b : 0.0;
    }
    // A step of more than a factor of e³ leaves the region where the equations hold.
    constexpr double kLongestStep = 3;
    const double by_decline = (here.gradient[0] - here.db * by_exponent) / dd;
    return {place.log_decline + std::clamp(by_decline, -kLongestStep, kLongestStep), place.b + by_exponent};
  }

  double sign_;
  double first_days_ = 0;
  double span_days_ = 0;
  double scale_ = 0;
  std::vector<Scaled> points_;
};

}  // namespace

Trend trend_of(std::span<const RatePoint> points) {
  double weights = 0;
  double mean_days = 0;
  double mean_rate = 0;
  for (const auto& point : points) weights += point.weight;
  for (const auto& point : points) {
    mean_days += point.weight / weights * point.days;
    mean_rate += point.weight / weights * point.rate_sm3_per_day;
  }
  double covariance = 0;
  double variance = 0;
  for (const auto& point : points) {
    const double from_mean = point.days - mean_days;
    covariance += point.weight * from_mean * (point.rate_sm3_per_day / mean_rate - 1);
    variance += point.weight * from_mean * from_mean;
  }
  constexpr double kLeastChange = 1e-9;
  const double change = covariance / variance * (points.back().days - points.front().days);
  if (change < -kLeastChange) return Trend::falling;
  return change > kLeastChange ? Trend::rising : Trend::constant;
}

ArpsFit fit_with_exponent(std::span<const RatePoint> points, Trend trend, double b) {
  const Search search(points, trend);
  return search.fit_at(search.descend(search.best_on_grid(b), false));
}

ArpsFit fit_hyperbolic(std::span<const RatePoint> points) {
  const Search search(points, Trend::falling);
  // From the best curves with these exponents: the sum of squares can have more than one valley, and none of
  // these may be better than what is found.
  constexpr std::array kStarts = {0.0, 0.25, 0.5, 0.75, 1.0, 1.3, 1.6, kLargestExponent};
  std::array<Place, kStarts.size()> places = {};
  std::ranges::transform(kStarts, places.begin(), [&](double b) {
    return search.descend(search.descend(search.best_on_grid(b), false), true);
  });
  return search.fit_at(std::ranges::min(places, {}, [&](Place place) { return search.squares(place); }));
}

}  // namespace flodata::surveillance
