#include "partition/chunk/estimate.hpp"

#include <gtest/gtest.h>

#include "tests/support/golden_blocks.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::golden_blocks;

TEST(EstimateTest, PeaksOfEveryNodeAreTheGoldenOnes) {
  for (const auto& block : golden_blocks()) {
    const Tables tables{block.graph};
    const Plan plan{.order = block.graph.compute_order()};
    const Estimate aliased = Estimator{tables, Accounting::kAliased}.estimate(plan);
    const Estimate released = Estimator{tables, Accounting::kReleased}.estimate(plan);
    const auto& golden = autochunk().at(block.name);
    for (std::size_t i = 0; i < plan.order.size(); ++i) {
      EXPECT_EQ(aliased.peaks[i], golden.at("nodes")[i].at("peakA"))
          << block.name << " " << block.graph[plan.order[i]].name;
      EXPECT_EQ(released.peaks[i], golden.at("nodes")[i].at("peakO"))
          << block.name << " " << block.graph[plan.order[i]].name;
    }
    EXPECT_EQ(aliased.peak, golden.at("peakA"));
    EXPECT_EQ(released.peak, golden.at("peakO"));
  }
}

}  // namespace
}  // namespace octosim::partition::chunk
