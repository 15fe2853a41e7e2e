#include "surveillance/arps_curve.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "model/units.h"

namespace flodata::surveillance {
namespace {

/// Simpson's rule over `days` of the rate as Arps writes it, qi (1 + b Di t)^(-1/b). That has no digits left
/// for the smallest b, where it is the exponential.
double integrated(const ArpsCurve& curve, double days) {
  constexpr int kSteps = 20'000;
  const auto rate = [&](double t) {
    const double fall = curve.di_per_day * t;
    return curve.qi_sm3_per_day *
           (curve.b < 1e-9 ? std::exp(-fall) : std::pow(1 + curve.b * fall, -1 / curve.b));
  };
  const double width = days / kSteps;
  double sum = 0;
  for (int i = 0; i < kSteps; i += 2)
    sum += rate(i * width) + 4 * rate((i + 1) * width) + rate((i + 2) * width);
  return sum * width / 3;
}

class ArpsCurveTest : public testing::TestWithParam<double> {
 protected:
  ArpsCurve curve_{1200, 0.004, GetParam()};
};

TEST_P(ArpsCurveTest, VolumeIsTheIntegralOfTheRate) {
  for (const double days : {1.0, 30.0, 700.0, 5000.0})
    EXPECT_NEAR(curve_.volume(days) / integrated(curve_, days), 1, 1e-10) << days;
}

TEST_P(ArpsCurveTest, RateAfterTheTimeToARateIsThatRate) {
  for (const double rate : {1199.0, 600.0, 30.0})
    EXPECT_NEAR(curve_.rate(curve_.days_until(rate)) / rate, 1, 1e-12) << rate;
  EXPECT_EQ(curve_.days_until(1200), 0);
  EXPECT_EQ(curve_.days_until(1300), 0);
  EXPECT_EQ(curve_.days_until(0), std::numeric_limits<double>::infinity());
}

TEST_P(ArpsCurveTest, GoesOnFromAnyDayAsItWouldHave) {
  const auto rest = curve_.from(200);
  EXPECT_NEAR(rest.rate(100) / curve_.rate(300), 1, 1e-13);
  EXPECT_NEAR((curve_.volume(200) + rest.volume(100)) / curve_.volume(300), 1, 1e-13);
}

INSTANTIATE_TEST_SUITE_P(Exponents, ArpsCurveTest,
                         testing::Values(0, 1e-12, 1e-5, 0.3, 0.5, 0.9, 1 - 1e-5, 1 - 1e-12, 1, 1 + 1e-12,
                                         1 + 1e-5, 1.4, 2));

// Guo, Lyons & Ghalambor (2007), Petroleum Production Engineering, sample problem 8.1: a well fell from 100
// to 96 stb/d within a month. Published: 61.27 stb/d after a year, 28,858 stb in it (their D is rounded to 5
// digits).
TEST(ArpsCurve, ExponentialDeclineOfATextbook) {
  const ArpsCurve curve{100, std::log(100.0 / 96.0) * 12 / 365, 0};
  EXPECT_NEAR(curve.rate(365), 61.27, 0.005);
  EXPECT_NEAR(curve.volume(365), 28'858, 5);
}

TEST(ArpsCurve, HarmonicAndHyperbolicByHand) {
  // Harmonic: 1000/(1 + 0.01 t); 1000/0.01 ln 2 in the first 100 d. b = 0.5: 1000/(1 + 0.005 t)².
  const ArpsCurve harmonic{1000, 0.01, 1};
  EXPECT_NEAR(harmonic.rate(100), 500, 1e-10);
  EXPECT_NEAR(harmonic.volume(100), 69'314.718'056, 1e-5);
  EXPECT_NEAR(harmonic.days_until(250), 300, 1e-9);
  const ArpsCurve hyperbolic{1000, 0.01, 0.5};
  EXPECT_NEAR(hyperbolic.rate(200), 250, 1e-10);
  EXPECT_NEAR(hyperbolic.volume(200), 100'000, 1e-6);
  EXPECT_NEAR(hyperbolic.days_until(250), 200, 1e-9);
}

// Nominal and effective are not the same: 10 % a year effective is -ln 0.9 = 0.10536 nominal.
TEST(ArpsCurve, EffectiveDeclineIsLessThanNominal) {
  const ArpsCurve curve{100, 0.105360515657826 / kDaysPerYear, 0};
  EXPECT_NEAR(curve.effective_annual_decline(), 0.1, 1e-13);
  EXPECT_NEAR((ArpsCurve{100, 1 / kDaysPerYear, 1}.effective_annual_decline()), 0.5, 1e-13);
}

TEST(ArpsCurve, ConstantAndRisingRatesHaveVolumesAndNoEnd) {
  EXPECT_EQ((ArpsCurve{50, 0, 0}.volume(10)), 500);
  EXPECT_EQ((ArpsCurve{50, 0, 0}.days_until(10)), std::numeric_limits<double>::infinity());
  const ArpsCurve rising{50, -0.01, 0};
  EXPECT_NEAR(rising.volume(100) / integrated(rising, 100), 1, 1e-12);
  EXPECT_EQ(rising.days_until(10), std::numeric_limits<double>::infinity());
}

// Volumes down to 10 Sm3/d by their closed forms: (qi - q)/Di, 2 qi/Di (1 - sqrt(q/qi)), qi/Di ln(qi/q).
TEST(ArpsCurve, VolumesDownToALimit) {
  const auto ultimate = [](double b) {
    const ArpsCurve curve{1000, 0.05, b};
    return curve.volume(curve.days_until(10));
  };
  EXPECT_NEAR(ultimate(0), 19'800, 1e-8);
  EXPECT_NEAR(ultimate(0.5), 36'000, 1e-8);
  EXPECT_NEAR(ultimate(1), 92'103.40371976183, 1e-8);
}

// By the closed forms of Arps' curve up to the switch at (Di/Dt - 1)/(b Di) and of the exponential after it.
TEST(ModifiedHyperbolic, SwitchesAtTheTerminalDecline) {
  const ModifiedHyperbolic curve({1000, 0.01, 1.2}, 0.0005);
  EXPECT_NEAR(curve.switch_days(), 1583.3333333333333, 1e-9);
  EXPECT_NEAR(curve.rate(curve.switch_days()), 82.37744862210327, 1e-11);
  EXPECT_NEAR(curve.volume(curve.switch_days()), 323'774.48622103286, 1e-7);
  EXPECT_NEAR(curve.rate(3650), 29.31145468058223, 1e-11);
  EXPECT_NEAR(curve.volume(3650), 429'906.474104075, 1e-7);
  EXPECT_NEAR(curve.days_until(29.31145468058223), 3650, 1e-8);
  EXPECT_NEAR(curve.days_until(500), (ArpsCurve{1000, 0.01, 1.2}.days_until(500)), 1e-12);
}

TEST(ModifiedHyperbolic, IsArpsCurveWhereTheLimitIsNotReached) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  for (const auto& [b, terminal] : {std::pair{0.0, 0.02}, std::pair{0.0, 0.001}, std::pair{1.2, 0.0}}) {
    const ArpsCurve curve{700, 0.01, b};
    const ModifiedHyperbolic modified(curve, terminal);
    EXPECT_EQ(modified.switch_days(), kNever);
    EXPECT_EQ(modified.rate(4000), curve.rate(4000));
    EXPECT_EQ(modified.volume(4000), curve.volume(4000));
    EXPECT_EQ(modified.days_until(3), curve.days_until(3));
  }
}

// A limit above the decline that the curve has keeps that one, and makes nothing steeper.
TEST(ModifiedHyperbolic, AFlatCurveGoesOnAtItsOwnDecline) {
  const ModifiedHyperbolic modified({700, 0.0001, 1.2}, 0.0005);
  EXPECT_EQ(modified.switch_days(), 0);
  EXPECT_NEAR(modified.rate(1000), 700 * std::exp(-0.1), 1e-9);
  EXPECT_NEAR(modified.volume(1000), 7'000'000 * (1 - std::exp(-0.1)), 1e-6);
}

}  // namespace
}  // namespace flodata::surveillance
