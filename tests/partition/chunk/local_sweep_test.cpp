#include "partition/chunk/local_sweep.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/hoist.hpp"
#include "tests/support/chunk_places.hpp"
#include "tests/support/random_graph.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::Ordered;

/// What was compared.
struct Compared {
  std::uint64_t chunks = 0, changed_after = 0;
};

/// Every candidate of `plan`, swept locally and, with three sizes, over the whole order.
void compare_with_full_sweep(const Tables& tables, const Plan& plan, Accounting accounting, Compared& compared) {
  Estimator base{tables, accounting}, full{tables, accounting};
  const Estimate now = base.estimate(plan);
  LocalSweep local{tables, base};
  for (const Chunk& candidate : ChunkSearch{tables, plan, {}}.search(whole_range(plan), {}).chunks) {
    local.run(candidate);
    ++compared.chunks;
    compared.changed_after += local.reach() > candidate.last ? 1 : 0;
    for (const std::int64_t size : {std::int64_t{1}, (candidate.extent + 1) / 2, candidate.extent}) {
      Plan with = plan;
      with.chunks.push_back(candidate);
      with.chunks.back().size = size;
      hoist(tables, with.order, with.chunks.back());
      const Estimate exact = full.estimate(with);
      std::vector<std::int64_t> peaks = now.peaks;
      for (std::uint32_t i = candidate.begin; i <= candidate.last; ++i) {
        peaks[i] = local.inside()[i - candidate.begin].at(size);
      }
      for (std::uint32_t i = candidate.last + 1; i < peaks.size(); ++i) {
        if (i <= local.reach()) peaks[i] += local.change_at(i);
      }
      ASSERT_EQ(peaks, exact.peaks) << candidate.begin << " to " << candidate.last << ", size " << size;
    }
  }
}

TEST(LocalSweepTest, SaysOfRandomGraphsWhatTheFullSweepSays) {
  Compared compared;
  std::uint64_t with_chunks = 0;
  for (std::uint64_t seed = 0; seed < 400 && !HasFatalFailure(); ++seed) {
    const Graph graph = tests::GraphGrower{seed}.grow(4 + static_cast<std::uint32_t>(seed % 22));
    const Tables tables{graph};
    for (const Accounting accounting : {Accounting::kAliased, Accounting::kReleased}) {
      Plan plan{.order = graph.compute_order()};
      compare_with_full_sweep(tables, plan, accounting, compared);
      if (HasFatalFailure()) FAIL() << "seed " << seed;
      // and with loops that are there already
      for (std::uint32_t more = 0; more < 2; ++more) {
        const auto candidates = ChunkSearch{tables, plan, {}}.search(whole_range(plan), {}).chunks;
        if (candidates.empty()) break;
        plan.chunks.push_back(candidates[seed * 7 % candidates.size()]);
        hoist(tables, plan.order, plan.chunks.back());
        ++with_chunks;
        compare_with_full_sweep(tables, plan, accounting, compared);
        if (HasFatalFailure()) FAIL() << "seed " << seed << ", loops there " << more + 1;
      }
    }
  }
  EXPECT_GT(compared.chunks, 20000U);
  EXPECT_GT(compared.changed_after, 500U) << "loops that write views";
  EXPECT_GT(with_chunks, 500U);
}

TEST(LocalSweepTest, SaysOfABlockWhatTheFullSweepSays) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 12, .width = 8, .heads = 2});
  Ordered ordered{graph};
  Compared compared;
  compare_with_full_sweep(ordered.tables, ordered.plan, Accounting::kAliased, compared);
  EXPECT_EQ(compared.chunks, 215U);
}

TEST(LocalSweepTest, AViewThatALoopWritesFreesItsOperandEarlier) {
  Graph graph;
  const Node a = graph.add("a", "relu", {graph.add_input("x", {4, 8}, 1)});
  const Node half = graph.add("half", "slice", {a}, {{"dim", 0}, {"begin", 0}, {"end", 2}});
  const Node b = graph.add("b", "relu", {half});
  graph.add("c", "add", {b, half});
  const Ordered ordered{graph};
  Estimator estimator{ordered.tables, Accounting::kAliased};
  EXPECT_EQ(estimator.estimate(ordered.plan).peaks, (std::vector<std::int64_t>{32, 32, 48, 64}));
  LocalSweep local{ordered.tables, estimator};
  local.run(*ordered.chunk("half", "half", 1));
  EXPECT_EQ(local.inside()[0].at(1), 48) << "a, and half of its own";
  EXPECT_EQ(local.reach(), 3U);
  EXPECT_EQ(local.change_at(2), -16) << "a is free, half is not";
  EXPECT_EQ(local.change_at(3), -16);
}

}  // namespace
}  // namespace octosim::partition::chunk
