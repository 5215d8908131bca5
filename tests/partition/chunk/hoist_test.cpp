#include "partition/chunk/hoist.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::Ordered;

TEST(HoistTest, WholeNodesMoveInFrontInTheirOldOrder) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 8, .width = 8, .heads = 2});
  Ordered ordered{graph};
  const std::vector<Node> old = ordered.plan.order;
  Chunk chunk = *ordered.chunk("q_r", "ctx", 1);
  EXPECT_THAT(ordered.names(chunk.hoisted), testing::ElementsAre("k_r", "k_t", "v_r", "v_t"));
  hoist(ordered.tables, ordered.plan.order, chunk);
  EXPECT_EQ(chunk.first, chunk.begin + 4);
  EXPECT_THAT(ordered.names({ordered.plan.order.begin() + chunk.begin, ordered.plan.order.begin() + chunk.first + 3}),
              testing::ElementsAre("k_r", "k_t", "v_r", "v_t", "q_r", "q_t", "scores"));
  ordered.plan.chunks.push_back(chunk);
  EXPECT_TRUE(is_sound(ordered.tables, ordered.plan));
  restore(ordered.plan.order, old, chunk);
  EXPECT_EQ(ordered.plan.order, old);
  EXPECT_FALSE(is_sound(ordered.tables, ordered.plan)) << "the loop is not where the chunk says";
}

TEST(HoistTest, SoundnessFindsWhatIsBroken) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 8, .width = 8, .heads = 2});
  Ordered ordered{graph};
  ordered.plan.chunks = {*ordered.chunk("scores", "ctx", 0), *ordered.chunk("fc1", "gelu", 0)};
  EXPECT_TRUE(is_sound(ordered.tables, ordered.plan));
  Plan broken = ordered.plan;
  std::swap(broken.order[0], broken.order[1]);
  EXPECT_FALSE(is_sound(ordered.tables, broken)) << "q before ln1";
  broken = ordered.plan;
  broken.chunks[1] = broken.chunks[0];
  EXPECT_FALSE(is_sound(ordered.tables, broken)) << "regions overlap";
  broken = ordered.plan;
  broken.chunks[0].size = 3;
  EXPECT_FALSE(is_sound(ordered.tables, broken)) << "more than there is";
  broken = ordered.plan;
  broken.chunks[0].loop[1].dim = 1;
  EXPECT_FALSE(is_sound(ordered.tables, broken)) << "another extent";
  broken = ordered.plan;
  broken.chunks[0].hoisted.push_back(ordered.node("proj"));
  EXPECT_TRUE(is_sound(ordered.tables, broken));
  broken.chunks[0].hoisted.push_back(ordered.node("ctx_t"));
  EXPECT_FALSE(is_sound(ordered.tables, broken)) << "it reads the loop";
}

}  // namespace
}  // namespace octosim::partition::chunk
