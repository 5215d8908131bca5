#include "partition/chunk/cost.hpp"

#include <gtest/gtest.h>

#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::Ordered;

TEST(CostTest, TermsAreThoseOfTheGoldenBlock) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 1024, .width = 768, .heads = 12});
  const Ordered ordered{graph};
  const CostModel model{ordered.tables, {}};
  const auto cost = [&](const char* first, const char* last, int dim) {
    return model.cost(*ordered.chunk(first, last, dim));
  };
  const CostTerms heads = model.terms(*ordered.chunk("scores", "ctx", 0));
  EXPECT_NEAR(heads.nodes, 0.3125, 1e-9);
  EXPECT_NEAR(heads.flops, 0.1855, 5e-5);
  EXPECT_NEAR(heads.density, 0.1303, 5e-5);
  EXPECT_EQ(heads.stride, 0);
  EXPECT_NEAR(model.terms(*ordered.chunk("scores", "ctx", 1)).stride, 0.1494, 5e-5);
  EXPECT_NEAR(cost("scores", "ctx", 1), 0.7777, 5e-5);
  EXPECT_NEAR(cost("q_r", "ctx_t", 0), 0.6283, 5e-5);
  EXPECT_NEAR(cost("q_r", "res2", 0), 1.8263, 5e-5);
  EXPECT_NEAR(cost("fc1", "fc2", 0), 0.7516, 5e-5);
}

TEST(CostTest, WeightsScaleTheirTerms) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 64, .width = 64, .heads = 4});
  const Ordered ordered{graph};
  const Chunk chunk = *ordered.chunk("scores", "ctx", 1);
  const CostTerms terms = CostModel{ordered.tables, {}}.terms(chunk);
  const CostModel weighted{ordered.tables, {.alpha = 2, .beta = 3, .gamma = 5, .lambda = 7}};
  EXPECT_NEAR(weighted.cost(chunk), 2 * terms.nodes + 3 * terms.flops + 5 * terms.density + 7 * terms.stride, 1e-12);
}

}  // namespace
}  // namespace octosim::partition::chunk
