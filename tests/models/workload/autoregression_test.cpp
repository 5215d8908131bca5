#include "models/workload/autoregression.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::models::workload {
namespace {

constexpr engine::DrawKey kProcess{.seed = 3, .identity = 17, .purpose = 5};

std::vector<double> process(double phi, std::uint64_t count, const engine::DrawKey& key = kProcess) {
  std::vector<double> values;
  for (std::uint64_t t = 0; t < count; ++t) values.push_back(draw_autoregressive(phi, key, t));
  return values;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Of a process whose mean is known to be 0.
double covariance(const std::vector<double>& values, std::size_t lag) {
  double sum = 0;
  for (std::size_t t = lag; t < values.size(); ++t) sum += values[t] * values[t - lag];
  return sum / static_cast<double>(values.size() - lag);
}

class AutoregressiveTest : public testing::TestWithParam<double> {};

/// Of n positions, about n (1 - phi) / (1 + phi) are independent: the deviation of a mean is the root of the inverse,
/// and that of a covariance of the same order.
TEST_P(AutoregressiveTest, IsStationaryWithTheCorrelationsOfItsPhi) {
  const double phi = GetParam();
  const std::vector<double> values = process(phi, 200'000);
  const double four_deviations = 4 * std::sqrt((1 + phi) / (1 - phi) / 200'000);
  EXPECT_NEAR(mean_of(values), 0, four_deviations);
  EXPECT_NEAR(covariance(values, 0), 1, 1.5 * four_deviations);
  for (const std::size_t lag : {1U, 2U, 3U, 10U, 30U, 100U}) {
    EXPECT_NEAR(covariance(values, lag), std::pow(phi, static_cast<double>(lag)), 1.5 * four_deviations) << lag;
  }
}

/// What is left when phi of the value before is taken away is noise of one variance, wherever a block begins or halves.
TEST_P(AutoregressiveTest, StepsAreTheSameAtEveryPlaceInABlock) {
  const double phi = GetParam();
  constexpr std::uint64_t kPeriod = 64;
  std::vector<double> squares(kPeriod), alongside(kPeriod);
  constexpr int kStreams = 400, kBlocks = 10;
  for (int stream = 0; stream < kStreams; ++stream) {
    const auto values =
        process(phi, kBlocks * kPeriod + 2, {.seed = 8, .identity = std::uint64_t(stream), .purpose = 1});
    for (std::size_t t = 2; t < values.size(); ++t) {
      const double noise = values[t] - phi * values[t - 1];
      squares[t % kPeriod] += noise * noise;
      alongside[t % kPeriod] += noise * values[t - 2];
    }
  }
  const double variance = 1 - phi * phi;
  for (std::uint64_t place = 0; place < kPeriod; ++place) {
    EXPECT_NEAR(squares[place] / kStreams / kBlocks / variance, 1, 0.12) << place;
    EXPECT_NEAR(alongside[place] / kStreams / kBlocks / std::sqrt(variance), 0, 0.08) << place;
  }
}

INSTANTIATE_TEST_SUITE_P(Phi, AutoregressiveTest, testing::Values(0, 0.1, 0.25, 0.26, 0.5, 0.9, 0.975));

TEST(DrawAutoregressiveTest, APositionFarAwayIsDrawnAlone) {
  const double there = draw_autoregressive(0.975, kProcess, 1'000'000'000'000);
  EXPECT_EQ(draw_autoregressive(0.975, kProcess, 1'000'000'000'000), there);
  EXPECT_LT(std::abs(draw_autoregressive(0.975, kProcess, 1'000'000'000'001) - there), 1.5) << "it wanders";
  EXPECT_LT(std::abs(draw_autoregressive(0.999999, kProcess, 7) - draw_autoregressive(0.999999, kProcess, 6)), 0.01);
}

TEST(DrawAutoregressiveTest, OtherKeysAreOtherProcesses) {
  for (const engine::DrawKey& other : {engine::DrawKey{4, 17, 5}, {3, 18, 5}, {3, 17, 6}}) {
    const auto one = process(0.9, 5000), two = process(0.9, 5000, other);
    double sum = 0;
    for (std::size_t t = 0; t < one.size(); ++t) sum += one[t] * two[t];
    EXPECT_NEAR(sum / 5000, 0, 0.2);
    EXPECT_NE(one[0], two[0]);
  }
}

TEST(DrawAutoregressiveTest, IsPinned) {
  // Taken from this code: if it changes, every result of a workflow that wanders does.
  EXPECT_NEAR(draw_autoregressive(0.975, kProcess, 100), 0.54677780240700269, 1e-12);
  EXPECT_NEAR(draw_autoregressive(0.5, kProcess, 101), -0.9140384103307474, 1e-12);
}

TEST(DrawAutoregressiveTest, PhiIsBelowOne) {
  EXPECT_THROW(draw_autoregressive(1, kProcess, 0), engine::LogicError);
  EXPECT_THROW(draw_autoregressive(-0.1, kProcess, 0), engine::LogicError);
}

TEST(AutoregressionTest, AFactorIsNeverNegative) {
  const Autoregression along{.deviation = 0.25, .parts = {{}}};
  EXPECT_EQ(along.value(8, 0), 8);
  EXPECT_EQ(along.value(8, 2), 12);
  EXPECT_EQ(along.value(8, -5), 0);
  const Autoregression bounded{.deviation = 0.25, .parts = {{}}, .least = 3, .most = 10};
  EXPECT_EQ(bounded.value(8, 1), 10);
  EXPECT_EQ(bounded.value(8, -5), 3);
  EXPECT_EQ(bounded.value(0, 0), 3) << "the level itself is outside";
  EXPECT_TRUE(along.wanders());
  EXPECT_FALSE(Autoregression{}.wanders());
}

}  // namespace
}  // namespace octosim::models::workload
