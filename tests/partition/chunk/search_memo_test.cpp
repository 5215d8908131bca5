#include "partition/chunk/search_memo.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/hoist.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

class SearchMemoTest : public ::testing::Test {
 protected:
  std::shared_ptr<const PricedCandidates> search(const Plan& plan) {
    const std::uint32_t peak = ordered.at("fc1"), last = static_cast<std::uint32_t>(plan.order.size()) - 1;
    return memo.search(plan, {peak, peak}, {ordered.at("ln2"), last}, plan.order[peak]);
  }
  Graph graph = models::tensor::blocks::attention({.tokens = 8, .width = 8, .heads = 2});
  tests::Ordered ordered{graph};
  CostModel costs{ordered.tables, {}};
  SearchMemo memo{ordered.tables, costs};
};

TEST_F(SearchMemoTest, PlansThatDifferOutsideTheWindowShareASearch) {
  const auto found = search(ordered.plan);
  ASSERT_FALSE(found->chunks.empty());
  for (std::size_t i = 0; i < found->chunks.size(); ++i) EXPECT_EQ(found->costs[i], costs.cost(found->chunks[i]));
  Plan other = ordered.plan;
  other.chunks.push_back(*ordered.chunk("q_r", "ctx", 1));
  hoist(ordered.tables, other.order, other.chunks[0]);
  ASSERT_NE(other.order, ordered.plan.order);
  EXPECT_EQ(search(other), found);
  EXPECT_EQ(memo.searches(), 1U);
  ChunkSearch afresh{ordered.tables, other, {}};
  const std::uint32_t peak = ordered.at("fc1"), last = static_cast<std::uint32_t>(other.order.size()) - 1;
  EXPECT_EQ(found->chunks, afresh.search({ordered.at("ln2"), peak, peak, last}, other.order[peak]).chunks);
}

TEST_F(SearchMemoTest, AnotherOrderInTheWindowIsAnotherSearch) {
  const auto found = search(ordered.plan);
  Plan other = ordered.plan;
  std::swap(other.order[0], other.order[1]);
  EXPECT_EQ(search(other), found) << "before the window";
  std::swap(other.order[ordered.at("fc2")], other.order[ordered.at("res2")]);
  EXPECT_NE(search(other), found);
  EXPECT_EQ(memo.searches(), 2U);
}

TEST_F(SearchMemoTest, WhatIsNotAskedForIsForgotten) {
  const auto found = search(ordered.plan);
  for (int round = 0; round < 4; ++round) memo.next_round();
  EXPECT_EQ(search(ordered.plan), found);
  for (int round = 0; round < 5; ++round) memo.next_round();
  search(ordered.plan);
  EXPECT_EQ(memo.searches(), 2U);
}

}  // namespace
}  // namespace octosim::partition::chunk
