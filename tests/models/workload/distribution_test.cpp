#include "models/workload/distribution.hpp"

#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/workload/owg.hpp"

namespace octosim::models::workload {
namespace {

constexpr std::uint64_t kSeed = 20240527;
constexpr std::uint64_t kPurpose = 0xFACE;

struct Moments {
  double mean = 0;
  double deviation = 0;
};

Moments moments(const std::vector<double>& values) {
  double sum = 0;
  double squares = 0;
  for (const double value : values) {
    sum += value;
    squares += value * value;
  }
  const auto n = static_cast<double>(values.size());
  return {sum / n, std::sqrt(squares / n - sum / n * sum / n)};
}

/// Values of `count` tokens of one parent, in order of position.
std::vector<double> draws(const Property& property, std::uint64_t count, std::uint64_t seed = kSeed) {
  std::vector<double> values;
  for (std::uint64_t i = 0; i < count; ++i) {
    values.push_back(draw_property(property, kPurpose, seed, {.id = 1000 + i, .parent = 7, .position = i}));
  }
  return values;
}

/// Correlation of positions `lag` apart.
double autocorrelation(const std::vector<double>& values, std::size_t lag) {
  const Moments all = moments(values);
  double sum = 0;
  for (std::size_t i = 0; i + lag < values.size(); ++i) sum += (values[i] - all.mean) * (values[i + lag] - all.mean);
  return sum / static_cast<double>(values.size() - lag) / (all.deviation * all.deviation);
}

Distribution distribution(DistributionKind kind, double mean, double deviation, double least, double most) {
  Distribution made;
  made.kind = kind;
  made.mean = mean;
  made.deviation = deviation;
  made.least = least;
  made.most = most;
  return made;
}
Distribution constant(double value) { return distribution(DistributionKind::kConstant, value, 0, 0, 0); }
Distribution uniform(double least, double most) { return distribution(DistributionKind::kUniform, 0, 0, least, most); }
Distribution normal(double mean, double deviation, double least, double most) {
  return distribution(DistributionKind::kNormal, mean, deviation, least, most);
}
Distribution lognormal(double mean, double deviation, double least, double most) {
  return distribution(DistributionKind::kLognormal, mean, deviation, least, most);
}
Distribution histogram(std::vector<std::pair<double, double>> counts) {
  Distribution made;
  made.kind = DistributionKind::kHistogram;
  made.counts = std::move(counts);
  return made;
}
Distribution series(std::vector<double> values) {
  Distribution made;
  made.kind = DistributionKind::kSeries;
  made.series = std::move(values);
  return made;
}

Property property(Distribution of, double correlation = 0, std::uint64_t scene = 1) {
  Property made;
  made.name = "p";
  made.distribution = std::move(of);
  made.correlation = correlation;
  made.scene = scene;
  return made;
}

const Distribution kFaces = histogram({{0, 10}, {1, 50}, {3, 30}, {8, 10}});
const Distribution kWidths = lognormal(2, 1, 0, 1e9);

TEST(DistributionTest, AQuantileOfAHistogramFollowsItsCounts) {
  EXPECT_EQ(kFaces.quantile(0.0999), 0);
  EXPECT_EQ(kFaces.quantile(0.1001), 1);
  EXPECT_EQ(kFaces.quantile(0.5999), 1);
  EXPECT_EQ(kFaces.quantile(0.6001), 3);
  EXPECT_EQ(kFaces.quantile(0.9001), 8);
  EXPECT_EQ(kFaces.quantile(1 - 0x1p-53), 8);
  EXPECT_EQ(kFaces.quantile(0x1p-53), 0);
}

TEST(DistributionTest, AQuantileOfANormalIsClipped) {
  const Distribution clipped = normal(0.56, 0.03, 0.5, 0.6);
  EXPECT_NEAR(clipped.quantile(0.5), 0.56, 1e-9);
  EXPECT_NEAR(clipped.quantile(0.841344746), 0.59, 1e-6);
  EXPECT_EQ(clipped.quantile(1e-9), 0.5);
  EXPECT_EQ(clipped.quantile(0.999999), 0.6);
}

TEST(DistributionTest, TheMedianOfALognormalLiesBelowItsMean) {
  // mean / sqrt(1 + (deviation / mean)^2) = 2 / sqrt(1.25)
  EXPECT_NEAR(kWidths.quantile(0.5), 1.788854, 1e-6);
}

TEST(DistributionTest, ADeviationOfZeroIsAConstant) {
  for (const Distribution& flat : {normal(3, 0, 0, 5), lognormal(3, 0, 0, 5)}) {
    EXPECT_NEAR(flat.quantile(0.01), 3, 1e-12);
    EXPECT_NEAR(flat.expected(), 3, 1e-12);
  }
}

TEST(DistributionTest, TheExpectedValueIsTheMeanOfManyQuantiles) {
  const std::vector<Distribution> all{constant(4.5),         uniform(0.6, 1.4),     normal(0.9, 0.2, 0.5, 1),
                                      lognormal(2, 1, 1, 4), lognormal(2, 1, 0, 4), kFaces};
  constexpr int kPoints = 20'000;
  for (const Distribution& one : all) {
    double sum = 0;
    for (int i = 0; i < kPoints; ++i) sum += one.quantile((i + 0.5) / kPoints);
    EXPECT_NEAR(one.expected(), sum / kPoints, 1e-4) << static_cast<int>(one.kind);
  }
}

TEST(DistributionTest, TheExpectedValueOfASeriesIsItsAverage) { EXPECT_DOUBLE_EQ(series({1, 2, 6}).expected(), 3); }

TEST(DrawPropertyTest, DrawsHaveTheDistribution) {
  constexpr std::uint64_t kDraws = 40'000;
  std::map<double, int> seen;
  for (const double value : draws(property(kFaces), kDraws)) ++seen[value];
  ASSERT_EQ(seen.size(), 4U);
  for (const auto& [value, count] : kFaces.counts) EXPECT_NEAR(seen[value] / 400.0, count, 1) << value;

  const Moments widths = moments(draws(property(kWidths), kDraws));
  EXPECT_NEAR(widths.mean, 2, 0.02);
  EXPECT_NEAR(widths.deviation, 1, 0.05);
}

TEST(DrawPropertyTest, CorrelationLeavesTheDistributionAsItIs) {
  // Scenes of 4 so that there are many of them: 15,000.
  std::map<double, int> seen;
  for (const double v : draws(property(kFaces, 0.8, 4), 60'000)) ++seen[v];
  ASSERT_EQ(seen.size(), 4U);
  for (const auto& [value, count] : kFaces.counts) EXPECT_NEAR(seen[value] / 600.0, count, 1.5) << value;
}

TEST(DrawPropertyTest, TokensOfASceneAreCorrelatedAndScenesAreNot) {
  const Distribution wide = normal(50, 1, 0, 100);
  constexpr std::uint64_t kScene = 10;
  const std::vector<double> values = draws(property(wide, 0.8, kScene), 40'000);
  // Of positions 1 apart, 9 in 10 are of one scene, and none of those a scene apart.
  EXPECT_NEAR(autocorrelation(values, 1), 0.8 * 0.9, 0.04);
  EXPECT_NEAR(autocorrelation(values, 5), 0.8 * 0.5, 0.04);
  EXPECT_NEAR(autocorrelation(values, kScene), 0, 0.04);
  EXPECT_NEAR(autocorrelation(draws(property(wide), 40'000), 1), 0, 0.02);
}

TEST(DrawPropertyTest, ScenesOfDifferentParentsDiffer) {
  const Property close = property(kWidths, 0.999999, 100);
  std::set<long> rounded;
  for (std::uint64_t parent = 0; parent < 20; ++parent) {
    rounded.insert(
        std::lround(1e2 * draw_property(close, kPurpose, kSeed, {.id = 5, .parent = parent, .position = 1})));
  }
  EXPECT_GT(rounded.size(), 15U);
}

/// Source of the figures: the medians over eleven clips of MOT15 (detections per frame, abewley/sort): coefficient of
/// variation 0.27, autocorrelation 0.82, 0.51 and 0.28 at lags 1, 10 and 30.
TEST(DrawPropertyTest, WandersAlongAStreamAsDetectionsOfPeopleDo) {
  Property people = property(constant(6.39));
  people.along = {.deviation = 0.27, .parts = {{.phi = 0.975, .share = 0.65}, {.phi = 0.5, .share = 0.35}}};
  const std::vector<double> values = draws(people, 200'000);
  const Moments all = moments(values);
  EXPECT_NEAR(all.mean, 6.39, 0.05);
  EXPECT_NEAR(all.deviation / all.mean, 0.27, 0.01);
  EXPECT_NEAR(autocorrelation(values, 1), 0.82, 0.02);
  EXPECT_NEAR(autocorrelation(values, 10), 0.51, 0.03);
  EXPECT_NEAR(autocorrelation(values, 30), 0.28, 0.05);
}

TEST(DrawPropertyTest, EachParentHasALevelOfTheDistribution) {
  Property faces = property(kFaces);
  faces.along = {.deviation = 0, .parts = {{.phi = 0.5, .share = 1}}};
  std::map<double, int> seen;
  for (std::uint64_t parent = 0; parent < 20'000; ++parent) {
    const double level = draw_property(faces, kPurpose, kSeed, {.id = parent, .parent = parent, .position = 0});
    EXPECT_EQ(draw_property(faces, kPurpose, kSeed, {.id = ~parent, .parent = parent, .position = 900}), level);
    ++seen[level];
  }
  ASSERT_EQ(seen.size(), 4U);
  for (const auto& [value, count] : kFaces.counts) EXPECT_NEAR(seen[value] / 200.0, count, 1.5) << value;
}

TEST(DrawPropertyTest, TheDrawDependsOnSeedPurposeAndTokenOnly) {
  const Property correlated = property(kWidths, 0.5, 3);
  const TokenName token{.id = 42, .parent = 3, .position = 4};
  const double value = draw_property(correlated, 1, 2, token);
  EXPECT_EQ(draw_property(correlated, 1, 2, token), value);
  EXPECT_NE(draw_property(correlated, 9, 2, token), value);
  EXPECT_NE(draw_property(correlated, 1, 9, token), value);
  EXPECT_NE(draw_property(correlated, 1, 2, {.id = 43, .parent = 3, .position = 4}), value);
  EXPECT_EQ(draw_property(correlated, 1, 2, {.id = 42, .parent = 3, .position = 5}), value) << "same scene";
  EXPECT_NE(draw_property(correlated, 1, 2, {.id = 42, .parent = 3, .position = 6}), value) << "next scene";
}

TEST(DrawPropertyTest, AnUncorrelatedDrawIsPinned) {
  // Taken from this code: if it changes, every result does.
  const Property even = property(uniform(0, 1e6));
  const double value = draw_property(even, kPurpose, kSeed, {.id = 1});
  EXPECT_NEAR(value, 326501.810709254, 1e-6);
}

TEST(DrawPropertyTest, ASeriesIsReplayedAndRepeated) {
  const Property trace = property(series({5, 6, 7}));
  EXPECT_EQ(draws(trace, 5), (std::vector<double>{5, 6, 7, 5, 6}));
  EXPECT_EQ(draws(trace, 5, kSeed + 1), (std::vector<double>{5, 6, 7, 5, 6}));
}

TEST(OwgTest, FindsFlowsInOrderAndNamesOrNone) {
  Owg owg;
  for (const char* name : {"p", "q"}) owg.properties.emplace_back().name = name;
  for (const char* name : {"a", "b", "c"}) owg.blocks.emplace_back().name = name;
  for (const auto& [from, to] : {std::pair{0U, 2U}, std::pair{0U, 1U}, std::pair{1U, 2U}}) {
    Flow& flow = owg.flows.emplace_back();
    flow.from = from;
    flow.to = to;
  }
  EXPECT_EQ(owg.flows_into(2), (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(owg.flows_out_of(0), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_TRUE(owg.flows_into(0).empty());
  EXPECT_EQ(owg.find_block("c"), 2U);
  EXPECT_EQ(owg.find_block("d"), kNone);
  EXPECT_EQ(owg.find_property("q"), 1U);
  EXPECT_EQ(owg.find_property("a"), kNone);
}

}  // namespace
}  // namespace octosim::models::workload
